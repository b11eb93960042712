"""Edges, which are pairs of linked clusters: counted and selected."""

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

# Least strength of an edge relative to the strongest edge of its clusters, which is 0.5
# between the middle and a side of a grid, and below 0.2 for most diagonals.
MIN_RELATIVE_STRENGTH = 0.3


def count_links(members, others, n_clusters):
    """Return the edges that have links, and the number of links of each edge.

    An edge, the smaller cluster first, has the links in both directions.
    """
    codes, counts = np.unique(
        np.minimum(members, others) * n_clusters + np.maximum(members, others),
        return_counts=True,
    )
    return np.column_stack(np.divmod(codes, n_clusters)), counts


def select_edges(edges, strength, n_clusters):
    """Select strong edges, and those that hold groups of touching clusters together.

    `edges` have shape (n_edges, 2), and `strength` has shape (n_edges,).
    """
    strongest = _strongest(edges, strength, n_clusters)[edges].min(axis=1)
    selected = strength >= MIN_RELATIVE_STRENGTH * strongest
    while True:
        # Each group adds its strongest edge to another group, or all equally strong.
        groups = connected_groups(edges[selected], n_clusters)[edges]
        open_edges = np.flatnonzero(groups[:, 0] != groups[:, 1])
        if not len(open_edges):
            return edges[selected]
        groups, weights = groups[open_edges], strength[open_edges]
        strongest = _strongest(groups, weights, n_clusters)[groups].min(axis=1)
        selected[open_edges[weights >= strongest]] = True


def _strongest(edges, strength, n_clusters):
    """Return the strength of the strongest edge of each cluster."""
    strongest = np.zeros(n_clusters)
    np.maximum.at(strongest, edges, strength[:, np.newaxis])
    return strongest


def connected_groups(edges, n_clusters):
    """Return the connected component of each cluster."""
    graph = coo_matrix((np.ones(len(edges)), edges.T), shape=(n_clusters, n_clusters))
    return connected_components(graph, directed=False)[1]
