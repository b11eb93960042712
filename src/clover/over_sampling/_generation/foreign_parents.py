"""The parents of the rows that foreign oversamplers made.

Some oversamplers tell the base rows. Others of imbalanced-learn do not, but their draws
can be repeated from their seed, and their neighbours by another search. Parents found
so are checked: the new row must be the point between them at the step that was drawn.
"""

from dataclasses import dataclass

import numpy as np
from imblearn.over_sampling import ADASYN, SMOTENC, SVMSMOTE, BorderlineSMOTE
from scipy import sparse
from sklearn import config_context
from sklearn.base import clone
from sklearn.utils import check_array, check_random_state

from clover._compat import safe_indexing
from clover._rows.dtypes import to_floats
from clover.over_sampling._generation.blocks import Parents

# A point between two rows is rounded a few times.
N_ROUNDINGS = 8


@dataclass(frozen=True, eq=False)
class Steps:
    """New rows as steps from base rows towards partners.

    Attributes
    ----------
    base, partner : ndarray of shape (n_new,)
        Positions of both rows.

    sizes : ndarray of shape (n_new,)
        The part of the way, from 0 at the base row to 1 at the partner.
    """

    base: np.ndarray
    partner: np.ndarray
    sizes: np.ndarray

    @classmethod
    def join(cls, pieces):
        """Return several `Steps` as one."""
        return cls(
            *(
                np.concatenate([getattr(piece, name) for piece in pieces])
                for name in ("base", "partner", "sizes")
            )
        )


def find_parents(sampler, job, X_new, codes_new, seed):
    """Return the parents of new rows, as `Parents`; -1 for those that are not known.

    `sampler` is fitted to the rows of the job, and `seed` is its seed, or a generator
    in the state before the fit. `X_new` and `codes_new` are the new rows and the codes
    of their classes.
    """
    told = read_parents(sampler, job.codes.size, codes_new.size)
    if told is not None:
        return told
    unknown = np.full(codes_new.size, -1)
    repeat = REPEATS.get(type(sampler))
    if repeat is None or not codes_new.size:
        return Parents(unknown, unknown)
    # The rows are checked already.
    with config_context(assume_finite=True, skip_parameter_validation=True):
        X, X_new = _take_numbers(sampler, job.X), _take_numbers(sampler, X_new)
        steps = repeat(sampler, job.X, job.classes[job.codes], seed)
    if steps.base.size != codes_new.size:
        return Parents(unknown, unknown)
    is_found = _are_at(X_new, X, steps)
    return Parents(
        np.where(is_found, steps.base, -1), np.where(is_found, steps.partner, -1)
    )


def read_parents(sampler, n_samples, n_new):
    """Return the parents that an oversampler tells, or None if it does not."""
    for name, n_kept in (("base_indices_", 0), ("sample_indices_", n_samples)):
        base = _read_positions(sampler, name, n_kept + n_new, n_samples)
        if base is not None:
            partner = _read_positions(sampler, "partner_indices_", n_new, n_samples)
            table = _read_positions(sampler, "further_indices_", n_new, n_samples, 2)
            return Parents(base[n_kept:], partner, further=table)
    return None


def _read_positions(sampler, name, n_expected, n_samples, n_dimensions=1):
    """Return positions of rows that an oversampler tells, -1 where they are masked.

    Returns None if there are none, or other numbers of them, which mean something else.
    """
    told = np.ma.asarray(getattr(sampler, name, None))
    if told.ndim != n_dimensions or told.shape[0] != n_expected:
        return None
    is_wrong = told.dtype.kind not in "iu" or np.any((told < 0) | (told >= n_samples))
    if n_expected and is_wrong:
        raise ValueError(
            f"`{name}` of {type(sampler).__name__} should hold positions of the "
            f"{n_samples} rows that it was given. Got {told.tolist()[:5]}..."
        )
    return told.astype(np.intp).filled(-1)


def _take_numbers(sampler, X):
    """Return the columns that are interpolated, as floats."""
    if isinstance(sampler, SMOTENC):
        X = safe_indexing(X, sampler.continuous_features_, axis=1)
    return to_floats(check_array(X, accept_sparse="csr"))


def _are_at(X_new, X, steps):
    """Return whether new rows are where the steps lead."""
    start, end = X[steps.base], X[steps.partner]
    sizes, ways = steps.sizes[:, np.newaxis], end - start
    if sparse.issparse(X):
        difference = _row_maximum(X_new - start - ways.multiply(sizes).tocsr())
        largest = _row_maximum(start) + _row_maximum(end)
    else:
        difference = np.abs(X_new - start - sizes * ways)
        largest = np.abs(start) + np.abs(end)
    tolerance = N_ROUNDINGS * np.finfo(X.dtype).eps * largest
    return (difference <= tolerance).all(axis=1)


def _row_maximum(X):
    """Return the largest absolute value of each row of a sparse matrix, as a column."""
    return abs(X).max(axis=1).toarray().reshape(-1, 1)


def _find_neighbors(neighbors, X, queries):
    """Return the neighbours of some rows among others, without the row itself."""
    return _ask(clone(neighbors).fit(X), queries)


def _find_last_neighbors(sampler, neighbors, X, queries):
    """Return neighbours of some rows among those that were searched for the last class.

    With one class, the search need not be prepared again.
    """
    if len(_targets(sampler)) == 1:
        return _ask(neighbors, queries)
    return _find_neighbors(neighbors, X, queries)


