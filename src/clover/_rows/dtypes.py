"""Numbers in the dtype of the rows that they were made from."""

import numpy as np


def cast_numbers(values, dtype):
    """Cast an array of numbers to the dtype of the rows that they were made from.

    Integers are truncated, as in imbalanced-learn, and kept within the range of the
    dtype, which a ball around a row may leave. Booleans are true from one half on.
    """
    if values.dtype.kind == "f" and dtype.kind == "b":
        return values >= 0.5
    if values.dtype.kind == "f" and dtype.kind in "iu":
        low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
        # As a float, the largest 64-bit integer rounds up, out of the range.
        high = np.nextafter(np.float64(high), 0) if float(high) > high else high
        values = np.clip(values, low, high)
    return values.astype(dtype, copy=False)


def widen_integers(values):
    """Return integers in a dtype in which differences do not wrap around.

    That is int64 if it holds the differences, otherwise float64. Other values are
    returned as they are. `values` is an array, a sparse matrix or a pandas series.
    """
    dtype = values.dtype
    if getattr(dtype, "kind", "O") not in "iu":
        return values
    is_long = dtype.itemsize == 8 and min(values.shape) > 0
    # Interpolation uses floats, and the largest 64-bit integer rounds up to 2**63.
    fits = not is_long or -(2**62) <= values.min() <= values.max() <= 2**62
    wide = np.dtype(np.int64 if fits else np.float64)
    return values if dtype == wide else values.astype(wide)
