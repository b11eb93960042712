"""Points on the segments between rows."""

import numpy as np
from scipy import sparse
from sklearn.utils.sparsefuncs import inplace_row_scale


def interpolate(X_from, X_to, gaps):
    """Return points on the segments between rows of floats, in their dtype."""
    dtype = X_from.dtype
    if dtype.itemsize < 4:
        # Differences of short floats would overflow.
        X_from, X_to = X_from.astype(np.float64), X_to.astype(np.float64)
    if sparse.issparse(X_from):
        steps = (X_to - X_from).astype(np.float64)
        inplace_row_scale(steps, gaps)
        return (X_from + steps).astype(dtype)
    steps = gaps[:, np.newaxis] * (X_to - X_from)
    return (X_from + steps).astype(dtype, copy=False)
