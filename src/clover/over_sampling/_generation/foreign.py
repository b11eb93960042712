"""An oversampler of somebody else at work in a cluster, by its public method alone."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.utils import check_random_state

from clover._compat import safe_indexing
from clover._rows.containers import find_non_finite_columns
from clover.over_sampling._generation.blocks import Block
from clover.over_sampling._generation.one_cell import (
    as_numbers,
    repeat,
    smote,
    smote_between,
)
from clover.over_sampling._generation.traits import (
    k_neighbors_of,
    makes_categories,
    n_neighbors_of,
    says_it_cannot_work,
    shrink_neighbors,
)


@dataclass(frozen=True)
class ForeignRows:
    """The rows that an oversampler of somebody else made; none if it could not."""

    X: object
    codes: np.ndarray
    base: np.ndarray
    n_neighbors: int


def run_oversampler(oversampler, X, codes, n_new, seed, classes):
    """Let an oversampler work on the rows of a cluster, by its public method alone.

    Parameters
    ----------
    oversampler : estimator
        The oversampler.

    X : {ndarray, sparse matrix, dataframe} of shape (n_samples, n_features)
        The rows of the cluster.

    codes : ndarray of shape (n_samples,)
        Codes of their classes, of at least two classes.

    n_new : dict
        Maps class codes to the number of rows to make.

    seed : int, RandomState instance or None
        Seed of the oversampler.

    classes : ndarray of shape (n_classes,)
        The class labels. The oversampler gets these, as it may have parameters for
        single classes.

    Returns
    -------
    foreign : ForeignRows
        The rows it made.
    """
    sizes = {code: int((codes == code).sum()) for code in n_new}
    needs_neighbors = n_neighbors_of(oversampler) > 0
    if (needs_neighbors and 1 in sizes.values()) or (codes == codes[0]).all():
        return _no_rows(codes)
    sampler = shrink_neighbors(oversampler, min(sizes.values()), codes.size)
    # As keys, dates of NumPy are found among dates of NumPy only.
    labels = list(classes) if classes.dtype.kind in "mM" else classes.tolist()
    sampler.set_params(
        sampling_strategy={labels[code]: sizes[code] + n for code, n in n_new.items()}
    )
    if "random_state" in sampler.get_params(deep=False):
        sampler.set_params(random_state=seed)
    try:
        # Of equal rows, imbalanced-learn's KMeansSMOTE divides by zero.
        with np.errstate(divide="ignore", invalid="ignore"):
            X_res, y_res = sampler.fit_resample(X, classes[codes])
    except (ValueError, RuntimeError) as error:
        if says_it_cannot_work(sampler, error):
            return _no_rows(codes)
        raise
    return _split_off(sampler, X, codes, X_res, _to_codes(sampler, classes, y_res))


def _no_rows(codes):
    return ForeignRows(None, codes[:0], np.empty(0, dtype=int), 0)


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


def _split_off(sampler, X, codes, X_res, codes_res):
    name, n_samples, n_res = type(sampler).__name__, codes.size, X_res.shape[0]
    if sparse.issparse(X_res):
        # With older versions of SciPy, stacked rows may have no order yet.
        X_res = X_res.tocsr()
    kept = codes_res[:n_samples]
    if n_res < n_samples or codes_res.shape != (n_res,) or (kept != codes).any():
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
    new = np.arange(n_samples, n_res)
    base = _told_base_rows(sampler, n_samples, new.size)
    X_new = safe_indexing(X_res, new)
    if find_non_finite_columns(X_new) and not find_non_finite_columns(X):
        raise ValueError(
            f"{name} made missing or infinite values from rows without any, in columns "
            f"{find_non_finite_columns(X_new)}."
        )
    return ForeignRows(X_new, codes_res[new], base, n_neighbors_of(sampler))


def _begins_with(X_res, X, sampler):
    """Return whether the first rows are those that were given.

    Those of known oversamplers are, and need not be compared.
    """
    if type(sampler).__module__.startswith(("clover.", "imblearn.")):
        return True
    first = safe_indexing(X_res, np.arange(X.shape[0]))
    if sparse.issparse(X):
        return (first != X).nnz == 0
    first, given = np.asarray(first), np.asarray(X)
    # Missing values equal nothing, not even themselves.
    is_equal = (first == given) | ((first != first) & (given != given))
    return bool(np.all(is_equal))


def _told_base_rows(sampler, n_samples, n_new):
    """Return the rows that new ones were made from, where the oversampler tells."""
    for told, n_kept in (("base_indices_", 0), ("sample_indices_", n_samples)):
        base = np.asarray(getattr(sampler, told, ()))[n_kept:]
        if base.shape == (n_new,):
            return base
    return np.full(n_new, -1)


def fit_to_size(foreign, oversampler, X, codes, code, n_new, seed, is_numeric, n_first):
    """Yield exactly `n_new` rows of a class: cut what is too much, add what lacks."""
    made = np.flatnonzero(foreign.codes == code)
    # A stream of its own, apart from the one that the oversampler used.
    rng = check_random_state(seed)
    rng = np.random.RandomState(rng.randint(np.iinfo(np.int32).max))
    if made.size > n_new:
        made = np.sort(rng.choice(made, size=n_new, replace=False))
    if made.size:
        yield Block(
            code,
            foreign.base[made],
            type(oversampler).__name__,
            foreign.n_neighbors,
            safe_indexing(foreign.X, made),
        )
    n_lacking = n_new - made.size
    if not n_lacking:
        return
    if is_numeric and not makes_categories(oversampler):
        X_class = safe_indexing(X, np.flatnonzero(codes == code))
        can_interpolate = not find_non_finite_columns(X_class)
    else:
        can_interpolate = False
    if not can_interpolate:
        yield repeat(codes, code, n_lacking, rng)
    elif n_first:
        yield smote_between(as_numbers(X_class), n_first, code, n_lacking, rng)
    else:
        yield smote(X, codes, code, n_lacking, k_neighbors_of(oversampler), rng)
