"""Euclidean distances by matrix products, without loss of digits."""

import numpy as np
from scipy import sparse
from sklearn.metrics import euclidean_distances
from sklearn.utils.sparsefuncs import inplace_row_scale

# Two rows are close if their squared distance over the sum of their squares is less.
# Products leave less than ten digits of such a distance.
CLOSE = 1e-3
# The same bound where only the order of distances matters: less than nine digits.
CLOSE_NEIGHBORS = 1e-6
# Numbers that one step of a calculation holds at a time: 8 MiB as float64.
MAX_HELD_VALUES = 2**20
# Numbers in one temporary array that stays in the cache of a core.
CHUNK_SIZE = 2**16


def held_batches(n_rows, n_values, max_values=None):
    """Yield slices of rows, with at most `max_values` numbers at `n_values` a row."""
    max_values = MAX_HELD_VALUES if max_values is None else max_values
    step = max(1, max_values // n_values) if n_rows else 1
    # Not scikit-learn's `gen_batches`, whose checks take longer than short batches.
    for start in range(0, n_rows, step):
        yield slice(start, min(start + step, n_rows))


def squared_distances(A, B, is_wanted=None, close=CLOSE):
    """Return squared distances by matrix products, those of close rows by differences.

    Products take a third of the time of differences, but lose digits where two rows are
    much closer to each other than to the origin.

    A, B : {ndarray of shape (..., n_rows, n_features), sparse matrix}
        Rows in a search space: near the origin, with squares in range.

    is_wanted : ndarray of bool of shape (..., n_rows_of_A, n_rows_of_B), default=None
        The distances that are not wanted become infinite. ``None`` wants all.

    close : float
        Rows are close if their squared distance over the sum of their squares is less.
    """
    squares_A = row_squares(A)[..., np.newaxis]
    squares_B = np.swapaxes(row_squares(B)[..., np.newaxis], -1, -2)
    if sparse.issparse(A):
        squares = euclidean_distances(A, B, squared=True)
    else:
        squares = A @ np.swapaxes(B, -1, -2)
        squares *= -2
        squares += squares_A
        squares += squares_B
    if is_wanted is not None:
        np.copyto(squares, np.inf, where=~is_wanted)
    if squares.min() < close * (squares_A.max() + squares_B.max()):
        *group, row, other_row = np.nonzero(squares < close * (squares_A + squares_B))
        for part in held_batches(row.size, A.shape[-1]):
            place = [indices[part] for indices in group]
            difference = A[(*place, row[part])] - B[(*place, other_row[part])]
            squares[(*place, row[part], other_row[part])] = row_squares(difference)
    # Squares of rows at the origin are not below the bound, and may be negative.
    return np.maximum(squares, 0, out=squares)


def squared_distances_to(X, point):
    """Return the squared distances of rows, in a search space, to a point."""
    if not sparse.issparse(X):
        return row_squares(X - point)
    squares = row_squares(X) - 2 * (X @ point) + point @ point
    return np.maximum(squares, 0)


def row_squares(X):
    """Return the sum of squares of each row."""
    if sparse.issparse(X):
        return np.asarray(X.multiply(X).sum(axis=1)).ravel()
    return np.einsum("...ij,...ij->...i", X, X)


def paired_distances(X, rows, Y, other_rows, max_values=None):
    """Return the distances between rows of two matrices, pair by pair.

    The distances are precise for rows of any size and origin. Sparse matrices are in
    CSR format. `max_values` coordinates are held at a time.
    """
    distances = np.empty(len(rows))
    for batch in held_batches(len(rows), X.shape[1], max_values):
        difference = X[rows[batch]].astype(np.float64) - Y[other_rows[batch]]
        scale = _largest_of_rows(difference)
        scale[scale == 0] = 1
        if sparse.issparse(difference):
            inplace_row_scale(difference, 1 / scale)
        else:
            difference /= scale[:, np.newaxis]
        distances[batch] = scale * np.sqrt(row_squares(difference))
    return distances


def _largest_of_rows(X):
    if sparse.issparse(X):
        return abs(X).max(axis=1).toarray().ravel()
    return np.abs(X).max(axis=1, initial=0)
