"""Groups of rows of a cell, of limited size, in which neighbours are searched.

A cell is halved at the median along the widest column of the search space, and each
half again, as in a k-d tree, until no group has more rows than the limit. Numbers of
rows alone determine the sizes of the groups.
"""

from numbers import Integral

import numpy as np
from sklearn.utils import gen_batches

# Rows of which the ranges are found at once.
READ_ROWS = 8_192
# Bits of a float that one reading of the values determines, and of all.
DIGIT_BITS, N_BITS = 16, 64
SIGN = np.uint64(1 << 63)


def check_group_rows(max_group_rows):
    """Return the largest number of rows of a group, checked to be 3 or more.

    Of three rows, groups of up to two would have two and one.
    """
    is_whole = isinstance(max_group_rows, Integral)
    if not is_whole or isinstance(max_group_rows, bool) or max_group_rows < 3:
        raise ValueError(
            "`max_group_rows` should be an integer from 3 on: the largest number of "
            "rows among which neighbours are searched. Samples are made between two "
            f"rows. Got {max_group_rows!r}."
        )
    return int(max_group_rows)


def halve(n_rows):
    """Return the sizes of the two halves of some rows."""
    return n_rows - n_rows // 2, n_rows // 2


def group_sizes(n_rows, max_group_rows):
    """Return the sizes of the groups of a cell with so many rows."""
    if n_rows <= max_group_rows:
        return np.array([n_rows])
    halves = [group_sizes(half, max_group_rows) for half in halve(n_rows)]
    return np.concatenate(halves)


def divide(space, max_group_rows):
    """Return the rows of each group, in ascending order.

    Parameters
    ----------
    space : ndarray of shape (n_rows, n_space_features)
        The rows of a cell in the search space. Without columns, consecutive rows are
        grouped.

    max_group_rows : int
        The largest number of rows of a group.

    Returns
    -------
    groups : list of ndarray of shape (n_group_rows,)
        Positions of the rows of each group.
    """
    return _divide(space, np.arange(space.shape[0]), max_group_rows)


def _divide(space, rows, max_group_rows):
    if rows.size <= max_group_rows:
        return [rows]
    values = _widest_values(space, rows)
    n_first, _ = halve(rows.size)
    median = np.partition(values, n_first - 1)[n_first - 1]
    halving = Halving(median, n_first, [values])
    is_first = halving.are_first(values)
    return [
        *_divide(space, rows[is_first], max_group_rows),
        *_divide(space, rows[~is_first], max_group_rows),
    ]


def _widest_values(space, rows):
    """Return the values of rows in their widest column."""
    batches = gen_batches(rows.size, READ_ROWS)
    column = find_widest(space[rows[batch]] for batch in batches)
    return values_of(space, column)[rows]


def find_widest(pieces):
    """Return the column with the widest range of values; of several, the first.

    `pieces` yields arrays of rows. Rows without columns have none.
    """
    lows, highs = np.inf, -np.inf
    for space in pieces:
        lows = np.minimum(lows, space.min(axis=0))
        highs = np.maximum(highs, space.max(axis=0))
    # Half ranges: the difference of the largest floats would overflow.
    widths = highs / 2 - lows / 2
    return int(widths.argmax()) if widths.size else None


def values_of(space, column):
    """Return the values of a column as float64, zeros if there is none."""
    if column is None:
        return np.zeros(space.shape[0])
    return space[:, column].astype(np.float64)


class Halving:
    """Which of the rows, in their order, belong to the first half.

    Rows below the median do, and so many of those that equal it as are missing.

    Parameters
    ----------
    median : float
        The largest value of the first half.

    n_first : int
        Number of rows of the first half.

    pieces : iterable of ndarray
        All values, piece by piece.
    """

    def __init__(self, median, n_first, pieces):
        self.median = median
        n_below = sum(np.count_nonzero(values < median) for values in pieces)
        self._n_equal = n_first - n_below

    def are_first(self, values):
        """Return which of the next rows belong to the first half."""
        are_first = values < self.median
        equal = np.flatnonzero(values == self.median)[: self._n_equal]
        self._n_equal -= equal.size
        are_first[equal] = True
        return are_first


def find_smallest(read, rank):
    """Return the value of a rank, from 0 on, among values that are read in pieces.

    `read` takes nothing and yields arrays of float64. Each of its four calls settles
    16 bits of the value, so that memory does not depend on the number of values.
    """
    prefix = np.uint64(0)
    for shift in range(N_BITS - DIGIT_BITS, -1, -DIGIT_BITS):
        counts = np.zeros(2**DIGIT_BITS, dtype=np.int64)
        for values in read():
            keys = _to_keys(values)
            if shift + DIGIT_BITS < N_BITS:
                keys = keys[keys >> np.uint64(shift + DIGIT_BITS) == prefix]
            digits = (keys >> np.uint64(shift)) & np.uint64(2**DIGIT_BITS - 1)
            counts += np.bincount(digits.astype(np.intp), minlength=counts.size)
        ends = counts.cumsum()
        digit = int(np.searchsorted(ends, rank, side="right"))
        rank -= int(ends[digit] - counts[digit])
        prefix = (prefix << np.uint64(DIGIT_BITS)) | np.uint64(digit)
    return _of_key(prefix)


def _to_keys(values):
    """Return integers that are ordered as the floats are."""
    bits = values.astype(np.float64).view(np.uint64)
    return np.where(bits & SIGN, ~bits, bits | SIGN)


def _of_key(key):
    bits = key ^ SIGN if key & SIGN else ~key
    return np.uint64(bits).reshape(1).view(np.float64)[0]
