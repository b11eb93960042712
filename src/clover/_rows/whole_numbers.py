"""Columns of integers with few distinct values, which are likely categories."""

import numpy as np
from scipy import sparse

from clover._rows.encoding import encode
from clover._rows.frames import is_frame
from clover._rows.pandas_columns import series_to_numbers
from clover._rows.polars_columns import has_plain_dtype

# With more distinct values, a column of integers is taken for one of numbers.
MAX_CODES = 10
# A look at so many rows rules out most columns.
N_FIRST_ROWS = 1_000


def find_code_columns(container, skip=()):
    """Return the names of the columns of integers with few distinct values.

    `skip` holds positions of columns that are left out.
    """
    X = container.X
    names = list(X.columns) if container.is_frame else range(X.shape[1])
    if not container.is_frame and X.dtype.kind not in "iu":
        return []
    X = X.tocsc() if sparse.issparse(X) else X
    return [
        name
        for j, name in enumerate(names)
        if j not in skip and _holds_few_integers(_take_column(X, j))
    ]


def _take_column(X, j):
    """Return a column of integers as an array, or None if it holds anything else."""
    if is_frame(X, "pandas"):
        column = X.iloc[:, j]
        is_integer = getattr(column.dtype, "kind", "O") in "iu"
        return series_to_numbers(column) if is_integer else None
    if is_frame(X, "polars"):
        column = X.to_series(j)
        is_integer = column.dtype.is_integer() and has_plain_dtype(column.dtype)
        return column.to_numpy() if is_integer else None
    return X[:, [j]].toarray().ravel() if sparse.issparse(X) else X[:, j]


def _holds_few_integers(values):
    if values is None or values.dtype.kind not in "iu":
        return False
    if np.unique(values[:N_FIRST_ROWS]).size > MAX_CODES:
        return False
    return encode(values)[0].size <= MAX_CODES
