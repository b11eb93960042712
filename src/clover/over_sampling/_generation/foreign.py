"""Foreign oversamplers at work in a cluster, through their public `fit_resample`."""

import re
from copy import deepcopy
from dataclasses import dataclass
from numbers import Integral

import numpy as np
from imblearn.over_sampling import KMeansSMOTE as ImblearnKMeansSMOTE
from scipy import sparse
from sklearn.base import clone
from sklearn.utils import check_random_state

from clover._rows.containers import find_non_finite_columns, take_rows
from clover.over_sampling._generation.blocks import SMOTE_NAME, Block, Parents
from clover.over_sampling._generation.foreign_parents import find_parents
from clover.over_sampling._generation.one_cell import (
    as_numbers,
    repeat,
    smote,
    smote_between,
)

# Errors that begin so say that an oversampler cannot work in a cluster; all others are
# raised. They come from ADASYN (two: no row of the class has a neighbour of another
# class, or too few have), SVMSMOTE (all support vectors of the class are noise),
# imbalanced-learn's KMeansSMOTE (two, the second with fewer rows than clusters) and
# clover's presets.
CANNOT_WORK = re.compile(
    "Not any neigbours belong to the majority"
    "|No samples will be generated with the provided ratio"
    "|All support vectors are considered as noise"
    "|No clusters found with sufficient samples"
    r"|n_samples=\d+ should be >= n_clusters="
    "|No samples were generated"
)


@dataclass(frozen=True, eq=False)
class ForeignRows:
    """The rows that a foreign oversampler made; none if it could not work."""

    X: object
    codes: np.ndarray
    parents: Parents
    n_neighbors: int
    are_copies: bool = False


def make_by_method(job):
    """Return the blocks of a job, with exactly as many rows as it asks for."""
    foreign = run_oversampler(job)
    return [
        block
        for code, n_new in job.n_new.items()
        for block in _fit_to_size(foreign, job, code, n_new)
    ]


def run_oversampler(job):
    """Run an oversampler on the rows of a cluster and return its `ForeignRows`."""
    codes, classes = job.codes, job.classes
    sizes = {code: int((codes == code).sum()) for code in job.n_new}
    if (job.traits.n_needed > 1 and 1 in sizes.values()) or (codes == codes[0]).all():
        return _no_rows(codes)
    sampler = with_fewer_neighbors(job.traits, min(sizes.values()), codes.size)
    # Only dates of NumPy find dates of NumPy among the keys of a dictionary.
    labels = list(classes) if classes.dtype.kind in "mM" else classes.tolist()
    strategy = {labels[code]: sizes[code] + n for code, n in job.n_new.items()}
    sampler.set_params(sampling_strategy=strategy)
    # The draws of a generator can be repeated from a copy of it only.
    is_seed = isinstance(job.seed, Integral)
    stream = job.seed if is_seed else deepcopy(check_random_state(job.seed))
    if "random_state" in job.traits.params:
        sampler.set_params(random_state=job.seed)
    try:
        # imbalanced-learn's KMeansSMOTE divides by zero if all rows are equal.
        with np.errstate(divide="ignore", invalid="ignore"):
            X_res, y_res = sampler.fit_resample(job.X, classes[codes])
    except (ValueError, RuntimeError) as error:
        if says_it_cannot_work(sampler, error):
            return _no_rows(codes)
        raise
    codes_res = _to_codes(sampler, classes, y_res)
    X_new = _split_off(sampler, job, X_res, codes_res)
    codes_new = codes_res[codes.size :]
    n_neighbors = min(job.traits.n_neighbors, min(sizes.values()) - 1)
    parents = find_parents(sampler, job, X_new, codes_new, stream)
    are_copies = _are_copies(sampler, job.X, X_new, parents)
    return ForeignRows(X_new, codes_new, parents, n_neighbors, are_copies)


def with_fewer_neighbors(traits, n_class, n_rows):
    """Clone an oversampler, its neighbours limited to the available rows.

    `n_class` is the number of rows of the class, `n_rows` that of all classes.
    """
    limits = {"k_neighbors": n_class, "n_neighbors": n_class, "m_neighbors": n_rows}
    shrunk = {
        name: _limit_neighbors(traits.params[name], n_available)
        for name, n_available in limits.items()
        if name in traits.params
    }
    return clone(traits.oversampler).set_params(**shrunk)


def _limit_neighbors(neighbors, n_available):
    """Limit a number of neighbours, or an estimator, which counts the row itself."""
    if isinstance(neighbors, Integral):
        return min(neighbors, max(1, n_available - 1))
    if getattr(neighbors, "n_neighbors", 0) > n_available:
        return clone(neighbors).set_params(n_neighbors=n_available)
    return neighbors


