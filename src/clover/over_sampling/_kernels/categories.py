"""Scales and votes of categories, for Geometric SMOTE of mixed rows."""

import numpy as np
from scipy import sparse
from sklearn.utils.sparsefuncs import mean_variance_axis

from clover._numerics.magnitude import scale_factor


def median_std(X):
    """Return the median of the columns' standard deviations."""
    factor = scale_factor(X)
    X = X.astype(np.float64, copy=False) * factor
    variances = (
        mean_variance_axis(X, axis=0)[1] if sparse.issparse(X) else X.var(axis=0)
    )
    return np.median(np.sqrt(variances)) / factor


def elect_categories(codes, neighbors, center, rng):
    """Choose the most frequent category among neighbours, ties at random.

    `neighbors`, of shape (n_centers, n_neighbors), are the rows that vote. `center` is,
    for each new row, the position in `neighbors` of its voters. Returns a row with the
    chosen category for each new row and column, of shape (n_new, n_categorical).
    """
    donors = np.empty((center.size, codes.shape[1]), dtype=int)
    for j in range(codes.shape[1]):
        candidates = codes[neighbors, j]
        votes = np.zeros(candidates.shape)
        for of_one in candidates.T:
            votes += candidates == of_one[:, np.newaxis]
        # Random numbers below 1 decide ties only. Each tied category has the same
        # number of voters, hence the same chance.
        votes = votes[center] + rng.uniform(size=(center.size, neighbors.shape[1]))
        donors[:, j] = neighbors[center, votes.argmax(axis=1)]
    return donors
