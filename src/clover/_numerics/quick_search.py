"""Searches for neighbours that tell where they are sure of the order of distances."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy.spatial.distance import cdist
from sklearn.utils import gen_batches

from clover._numerics.distances import held_batches, row_squares
from clover._numerics.threads import count_threads, one_blas_thread

# Distances in a block: 4 MiB, which stay in the cache of a core.
BLOCK_ROWS = 256
BLOCK_COLUMNS = 4_096
# Of fewer distances, threads take longer to start than they gain.
MIN_SHARED_DISTANCES = 2**19
# Fewer certain rows than so many of the first block are not worth the effort.
MIN_CERTAIN_SHARE = 0.5
# Half of the distance between 1 and the next float, of 32 and of 64 bits.
SHORT_ROUNDING = 2.0**-24
ROUNDING = 2.0**-53
# Products of smaller 32-bit floats lose digits.
TINY = float(np.finfo(np.float32).tiny)


def search_by_short_floats(X, queries, n_neighbors):
    """Return the nearest rows of each query in order, and for which that is certain.

    Products of 32-bit floats take half the time of those of 64 bits. They are off by a
    known bound at most. Where no two of the first `n_neighbors` + 1 distances are
    closer to each other than that, the neighbours and their order are certain.

    X, queries : ndarray of shape (n_samples, n_features), (n_queries, n_features)
        Rows in a search space.

    Returns
    -------
    neighbors : ndarray of shape (n_queries, n_neighbors)
        Positions in `X`.

    is_certain : ndarray of bool of shape (n_queries,)
        The queries whose neighbours are known. Many remain unknown if few of the first
        are known.
    """
    n_samples, n_features = X.shape
    n_queries = queries.shape[0]
    X, queries = (rows.astype(np.float64, copy=False) for rows in (X, queries))
    squares = row_squares(X)
    bounds = _error_bounds(squares, row_squares(queries), n_features, SHORT_ROUNDING)
    # |q - x|^2 without |q|^2, which is the same for all x, is one product.
    left = np.ones((n_queries, n_features + 1), dtype=np.float32)
    right = np.empty((n_features + 1, n_samples), dtype=np.float32)
    # Infinite numbers lead to no certain neighbours.
    with np.errstate(over="ignore"):
        left[:, :-1] = queries
        right[:-1], right[-1] = X.T, squares
        right[:-1] *= -2
    neighbors = np.zeros((n_queries, n_neighbors), dtype=np.intp)
    is_certain = np.zeros(n_queries, dtype=bool)
    is_hopeless = False

    @np.errstate(over="ignore", invalid="ignore")
    def search(rows):
        nonlocal is_hopeless
        if is_hopeless:
            return
        values, found = _find_smallest(left[rows], right, n_neighbors + 1)
        neighbors[rows] = found[:, :n_neighbors]
        is_certain[rows] = _are_apart(values, bounds[rows])
        if rows.start == 0:
            is_hopeless = is_certain[rows].mean() < MIN_CERTAIN_SHARE

    blocks = list(gen_batches(n_queries, BLOCK_ROWS))
    n_threads = 1
    if n_queries * n_samples > MIN_SHARED_DISTANCES:
        n_threads = min(count_threads(), len(blocks))
    # Threads of BLAS would wait for each other in such short products.
    with one_blas_thread():
        if n_threads > 1:
            with ThreadPoolExecutor(n_threads) as pool:
                list(pool.map(search, blocks))
        else:
            list(map(search, blocks))
    return neighbors, is_certain


def search_by_differences(X, queries, n_neighbors):
    """Return the same by differences of rows.

    Certain is what a search by products of 64-bit floats finds, too.
    """
    neighbors = np.zeros((queries.shape[0], n_neighbors), dtype=np.intp)
    is_certain = np.zeros(queries.shape[0], dtype=bool)
    squares, squares_of_queries = row_squares(X), row_squares(queries)
    bounds = _error_bounds(squares, squares_of_queries, X.shape[1], ROUNDING)
    for rows in held_batches(queries.shape[0], X.shape[0]):
        distances = cdist(queries[rows], X, "sqeuclidean")
        order = distances.argsort(axis=1)[:, : n_neighbors + 1]
        nearest = np.take_along_axis(distances, order, axis=1)
        neighbors[rows] = order[:, :n_neighbors]
        is_certain[rows] = _are_apart(nearest, bounds[rows])
    return neighbors, is_certain


def _error_bounds(squares, squares_of_queries, n_features, rounding):
    """Return by how much the difference of two squared distances may be off, by query.

    That is twice the error of |x|^2 - 2 q x by rounding the factors, each term, and
    their sum.
    """
    largest = squares.max()
    terms = 2 * np.sqrt(squares_of_queries) * np.sqrt(largest) + largest
    return 2 * (n_features + 3) * (rounding * terms + TINY)


def _are_apart(values, bounds):
    """Return whether no two sorted values of each row are as close as a bound."""
    return (values[:, 1:] - values[:, :-1] > bounds[:, np.newaxis]).all(axis=1)


def _find_smallest(left, right, number):
    """Return the smallest entries of each row of a product in order, and their columns.

    Rows of fewer columns are filled up with infinity.
    """
    values = np.full((left.shape[0], number), np.inf, dtype=np.float32)
    columns = np.zeros(values.shape, dtype=np.intp)
    for block in gen_batches(right.shape[1], BLOCK_COLUMNS):
        found = _find_smaller(left @ right[:, block], values)
        found[1][:] += block.start
        if block.start == 0:
            values, columns = found
            continue
        values = np.hstack((values, found[0]))
        columns = np.hstack((columns, found[1]))
        order = values.argsort(axis=1, kind="stable")[:, :number]
        values = np.take_along_axis(values, order, axis=1)
        columns = np.take_along_axis(columns, order, axis=1)
    return values, columns


def _find_smaller(block, values):
    """Return what in a block may be smaller than known values; the block is used up."""
    found = np.full(values.shape, np.inf, dtype=np.float32)
    columns = np.zeros(values.shape, dtype=np.intp)
    every = np.arange(block.shape[0])
    for place in range(min(values.shape[1], block.shape[1])):
        columns[:, place] = block.argmin(axis=1)
        found[:, place] = block[every, columns[:, place]]
        if (found[:, place] >= values[:, -1]).all():
            break
        block[every, columns[:, place]] = np.inf
    return found, columns
