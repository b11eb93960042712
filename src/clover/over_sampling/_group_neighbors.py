"""Nearest neighbours inside many groups of rows.

A search by scikit-learn takes about half a millisecond to prepare. Where groups are
small, many of them are searched at once, by products of stacked matrices.
"""

from numbers import Integral

import numpy as np
from scipy import sparse

from clover.over_sampling._neighbors import (
    find_nearest_other,
    find_neighbors,
    make_search,
    to_search_space,
)

# Groups with at most so many pairs of rows are searched together with others.
MAX_STACKED_PAIRS = 2**16
# So many runs through the distances take less time than a partition of them.
MAX_RUNS = 8


def find_neighbors_in_groups(X, groups, k_neighbors, is_wanted):
    """Find the nearest other rows of the same group.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_rows, n_features)
        The rows of which the groups consist, in their order.

    groups : Groups
        The groups.

    k_neighbors : int or estimator
        How many neighbours to find, or an estimator that finds them and counts the row
        itself as one. In a group of n rows they are at most n - 1.

    is_wanted : ndarray of bool of shape (n_rows,)
        Which rows need neighbours; others may get none.

    Returns
    -------
    neighbors : ndarray of shape (n_rows, n_neighbors)
        Positions in `X`.

    n_neighbors : ndarray of shape (n_groups,)
        How many columns count in each group. The only row of a group is its own
        neighbour, and counts as none.
    """
    search = make_search(k_neighbors)
    sizes = groups.sizes
    k = max(1, min(search.n_neighbors, sizes.max()) - 1)
    neighbors = np.repeat(np.arange(X.shape[0])[:, np.newaxis], k, axis=1)
    is_active = np.zeros(sizes.size, dtype=bool)
    is_active[np.repeat(np.arange(sizes.size), sizes)[is_wanted]] = True
    is_active &= sizes > 1
    is_given = not isinstance(k_neighbors, Integral)
    is_stacked = is_active & _can_be_stacked(X, groups, groups) & (not is_given)
    for batch in groups.batches(is_stacked, groups, X.shape[1]):
        rows, is_real = groups.stack(batch)
        distances = _stacked_distances(X, rows, X, rows, is_real)
        itself = np.arange(rows.shape[1])
        distances[:, itself, itself] = np.inf
        nearest = _nearest_columns(distances, min(k, itself.size - 1))
        nearest += groups.starts[batch, np.newaxis, np.newaxis]
        neighbors[rows[is_real], : nearest.shape[2]] = nearest[is_real]
    for group in np.flatnonzero(is_active & ~is_stacked):
        rows = groups.of(group)
        queries = np.flatnonzero(is_wanted[rows])
        X_group = X[rows] if is_given else to_search_space(X[rows])[0]
        found = find_neighbors(X_group, queries, k_neighbors)
        neighbors[rows[queries], : found.shape[1]] = rows[found]
    return neighbors, np.minimum(k, sizes - 1)


def find_nearest_in_groups(X, groups, X_others, others):
    """Find the nearest of other rows for each row.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_rows, n_features)
        The rows of which the groups consist, in their order.

    groups : Groups
        The groups.

    X_others : same type, of shape (n_others, n_features)
        The rows among which to look.

    others : Groups
        For each group, those of `X_others` that are eligible. A row without any gets
        the first row of all.

    Returns
    -------
    nearest : ndarray of shape (n_rows,)
        Positions in `X_others`.
    """
    nearest = np.zeros(X.shape[0], dtype=np.intp)
    is_active = (others.sizes > 0) & (groups.sizes > 0)
    is_stacked = is_active & _can_be_stacked(X, groups, others)
    for batch in groups.batches(is_stacked, others, X.shape[1]):
        rows, is_real = groups.stack(batch)
        other_rows, is_other = others.stack(batch)
        distances = _stacked_distances(X, rows, X_others, other_rows, is_other)
        found = np.take_along_axis(other_rows, distances.argmin(axis=2), axis=1)
        nearest[rows[is_real]] = found[is_real]
    for group in np.flatnonzero(is_active & ~is_stacked):
        rows, other_rows = groups.of(group), others.of(group)
        pair = to_search_space(X[rows], X_others[other_rows])
        nearest[rows] = other_rows[find_nearest_other(*pair)]
    return nearest


def _can_be_stacked(X, groups, others):
    n_pairs = groups.sizes * others.sizes
    return (n_pairs <= MAX_STACKED_PAIRS) & (not sparse.issparse(X))


def _stacked_distances(X, rows, X_others, other_rows, is_real):
    """Return squared distances in each of several groups, infinite to unreal rows.

    Each group is shifted to its middle and scaled by a power of two, so that neither
    the origin nor the unit takes away digits.
    """
    A = X[rows].astype(np.float64, copy=False)
    B = X_others[other_rows].astype(np.float64, copy=False)
    middle = B.mean(axis=1, keepdims=True)
    A, B = A - middle, B - middle
    largest = np.maximum(np.abs(A).max(axis=(1, 2)), np.abs(B).max(axis=(1, 2)))
    factor = np.ldexp(1.0, -np.maximum(np.frexp(largest)[1], -1000))
    A *= factor[:, np.newaxis, np.newaxis]
    B *= factor[:, np.newaxis, np.newaxis]
    squares = np.einsum("gij,gij->gi", B, B)
    squares[~is_real] = np.inf
    distances = np.matmul(A, B.transpose(0, 2, 1))
    distances *= -2
    # The squares of the rows themselves change none of their comparisons.
    distances += squares[:, np.newaxis]
    return distances


def _nearest_columns(distances, k):
    """Return the columns of the k smallest distances; the array is used up."""
    if k > MAX_RUNS:
        columns = np.argpartition(distances, k - 1, axis=2)[:, :, :k]
        order = np.take_along_axis(distances, columns, axis=2).argsort(axis=2)
        return np.take_along_axis(columns, order, axis=2)
    columns = np.empty((*distances.shape[:2], k), dtype=np.intp)
    for rank in range(k):
        nearest = distances.argmin(axis=2, keepdims=True)
        columns[:, :, rank : rank + 1] = nearest
        np.put_along_axis(distances, nearest, np.inf, axis=2)
    return columns
