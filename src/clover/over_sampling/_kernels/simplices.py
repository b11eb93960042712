"""Points of the simplices that rows span."""

import numpy as np

from clover.over_sampling._kernels.segments import interpolate


def draw_gaps(n_others, n_columns, rng):
    """Draw how far uniform points of simplices lie from each vertex but the last.

    With m other vertices, the weights of a uniform point have a Dirichlet distribution
    with all parameters 1. So the weight of all others is the m-th root of a uniform
    number, and the others' weights, divided by it, have such a distribution again.

    n_others : ndarray of shape (n_new,)
        Number of vertices of each simplex but the first, at most `n_columns`.

    Returns the weights of all later vertices relative to those of a vertex and the
    later ones, of shape (n_new, n_columns).
    """
    gaps = rng.uniform(size=(n_others.size, n_columns))
    for place in range(n_columns):
        n_later = n_others - place
        gaps[n_later <= 0, place] = 0
        if place < n_columns - 1:
            gaps[:, place] **= 1 / np.maximum(n_later, 1)
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
    for place in range(gaps.shape[1] - 1, -1, -1):
        vertices = others[:, place - 1] if place else first
        X_new = interpolate(X[vertices], X_new, gaps[:, place])
    return X_new
