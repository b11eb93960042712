"""Columns of categories next to columns of numbers, in any container."""

from contextlib import suppress

import numpy as np
from scipy import sparse
from sklearn.utils import check_array

from clover._compat import safe_indexing
from clover._rows.containers import Container, find_non_finite_columns
from clover._rows.error_texts import name_non_finite
from clover._rows.frames import is_missing


def find_categorical_columns(container, categorical_features, n_features):
    """Return the positions of the categorical columns, in ascending order.

    `categorical_features` holds positions, names or a mask, or is 'auto' for what the
    dtypes say. None or all of the columns are an error, and so is what does not fit the
    rows.
    """
    columns = locate_columns(container, categorical_features, n_features)
    if columns.size == 0:
        raise ValueError(
            f"`categorical_features` = {categorical_features!r} gives no categorical "
            "column. Use None if all columns are numbers."
        )
    if columns.size == n_features:
        raise ValueError(
            f"`categorical_features` = {categorical_features!r} gives all {n_features} "
            "columns, and GeometricSMOTE needs a numeric one. Use SMOTEN instead."
        )
    return columns


def locate_columns(container, categorical_features, n_features):
    """Return the positions of columns in ascending order; these may be none or all."""
    return np.sort(list_columns(container, categorical_features, n_features))


def list_columns(container, categorical_features, n_features):
    """Return the positions of columns in the order in which they are given."""
    if isinstance(categorical_features, str) and categorical_features == "auto":
        columns = _find_categorical_dtypes(container)
    else:
        columns = _find_columns(container, categorical_features, n_features)
    return np.array(list(dict.fromkeys(np.asarray(columns).tolist())), dtype=int)


def _find_categorical_dtypes(container):
    if container.is_pandas:
        import pandas as pd

        kinds, dtypes = pd.CategoricalDtype, container.X.dtypes
    elif container.is_polars:
        import polars as pl

        kinds, dtypes = pl.Categorical | pl.Enum, container.X.dtypes
    else:
        raise ValueError(
            "`categorical_features` = 'auto' needs a data frame, whose columns have "
            f"dtypes. Got {type(container.X).__name__}; give positions or a mask."
        )
    return [j for j, dtype in enumerate(dtypes) if isinstance(dtype, kinds)]


def _to_array(entries):
    """Return positions, names or a mask as an array, in which tuples stay whole.

    Columns of pandas' `MultiIndex` have tuples as names.
    """
    entries = entries.tolist() if hasattr(entries, "tolist") else list(entries)
    if not any(isinstance(entry, tuple) for entry in entries):
        return np.asarray(entries)
    names = np.empty(len(entries), dtype=object)
    names[:] = entries
    return names


def _find_columns(container, categorical_features, n_features):
    given = _to_array(categorical_features)
    if given.dtype.kind == "b":
        if given.shape != (n_features,):
            raise ValueError(
                f"`categorical_features` as a mask needs {n_features} entries, one a "
                f"column. Got shape {given.shape}."
            )
        return np.flatnonzero(given)
    if given.size == 0 or given.dtype.kind in "iu":
        unknown = given[(given < 0) | (given >= n_features)].tolist()
        known = f"positions from 0 to {n_features - 1}"
        columns = given
    else:
        names = list(container.X.columns) if container.is_frame else []
        unknown = [name for name in given.tolist() if name not in names]
        known = f"names among {names}" if names else "positions, as `X` has no names"
        columns = [names.index(name) for name in given.tolist() if name in names]
    if unknown:
        raise ValueError(
            f"`categorical_features` should be {known}, or a mask. Got {unknown}."
        )
    return columns


def check_numeric(container):
    if not container.is_numeric:
        raise ValueError(
            "`X` holds something else than numbers in columns "
            f"{container.non_numeric_columns}. Name the categorical ones in "
            "`categorical_features`."
        )


def take_numbers(container, columns):
    """Return some columns as numbers, a sparse matrix or an array of floats.

    Floats of 32 bits stay so.
    """
    X = container.X.tocsr() if sparse.issparse(container.X) else container.X
    X = safe_indexing(X, columns, axis=1)
    if getattr(X, "dtype", np.dtype(object)).kind == "U":
        X = _read_texts(X, columns)
    taken = Container(X)
    check_numeric(taken)
    X = taken.frame_to_numbers() if taken.is_frame else taken.X
    try:
        floats = [np.float64, np.float32]
        return check_array(X, accept_sparse="csr", dtype=floats, input_name="X")
    except ValueError as error:
        found = find_non_finite_columns(taken.X)
        if not container.is_frame:
            found = np.take(columns, found).tolist()
        name_non_finite(error, found)
        raise


def _read_texts(X, columns):
    """Return the numbers that columns of an array of strings hold."""
    try:
        return X.astype(np.float64)
    except ValueError as error:
        raise ValueError(
            f"Some of the columns {columns.tolist()} of `X` hold texts that are no "
            "numbers. Name the categorical ones in `categorical_features`."
        ) from error


def code_column(container, column):
    """Return the values of a column as codes, and the distinct values by their code.

    Codes count from 0 in the order of first rows. Missing values share a code.
    """
    X = container.X
    if container.is_pandas:
        values = X.iloc[:, column].tolist()
    elif container.is_polars:
        values = X.to_series(column).to_list()
    elif sparse.issparse(X):
        values = X.tocsc()[:, [column]].toarray().ravel().tolist()
    else:
        values = X[:, column].tolist()
    values = [None if is_missing(value) else value for value in values]
    levels = {}
    try:
        codes = [levels.setdefault(value, len(levels)) for value in values]
    except TypeError as error:
        name = container.X.columns[column] if container.is_frame else column
        kind = type(values[0]).__name__
        raise ValueError(
            f"Column {name!r} of `X` holds values of type {kind}, which are no "
            "categories. Convert them to strings, or drop the column."
        ) from error
    return np.array(codes, dtype=np.intp), list(levels)


def sort_levels(levels):
    """Return the positions of distinct values in ascending order, missing ones last.

    Values that cannot be compared stay in their order.
    """
    order = [code for code, value in enumerate(levels) if value is not None]
    with suppress(TypeError):
        order = sorted(order, key=levels.__getitem__)
    return order + [code for code, value in enumerate(levels) if value is None]
