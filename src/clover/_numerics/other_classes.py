"""Nearest rows of other classes, for many classes at once."""

import numpy as np
from sklearn.neighbors import NearestNeighbors

from clover._numerics.magnitude import to_search_space
from clover._numerics.neighbors import find_nearest_rows, search_precisely

# Classes of at most so many rows are searched together. For each row of its class, such
# a search has to find a row more; a search of its own copies the rows of all others.
MAX_POOLED_ROWS = 32


def find_nearest_of_other_classes(X, codes, rows_of_classes, n_neighbors):
    """Yield some classes, and the nearest rows of other classes to each of their rows.

    The neighbours, of shape (n_rows, n_neighbors), are those of the rows of these
    classes one after the other, in no order. Where there are fewer rows of other
    classes, all are found.

    codes : ndarray of shape (n_samples,)
        The class of each row of `X`.

    rows_of_classes : dict
        Maps classes to the rows whose neighbours are wanted. Classes without any are
        left out.
    """
    sizes, space = np.bincount(codes), None
    wanted = [code for code, rows in rows_of_classes.items() if rows.size]
    for classes in _divide(sizes, wanted, n_neighbors):
        rows = np.concatenate([rows_of_classes[code] for code in classes])
        if len(classes) == 1:
            others = np.flatnonzero(codes != classes[0])
            yield classes, find_nearest_rows(X, rows, n_neighbors, others)
            continue
        if space is None:
            (space,) = to_search_space(X)
        n_found = min(n_neighbors + sizes[classes].max(), codes.size)
        search = NearestNeighbors(n_neighbors=int(n_found))
        found = search_precisely(search, space, space[rows])
        is_other = codes[found] != codes[rows, np.newaxis]
        is_other &= is_other.cumsum(axis=1) <= n_neighbors
        yield classes, found[is_other].reshape(rows.size, n_neighbors)


def _divide(sizes, classes, n_neighbors):
    """Divide classes into those that are searched together, of similar size each."""
    together, alone = {}, []
    for code in classes:
        size = int(sizes[code])
        if size > MAX_POOLED_ROWS or sizes.sum() - size < n_neighbors:
            alone.append([code])
        else:
            together.setdefault((size - 1).bit_length(), []).append(code)
    return [*together.values(), *alone]
