"""Columns of pandas: as numbers, and new values in the dtype of a column."""

import numpy as np
from scipy import sparse

from clover._rows.dtypes import cast_like, to_floats
from clover._rows.frames import holds_numbers, is_frame, join_columns

REAL_KINDS = "biuf"


def is_numeric_series(series):
    """Return whether a pandas series holds real numbers or booleans only."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    dtype = series.dtype
    if getattr(getattr(dtype, "subtype", dtype), "kind", "O") in "mMc":
        return False
    return is_numeric_dtype(dtype) or is_bool_dtype(dtype) or holds_numbers(series)


def series_to_numbers(series):
    """Return a series of numbers as an array; with missing values, as floats."""
    plain = _find_plain_dtype(series.dtype)
    if isinstance(series.dtype, np.dtype) and plain.kind in REAL_KINDS:
        return series.to_numpy()
    if _is_sparse(series.dtype):
        return np.asarray(series)
    # Objects, decimals and missing values become floats.
    if plain.kind not in REAL_KINDS or series.isna().any():
        return series.to_numpy(dtype=np.float64, na_value=np.nan)
    return series.to_numpy(dtype=plain)


def _find_plain_dtype(dtype):
    """Return the dtype of NumPy that holds what a dtype of pandas holds."""
    if isinstance(dtype, np.dtype):
        return dtype
    return getattr(dtype, "numpy_dtype", getattr(dtype, "subtype", np.dtype(object)))


def _is_sparse(dtype):
    import pandas as pd

    return isinstance(dtype, pd.SparseDtype)


def frame_to_numbers(X):
    """Return a frame of numbers as an array, or as CSR if all columns are sparse."""
    dtypes = X.dtypes.tolist()
    if dtypes and all(map(_is_sparse, dtypes)):
        return _to_csr(X)
    if len(set(dtypes)) == 1 and isinstance(dtypes[0], np.dtype):
        if dtypes[0].kind in REAL_KINDS:
            return X.to_numpy()
    return join_columns([series_to_numbers(X.iloc[:, j]) for j in range(X.shape[1])])


def with_floats(X, skip=()):
    """Return a frame with its columns of numbers as floats of NumPy.

    `skip` holds positions of columns that stay as they are.
    """
    wanted = [
        j
        for j, (_, column) in enumerate(X.items())
        if j not in skip and is_numeric_series(column)
    ]
    if all(getattr(X.dtypes.iloc[j], "kind", "O") == "f" for j in wanted):
        return X
    return replace_columns(
        X, {j: to_floats(series_to_numbers(X.iloc[:, j])) for j in wanted}
    )


def _to_csr(X):
    """Return sparse columns with any fill values as a CSR matrix."""
    import pandas as pd

    common = np.result_type(*(dtype.subtype for dtype in X.dtypes))
    # SciPy has no sparse matrices of short floats.
    common = np.result_type(common, np.float32) if common == np.float16 else common
    columns = {j: _fill_with_zero(X.iloc[:, j], common) for j in range(X.shape[1])}
    return pd.DataFrame(columns, copy=False).sparse.to_coo().tocsr()


def _fill_with_zero(series, dtype):
    """Return a sparse series in a dtype of NumPy, with zeros that are not stored."""
    import pandas as pd

    zero = np.dtype(dtype).type(0)
    if series.dtype.fill_value == 0:
        return series.astype(pd.SparseDtype(dtype, zero))
    dense = np.asarray(series).astype(dtype)
    return pd.Series(pd.arrays.SparseArray(dense, fill_value=zero), index=series.index)


def to_known_dtypes(X):
    """Return a frame with floats in place of numbers that scikit-learn does not know.

    These are decimals, and sparse columns of booleans or with other fill values than 0.
    """
    columns = {
        j: known
        for j, dtype in enumerate(X.dtypes)
        if (known := _to_known(X.iloc[:, j], dtype)) is not None
    }
    return replace_columns(X, columns) if columns else X


def _to_known(series, dtype):
    if isinstance(dtype, np.dtype) or not is_numeric_series(series):
        return None
    if _is_sparse(dtype):
        is_known = dtype.fill_value == 0 and dtype.subtype.kind != "b"
        return None if is_known else _fill_with_zero(series, np.float64)
    is_known = _find_plain_dtype(dtype).kind in REAL_KINDS
    return None if is_known else series_to_numbers(series)


def replace_columns(X, columns):
    """Return a frame with other columns, a dictionary, at some positions."""
    import pandas as pd

    columns = {j: X.iloc[:, j] for j in range(X.shape[1])} | columns
    return pd.DataFrame(columns, index=X.index, copy=False).set_axis(X.columns, axis=1)


def append_rows(X, X_new, origins):
    """Return a frame followed by new rows: an array, a sparse matrix or a frame."""
    import pandas as pd

    dtypes = set(X.dtypes.tolist())
    if isinstance(X_new, np.ndarray) and len(dtypes) == 1:
        (dtype,) = dtypes
        if isinstance(dtype, np.dtype) and dtype.kind in REAL_KINDS:
            # All columns at once.
            return join_pandas(X, pd.DataFrame(cast_like(X_new, X.to_numpy(), origins)))
    if sparse.issparse(X_new):
        X_new = X_new.tocsc()
    columns = {
        j: cast_series(_take_column(X_new, j), X.iloc[:, j], origins)
        for j in range(X.shape[1])
    }
    return join_pandas(X, pd.DataFrame(columns, copy=False))


def join_pandas(X, X_new):
    """Return a frame followed by new rows with the same dtypes."""
    import pandas as pd

    joined = pd.concat((X, X_new.set_axis(X.columns, axis=1)), ignore_index=True)
    if all(getattr(dtype, "isnative", True) for dtype in set(X.dtypes)):
        return joined
    # pandas gives up byte orders that are not the machine's.
    return joined.astype(X.dtypes.to_dict())


def _take_column(X, j):
    if is_frame(X, "pandas"):
        return X.iloc[:, j].reset_index(drop=True)
    return X[:, [j]].toarray().ravel() if sparse.issparse(X) else X[:, j]


def cast_series(values, given, origins):
    """Return new values, an array or a series, in the dtype of a series.

    Floats become what the given series holds; other values are of its dtype, or of one
    that the dtype takes.
    """
    import pandas as pd

    dtype = given.dtype
    if not is_numeric_series(given):
        return pd.Series(values).astype(dtype)
    values = np.asarray(values, dtype=np.float64)
    plain = _find_plain_dtype(dtype)
    if isinstance(dtype, np.dtype) and plain.kind == "O":
        return pd.Series(cast_like(values, given.to_numpy(), origins), dtype=object)
    if isinstance(dtype, np.dtype) and plain.kind == "f":
        return pd.Series(values.astype(dtype, copy=False))
    if plain.kind in REAL_KINDS:
        # Missing values, which only rows of noise have, are in no range.
        given = given.fillna(given.min()) if given.hasnans else given
        values = cast_like(values, series_to_numbers(given), origins)
    else:
        # Decimals of Arrow.
        values = cast_like(values, given.astype(object).to_numpy(), origins).tolist()
    return pd.Series(pd.array(values, dtype=dtype))
