"""SMOTE, repetition and other native oversamplers in one cluster.

They make the very rows that the oversamplers make by themselves with the same seed, and
know from which row each was made.
"""

from numbers import Integral

import numpy as np
from sklearn.utils import check_array, check_random_state

from clover._numerics.magnitude import to_safe_magnitude
from clover._numerics.neighbors import find_clear_neighbors, make_search
from clover.over_sampling._generation.blocks import REPETITION, Block
from clover.over_sampling._kernels.segments import interpolate


def make_natively(job):
    """Return the blocks of a job of a native oversampler, class by class."""
    traits, seed = job.traits, job.seed
    if not traits.restarts_for_classes:
        seed = check_random_state(seed)
    blocks = []
    for code, n_new in job.n_new.items():
        is_of_class = job.codes == code
        rows = np.flatnonzero(is_of_class)
        if rows.size == 1 and traits.n_neighbors:
            blocks.append(repeat(rows, code, n_new, check_random_state(seed)))
            continue
        others = np.flatnonzero(~is_of_class) if traits.sees_other_classes else rows[:0]
        X_new, base = traits.native.make(
            traits.oversampler, job.X[rows], job.X[others], n_new, seed
        )
        n_neighbors = min(traits.n_neighbors, rows.size - 1)
        blocks.append(Block(code, rows[base], traits.name, n_neighbors, X_new))
    return blocks


def repeat(rows, code, n_new, rng):
    """Repeat random rows of a class, given by their positions."""
    return Block(code, rng.choice(rows, size=n_new), REPETITION)


def repeat_alone(oversampler, X_class, X_others, n_new, rng):
    """Repeat random rows of one class as RandomOverSampler does."""
    return None, rng.choice(X_class.shape[0], size=n_new)


def smote_alone(oversampler, X_class, X_others, n_new, seed):
    """Make the very rows of imbalanced-learn's SMOTE of one class."""
    X_new, base, _ = smote(X_class, n_new, oversampler.k_neighbors, seed)
    return X_new, base


def smote(X, n_new, k_neighbors, seed):
    """Interpolate between rows of a class and their nearest neighbours.

    The rows are those of imbalanced-learn's SMOTE with the same seed. The neighbours
    are limited to the rows there are.

    Returns the new rows, the row that each was made from, and the number of neighbours.

    References
    ----------
    .. [1] N. V. Chawla, K. W. Bowyer, L. O. Hall, W. P. Kegelmeyer, "SMOTE: synthetic
       minority over-sampling technique", Journal of Artificial Intelligence Research
       16 (2002) 321-357, section 4.2.
    """
    rng = check_random_state(seed)
    neighbors = nearest_neighbors(X, k_neighbors)
    drawn = rng.randint(neighbors.size, size=n_new)
    base, column = np.divmod(drawn, neighbors.shape[1])
    gaps = rng.uniform(size=n_new)
    X_new = interpolate(X[base], X[neighbors[base, column]], gaps)
    return X_new, base, neighbors.shape[1]


def smote_between(X, n_first, n_new, rng):
    """Interpolate between random rows of one cluster and of another.

    The rows of the class in the first cluster are the first `n_first` of `X`, those in
    the second one follow. Returns the new rows, and the row of the first cluster that
    each was made from.

    References
    ----------
    .. [1] G. Douzas, F. Bacao, "Self-Organizing Map Oversampling (SOMO) for imbalanced
       data set learning", Expert Systems with Applications 82 (2017) 40-52.
    """
    base = rng.randint(n_first, size=n_new)
    partner = rng.randint(n_first, X.shape[0], size=n_new)
    gaps = rng.uniform(size=n_new)
    return interpolate(X[base], X[partner], gaps), base


def as_numbers(X):
    """Return rows as an array or sparse matrix, those of data frames too."""
    return check_array(X, accept_sparse="csr", ensure_all_finite=False)


def nearest_neighbors(X, k_neighbors):
    """Return the nearest other rows of each row, shape (n_samples, n_neighbors)."""
    X = to_safe_magnitude(X)
    if isinstance(k_neighbors, Integral):
        neighbors = find_clear_neighbors(X, min(k_neighbors, X.shape[0] - 1))
        if neighbors is not None:
            return neighbors
    search = make_search(k_neighbors)
    if search.n_neighbors > X.shape[0]:
        search.set_params(n_neighbors=X.shape[0])
    return search.fit(X).kneighbors(X, return_distance=False)[:, 1:]
