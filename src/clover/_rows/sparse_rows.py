"""New rows in the dtype of sparse rows."""

import numpy as np
from scipy import sparse

from clover._rows.dtypes import cast_numbers


def append_to_sparse(X, X_new, origins):
    """Return sparse rows followed by new ones, in the same format and dtype."""
    X_new = sparse.csr_matrix(X_new)
    if X.dtype.kind in "biu":
        X_new.data = cast_numbers(X_new.data, X.dtype)
        if X.dtype.kind != "b":
            _limit(X_new, X.tocsr(), origins)
        X_new.eliminate_zeros()
    stacked = sparse.vstack((X, X_new.astype(X.dtype)), format=X.format)
    # `vstack` may make a matrix of a sparse array.
    return type(X)(stacked)


def _limit(X_new, X, origins):
    """Keep stored integers within the range of the given ones of their class, in place.

    Zeros that are not stored stay. They are out of the range only by a cancellation of
    floats, as rows between rows that have other values hold other values.
    """
    row_of_value = np.repeat(np.arange(X_new.shape[0]), np.diff(X_new.indptr))
    for new, of_class in origins.classes:
        low, high = _column_range(X[of_class])
        is_new = np.zeros(X_new.shape[0], dtype=bool)
        is_new[new] = True
        values = is_new[row_of_value]
        columns = X_new.indices[values]
        limited = np.clip(X_new.data[values], low[columns], high[columns])
        X_new.data[values] = limited


def _column_range(X):
    """Return the smallest and the largest value of each column, as 1-D arrays."""
    return tuple(
        np.asarray(of_columns.todense()).ravel()
        for of_columns in (X.min(axis=0), X.max(axis=0))
    )
