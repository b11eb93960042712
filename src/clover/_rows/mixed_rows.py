"""New rows that hold numbers and categories, in any container."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from clover._rows.dtypes import cast_like
from clover._rows.pandas_columns import cast_series, join_pandas
from clover._rows.polars_columns import cast_polars, join_polars
from clover._rows.sparse_rows import append_to_sparse


@dataclass(frozen=True, eq=False)
class MixedRows:
    """New rows that hold numbers and categories.

    Attributes
    ----------
    X : {ndarray, sparse matrix} of shape (n_new, n_numeric)
        The numbers.

    numeric_columns : ndarray of shape (n_numeric,)
        Positions of the columns of numbers.

    donors : ndarray of shape (n_new, n_categorical)
        Positions of the given rows from which the categories come.

    categorical_columns : ndarray of shape (n_categorical,)
        Positions of the columns of categories.
    """

    X: object
    numeric_columns: np.ndarray
    donors: np.ndarray
    categorical_columns: np.ndarray

    def columns(self, cast, take):
        """Return all columns in their order.

        ``cast(values, column)`` and ``take(rows, column)`` return numbers and the
        values of given rows in the dtype of a column.
        """
        X = self.X.toarray() if sparse.issparse(self.X) else self.X
        columns = {j: cast(X[:, i], j) for i, j in enumerate(self.numeric_columns)}
        for i, j in enumerate(self.categorical_columns):
            columns[j] = take(self.donors[:, i], j)
        return [columns[j] for j in sorted(columns)]


def append_mixed_rows(container, new, origins):
    """Return the rows of a container followed by `MixedRows`, in its dtypes."""
    if container.is_pandas:
        return _append_to_pandas(container.X, new, origins)
    if container.is_polars:
        return _append_to_polars(container.X, new, origins)
    if sparse.issparse(container.X):
        return _append_to_sparse(container.X, new, origins)
    return _append_to_array(container, new, origins)


def _append_to_pandas(X, new, origins):
    import pandas as pd

    columns = new.columns(
        lambda values, j: cast_series(values, X.iloc[:, j], origins),
        lambda rows, j: X.iloc[rows, j].reset_index(drop=True),
    )
    return join_pandas(X, pd.concat(columns, axis=1))


def _append_to_polars(X, new, origins):
    columns = new.columns(
        lambda values, j: cast_polars(values, X.to_series(j), origins),
        # Values of the column itself keep its categories.
        lambda rows, j: X.to_series(j)[rows],
    )
    return join_polars(X, columns)


def _append_to_sparse(X, new, origins):
    categories = X.tocsc()[:, new.categorical_columns].toarray()
    categories = np.take_along_axis(categories, new.donors, axis=0)
    X_new = sparse.hstack((new.X, sparse.csc_matrix(categories)), format="csc")
    order = np.argsort(np.concatenate((new.numeric_columns, new.categorical_columns)))
    return append_to_sparse(X, X_new[:, order], origins)


def _append_to_array(container, new, origins):
    X = container.X
    is_text = X.dtype.kind == "U"
    rows = np.empty((len(new.donors), X.shape[1]), dtype=object if is_text else X.dtype)
    columns = new.columns(
        lambda values, j: values if is_text else cast_like(values, X[:, j], origins),
        lambda rows, j: X[rows, j],
    )
    for j, column in enumerate(columns):
        rows[:, j] = column
    if is_text:
        # A fixed length of strings would cut off longer numbers.
        return np.concatenate((X, rows.astype(str)))
    return container.join(rows)
