"""Nearest neighbours in one group of rows."""

from numbers import Integral

import numpy as np
from imblearn.utils import check_neighbors_object
from scipy import sparse
from sklearn.neighbors import NearestNeighbors

from clover._numerics.distances import CLOSE_NEIGHBORS, row_squares
from clover._numerics.magnitude import to_search_space

# Up to here k-d trees are quicker than brute force: measured at 5,000 and 50,000 rows,
# 8 columns break even, 15 take a tree six times as long.
MAX_TREE_COLUMNS = 6


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

    A row that is the only one is its own neighbour.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        The rows, in a search space if `k_neighbors` is a number.

    rows : ndarray of shape (n_rows,)
        Positions of those whose neighbours are wanted.

    k_neighbors : int or estimator
        Number of neighbours, limited to those there are, or an estimator that finds
        them and counts the row itself as one.

    Returns
    -------
    neighbors : ndarray of shape (n_rows, n_neighbors)
        Positions of the neighbours.
    """
    if X.shape[0] == 1:
        return rows[:, np.newaxis]
    search = make_search(k_neighbors)
    if getattr(search, "n_neighbors", 0) > X.shape[0]:
        search.set_params(n_neighbors=X.shape[0])
    if isinstance(k_neighbors, Integral):
        found = _search_precisely(search, X, X[rows])
    else:
        found = search.fit(X).kneighbors(X[rows], return_distance=False)
    return _without_itself(found, rows)


def find_nearest_other(X, X_others):
    """Return the nearest of other rows for each row, as positions among the others."""
    return _search_precisely(NearestNeighbors(n_neighbors=1), X_others, X)[:, 0]


def _search_precisely(search, X, queries):
    """Return neighbours by products of rows, or by differences where these are close.

    A product has lost digits of a distance that is much smaller than the distance from
    the origin. Which neighbours are the nearest may then be wrong.
    """
    search.set_params(algorithm=choose_algorithm(X))
    found = search.fit(X).kneighbors(queries, return_distance=False)
    if sparse.issparse(X) or search.algorithm != "brute" or not queries.shape[0]:
        return found
    farthest = row_squares(queries - X[found[:, -1]])
    is_close = farthest < CLOSE_NEIGHBORS * row_squares(queries)
    if is_close.any():
        search.set_params(algorithm="kd_tree").fit(X)
        found[is_close] = search.kneighbors(queries[is_close], return_distance=False)
    return found


def _without_itself(found, rows):
    """Return neighbours without the row that they are those of, or without the last."""
    is_itself = found == rows[:, np.newaxis]
    is_itself[:, -1] |= ~is_itself.any(axis=1)
    return found[~is_itself].reshape(rows.size, -1)


def choose_algorithm(X):
    """Return the algorithm for a search among some rows."""
    few_columns = X.shape[1] <= MAX_TREE_COLUMNS
    return "kd_tree" if few_columns and not sparse.issparse(X) else "brute"


def find_nearest_rows(X, rows, n_neighbors, others=None):
    """Return the nearest of other rows of the same matrix, each row itself left out.

    Memory is linear in the number of rows; an extreme unit or origin does no harm.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        The rows.

    rows : ndarray of shape (n_rows,)
        Positions of those whose neighbours are wanted.

    n_neighbors : int
        Number of neighbours, limited to those there are.

    others : ndarray of shape (n_others,), default=None
        Positions of the rows among which to look; either all of `rows` are among them
        or none is. ``None`` stands for all rows of `X`.

    Returns
    -------
    neighbors : ndarray of shape (n_rows, n_neighbors)
        Positions of the neighbours, in no order: of rows that are close to each other
        and far from the rest, it is lost to rounding. Without columns if there are no
        others.
    """
    n_others = X.shape[0] if others is None else others.size
    is_among = others is None or (rows.size > 0 and np.isin(rows[0], others).item())
    n_found = min(n_neighbors, n_others - is_among)
    if n_found <= 0 or not rows.size:
        return np.empty((rows.size, max(n_found, 0)), dtype=np.intp)
    search = NearestNeighbors(n_neighbors=n_found + is_among)
    if others is None:
        (space,) = to_search_space(X)
        found = _search_precisely(search, space, space[rows])
    else:
        found = others[_search_precisely(search, *to_search_space(X[others], X[rows]))]
    return _without_itself(found, rows) if is_among else found
