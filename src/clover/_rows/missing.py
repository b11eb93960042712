"""Rows with missing or infinite numbers."""

import numpy as np
from scipy import sparse
from sklearn.utils import assert_all_finite

from clover._rows.containers import find_non_finite_columns, take_rows
from clover._rows.error_texts import name_non_finite
from clover._rows.frames import is_frame


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


def check_clustered_rows(X, labels, name, given=None):
    """Raise an error if rows in clusters hold missing or infinite numbers.

    Rows with negative labels are noise and may hold anything; ``labels=None`` stands
    for no noise. `name` is that of `X` in the text of the error, which names the
    columns of the rows that the user has `given`, or of `X`.
    """
    # Objects are looked at by scikit-learn.
    is_wrong = np.True_ if X.dtype.kind == "O" else find_non_finite_rows(X)
    if is_wrong is None:
        return
    if labels is None:
        labels = np.zeros(X.shape[0], dtype=int)
    rows = np.flatnonzero(is_wrong & (labels >= 0))
    if rows.size:
        try:
            assert_all_finite(take_rows(X, rows), input_name=name)
        except ValueError as error:
            table = X if given is None else given
            name_non_finite(error, find_non_finite_columns(take_rows(table, rows)))
            raise


def keep_names(X):
    """Return a data frame as it is, and None for rows without names of columns."""
    return X if is_frame(X, "pandas") or is_frame(X, "polars") else None
