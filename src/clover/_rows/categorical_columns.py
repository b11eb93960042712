"""Columns of categories next to columns of numbers, in any container."""

import numpy as np
from scipy import sparse
from sklearn.utils import check_array

from clover._compat import safe_indexing
from clover._rows.containers import Container, find_non_finite_columns
from clover._rows.dtypes import cast_numbers
from clover._rows.error_texts import name_non_finite
from clover._rows.frames import make_polars_series


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
    if isinstance(categorical_features, str) and categorical_features == "auto":
        columns = _find_categorical_dtypes(container)
    else:
        columns = _find_columns(container, categorical_features, n_features)
    return np.unique(np.asarray(columns, dtype=int))


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
    """Return some columns as numbers, a sparse matrix or an array of floats."""
    X = container.X.tocsr() if sparse.issparse(container.X) else container.X
    X = safe_indexing(X, columns, axis=1)
    # An array of strings may well hold numbers in these columns.
    if getattr(X, "dtype", np.dtype(object)).kind != "U":
        check_numeric(Container(X))
    try:
        return check_array(X, accept_sparse="csr", dtype=np.float64, input_name="X")
    except ValueError as error:
        found = find_non_finite_columns(X)
        if not container.is_frame:
            found = np.take(columns, found).tolist()
        name_non_finite(error, found)
        raise


def code_column(container, column):
    """Return the values of a column as codes from 0; missing values share a code."""
    X = container.X
    if container.is_pandas:
        values = X.iloc[:, column].tolist()
    elif container.is_polars:
        values = X.to_series(column).to_list()
    elif sparse.issparse(X):
        values = X.tocsc()[:, [column]].toarray().ravel().tolist()
    else:
        values = X[:, column].tolist()
    codes = {}
    for value in values:
        codes.setdefault(_none_if_nan(value), len(codes))
    return np.array([codes[_none_if_nan(value)] for value in values])


def _none_if_nan(value):
    return None if isinstance(value, float) and np.isnan(value) else value


def append_columns(container, X_new, numeric_columns, donors, categorical_columns):
    """Return the rows followed by new rows, whose categories come from given rows.

    All rows get the dtypes of the given ones.

    Parameters
    ----------
    container : Container
        The given rows.

    X_new : {ndarray, sparse matrix} of shape (n_new, n_numeric)
        The numbers of the new rows.

    numeric_columns : ndarray of shape (n_numeric,)
        Positions of the columns of numbers.

    donors : ndarray of shape (n_new, n_categorical)
        Positions of the rows from which the categories come.

    categorical_columns : ndarray of shape (n_categorical,)
        Positions of the columns of categories.
    """
    if container.is_pandas:
        append = _append_to_pandas
    elif container.is_polars:
        append = _append_to_polars
    elif sparse.issparse(container.X):
        append = _append_to_sparse
    else:
        append = _append_to_array
    return append(container, X_new, numeric_columns, donors, categorical_columns)


def _append_to_pandas(container, X_new, numeric_columns, donors, categorical_columns):
    import pandas as pd

    X = container.X
    X_new = X_new.toarray() if sparse.issparse(X_new) else X_new
    columns = {j: pd.Series(X_new[:, i]) for i, j in enumerate(numeric_columns)}
    for j, rows in zip(categorical_columns, donors.T, strict=True):
        columns[j] = X.iloc[rows, j].reset_index(drop=True)
    return container.append(pd.concat([columns[j] for j in sorted(columns)], axis=1))


def _append_to_polars(container, X_new, numeric_columns, donors, categorical_columns):
    import polars as pl

    X = container.X
    columns = {
        j: make_polars_series(X.columns[j], X_new[:, i], X.dtypes[j])
        for i, j in enumerate(numeric_columns)
    }
    for j, rows in zip(categorical_columns, donors.T, strict=True):
        # Values of the column itself keep its categories.
        columns[j] = X.to_series(j)[rows]
    return pl.concat((X, pl.DataFrame([columns[j] for j in sorted(columns)])))


def _append_to_sparse(container, X_new, numeric_columns, donors, categorical_columns):
    categories = container.X.tocsc()[:, categorical_columns].toarray()
    categories = np.take_along_axis(categories, donors, axis=0)
    X_new = sparse.hstack((X_new, sparse.csc_matrix(categories)), format="csc")
    order = np.argsort(np.concatenate((numeric_columns, categorical_columns)))
    return container.append(X_new[:, order])


def _append_to_array(container, X_new, numeric_columns, donors, categorical_columns):
    X = container.X
    is_text = X.dtype.kind == "U"
    rows = np.empty((len(donors), X.shape[1]), dtype=object if is_text else X.dtype)
    rows[:, numeric_columns] = cast_numbers(X_new, rows.dtype)
    rows[:, categorical_columns] = X[donors, categorical_columns]
    # A fixed length of strings would cut off longer numbers.
    return np.concatenate((X, rows.astype(str))) if is_text else container.append(rows)
