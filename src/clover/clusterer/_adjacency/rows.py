"""Links between clusters by the cut of the rows' nearest neighbours graph."""

import numpy as np
from sklearn.neighbors import NearestNeighbors

from clover.clusterer._adjacency.edges import count_links, select_edges

# Least number of links across a border, relative to the square root of the rows: two
# touching flat clusters of n rows each have about sqrt(n) such links.
MIN_CROSSINGS = 0.2
# Largest length of a link across a border, relative to the links inside the clusters.
MAX_RELATIVE_LENGTH = 3.0

# Most numbers that a brute search for neighbours multiplies.
MAX_PRODUCTS = 2 * 10**10
MIN_QUERIES = 1_000


def link_by_rows(X, members, n_clusters, n_neighbors):
    """Link clusters by the cut of the rows' nearest neighbours graph.

    `members` are the clusters of the rows, from 0 on. Returns edges of shape
    (n_edges, 2), the smaller cluster first.
    """
    distinct = _distinct_rows(X, members)
    X, members = X[distinct], members[distinct]
    sizes = np.bincount(members)
    queries = _draw_queries(*X.shape)
    own, others = _find_crossings(X, members, sizes, queries, n_neighbors)
    edges, counts = count_links(own, others, n_clusters)
    counts = counts * (len(members) / len(queries))
    strength = counts / np.sqrt(sizes[edges].min(axis=1))
    touching = strength >= MIN_CROSSINGS
    return select_edges(edges[touching], strength[touching], n_clusters)


def _distinct_rows(X, members):
    """Return the positions of rows without repeats inside a cluster.

    Repeats would fill each other's nearest neighbours. Two random projections tell rows
    apart, of sparse matrices too.
    """
    directions = np.random.RandomState(0).standard_normal((X.shape[1], 2))
    keys = np.column_stack([members, np.round(X @ directions, 12)])
    order = np.lexsort(keys.T)
    is_new = np.ones(len(members), dtype=bool)
    is_new[1:] = (np.diff(keys[order], axis=0) != 0).any(axis=1)
    return np.sort(order[is_new])


def _draw_queries(n_samples, n_features):
    """Draw the rows whose neighbours are looked for: all, unless that takes long."""
    n_queries = max(MIN_QUERIES, MAX_PRODUCTS // (n_samples * n_features))
    if n_queries >= n_samples:
        return np.arange(n_samples)
    return np.sort(np.random.RandomState(0).permutation(n_samples)[:n_queries])


def _find_crossings(X, members, sizes, queries, n_neighbors):
    """Return the clusters at both ends of the links that cross a border."""
    n_neighbors = min(n_neighbors, len(members) - 1)
    search = NearestNeighbors(n_neighbors=n_neighbors + 1).fit(X)
    lengths, neighbors = search.kneighbors(X[queries])
    # The nearest is the row itself.
    lengths, neighbors = lengths[:, 1:], neighbors[:, 1:]
    own, others = members[queries], members[neighbors]
    is_inside = others == own[:, np.newaxis]
    typical_lengths = _mean_lengths(lengths, is_inside, own, len(sizes))

    ranks = np.arange(1, n_neighbors + 1)
    is_crossing = ~is_inside & (ranks <= np.maximum(sizes[own] - 1, 1)[:, np.newaxis])
    rows = np.flatnonzero(is_crossing.any(axis=1))
    first = is_crossing[rows].argmax(axis=1)
    own, others, lengths = own[rows], others[rows, first], lengths[rows, first]
    is_short = lengths <= MAX_RELATIVE_LENGTH * np.maximum(
        typical_lengths[own], typical_lengths[others]
    )
    return own[is_short], others[is_short]


def _mean_lengths(lengths, is_inside, own, n_clusters):
    """Return the mean length of the links inside each cluster, 0 without links."""
    counts = np.bincount(own, weights=is_inside.sum(axis=1), minlength=n_clusters)
    sums = np.bincount(
        own, weights=(lengths * is_inside).sum(axis=1), minlength=n_clusters
    )
    return sums / np.maximum(counts, 1)