def says_it_cannot_work(sampler, error):
    """Return whether an error says that an oversampler cannot work in a cluster.

    imbalanced-learn's KMeansSMOTE also fails if all rows in a cluster are equal.
    """
    divides_by_zero = isinstance(sampler, ImblearnKMeansSMOTE)
    return CANNOT_WORK.match(str(error)) is not None or (
        divides_by_zero and "cannot convert float NaN" in str(error)
    )


def _no_rows(codes):
    return ForeignRows(None, codes[:0], Parents(np.empty(0, dtype=int)), 0)


def _to_codes(sampler, classes, y_res):
    """Return the codes of the labels that an oversampler returned."""
    labels = np.asarray(y_res)
    codes = np.searchsorted(classes, labels)
    known = classes[np.minimum(codes, classes.size - 1)] == labels
    if not np.all(known):
        raise ValueError(
            f"{type(sampler).__name__} returned classes that it was not given: "
            f"{np.unique(labels[~known]).tolist()}."
        )
    return codes


def _split_off(sampler, job, X_res, codes_res):
    """Check that the given rows come first, unchanged; return the new ones."""
    X, name, n_samples, n_res = job.X, job.traits.name, job.codes.size, X_res.shape[0]
    if sparse.issparse(X_res):
        # Older versions of SciPy may stack rows in a format that cannot be sliced.
        X_res = X_res.tocsr()
    kept = codes_res[:n_samples]
    if n_res < n_samples or codes_res.shape != (n_res,) or (kept != job.codes).any():
        raise ValueError(
            "An oversampler should return the rows it was given and then the new ones. "
            f"{name} was given {n_samples} rows and returned others: "
            f"{n_res} rows, {codes_res.shape} targets."
        )
    if X_res.shape[1:] != X.shape[1:]:
        raise ValueError(
            f"An oversampler should keep the {X.shape[1]} columns. {name} returned "
            f"shape {X_res.shape}."
        )
    if not _begins_with(X_res, X, sampler):
        raise ValueError(
            "An oversampler should return the rows it was given and then the new ones. "
            f"{name} moved or changed some of the first {n_samples}."
        )
    X_new = take_rows(X_res, np.arange(n_samples, n_res))
    if find_non_finite_columns(X_new) and not find_non_finite_columns(X):
        raise ValueError(
            f"{name} made missing or infinite values from rows without any, in columns "
            f"{find_non_finite_columns(X_new)}."
        )
    return X_new


def _begins_with(X_res, X, sampler):
    """Return whether the first rows are the given ones.

    Known oversamplers keep them, and the comparison is skipped.
    """
    if type(sampler).__module__.startswith(("clover.", "imblearn.")):
        return True
    first = take_rows(X_res, np.arange(X.shape[0]))
    if sparse.issparse(X):
        return (first != X).nnz == 0
    first, given = np.asarray(first), np.asarray(X)
    # Missing values do not equal themselves.
    is_equal = (first == given) | ((first != first) & (given != given))
    return bool(np.all(is_equal))


def _are_copies(sampler, X, X_new, parents):
    """Return whether all new rows are copies of the rows that the sampler tells."""
    if not hasattr(sampler, "sample_indices_") or (parents.base < 0).any():
        return False
    return _begins_with(X_new, take_rows(X, parents.base), sampler=None)


def _fit_to_size(foreign, job, code, n_new):
    """Yield exactly `n_new` rows of a class: drop rows, or let SMOTE make the rest."""
    made = np.flatnonzero(foreign.codes == code)
    # With the seed itself, the draws would repeat those of the oversampler.
    rng = check_random_state(job.seed)
    rng = np.random.RandomState(rng.randint(np.iinfo(np.int32).max))
    if made.size > n_new:
        made = np.sort(rng.choice(made, size=n_new, replace=False))
    if made.size:
        yield Block(
            code,
            foreign.parents.take(made),
            job.traits.name,
            foreign.n_neighbors,
            take_rows(foreign.X, made),
            foreign.are_copies,
        )
    if made.size < n_new:
        yield _stand_in(job, code, n_new - made.size, rng)


def _stand_in(job, code, n_new, rng):
    """Make rows of a class by SMOTE, or by repetition if SMOTE cannot work."""
    rows = np.flatnonzero(job.codes == code)
    if rows.size == 1 or not job.can_interpolate:
        return repeat(rows, code, n_new, rng)
    X_class = take_rows(job.X, rows)
    if find_non_finite_columns(X_class):
        return repeat(rows, code, n_new, rng)
    X_class, n_neighbors = as_numbers(X_class), 1
    if job.n_first:
        X_new, parents = smote_between(X_class, job.n_first, n_new, rng)
    else:
        k_neighbors = job.traits.k_neighbors
        X_new, parents, n_neighbors = smote(X_class, n_new, k_neighbors, rng)
    return Block(code, parents.located(rows), SMOTE_NAME, n_neighbors, X_new)
