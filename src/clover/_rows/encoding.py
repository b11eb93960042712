"""Values as codes, without sorting all of them."""

import numpy as np

# The codes of so few cells take 16 bits, which NumPy sorts in linear time.
MAX_SHORT_CODE = np.iinfo(np.uint16).max


def encode(values):
    """Return the distinct values, sorted, and the position of each value among them.

    The same as ``numpy.unique(values, return_inverse=True)``, in linear time for
    integers of a small range and for strings.

    Parameters
    ----------
    values : ndarray of shape (n_values,)
        Values of any kind that can be sorted.

    Returns
    -------
    distinct : ndarray of shape (n_distinct,)
        The distinct values.

    codes : ndarray of shape (n_values,)
        Their positions.
    """
    if values.size and values.dtype.kind in "iu":
        low, high = int(values.min()), int(values.max())
        if high - low < max(values.size, 1_000) and high <= np.iinfo(np.intp).max:
            return _encode_range(values, low, high)
    if values.dtype.kind in "OU":
        return _encode_hashable(values)
    return np.unique(values, return_inverse=True)


def _encode_range(values, low, high):
    offsets = values.astype(np.intp)
    offsets -= low
    is_present = np.zeros(high - low + 1, dtype=bool)
    is_present[offsets] = True
    position = np.cumsum(is_present) - 1
    distinct = np.flatnonzero(is_present) + low
    return distinct.astype(values.dtype), position[offsets]


def _encode_hashable(values):
    positions = {}
    found = np.array(
        [positions.setdefault(value, len(positions)) for value in values.tolist()],
        dtype=np.intp,
    )
    # Not the keys: an array of them could have another dtype.
    some = values[first_positions(found, len(positions))]
    distinct, rank = np.unique(some, return_inverse=True)
    return distinct, rank[found]


def first_positions(codes, n_codes):
    """Return where each code stands for the first time, an array of shape (n_codes,).

    Codes that are not there get the number of `codes`.
    """
    first = np.full(n_codes, codes.size, dtype=np.intp)
    # The last assignment to a place counts.
    first[codes[::-1]] = np.arange(codes.size - 1, -1, -1)
    return first


def group_rows(codes, n_codes):
    """Group rows by their codes, each group in the order of the rows.

    Parameters
    ----------
    codes : ndarray of shape (n_rows,)
        Codes from 0 to `n_codes` - 1.

    n_codes : int
        Number of codes.

    Returns
    -------
    order : ndarray of shape (n_rows,)
        The rows, code by code.

    starts : ndarray of shape (n_codes + 1,)
        Where the rows of each code begin in `order`.
    """
    if n_codes <= MAX_SHORT_CODE:
        codes = codes.astype(np.uint16)
    order = np.argsort(codes, kind="stable")
    counts = np.bincount(codes, minlength=n_codes)
    return order, np.concatenate(([0], np.cumsum(counts)))
