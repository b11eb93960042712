"""Complete linkage of rows that does not reach across clusters of other rows."""

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from clover._numerics.distances import held_batches, squared_distances
from clover._rows.encoding import group_rows

# Number of rows whose distances are made symmetric at a time.
BLOCK_ROWS = 64
# Distances whose relative difference is smaller are equal.
EQUAL = 1e-9


def link_around(distances, to_others, threshold):
    """Merge the closest clusters unless a cluster of other rows is closer to both.

    Both arrays are overwritten.

    Parameters
    ----------
    distances : ndarray of shape (n_samples, n_samples)
        Distances between the rows, symmetric.

    to_others : ndarray of shape (n_samples, n_others)
        Distance of each row to the farthest row of each cluster of other rows.

    threshold : float
        The largest distance at which clusters are merged.

    Returns
    -------
    labels : ndarray of shape (n_samples,)
        The cluster of each row, named by one of its rows.
    """
    labels = np.arange(distances.shape[0])
    np.fill_diagonal(distances, np.inf)
    nearest, gaps = distances.argmin(axis=1), distances.min(axis=1)
    while gaps.min() <= threshold * (1 + EQUAL):
        first = gaps.argmin()
        second = nearest[first]
        is_close = to_others[[first, second]] < gaps[first] * (1 - EQUAL)
        if is_close.all(axis=0).any():
            # Complete linkage takes the largest distance, so that the infinite one
            # remains whatever either cluster is merged with.
            distances[first, second] = distances[second, first] = np.inf
            changed = np.array([first, second])
        else:
            labels[labels == second] = first
            is_pair = (nearest == first) | (nearest == second)
            distances[first] = np.maximum(distances[first], distances[second])
            distances[first, [first, second]] = np.inf
            distances[:, first] = distances[first]
            distances[second] = distances[:, second] = np.inf
            to_others[first] = np.maximum(to_others[first], to_others[second])
            is_pair[[first, second]] = True
            changed = np.flatnonzero(is_pair)
        nearest[changed] = distances[changed].argmin(axis=1)
        gaps[changed] = distances[changed].min(axis=1)
    return labels


def link_completely(distances, threshold):
    """Return the labels of complete linkage up to a distance."""
    if distances.shape[0] == 1:
        return np.zeros(1, dtype=int)
    tree = linkage(squareform(distances, checks=False), method="complete")
    return fcluster(tree, threshold * (1 + EQUAL), criterion="distance") - 1


def all_distances(X):
    """Return the distances between rows, of shape (n_samples, n_samples)."""
    distances = np.empty((X.shape[0], X.shape[0]))
    for rows, squares in _squares_by_chunks(X, X):
        distances[rows] = np.sqrt(squares)
    # Distances by products of matrices are not always symmetric.
    for rows in held_batches(X.shape[0], 1, max_values=BLOCK_ROWS):
        upper = distances[rows, rows.start :]
        lower = distances[rows.start :, rows]
        block = np.maximum(upper, lower.T)
        upper[:], lower[:] = block, block.T
    return distances


def farthest_distances(X, X_others, labels):
    """Return the distance of each row to the farthest row of each other cluster.

    `labels`, from 0 on, are those of the other rows. Returns an array of shape
    (n_samples, n_clusters).
    """
    n_clusters = labels.max(initial=-1) + 1
    distances = np.empty((X.shape[0], n_clusters))
    if n_clusters:
        order, starts = group_rows(labels, n_clusters)
        for rows, squares in _squares_by_chunks(X, X_others[order]):
            distances[rows] = np.maximum.reduceat(squares, starts[:-1], axis=1)
    return np.sqrt(distances, out=distances)


def mean_of_medians(distances):
    """Return the mean over rows of the median distance to the other rows.

    `distances` has zeros on its diagonal. The mean of a single row is 0.
    """
    n_samples = distances.shape[0]
    if n_samples == 1:
        return 0.0
    # In ascending order, the distance of the row to itself comes first.
    middle = [n_samples // 2, (n_samples + 1) // 2]
    medians = [np.partition(row, middle)[middle].mean() for row in distances]
    return float(np.mean(medians))


def _squares_by_chunks(X, Y):
    """Yield slices of `X` and their squared distances to all rows of `Y`."""
    for rows in held_batches(X.shape[0], Y.shape[0]):
        yield rows, squared_distances(X[rows], Y)
