"""A search for neighbours by products of short floats, sure where these decide."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from sklearn.utils import gen_batches

from clover._numerics.distances import row_squares
from clover._numerics.threads import count_threads, one_blas_thread

# Distances in a block: 4 MiB, which stay in the cache of a core.
BLOCK_ROWS = 256
BLOCK_COLUMNS = 4_096
# Fewer certain rows than so many of the first block are not worth the effort.
MIN_CERTAIN_SHARE = 0.5
# Half of the distance between 1 and the next 32-bit float.
ROUNDING = 2.0**-24


def search_quickly(X, queries, n_neighbors):
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
        The queries whose neighbours are known. None are if too few would be.
    """
    n_samples, n_features = X.shape
    X, queries = (rows.astype(np.float64, copy=False) for rows in (X, queries))
    squares, squares_of_queries = row_squares(X), row_squares(queries)
    # |q - x|^2 without |q|^2, which is the same for all x, is one product.
    left = np.ones((queries.shape[0], n_features + 1), dtype=np.float32)
    left[:, :-1] = queries
    right = np.empty((n_features + 1, n_samples), dtype=np.float32)
    # Infinite numbers lead to no certain neighbours.
    with np.errstate(over="ignore"):
        right[:-1], right[-1] = -2 * X.T, squares
    # Twice the error of a product: of the two factors, of each term, of the sum.
    largest = squares.max()
    bounds = 2 * np.sqrt(squares_of_queries * largest) + largest
    bounds *= 2 * (n_features + 3) * ROUNDING
    neighbors = np.zeros((queries.shape[0], n_neighbors), dtype=np.intp)
    is_certain = np.zeros(queries.shape[0], dtype=bool)

    @np.errstate(over="ignore", invalid="ignore")
    def search(rows):
        values, found = _find_smallest(left[rows], right, n_neighbors + 1)
        gaps = values[:, 1:] - values[:, :-1]
        neighbors[rows] = found[:, :n_neighbors]
        is_certain[rows] = (gaps > bounds[rows, np.newaxis]).all(axis=1)

    first, *others = gen_batches(queries.shape[0], BLOCK_ROWS)
    n_threads = count_threads()
    # Threads of BLAS would wait for each other in such short products.
    with one_blas_thread():
        search(first)
        if is_certain[first].mean() < MIN_CERTAIN_SHARE:
            is_certain[first] = False
        elif min(n_threads, len(others)) > 1:
            with ThreadPoolExecutor(n_threads) as pool:
                list(pool.map(search, others))
        else:
            list(map(search, others))
    return neighbors, is_certain


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
