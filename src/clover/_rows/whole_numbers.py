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
    if not container.is_frame:
        if X.dtype.kind not in "iu":
            return []
        X = X.tocsc() if sparse.issparse(X) else X
        names, dtypes = range(X.shape[1]), [X.dtype] * X.shape[1]
    else:
        names, dtypes = list(X.columns), list(X.dtypes)
    return [
        name
        for j, (name, dtype) in enumerate(zip(names, dtypes, strict=True))
        if j not in skip and _is_integer(dtype) and _holds_few(_take_column(X, j))
    ]


def _is_integer(dtype):
    if hasattr(dtype, "is_integer"):
        # A dtype of polars.
        return dtype.is_integer() and has_plain_dtype(dtype)
    return getattr(dtype, "kind", "O") in "iu"


def _take_column(X, j):
    if is_frame(X, "pandas"):
        return series_to_numbers(X.iloc[:, j])
    if is_frame(X, "polars"):
        return X.to_series(j).to_numpy()
    return X[:, [j]].toarray().ravel() if sparse.issparse(X) else X[:, j]


def _holds_few(values):
    """Return whether an array holds few distinct values."""
    if np.unique(values[:N_FIRST_ROWS]).size > MAX_CODES:
        return False
    return encode(values)[0].size <= MAX_CODES
