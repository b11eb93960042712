"""Nearest neighbours in one group of rows."""

from numbers import Integral

import numpy as np
from imblearn.utils import check_neighbors_object
from scipy import sparse
from sklearn.neighbors import NearestNeighbors

from clover._numerics.distances import CLOSE_NEIGHBORS, row_squares
from clover._numerics.magnitude import to_safe_magnitude, to_search_space
from clover._numerics.quick_search import (
    search_by_differences,
    search_by_short_floats,
)

# Up to so many columns, k-d trees are quicker than brute force. At 5,000 and 50,000
# rows both take equally long with 8 columns; with 15, trees take six times as long.
MAX_TREE_COLUMNS = 6
# So few rows that all their distances are measured at once.
MAX_CLEAR_ROWS = 128
# Of more neighbours, a heap finds the nearest sooner than as many runs do.
MAX_QUICK_NEIGHBORS = 12
# Of so few queries, differences take less time than the preparations of a search.
MAX_LEFT_SHARE = 0.05


def make_search(k_neighbors):
    """Return the estimator that finds neighbours; it counts the row itself as one."""
    search = check_neighbors_object("k_neighbors", k_neighbors, additional_neighbor=1)
    if getattr(search, "n_neighbors", 2) < 2:
        raise ValueError(
            "`k_neighbors` as an estimator counts the row itself as a neighbour, and "
            f"needs `n_neighbors` of at least 2. Got {search.n_neighbors}."
        )
    return search


def find_neighbors(X, rows, k_neighbors):
    """Return the nearest other rows of some rows, shape (n_rows, n_neighbors).

    A single row is its own neighbour.

    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        All rows, in a search space if `k_neighbors` is a number.

    rows : ndarray of shape (n_rows,)
        Positions of the rows whose neighbours are wanted.

    k_neighbors : int or estimator
        Number of neighbours, limited to n_samples - 1, or an estimator that finds them
        and counts the row itself as one.
    """
    if X.shape[0] == 1:
        return rows[:, np.newaxis]
    search = make_search(k_neighbors)
    if getattr(search, "n_neighbors", 0) > X.shape[0]:
        search.set_params(n_neighbors=X.shape[0])
    if isinstance(k_neighbors, Integral):
        found = search_precisely(search, X, X[rows])
    else:
        found = search.fit(X).kneighbors(X[rows], return_distance=False)
    return _without_itself(found, rows)


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


def find_clear_neighbors(X, n_neighbors):
    """Return the nearest other rows of each row, None where their order is not clear.

    The order is clear where no two distances are so close that another algorithm may
    order them otherwise. All of scikit-learn's find the same then, whose preparations
    take ten times as long for few rows.
    """
    if sparse.issparse(X) or X.dtype.kind != "f" or n_neighbors >= MAX_QUICK_NEIGHBORS:
        return None
    if X.shape[0] <= MAX_CLEAR_ROWS:
        found, is_certain = search_by_differences(X, X, n_neighbors + 1)
    else:
        found, is_certain = _search_quickly(X, X, n_neighbors + 1)
    return found[:, 1:] if is_certain.all() else None


def find_nearest_other(X, X_others):
    """Return the position in `X_others` of the nearest row to each row of `X`."""
    return search_precisely(NearestNeighbors(n_neighbors=1), X_others, X)[:, 0]


def search_precisely(search, X, queries):
    """Return neighbours of any rows, by quick searches where these are certain."""
    search.set_params(algorithm=choose_algorithm(X))
    if sparse.issparse(X) or search.algorithm != "brute" or not queries.shape[0]:
        return search.fit(X).kneighbors(queries, return_distance=False)
    if search.n_neighbors > MAX_QUICK_NEIGHBORS:
        return _search_by_doubles(search, X, queries)
    found, is_certain = _search_quickly(X, queries, search.n_neighbors)
    left = np.flatnonzero(~is_certain)
    if left.size:
        found[left] = _search_by_doubles(search, X, queries[left])
    return found


def _search_quickly(X, queries, n_neighbors):
    """Return neighbours by short floats, those of a few queries by differences.

    Returns also of which queries the neighbours are certain.
    """
    found, is_certain = search_by_short_floats(X, queries, n_neighbors)
    left = np.flatnonzero(~is_certain)
    if 0 < left.size <= MAX_LEFT_SHARE * queries.shape[0]:
        found[left], is_certain[left] = search_by_differences(
            X, queries[left], n_neighbors
        )
    return found, is_certain


def _search_by_doubles(search, X, queries):
    """Return neighbours by products of rows, or by differences where they are close.

    Products lose digits of distances much smaller than the distance from the origin,
    and may then order neighbours wrongly.
    """
    found = search.fit(X).kneighbors(queries, return_distance=False)
    farthest = row_squares(queries - X[found[:, -1]])
    is_close = farthest < CLOSE_NEIGHBORS * row_squares(queries)
    if is_close.any():
        search.set_params(algorithm="kd_tree").fit(X)
        found[is_close] = search.kneighbors(queries[is_close], return_distance=False)
    return found


def _without_itself(found, rows):
    """Return neighbours without the row itself, or without the last.

    The row itself is missing among the neighbours if it has many duplicates.
    """
    is_itself = found == rows[:, np.newaxis]
    is_itself[:, -1] |= ~is_itself.any(axis=1)
    return found[~is_itself].reshape(rows.size, -1)


def choose_algorithm(X):
    """Return the algorithm for a search among some rows."""
    few_columns = X.shape[1] <= MAX_TREE_COLUMNS
    return "kd_tree" if few_columns and not sparse.issparse(X) else "brute"


def find_nearest_rows(X, rows, n_neighbors, others=None):
    """Return the nearest of `others` for some rows, each row itself left out.

    Memory is linear in the number of rows. Rows may have any unit and origin. The
    neighbours, of shape (n_rows, n_neighbors), are in no order, as rounding may change
    the order of rows that are close to each other and far from the rest. Without others
    there are no columns.

    rows, others : ndarray
        Positions in `X`. Either all of `rows` are among `others` or none. ``None``
        stands for all rows of `X`.

    n_neighbors : int
        Number of neighbours, limited to those there are.
    """
    n_others = X.shape[0] if others is None else others.size
    is_among = others is None or (rows.size > 0 and np.isin(rows[0], others).item())
    n_found = min(n_neighbors, n_others - is_among)
    if n_found <= 0 or not rows.size:
        return np.empty((rows.size, max(n_found, 0)), dtype=np.intp)
    search = NearestNeighbors(n_neighbors=n_found + is_among)
    if others is None:
        (space,) = to_search_space(X)
        found = search_precisely(search, space, space[rows])
    else:
        found = others[search_precisely(search, *to_search_space(X[others], X[rows]))]
    return _without_itself(found, rows) if is_among else found
