"""What the columns of a table hold: numbers or categories."""

from datetime import date, time, timedelta
from numbers import Number

import numpy as np

from clover._rows.frames import is_missing
from clover._rows.pandas_columns import is_numeric_series

# What a column of Python objects may hold.
CATEGORIES = (str, bytes, bool, np.bool_, Number)
TIMES = (date, time, timedelta, np.datetime64, np.timedelta64)


def guess_categorical_columns(container):
    """Return the positions of the columns that hold categories, in ascending order.

    Strings, categorical dtypes and booleans are categories, also in columns of Python
    objects. An array without strings holds numbers, its booleans too, and so does a
    frame of sparse columns. Times and other objects are an error.
    """
    if container.is_numeric and (not container.is_frame or _is_sparse(container)):
        return np.empty(0, dtype=int)
    columns, names = _list_columns(container)
    is_category = [
        _is_category(container, column, name)
        for column, name in zip(columns, names, strict=True)
    ]
    return np.flatnonzero(is_category)


def _is_sparse(container):
    """Return whether all columns are sparse columns of pandas."""
    dtypes = container.X.dtypes if container.is_pandas else ()
    return len(dtypes) > 0 and all(hasattr(dtype, "fill_value") for dtype in dtypes)


def _list_columns(container):
    """Return the columns and their names, or positions where there are no names."""
    X = container.X
    if container.is_pandas:
        return [X.iloc[:, j] for j in range(X.shape[1])], list(X.columns)
    if container.is_polars:
        return X.get_columns(), X.columns
    X = container.to_objects() if container.is_list else X
    return X.T, range(X.shape[1])


def _is_category(container, column, name):
    if container.is_polars:
        return _is_polars_category(column, name)
    dtype = column.dtype
    if isinstance(dtype, np.dtype) and dtype.kind == "O":
        return _are_categories(column.tolist(), name)
    if issubclass(dtype.type, TIMES):
        _refuse(name, "times")
    if not container.is_pandas:
        return dtype.kind in "SU"
    from pandas.api.types import is_bool_dtype

    return is_bool_dtype(dtype) or not is_numeric_series(column)


def _is_polars_category(column, name):
    import polars as pl

    if column.dtype.is_temporal():
        _refuse(name, "times")
    if column.dtype == pl.Object:
        return _are_categories(column.to_list(), name)
    return column.dtype == pl.Boolean or not column.dtype.is_numeric()


def _are_categories(values, name):
    """Return whether Python objects are categories: strings or booleans among them."""
    kinds = {type(value) for value in values if not is_missing(value)}
    if any(issubclass(kind, TIMES) for kind in kinds):
        _refuse(name, "times")
    wrong = [kind.__name__ for kind in kinds if not issubclass(kind, CATEGORIES)]
    if wrong:
        _refuse(name, f"objects of type {min(wrong)}")
    return any(issubclass(kind, (str, bytes, bool, np.bool_)) for kind in kinds)


def _refuse(name, what):
    raise ValueError(
        f"Column {name!r} of `X` holds {what}. Make numbers or strings of them, or "
        "drop the column."
    )
