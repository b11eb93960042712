"""Numbers that were made from rows, in the dtype of those rows."""

import numpy as np


def cast_numbers(values, dtype):
    """Cast numbers to the dtype of the rows they were made from.

    Parameters
    ----------
    values : ndarray
        The numbers.

    dtype : numpy.dtype
        The dtype. Integers are truncated, as by imbalanced-learn, and kept within the
        range of the dtype, which a ball around a row may leave; booleans are true from
        one half on.

    Returns
    -------
    values : ndarray of the same shape
        The numbers in that dtype.
    """
    if values.dtype.kind == "f" and dtype.kind == "b":
        return values >= 0.5
    if values.dtype.kind == "f" and dtype.kind in "iu":
        low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
        # The largest 64-bit integer is no float: the next one above it is out of range.
        high = np.nextafter(np.float64(high), 0) if float(high) > high else high
        values = np.clip(values, low, high)
    return values.astype(dtype, copy=False)


def widen_integers(values):
    """Return integers in a dtype in which differences do not wrap around.

    Parameters
    ----------
    values : {ndarray, sparse matrix, pandas.Series}
        Values of any kind.

    Returns
    -------
    values : same type
        Integers as 64-bit integers, if these hold the differences, or as floats;
        anything else as it was.
    """
    dtype = values.dtype
    if getattr(dtype, "kind", "O") not in "iu":
        return values
    is_long = dtype.itemsize == 8 and min(values.shape) > 0
    # Interpolation goes by floats, which round up to 2**63.
    fits = not is_long or -(2**62) <= values.min() <= values.max() <= 2**62
    wide = np.dtype(np.int64 if fits else np.float64)
    return values if dtype == wide else values.astype(wide)
