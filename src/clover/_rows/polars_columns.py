"""Columns of polars: as numbers, and new values in the dtype of a column."""

import numpy as np
from scipy import sparse

from clover._rows.dtypes import cast_like
from clover._rows.frames import is_frame, is_missing, join_columns


def is_numeric_dtype(dtype):
    """Return whether a dtype of polars is one of numbers or booleans."""
    import polars as pl

    return dtype.is_numeric() or dtype == pl.Boolean


def frame_to_numbers(X):
    """Return a frame of numbers as an array."""
    return join_columns([_series_to_numbers(column) for column in X])


def _series_to_numbers(series):
    """Return a series of numbers as an array; with missing values, as floats."""
    if series.null_count() or not has_plain_dtype(series.dtype):
        return series.cast(float).to_numpy()
    return series.to_numpy()


def has_plain_dtype(dtype):
    """Return whether NumPy has the dtype."""
    import polars as pl

    # In lower case, the names of these dtypes are those of NumPy.
    return dtype == pl.Boolean or hasattr(np, str(dtype).lower())


def to_known_dtypes(X):
    """Return a frame with floats in place of numbers that NumPy does not know."""
    unknown = [
        name
        for name, dtype in X.schema.items()
        if is_numeric_dtype(dtype) and not has_plain_dtype(dtype)
    ]
    return X.with_columns(X[name].cast(float) for name in unknown) if unknown else X


def append_rows(X, X_new, origins):
    """Return a frame followed by new rows: an array or a pandas frame."""
    if is_frame(X_new, "pandas"):
        columns = [X_new.iloc[:, j].to_numpy() for j in range(X_new.shape[1])]
    else:
        columns = X_new.toarray().T if sparse.issparse(X_new) else X_new.T
    return join_polars(
        X,
        [
            cast_polars(values, given, origins)
            for values, given in zip(columns, X, strict=True)
        ],
    )


def join_polars(X, columns):
    """Return a frame followed by new rows, given by their columns."""
    import polars as pl

    return pl.concat((X, pl.DataFrame(columns)))


def cast_polars(values, given, origins):
    """Return new values as a polars series of the dtype of a given one."""
    import polars as pl

    name, dtype = given.name, given.dtype
    if not is_numeric_dtype(dtype):
        values = [None if is_missing(value) else value for value in values.tolist()]
        return pl.Series(name, values).cast(dtype)
    values = np.asarray(values, dtype=np.float64)
    if has_plain_dtype(dtype):
        # Missing values, which only rows of noise have, are in no range.
        given = given.fill_null(given.min()) if given.null_count() else given
        plain = cast_like(values, _series_to_numbers(given), origins)
        return pl.Series(name, plain, dtype=dtype)
    if dtype.is_integer() or dtype.is_decimal():
        # NumPy has neither integers of 128 bits nor decimals.
        objects = np.empty(len(given), dtype=object)
        objects[:] = given.to_list()
        new = cast_like(values, objects, origins).tolist()
        return pl.Series(name, new, dtype=dtype)
    return pl.Series(name, values).cast(dtype)


def polars_to_pandas(X):
    """Return a polars frame as a pandas frame; all but numbers become objects."""
    import pandas as pd

    return pd.DataFrame({name: _to_pandas(X[name]) for name in X.columns})


def _to_pandas(series):
    import pandas as pd
    import polars as pl

    if isinstance(series.dtype, pl.Categorical | pl.Enum):
        return pd.Categorical(series.cast(pl.String).to_list())
    if is_numeric_dtype(series.dtype):
        return _series_to_numbers(series)
    return pd.Series(series.to_list(), dtype=object)


def pandas_to_polars(X, schema):
    """Return rows as a polars frame of a schema.

    The rows are a pandas frame that began as :func:`polars_to_pandas`, or an array.
    """
    import polars as pl

    columns = [X.iloc[:, j] for j in range(X.shape[1])] if hasattr(X, "iloc") else X.T
    return pl.DataFrame(
        [
            _to_polars(column, name, dtype)
            for column, (name, dtype) in zip(columns, schema.items(), strict=True)
        ]
    )


def _to_polars(column, name, dtype):
    import polars as pl

    if not is_numeric_dtype(dtype):
        values = [None if is_missing(value) else value for value in column.tolist()]
        return pl.Series(name, values).cast(dtype)
    series = pl.Series(name, np.asarray(column))
    if series.dtype.is_float() and not dtype.is_float():
        series = series.fill_nan(None)
    return series.cast(dtype)
