"""Links between clusters: counted, and the edges among them that stay."""

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

# An edge against the strongest edge of its clusters. It is 0.5 between the middle and
# a side of a grid, and below 0.2 for most diagonals.
MIN_RELATIVE_STRENGTH = 0.3


def count_links(members, others, n_clusters):
    """Count links between clusters, whichever way they run."""
    codes, counts = np.unique(
        np.minimum(members, others) * n_clusters + np.maximum(members, others),
        return_counts=True,
    )
    return np.column_stack(np.divmod(codes, n_clusters)), counts


def select_edges(pairs, strength, n_clusters):
    """Select strong edges, and those that hold groups of touching clusters together.

    Parameters
    ----------
    pairs : ndarray of shape (n_pairs, 2)
        Sorted pairs of touching clusters.

    strength : ndarray of shape (n_pairs,)
        Their strength.

    n_clusters : int
        Number of clusters.

    Returns
    -------
    pairs : ndarray of shape (n_selected_pairs, 2)
        The selected ones.
    """
    strongest = _strongest(pairs, strength, n_clusters)[pairs].min(axis=1)
    selected = strength >= MIN_RELATIVE_STRENGTH * strongest
    while True:
        # Each group adds its strongest edges to others; all of them, if equal.
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
