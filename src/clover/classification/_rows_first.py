"""Whether a sampler gave all rows back, before any others."""

import numpy as np
from scipy import sparse

from clover._rows.frames import is_frame, is_missing


def gives_rows_first(X, X_resampled):
    """Return whether resampled rows begin with the given ones.

    Both are arrays, sparse matrices or data frames. Missing values are equal, and the
    kinds of numbers do not matter.
    """
    n_samples, n_features = X.shape
    if X_resampled.shape[0] < n_samples or X_resampled.shape[1] != n_features:
        return False
    if sparse.issparse(X):
        return _are_sparse_rows_equal(X, sparse.csr_array(X_resampled)[:n_samples])
    if is_frame(X, "polars") and is_frame(X_resampled, "polars"):
        return _are_polars_rows_equal(X, X_resampled.head(n_samples))
    if is_frame(X, "pandas") and is_frame(X_resampled, "pandas"):
        return _are_pandas_rows_equal(X, X_resampled.iloc[:n_samples])
    return _are_values_equal(np.asarray(X), np.asarray(X_resampled)[:n_samples])


def _are_sparse_rows_equal(X, first):
    X, first = (_in_one_order(sparse.csr_array(rows, copy=True)) for rows in (X, first))
    return (
        np.array_equal(X.indptr, first.indptr)
        and np.array_equal(X.indices, first.indices)
        and _are_values_equal(X.data, first.data)
    )


def _in_one_order(X):
    """Write a sparse matrix in the only way that has no zeros and ascending columns."""
    X.sum_duplicates()
    X.eliminate_zeros()
    return X


def _are_pandas_rows_equal(X, first):
    for j in range(X.shape[1]):
        given, other = (rows.iloc[:, j].reset_index(drop=True) for rows in (X, first))
        # Columns of different dtypes may hold the same values.
        if not given.equals(other) and not (
            given.dtype != other.dtype
            and _are_values_equal(
                given.to_numpy(dtype=object), other.to_numpy(dtype=object)
            )
        ):
            return False
    return True


def _are_polars_rows_equal(X, first):
    # Numbers that went through pandas have lost whether they were null or NaN.
    X, first = (
        [
            column.fill_nan(None) if column.dtype.is_float() else column
            for column in rows
        ]
        for rows in (X, first)
    )
    return all(given.equals(other) for given, other in zip(X, first, strict=True))


def _are_values_equal(given, first):
    """Return whether two arrays of the same shape hold the same values."""
    are_numbers = given.dtype.kind in "biuf" and first.dtype.kind in "biuf"
    if are_numbers:
        return np.array_equal(given, first, equal_nan=True)
    return all(map(_is_same, given.flat, first.flat))


def _is_same(value, other):
    # A comparison with a missing value of pandas is neither true nor false.
    if is_missing(value) or is_missing(other):
        return is_missing(value) and is_missing(other)
    return value == other


def check_has_values(X):
    """Check that an array of objects holds none that can be no value of a feature."""
    if not isinstance(X, np.ndarray) or X.dtype != object:
        return
    kinds = {kind for kind in map(type, X.flat) if kind.__hash__ is None}
    if kinds:
        names = sorted(kind.__name__ for kind in kinds)
        raise TypeError(
            "Each value of the `X` argument must be a string or a number. "
            f"Got objects of type {', '.join(names)}."
        )