def _ask(neighbors, queries):
    return neighbors.kneighbors(queries, return_distance=False)[:, 1:]


def _draw_steps(rows, partners, n_new, seed):
    """Repeat the draws of SMOTE in imbalanced-learn.

    `rows` are positions of base rows; `partners` of shape (n_rows, n_neighbors) are
    those of their neighbours.
    """
    rng = check_random_state(seed)
    row, column = np.divmod(
        rng.randint(partners.size, size=n_new), max(1, partners.shape[1])
    )
    return Steps(rows[row], partners[row, column], rng.uniform(size=n_new))


def _targets(sampler):
    return [(label, n) for label, n in sampler.sampling_strategy_.items() if n]


def _repeat_borderline(sampler, X, y, seed):
    """Repeat Borderline-SMOTE (Han, Wang, Mao 2005): steps from rows in danger."""
    pieces = []
    for label, n_new in _targets(sampler):
        rows = sampler.in_danger_indices.get(label)
        if rows is None:
            continue
        pool = np.arange(y.size)
        if sampler.kind == "borderline-1":
            pool = np.flatnonzero(y == label)
        found = _find_last_neighbors(sampler, sampler.nn_k_, X[pool], X[rows])
        steps = _draw_steps(rows, pool[found], n_new, seed)
        if sampler.kind == "borderline-2":
            # Towards rows of other classes, steps are at most half as long.
            is_other = y[steps.partner] != label
            rng = check_random_state(seed)
            steps.sizes[is_other] *= rng.uniform(0.0, 0.5, size=is_other.sum())
        pieces.append(steps)
    return _join(pieces)


def _repeat_svm(sampler, X, y, seed):
    """Repeat SVM-SMOTE (Nguyen, Cooper, Kamei 2011): steps from support vectors.

    Steps from support vectors in danger lead to neighbours, steps from the others away
    from neighbours.
    """
    rng = check_random_state(seed)
    support, pieces = sampler.svm_estimator_.support_, []
    for label, n_new in _targets(sampler):
        rows = support[y[support] == label]
        found = _ask(sampler.nn_m_, X[rows])
        n_others, most = (y[found] != label).sum(axis=1), found.shape[1]
        in_danger, are_noise = n_others >= most / 2, n_others == most
        pool = np.flatnonzero(y == label)
        if sampler.svm_estimator is None and rng is seed:
            # The support vector machine takes its own seed from a shared generator.
            rng.randint(np.iinfo(np.int32).max)
        n_inward = int(rng.beta(10, 10) * (n_new + 1))
        for is_used, number, direction in (
            (in_danger & ~are_noise, n_inward, 1.0),
            (~in_danger, n_new - n_inward, -sampler.out_step),
        ):
            if is_used.any():
                used = rows[is_used]
                found = _find_last_neighbors(sampler, sampler.nn_k_, X[pool], X[used])
                steps = _draw_steps(used, pool[found], number, seed)
                steps.sizes[:] *= direction
                pieces.append(steps)
    return _join(pieces)


def _repeat_adasyn(sampler, X, y, seed):
    """Repeat ADASYN (He, Bai, Garcia, Li 2008): more steps from rows among others."""
    rng = check_random_state(seed)
    pieces = []
    for label, n_new in _targets(sampler):
        rows = np.flatnonzero(y == label)
        found = _find_neighbors(sampler.nn_, X, X[rows])
        hardness = (y[found] != label).sum(axis=1) / found.shape[1]
        numbers = np.rint(hardness / hardness.sum() * n_new).astype(int)
        own = _find_last_neighbors(sampler, sampler.nn_, X[rows], X[rows])
        partners = rows[own]
        row = np.repeat(np.arange(rows.size), numbers)
        column = rng.choice(found.shape[1], size=row.size)
        sizes = rng.uniform(size=row.size)
        pieces.append(Steps(rows[row], partners[row, column], sizes))
    return _join(pieces)


def _repeat_smotenc(sampler, X, y, seed):
    """Repeat SMOTE-NC (Chawla et al. 2002, section 6.1): steps between numbers.

    Two categories are as far apart as the median standard deviation of the numbers.
    """
    numbers = _take_numbers(sampler, X)
    categories = safe_indexing(X, sampler.categorical_features_, axis=1)
    categories = categories.toarray() if sparse.issparse(categories) else categories
    indicators = sparse.csr_matrix(sampler.categorical_encoder_.transform(categories))
    pieces = []
    for label, n_new in _targets(sampler):
        rows = np.flatnonzero(y == label)
        of_class = indicators[rows].astype(numbers.dtype)
        of_class.data[:] = sampler.median_std_[label] / np.sqrt(2)
        space = sparse.hstack((numbers[rows], of_class), format="csr")
        found = _find_last_neighbors(sampler, sampler.nn_k_, space, space)
        pieces.append(_draw_steps(rows, rows[found], n_new, seed))
    return _join(pieces)


def _join(pieces):
    none = np.empty(0, dtype=np.intp)
    return Steps.join([Steps(none, none, np.empty(0)), *pieces])


REPEATS = {
    BorderlineSMOTE: _repeat_borderline,
    SVMSMOTE: _repeat_svm,
    ADASYN: _repeat_adasyn,
    SMOTENC: _repeat_smotenc,
}
