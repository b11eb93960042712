"""Distances to the nearest of some points."""

import numpy as np
from scipy import sparse
from scipy.spatial.distance import cdist

from clover._numerics.distances import paired_distances
from clover._numerics.magnitude import to_search_space
from clover._numerics.neighbors import find_nearest_other, find_nearest_rows
from clover.inspection._space import equal_rows

# Of so few differences of values, all take less time than the preparations of a search.
MAX_DIFFERENCES = 1_000_000


def nearest_distances(points, others):
    """Return the distance of each point to the nearest of some others.

    Equal points have equal distances: each distinct point is searched for once.
    """
    first = equal_rows(points)
    distinct, place = np.unique(first, return_inverse=True)
    queries = points[distinct]
    nearest = _find_nearest(*to_search_space(queries, others))
    distances = paired_distances(queries, np.arange(distinct.size), others, nearest)
    return distances[place]


def _find_nearest(queries, others):
    """Return the position of the nearest of some others to each query."""
    n_differences = queries.shape[0] * others.shape[0] * queries.shape[1]
    if sparse.issparse(queries) or n_differences > MAX_DIFFERENCES:
        return find_nearest_other(queries, others)
    return cdist(queries, others, "sqeuclidean").argmin(axis=1)


def neighbor_distances(points):
    """Return the distance of each of several points to the nearest other one."""
    rows = np.arange(points.shape[0])
    nearest = find_nearest_rows(points, rows, 1)[:, 0]
    return paired_distances(points, rows, points, nearest)
