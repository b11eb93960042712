"""Points on the segments between rows."""

import numpy as np
from scipy import sparse
from sklearn.utils.sparsefuncs import inplace_row_scale

from clover._rows.dtypes import cast_numbers


def interpolate(X_from, X_to, gaps):
    """Return points on the segments between rows, in the dtype of the rows."""
    dtype = X_from.dtype
    if dtype.kind != "f" or dtype.itemsize < 4:
        # Differences of unsigned or short integers would wrap around, and those of
        # short floats would overflow.
        X_from, X_to = X_from.astype(np.float64), X_to.astype(np.float64)
    if sparse.issparse(X_from):
        steps = (X_to - X_from).astype(np.float64)
        inplace_row_scale(steps, gaps)
        return (X_from + steps).astype(dtype)
    return cast_numbers(X_from + gaps[:, np.newaxis] * (X_to - X_from), dtype)
