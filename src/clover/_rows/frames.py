"""Data frames of pandas and polars."""

import sys

import numpy as np
from scipy import sparse

from clover._rows.dtypes import cast_numbers


def is_frame(X, package):
    """Return whether `X` is a data frame of a package, without importing it."""
    return package in sys.modules and isinstance(X, sys.modules[package].DataFrame)


def to_floats(column):
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def is_missing(value):
    """Return whether a value stands for a missing value."""
    return (
        value is None
        or type(value).__name__ in ("NAType", "NaTType")
        or (isinstance(value, float) and np.isnan(value))
    )


def is_numeric_series(series):
    """Return whether a pandas series holds numbers or booleans only."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    dtype = series.dtype
    return is_numeric_dtype(dtype) or is_bool_dtype(dtype) or holds_numbers(series)


def holds_numbers(column):
    """Return whether a column of Python objects holds numbers only."""
    if column.dtype != np.dtype(object):
        return False
    try:
        column.astype(np.float64)
    except (TypeError, ValueError):
        return False
    return not any(isinstance(value, str) for value in column)


def append_to_pandas(X, X_new):
    import pandas as pd

    if sparse.issparse(X_new):
        X_new = pd.DataFrame.sparse.from_spmatrix(X_new)
    X_new = pd.DataFrame(X_new).reset_index(drop=True)
    if not (X_new.dtypes.to_numpy() == X.dtypes.to_numpy()).all():
        columns = [
            _cast_series(X_new.iloc[:, j], dtype) for j, dtype in enumerate(X.dtypes)
        ]
        X_new = pd.concat(columns, axis=1)
    X_new.columns = X.columns
    return pd.concat((X, X_new), ignore_index=True)


def _cast_series(series, dtype):
    """Cast a pandas series of numbers or anything else to a dtype."""
    import pandas as pd

    plain = (
        dtype if isinstance(dtype, np.dtype) else getattr(dtype, "numpy_dtype", None)
    )
    if plain is not None and plain.kind in "iub" and series.dtype != dtype:
        values = series.to_numpy(dtype=np.float64)
        series = pd.Series(cast_numbers(values, plain), index=series.index)
    return series.astype(dtype)


def polars_to_pandas(X):
    import pandas as pd

    columns = {name: _polars_series_to_pandas(X[name]) for name in X.columns}
    return pd.DataFrame(columns)


def _polars_series_to_pandas(series):
    import pandas as pd
    import polars as pl

    if isinstance(series.dtype, pl.Categorical | pl.Enum):
        return pd.Categorical(series.cast(pl.String).to_list())
    if series.dtype.is_numeric() or series.dtype == pl.Boolean:
        return series.to_numpy()
    return pd.Series(series.to_list(), dtype=object)


def append_to_polars(X, X_new):
    import polars as pl

    if is_frame(X_new, "pandas"):
        X_new = np.asarray(X_new)
    if sparse.issparse(X_new):
        X_new = X_new.toarray()
    columns = []
    for name, column in zip(X.columns, X_new.T, strict=True):
        columns.append(make_polars_series(name, column, X.schema[name]))
    return pl.concat((X, pl.DataFrame(columns)))


def make_polars_series(name, values, dtype):
    """Return an array as a polars series; objects may be anything."""
    import polars as pl

    if dtype.is_integer() or dtype == pl.Boolean:
        # In lower case, the names of these dtypes are those of NumPy.
        plain = np.dtype("bool" if dtype == pl.Boolean else str(dtype).lower())
        values = cast_numbers(np.asarray(values, dtype=np.float64), plain)
    elif values.dtype.kind == "O":
        values = [None if is_missing(value) else value for value in values]
    return pl.Series(name, values).cast(dtype)
