"""Rows between the mean of a class and its representatives."""

import numpy as np
from scipy import sparse
from sklearn.utils import gen_batches
from sklearn.utils.sparsefuncs import inplace_row_scale

from clover._numerics.distances import CHUNK_SIZE
from clover._numerics.magnitude import to_search_space
from clover._numerics.representatives import find_representatives, mean_row


def sample_from_center(X, n_samples, n_representatives, shrink_factor, rng, space=None):
    """Make rows between the mean of rows and their representatives.

    The representatives are found in the `space`, of the same rows, if one is given.
    Returns the new rows, in the dtype of `X`, and the position in `X` of the
    representative of each. There are at most as many representatives as distinct rows.
    """
    (space,) = to_search_space(X if space is None else space)
    found = find_representatives(space, max(2, n_representatives))
    are_equal = found.size == 1
    found = found[:n_representatives]
    base = found[rng.randint(found.size, size=n_samples)]
    # The representative x is moved to r = x + f (c - x). The new row c + u (r - c) lies
    # the part u (1 - f) of the way from the mean c to x.
    steps = rng.uniform(size=n_samples) * (1 - shrink_factor)
    if are_equal:
        return X[base], base
    return _step_from_center(mean_row(X), X, base, steps), base


def _step_from_center(center, X, rows, steps):
    """Return the points at a part of the way from a center to rows."""
    if sparse.issparse(X):
        X_new = X[rows].astype(np.float64)
        inplace_row_scale(X_new, steps)
        matrix = type(X)
        X_new = X_new + matrix(1 - steps[:, np.newaxis]) @ matrix(center[np.newaxis])
        return matrix(X_new).astype(X.dtype)
    X_new = np.empty((rows.size, X.shape[1]), dtype=X.dtype)
    for chunk in gen_batches(rows.size, max(1, CHUNK_SIZE // X.shape[1])):
        ways = X[rows[chunk]].astype(np.float64) - center
        X_new[chunk] = center + steps[chunk, np.newaxis] * ways
    return X_new
