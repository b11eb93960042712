"""Representatives of a group of rows: rows far from its mean and from each other."""

import numpy as np
from scipy import sparse

from clover._numerics.distances import squared_distances_to
from clover._numerics.magnitude import scale_factor

# Squared distances above this part of the largest one are equal to it. Two rows are
# equally far from their mean, and rounding errors would otherwise decide.
EQUAL = 1 - 1e-9


def find_representatives(X, n_representatives):
    """Return positions of well scattered rows, the farthest first.

    The first is the row farthest from the mean. Each further one has the largest
    distance to the nearest representative before it [1]_. Of equal rows only the first
    is taken, so that fewer than `n_representatives` may be found.

    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        Rows in a search space; a sparse matrix in CSR format.

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
        # Rounding errors may leave a row at a distance from itself.
        nearest[positions[-1]] = 0
        farthest = _first_largest(nearest)
        if nearest[farthest] == 0:
            break
        positions.append(farthest)
    return np.array(positions)


def mean_row(X):
    """Return the mean row as float64. Sums of large numbers do not overflow."""
    factor = scale_factor(X)
    total = (X.astype(np.float64, copy=False) * factor).sum(axis=0)
    return np.asarray(total).ravel() / X.shape[0] / factor


def shrink(points, center, shrink_factor):
    """Move points towards a center, by a part of their distance to it."""
    return points + shrink_factor * (center - points)


def _first_largest(squares):
    return int((squares >= EQUAL * squares.max()).argmax())
