"""Nearest neighbours inside many groups of rows.

scikit-learn takes about half a millisecond to prepare a search. Many small groups are
therefore searched at once, by products of stacked matrices.
"""

from dataclasses import dataclass
from numbers import Integral

import numpy as np
from scipy import sparse

from clover._estimators.notes import note_where
from clover._numerics.distances import CLOSE_NEIGHBORS, squared_distances
from clover._numerics.magnitude import (
    stack_in_search_spaces,
    to_safe_magnitude,
    to_search_space,
)
from clover._numerics.neighbors import find_nearest_other, find_neighbors

# Groups with at most so many pairs of rows are stacked.
MAX_STACKED_PAIRS = 2**16
# Up to so many neighbours are found one by one, more by a partition.
MAX_RUNS = 8


@dataclass(frozen=True, eq=False)
class Neighbors:
    """Ragged lists of neighbours in flat arrays.

    Attributes
    ----------
    neighbors : ndarray of shape (n_neighbors,)
        The neighbours, row by row.

    starts : ndarray of shape (n_rows,)
        Where the neighbours of each row begin.

    counts : ndarray of shape (n_rows,)
        Number of neighbours of each row.
    """

    neighbors: np.ndarray
    starts: np.ndarray
    counts: np.ndarray

    def draw(self, rows, rng):
        """Return a random neighbour of each of these rows."""
        place = (rng.uniform(size=rows.size) * self.counts[rows]).astype(np.intp)
        return self.neighbors[self.starts[rows] + place]

    def table(self, rows):
        """Return the neighbours of rows that have equally many, one line a row."""
        places = np.arange(self.counts[rows].max(initial=0))
        return self.neighbors[self.starts[rows, np.newaxis] + places]


def find_neighbors_in_groups(X, groups, k_neighbors, is_wanted, name_group):
    """Return the nearest other rows of the same group, as `Neighbors`.

    The only row of a group, and a row that needs no neighbours, is its own neighbour.

    X : {ndarray, sparse matrix} of shape (n_rows, n_features)
        Rows of the groups, group by group.

    k_neighbors : int or estimator
        Number of neighbours, or an estimator that finds them and counts the row itself
        as one. In a group of n rows they are at most n - 1.

    is_wanted : ndarray of bool of shape (n_rows,)
        The rows that need neighbours.

    name_group : callable
        Returns the name of a group, by its position, for messages.
    """
    pieces = [np.arange(X.shape[0])]
    starts, counts = pieces[0].copy(), np.ones(X.shape[0], dtype=np.intp)
    n_held = starts.size
    for rows, found in _search_groups(X, groups, k_neighbors, is_wanted, name_group):
        starts[rows] = n_held + found.shape[1] * np.arange(rows.size)
        counts[rows] = found.shape[1]
        pieces.append(found.ravel())
        n_held += found.size
    return Neighbors(np.concatenate(pieces), starts, counts)


def _search_groups(X, groups, k_neighbors, is_wanted, name_group):
    """Yield rows that need neighbours and have some, with their neighbours."""
    of_group = np.repeat(np.arange(groups.sizes.size), groups.sizes)
    is_active = np.bincount(of_group[is_wanted], minlength=groups.sizes.size) > 0
    is_active &= groups.sizes > 1
    is_given = not isinstance(k_neighbors, Integral)
    is_stacked = is_active & _can_be_stacked(X, groups, groups) & (not is_given)
    for batch in groups.batches(is_stacked, groups, X.shape[1]):
        rows, is_real = groups.stack(batch)
        itself = np.arange(rows.shape[1])
        is_other = np.repeat(is_real[:, np.newaxis], itself.size, axis=1)
        is_other[:, itself, itself] = False
        distances = _stacked_distances(X, rows, X, rows, is_other)
        nearest = _nearest_columns(distances, min(k_neighbors, itself.size - 1))
        nearest += groups.starts[batch, np.newaxis, np.newaxis]
        is_real &= is_wanted[rows]
        n_found = np.minimum(groups.sizes[batch] - 1, nearest.shape[2])
        for number in np.unique(n_found):
            chosen = is_real & (n_found == number)[:, np.newaxis]
            yield rows[chosen], nearest[chosen][:, :number]
    for group in np.flatnonzero(is_active & ~is_stacked):
        rows = groups.of(group)
        queries = np.flatnonzero(is_wanted[rows])
        with note_where(f"to {name_group(group)}"):
            X_group = X[rows]
            if is_given:
                X_group = to_safe_magnitude(X_group)
            else:
                (X_group,) = to_search_space(X_group)
            yield rows[queries], rows[find_neighbors(X_group, queries, k_neighbors)]


def find_nearest_in_groups(X, groups, X_others, others):
    """Return the position in `X_others` of the nearest row to each row of `X`.

    X : {ndarray, sparse matrix} of shape (n_rows, n_features)
        Rows of `groups`, group by group.

    others : Groups
        The eligible rows of `X_others` for each group. Rows without any get position 0.
    """
    nearest = np.zeros(X.shape[0], dtype=np.intp)
    is_active = (others.sizes > 0) & (groups.sizes > 0)
    is_stacked = is_active & _can_be_stacked(X, groups, others)
    for batch in groups.batches(is_stacked, others, X.shape[1]):
        rows, is_real = groups.stack(batch)
        other_rows, is_other = others.stack(batch)
        is_other = is_other[:, np.newaxis]
        distances = _stacked_distances(X, rows, X_others, other_rows, is_other)
        found = np.take_along_axis(other_rows, distances.argmin(axis=2), axis=1)
        nearest[rows[is_real]] = found[is_real]
    for group in np.flatnonzero(is_active & ~is_stacked):
        rows, other_rows = groups.of(group), others.of(group)
        pair = to_search_space(_take(X, rows), _take(X_others, other_rows))
        nearest[rows] = other_rows[find_nearest_other(*pair)]
    return nearest


def _take(X, rows):
    """Return some rows, without a copy if they are all, in their order."""
    is_all = rows.size == X.shape[0] and (rows[1:] > rows[:-1]).all()
    return X if is_all else X[rows]


def _can_be_stacked(X, groups, others):
    n_pairs = groups.sizes * others.sizes
    return (n_pairs <= MAX_STACKED_PAIRS) & (not sparse.issparse(X))


def _stacked_distances(X, rows, X_others, other_rows, is_wanted):
    """Return squared distances within each group, infinite if not wanted."""
    A, B = stack_in_search_spaces(X[rows], X_others[other_rows])
    return squared_distances(A, B, is_wanted, CLOSE_NEIGHBORS)


def _nearest_columns(distances, k):
    """Return the columns of the k smallest distances, and overwrite the array."""
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
