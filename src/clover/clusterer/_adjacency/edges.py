"""Links between clusters: counted, and the edges among them that stay."""

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

# Least strength of an edge relative to the strongest edge of its clusters, which is 0.5
# between the middle and a side of a grid, and below 0.2 for most diagonals.
MIN_RELATIVE_STRENGTH = 0.3


def count_links(members, others, n_clusters):
    """Return the pairs of linked clusters, sorted, and the links of each pair.

    A link counts for its pair in either direction.
    """
    codes, counts = np.unique(
        np.minimum(members, others) * n_clusters + np.maximum(members, others),
        return_counts=True,
    )
    return np.column_stack(np.divmod(codes, n_clusters)), counts


def select_edges(pairs, strength, n_clusters):
    """Select strong edges, and those that hold groups of touching clusters together.

    `pairs` of shape (n_pairs, 2) are sorted; returns some of them.
    """
    strongest = _strongest(pairs, strength, n_clusters)[pairs].min(axis=1)
    selected = strength >= MIN_RELATIVE_STRENGTH * strongest
    while True:
        # Each group adds its strongest edge to another group, or all equally strong.
        groups = connected_groups(pairs[selected], n_clusters)[pairs]
        open_edges = np.flatnonzero(groups[:, 0] != groups[:, 1])
        if not len(open_edges):
            return pairs[selected]
        groups, weights = groups[open_edges], strength[open_edges]
        strongest = _strongest(groups, weights, n_clusters)[groups].min(axis=1)
        selected[open_edges[weights >= strongest]] = True


def _strongest(pairs, strength, n_clusters):
    """Return the strength of the strongest edge of each cluster."""
    strongest = np.zeros(n_clusters)
    np.maximum.at(strongest, pairs, strength[:, np.newaxis])
    return strongest


def connected_groups(pairs, n_clusters):
    """Return the connected component of each cluster."""
    edges = coo_matrix((np.ones(len(pairs)), pairs.T), shape=(n_clusters, n_clusters))
    return connected_components(edges, directed=False)[1]
