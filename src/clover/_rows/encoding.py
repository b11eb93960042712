"""Values as codes, without sorting all of them."""

import numpy as np

# Codes up to this number take 16 bits, which NumPy sorts in linear time.
MAX_SHORT_CODE = np.iinfo(np.uint16).max


def encode(values):
    """Return the distinct values, sorted, and the position of each value among them.

    Same as ``numpy.unique(values, return_inverse=True)``, but in linear time for
    strings and for integers of a small range.
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
    # An array of the keys could have another dtype than the values.
    some = values[first_positions(found, len(positions))]
    distinct, rank = np.unique(some, return_inverse=True)
    return distinct, rank[found]


def first_positions(codes, n_codes):
    """Return the first position of each code, of shape (n_codes,).

    A code that does not occur gets the length of `codes`.
    """
    first = np.full(n_codes, codes.size, dtype=np.intp)
    # Of several assignments to a place the last one counts, so the order is reversed.
    first[codes[::-1]] = np.arange(codes.size - 1, -1, -1)
    return first


def group_rows(codes, n_codes):
    """Group rows by their codes from 0 to `n_codes` - 1, each group in ascending order.

    Returns the rows, code by code, and where the rows of each code begin among them, of
    shape (n_codes + 1,).
    """
    if n_codes <= MAX_SHORT_CODE:
        codes = codes.astype(np.uint16)
    order = np.argsort(codes, kind="stable")
    starts = np.zeros(n_codes + 1, dtype=np.intp)
    np.cumsum(np.bincount(codes, minlength=n_codes), out=starts[1:])
    return order, starts
