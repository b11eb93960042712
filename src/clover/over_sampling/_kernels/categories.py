"""Distances and votes of categories, for Geometric SMOTE of mixed rows."""

import numpy as np
from scipy import sparse
from sklearn.utils.sparsefuncs import mean_variance_axis

from clover._numerics.magnitude import scale_factor

# With more categories than this, their indicator columns are kept sparse.
MAX_DENSE_CATEGORIES = 256


def median_std(X):
    """Return the median of the columns' standard deviations."""
    factor = scale_factor(X)
    X = X.astype(np.float64, copy=False) * factor
    variances = (
        mean_variance_axis(X, axis=0)[1] if sparse.issparse(X) else X.var(axis=0)
    )
    return np.median(np.sqrt(variances)) / factor


def encode_categories(X, codes, n_categories, weight):
    """Return numbers and weighted indicators of categories, side by side.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_numeric)
        The numbers.

    codes : ndarray of int of shape (n_samples, n_categorical)
        The categories, each column counted from 0.

    n_categories : ndarray of int of shape (n_categorical,)
        Number of categories of each column.

    weight : float
        What stands for a category. Rows that differ in one are apart by sqrt(2) times
        the weight.

    Returns
    -------
    X_encoded : {ndarray, sparse matrix} of shape (n_samples, n_encoded)
        Sparse in CSR format if `X` is, or if there are many categories.
    """
    columns = codes + np.cumsum(n_categories) - n_categories
    indicators = sparse.csr_matrix(
        (
            np.full(codes.size, weight),
            columns.ravel(),
            np.arange(0, codes.size + 1, codes.shape[1]),
        ),
        shape=(codes.shape[0], n_categories.sum()),
    )
    if sparse.issparse(X) or n_categories.sum() > MAX_DENSE_CATEGORIES:
        return sparse.hstack((sparse.csr_matrix(X), indicators), format="csr")
    return np.hstack((X, indicators.toarray()))


def elect_categories(codes, neighbors, center, rng):
    """Choose the most frequent category among neighbours, ties at random.

    Parameters
    ----------
    codes : ndarray of int of shape (n_class, n_categorical)
        The categories of the rows of a class.

    neighbors : ndarray of shape (n_centers, n_neighbors)
        Rows that vote.

    center : ndarray of shape (n_samples,)
        For each new row, the row of `neighbors` that votes for it.

    rng : RandomState instance
        Decides ties.

    Returns
    -------
    donors : ndarray of shape (n_samples, n_categorical)
        A row with the chosen category.
    """
    donors = np.empty((center.size, codes.shape[1]), dtype=int)
    for j in range(codes.shape[1]):
        candidates = codes[neighbors, j]
        votes = np.zeros(candidates.shape)
        for of_one in candidates.T:
            votes += candidates == of_one[:, np.newaxis]
        # Categories with the same votes have the same number of neighbours among which
        # this draws, hence the same chance.
        votes = votes[center] + rng.uniform(size=(center.size, neighbors.shape[1]))
        donors[:, j] = neighbors[center, votes.argmax(axis=1)]
    return donors
