"""Points of the simplices that rows span."""

import numpy as np

from clover.over_sampling._kernels.segments import interpolate


def draw_gaps(are_there, rng):
    """Draw uniform points of simplices as steps from each vertex to those after it.

    With m later vertices, the weights of a uniform point have a Dirichlet distribution
    with all parameters 1. So the later vertices together weigh the m-th root of a
    uniform number, and their weights, divided by it, have such a distribution again.

    are_there : ndarray of bool of shape (n_new, n_others)
        Which vertices there are besides the first; those that are not come last.

    Returns the weight of the later vertices relative to those of a vertex and the later
    ones, of shape (n_new, n_others); 0 if there are none.
    """
    gaps = rng.uniform(size=are_there.shape)
    n_later = np.zeros(gaps.shape[0])
    for place in reversed(range(gaps.shape[1])):
        n_later += are_there[:, place]
        if place < gaps.shape[1] - 1:
            gaps[:, place] **= 1 / np.maximum(n_later, 1)
    gaps[~are_there] = 0
    return gaps


def sample_simplices(X, first, others, gaps):
    """Return the points of simplices that gaps determine, in the dtype of `X`.

    X : {ndarray, sparse matrix} of shape (n_rows, n_features)
        Rows of floats.

    first, others : ndarray of shape (n_new,), (n_new, n_others)
        Positions of the vertices in `X`; after those with a gap of zero, any.

    gaps : ndarray of shape (n_new, n_others)
        Gaps as `draw_gaps` returns them.
    """
    X_new = X[others[:, -1]]
    # From the last vertex on, the point of some vertices moves towards the one before.
    for place in reversed(range(gaps.shape[1])):
        vertices = others[:, place - 1] if place else first
        X_new = interpolate(X[vertices], X_new, gaps[:, place])
    return X_new
