"""Rows with missing or infinite numbers."""

import numpy as np
from scipy import sparse
from sklearn.utils import assert_all_finite

from clover._rows.containers import find_non_finite_columns, take_rows


def find_non_finite_rows(X):
    """Return which rows hold a missing or infinite number, or None if none does.

    `X` is an array or a sparse matrix of numbers.
    """
    values = X.data if sparse.issparse(X) else X
    if values.dtype.kind != "f":
        return None
    is_finite = np.isfinite(values)
    if is_finite.all():
        return None
    if not sparse.issparse(X):
        return ~is_finite.all(axis=1)
    is_wrong = np.zeros(X.shape[0], dtype=bool)
    is_wrong[X.tocoo().row[~np.isfinite(X.tocoo().data)]] = True
    return is_wrong


def check_clustered_rows(X, labels, name):
    """Raise an error if rows in clusters hold missing or infinite numbers.

    Rows with negative labels are noise and may hold anything. `name` is that of `X` in
    the text of the error, which names the columns.
    """
    # Objects are looked at by scikit-learn.
    is_wrong = np.True_ if X.dtype.kind == "O" else find_non_finite_rows(X)
    if is_wrong is None:
        return
    rows = np.flatnonzero(is_wrong & (labels >= 0))
    if rows.size:
        wrong = take_rows(X, rows)
        try:
            assert_all_finite(wrong, input_name=name)
        except ValueError as error:
            columns = find_non_finite_columns(wrong)
            error.add_note(f"Columns with missing or infinite values: {columns}.")
            raise
