"""New rows in the dtype of sparse rows."""

import numpy as np
from scipy import sparse

from clover._rows.dtypes import cast_numbers
from clover._rows.encoding import group_rows


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
    class_of_row = np.empty(X_new.shape[0], dtype=np.intp)
    for place, (new, _) in enumerate(origins.classes):
        class_of_row[new] = place
    n_classes = len(origins.classes)
    class_of_value = np.repeat(class_of_row, np.diff(X_new.indptr))
    order, starts = group_rows(class_of_value, n_classes)
    for place, (_, of_class) in enumerate(origins.classes):
        values = order[starts[place] : starts[place + 1]]
        low, high = _column_range(X[of_class])
        columns = X_new.indices[values]
        X_new.data[values] = np.clip(X_new.data[values], low[columns], high[columns])


def _column_range(X):
    """Return the smallest and the largest value of each column, as 1-D arrays."""
    return tuple(
        np.asarray(of_columns.todense()).ravel()
        for of_columns in (X.min(axis=0), X.max(axis=0))
    )
