"""Repetition, SMOTE and Geometric SMOTE in one cluster.

They make the very rows that the oversamplers make by themselves with the same seed, and
know from which row each was made.
"""

import numpy as np
from sklearn.utils import check_array, check_random_state

from clover._compat import safe_indexing
from clover._numerics.magnitude import to_safe_magnitude
from clover._numerics.neighbors import make_search
from clover.over_sampling._generation.blocks import REPETITION, SMOTE_NAME, Block
from clover.over_sampling._generation.traits import n_neighbors_of
from clover.over_sampling._kernels.balls import geometric_smote
from clover.over_sampling._kernels.segments import interpolate


def repeat(codes, code, n_new, rng, made_by=REPETITION):
    """Repeat random rows of a class."""
    base = rng.choice(np.flatnonzero(codes == code), size=n_new, replace=True)
    return Block(code, base, made_by)


def smote(X, codes, code, n_new, k_neighbors, seed):
    """Interpolate between rows of a class and their nearest neighbours.

    It makes the very rows of imbalanced-learn's SMOTE with the same seed, and knows
    from which row each was made. The neighbours are limited to the rows there are; a
    single row is repeated.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        The rows of the cluster.

    codes : ndarray of shape (n_samples,)
        Codes of their classes.

    code : int
        The class of which rows are made.

    n_new : int
        Number of rows to make.

    k_neighbors : int or estimator
        Number of neighbours, or a nearest-neighbours estimator.

    seed : int, RandomState instance or None
        Seed of the draws.

    Returns
    -------
    block : Block
        The new rows.

    References
    ----------
    .. [1] N. V. Chawla, K. W. Bowyer, L. O. Hall, W. P. Kegelmeyer, "SMOTE: synthetic
       minority over-sampling technique", Journal of Artificial Intelligence Research
       16 (2002) 321-357, section 4.2.
    """
    rng = check_random_state(seed)
    of_class = np.flatnonzero(codes == code)
    if of_class.size == 1:
        return repeat(codes, code, n_new, rng)
    X_class = as_numbers(safe_indexing(X, of_class))
    neighbors = nearest_neighbors(X_class, k_neighbors)
    drawn = rng.randint(neighbors.size, size=n_new)
    base, column = np.divmod(drawn, neighbors.shape[1])
    gaps = rng.uniform(size=n_new)
    X_new = interpolate(X_class[base], X_class[neighbors[base, column]], gaps)
    return Block(code, of_class[base], SMOTE_NAME, neighbors.shape[1], X_new)


def as_numbers(X):
    """Return rows as an array or sparse matrix, those of data frames too."""
    return check_array(X, accept_sparse="csr", ensure_all_finite=False)


def smote_between(X, n_first, code, n_new, seed):
    """Interpolate between random rows of one cluster and of another.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        The rows of the class in the two clusters, one after the other.

    n_first : int
        How many of them lie in the first cluster.

    code : int
        The class.

    n_new : int
        Number of rows to make.

    seed : int, RandomState instance or None
        Seed of the draws.

    Returns
    -------
    block : Block
        The new rows. Their base rows lie in the first cluster.

    References
    ----------
    .. [1] G. Douzas, F. Bacao, "Self-Organizing Map Oversampling (SOMO) for imbalanced
       data set learning", Expert Systems with Applications 82 (2017) 40-52.
    """
    rng = check_random_state(seed)
    base = rng.randint(n_first, size=n_new)
    partner = rng.randint(n_first, X.shape[0], size=n_new)
    gaps = rng.uniform(size=n_new)
    return Block(code, base, SMOTE_NAME, 1, interpolate(X[base], X[partner], gaps))


def geometric(oversampler, X, codes, code, n_new, rng):
    """Make rows of a class by Geometric SMOTE; a single row is repeated.

    Parameters
    ----------
    oversampler : GeometricSMOTE
        Its parameters are used.

    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        The rows of the cluster.

    codes : ndarray of shape (n_samples,)
        Codes of their classes.

    code : int
        The class.

    n_new : int
        Number of rows to make.

    rng : RandomState
        Where the draws come from.

    Returns
    -------
    block : Block
        The new rows.
    """
    of_class = np.flatnonzero(codes == code)
    if of_class.size == 1:
        return repeat(codes, code, n_new, rng)
    X_new, base = geometric_smote(
        X[of_class],
        X[codes != code],
        n_new,
        oversampler.k_neighbors,
        oversampler.truncation_factor,
        oversampler.deformation_factor,
        oversampler.selection_strategy,
        rng,
    )
    n_neighbors = min(n_neighbors_of(oversampler), of_class.size - 1)
    return Block(code, of_class[base], type(oversampler).__name__, n_neighbors, X_new)


def nearest_neighbors(X, k_neighbors):
    """Return the nearest other rows of each row, shape (n_samples, n_neighbors)."""
    search = make_search(k_neighbors)
    if search.n_neighbors > X.shape[0]:
        search.set_params(n_neighbors=X.shape[0])
    X = to_safe_magnitude(X)
    return search.fit(X).kneighbors(X, return_distance=False)[:, 1:]
