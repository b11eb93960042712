"""Rows that represent a group of rows: as far from its mean and each other as can be.

Both the clusters of CURE and the rows that are made from them have such ones.
"""

import numpy as np
from scipy import sparse

from clover._numerics.distances import squared_distances_to
from clover._numerics.magnitude import scale_factor

# Squared distances of a larger part of the largest are equal to it: of two rows, either
# is as far from the mean, and rounding must not decide.
EQUAL = 1 - 1e-9


def find_representatives(X, n_representatives):
    """Return positions of well scattered rows, the farthest first.

    The first is the row farthest from the mean, each further one that whose distance
    to the nearest of those before is largest [1]_.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        The rows, in a search space; a sparse matrix in CSR format.

    n_representatives : int
        How many to find at most.

    Returns
    -------
    positions : ndarray of shape (n_found,)
        Their positions: of equal rows the first alone, so that they may be fewer.

    References
    ----------
    .. [1] S. Guha, R. Rastogi, K. Shim, "CURE: an efficient clustering algorithm for
       large databases", ACM SIGMOD Record 27 (1998) 73-84, procedure merge.
    """
    positions = [_first_largest(squared_distances_to(X, mean_row(X)))]
    nearest = np.full(X.shape[0], np.inf)
    while len(positions) < min(n_representatives, X.shape[0]):
        last = X[[positions[-1]]]
        point = last.toarray().ravel() if sparse.issparse(last) else last.ravel()
        nearest = np.minimum(nearest, squared_distances_to(X, point))
        # Not by rounding alone is a row at a distance of itself.
        nearest[positions[-1]] = 0
        farthest = _first_largest(nearest)
        if nearest[farthest] == 0:
            break
        positions.append(farthest)
    return np.array(positions)


def mean_row(X):
    """Return the mean of rows, as float64; a sum of large numbers does not overflow."""
    factor = scale_factor(X)
    total = (X.astype(np.float64, copy=False) * factor).sum(axis=0)
    return np.asarray(total).ravel() / X.shape[0] / factor


def shrink(points, center, shrink_factor):
    """Return points after a part of their way to a center."""
    return points + shrink_factor * (center - points)


def _first_largest(squares):
    return int((squares >= EQUAL * squares.max()).argmax())
