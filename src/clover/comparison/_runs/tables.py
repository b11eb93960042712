"""Tables of any kind, as numbers or as a frame of numbers and categories."""

from datetime import date, time, timedelta
from numbers import Number

import numpy as np
from scipy import sparse

from clover._rows.containers import Container
from clover._rows.frames import is_missing
from clover._rows.pandas_columns import is_numeric_series, series_to_numbers
from clover._rows.polars_columns import polars_to_pandas

# The category of a missing value, as in many public files.
MISSING = "?"
# What a column of Python objects may hold.
CATEGORIES = (str, bool, np.bool_, Number)
TIMES = (date, time, timedelta)


def read_table(X):
    """Return rows in the form of a `DataSet`, and the positions of the categories.

    Strings, categorical dtypes and booleans are categories, also in columns of Python
    objects. An array of booleans alone holds numbers.
    """
    container = Container(X)
    if not container.is_frame and container.is_numeric:
        return _to_floats(container.X), ()
    if _is_sparse(container):
        return _to_floats(container.frame_to_numbers()), ()
    columns = _list_columns(container)
    categorical = tuple(j for j, column in enumerate(columns) if _is_category(column))
    return _join(columns, categorical, container), categorical


def _is_sparse(container):
    """Return whether all columns are sparse columns of pandas with numbers."""
    if not (container.is_pandas and container.is_numeric and container.X.shape[1]):
        return False
    return all(
        hasattr(dtype, "subtype") and hasattr(dtype, "fill_value")
        for dtype in container.X.dtypes
    )


def _to_floats(X):
    """Return numbers as 64-bit floats, of which none is infinite.

    There is one zero and one missing number: others may differ in their bits from
    machine to machine, and so would the hash of the data.
    """
    is_sparse = sparse.issparse(X)
    X = (X.tocsr() if is_sparse else X).astype(np.float64)
    if is_sparse:
        X.sum_duplicates()
    numbers = X.data if is_sparse else X
    if np.isinf(numbers).any():
        raise ValueError("`X` holds infinite numbers. Replace them, or their rows.")
    numbers += 0.0
    numbers[np.isnan(numbers)] = np.nan
    if is_sparse:
        X.eliminate_zeros()
    return X


def _list_columns(container):
    """Return the columns of a table as series of pandas."""
    import pandas as pd

    if container.is_polars:
        frame = polars_to_pandas(container.X)
        # Booleans with missing values would have become numbers.
        return [
            pd.Series(series.to_list(), dtype=object, name=name)
            if str(series.dtype) == "Boolean"
            else frame[name]
            for name, series in zip(container.X.columns, container.X, strict=True)
        ]
    if container.is_pandas:
        frame = container.X.reset_index(drop=True)
    else:
        is_list = container.is_list
        frame = pd.DataFrame(container.to_objects() if is_list else container.X)
    return [frame.iloc[:, j] for j in range(frame.shape[1])]


def _is_category(column):
    """Return whether a column holds categories, not numbers."""
    from pandas.api.types import is_bool_dtype

    kinds = _kinds_of(column)
    _check_kinds(column, kinds)
    has_booleans = any(issubclass(kind, bool | np.bool_) for kind in kinds)
    is_boolean = has_booleans or is_bool_dtype(column.dtype)
    return is_boolean or not is_numeric_series(column)


def _kinds_of(column):
    """Return the types of the values in a column of Python objects."""
    if column.dtype != np.dtype(object):
        return set()
    return {type(value) for value in column if not is_missing(value)}


def _check_kinds(column, kinds):
    """Raise an error if a column holds neither numbers nor categories."""
    from pandas.api.types import is_datetime64_any_dtype, is_timedelta64_dtype

    is_time = is_datetime64_any_dtype(column.dtype) or is_timedelta64_dtype(
        column.dtype
    )
    if is_time or any(issubclass(kind, TIMES) for kind in kinds):
        raise ValueError(
            f"Column {column.name!r} of `X` holds times. Make numbers or strings of "
            "them."
        )
    wrong = [kind.__name__ for kind in kinds if not issubclass(kind, CATEGORIES)]
    if wrong:
        raise ValueError(
            f"Column {column.name!r} of `X` holds objects of type {wrong[0]}. Make "
            "numbers or strings of them."
        )
    is_complex = getattr(column.dtype, "kind", "O") == "c"
    if is_complex or any(issubclass(kind, complex) for kind in kinds):
        raise ValueError(
            f"Column {column.name!r} of `X` holds complex numbers. Use their real and "
            "imaginary parts."
        )


def _join(columns, categorical, container):
    """Return a frame of floats and texts, or an array if there are no categories."""
    import pandas as pd

    given = container.X.columns if container.is_frame else range(len(columns))
    names = [str(name) for name in given]
    if len(set(names)) < len(names):
        raise ValueError(
            f"The columns of `X` should differ in their names as texts. Got {names}."
        )
    joined = {
        name: _to_texts(column)
        if j in categorical
        else _to_floats(np.asarray(series_to_numbers(column)))
        for j, (name, column) in enumerate(zip(names, columns, strict=True))
    }
    if categorical:
        return pd.DataFrame(joined)
    n_samples = container.X.shape[0]
    return np.column_stack([np.empty((n_samples, 0)), *joined.values()])


def _to_texts(column):
    """Return the categories of a column as strings, missing ones as a category."""
    import pandas as pd

    texts = [MISSING if is_missing(value) else str(value) for value in column.tolist()]
    return pd.Series(texts, dtype=object)
