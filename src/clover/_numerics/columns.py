"""Marked entries of large tables, column by column."""

import numpy as np

from clover._rows.encoding import group_rows

# So few columns take less time one by one.
FEW_COLUMNS = 8


def marked_rows_of_columns(marks):
    """Yield each column with a mark, and the rows of its marks in ascending order.

    All columns together take one pass. With a pass for each column, time would grow
    with the square of the number of classes where each class has clusters of its own.

    marks : ndarray of bool of shape (n_rows, n_columns)
    """
    if marks.shape[1] <= FEW_COLUMNS:
        for column in range(marks.shape[1]):
            rows = np.flatnonzero(marks[:, column])
            if rows.size:
                yield column, rows
        return
    rows, columns = np.nonzero(marks)
    order, starts = group_rows(columns, marks.shape[1])
    rows = rows[order]
    for column in np.flatnonzero(np.diff(starts)).tolist():
        yield column, rows[starts[column] : starts[column + 1]]
