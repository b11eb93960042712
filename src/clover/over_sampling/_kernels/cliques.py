"""Cliques of many small graphs."""

import numpy as np


def list_cliques(are_linked, n_nodes):
    """List the largest cliques of many graphs, of at most `n_nodes` nodes each.

    are_linked : ndarray of bool of shape (n_graphs, n, n)
        Which nodes are linked; the diagonal says which nodes there are.

    Returns the graph of each clique, in ascending order, and its nodes, of shape
    (n_cliques, n_nodes), with -1 where a graph has no clique of so many nodes.
    """
    graph, last = np.nonzero(np.diagonal(are_linked, axis1=1, axis2=2))
    # A clique is listed once, with its nodes in ascending order.
    are_linked = np.triu(are_linked, 1)
    nodes, candidates = last[:, np.newaxis], are_linked[graph, last]
    found = [(graph, nodes)]
    for _ in range(n_nodes - 1):
        clique, last = np.divmod(np.flatnonzero(candidates), candidates.shape[1])
        graph = graph[clique]
        nodes = np.column_stack((nodes[clique], last))
        candidates = candidates[clique] & are_linked[graph, last]
        found.append((graph, nodes))
    return _keep_largest(found, are_linked.shape[0], n_nodes)


def _keep_largest(found, n_graphs, n_nodes):
    """Return the cliques of each graph that have the most nodes.

    `found` holds the graphs and the nodes of the cliques by their size.
    """
    is_open, graphs, cliques = np.ones(n_graphs, dtype=bool), [], []
    for graph, nodes in reversed(found):
        is_kept = is_open[graph]
        graphs.append(graph[is_kept])
        missing = np.full((graphs[-1].size, n_nodes - nodes.shape[1]), -1)
        cliques.append(np.column_stack((nodes[is_kept], missing)))
        is_open[graph] = False
    order = np.argsort(np.concatenate(graphs), kind="stable")
    return np.concatenate(graphs)[order], np.vstack(cliques)[order]
