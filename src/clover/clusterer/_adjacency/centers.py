"""Links between clusters by competitive Hebbian learning of their centres."""

import numpy as np
from scipy.sparse import issparse
from sklearn.metrics import pairwise_distances_chunked
from sklearn.utils import gen_batches

from clover.clusterer._adjacency.edges import (
    connected_groups,
    count_links,
    select_edges,
)

# Inside a group of clusters that touch each other, single edges get some tolerance.
GAP_TOLERANCE = 1.2

# A row lies deep in another cluster beyond this place on the line from its own mean (0)
# to the other mean (1). Means do not describe clusters of which a larger share of rows
# lies deep in another. The share is 0.00 to 0.06 for touching blobs as Ward's method or
# Birch cut them, 0.1 for two moons, 0.5 for two rings.
DEEP_PLACE = 0.75
MAX_DEEP_SHARE = 0.06

BATCH_ELEMENTS = 2**22
WORKING_MEMORY = 64  # MiB


def _nearest_centers(X, members, centers):
    """Find the nearest other centre of each row.

    Returns these centres, and the squared distance of each row from its own centre less
    that from the other one. `members` are the clusters of the rows.
    """

    def reduce(distances, start):
        rows = np.arange(len(distances))
        own = members[start : start + len(distances)]
        own_distances = distances[rows, own]
        distances[rows, own] = np.inf
        others = distances.argmin(axis=1)
        return others, own_distances**2 - distances[rows, others] ** 2

    chunks = pairwise_distances_chunked(
        X,
        centers.astype(X.dtype),
        reduce_func=reduce,
        metric="euclidean",
        working_memory=WORKING_MEMORY,
    )
    others, excess = zip(*chunks, strict=True)
    return np.concatenate(others), np.concatenate(excess)


def tell_apart(X, members, means):
    """Return whether next to no rows of a cluster lie deep in another one."""
    others, excess = _nearest_centers(X, members, means)
    codes, inverse = np.unique(members * len(means) + others, return_inverse=True)
    lengths = _squared_lengths(means, np.column_stack(np.divmod(codes, len(means))))
    # The place on the line is 1/2 + excess / (2 length).
    is_deep = excess >= (2 * DEEP_PLACE - 1) * lengths[inverse]
    shares = np.bincount(members, weights=is_deep) / np.bincount(members)
    return shares.max() <= MAX_DEEP_SHARE


def _squared_lengths(centers, edges):
    batches = gen_batches(len(edges), max(1, BATCH_ELEMENTS // centers.shape[1]))
    lines = (centers[edges[batch, 0]] - centers[edges[batch, 1]] for batch in batches)
    return np.concatenate([(line**2).sum(axis=1) for line in lines])


def link_by_centers(X, members, centers, max_gap):
    """Link clusters by competitive Hebbian learning.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        The rows.

    members : ndarray of shape (n_samples,)
        Their clusters, from 0 to `n_clusters - 1`.

    centers : ndarray of shape (n_clusters, n_features)
        The centres.

    max_gap : float
        Largest distance of neighbouring centres, in sums of the RMS radii.

    Returns
    -------
    edges : ndarray of shape (n_edges, 2)
        Pairs of clusters, the smaller one first.
    """
    sizes = np.bincount(members)
    others, _ = _nearest_centers(X, members, centers)
    edges, counts = count_links(members, others, len(centers))
    closeness = _relative_radii(X, members, centers, edges) * max_gap
    touching = closeness >= 1
    groups = connected_groups(edges[touching], len(centers))[edges]
    touching |= (groups[:, 0] == groups[:, 1]) & (closeness >= 1 / GAP_TOLERANCE)
    edges, counts = edges[touching], counts[touching]
    return select_edges(edges, counts / sizes[edges].min(axis=1), len(centers))


def _relative_radii(X, members, centers, edges):
    """Return the sum of two clusters' radii relative to the distance of the centres.

    The sums have shape (n_edges,).
    """
    starts = np.concatenate([[0], np.bincount(members).cumsum()])
    order = np.argsort(members, kind="stable")
    directed = np.vstack([edges, edges[:, ::-1]])
    radii = np.zeros(len(directed))
    by_cluster = np.argsort(directed[:, 0], kind="stable")
    bounds = np.searchsorted(directed[by_cluster, 0], np.arange(len(centers) + 1))
    for cluster, center in enumerate(centers):
        outgoing = by_cluster[bounds[cluster] : bounds[cluster + 1]]
        rows = order[starts[cluster] : starts[cluster + 1]]
        # A single row has no radius.
        if len(rows) > 1 and len(outgoing):
            others = centers[directed[outgoing, 1]]
            radii[outgoing] = _radii_towards(X[rows], center, others)
    return radii[: len(edges)] + radii[len(edges) :]


def _radii_towards(rows, center, others):
    """Return the RMS radius of a cluster towards each of some other centres.

    The radii are relative to the distances of the centres: with `t` the place of a row
    on the line from its own centre (0) to another one (1), a radius is the root mean
    square of `t`. Each row is left out of its own centre.
    """
    weight = 1 / (rows.shape[0] - 1)
    lines = others - center
    squared_lengths = (lines**2).sum(axis=1)
    sums = np.zeros(len(others))
    batch_size = max(1, BATCH_ELEMENTS // max(len(others), rows.shape[1]))
    for batch in gen_batches(rows.shape[0], batch_size):
        part = rows[batch].toarray() if issparse(rows) else rows[batch]
        shifts = part - center
        squares = (shifts**2).sum(axis=1)[:, np.newaxis]
        dots = shifts @ lines.T
        # Without the row, the centre moves by -shift / (n_rows - 1).
        dots_without = (1 + weight) * (dots + weight * squares)
        lengths_without = squared_lengths + 2 * weight * dots + weight**2 * squares
        # Centres that coincide touch.
        places = np.ones_like(dots)
        np.divide(
            dots_without,
            lengths_without,
            out=places,
            where=lengths_without > np.finfo(float).eps * squares,
        )
        sums += (places**2).sum(axis=0)
    return np.sqrt(sums / rows.shape[0])
