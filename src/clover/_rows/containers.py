"""Rows in the container of the user, and new rows put into the same kind."""

import numpy as np
from scipy import sparse
from sklearn.utils import check_array
from sklearn.utils.validation import validate_data

from clover._compat import safe_indexing
from clover._rows import pandas_columns, polars_columns
from clover._rows.dtypes import cast_like, to_floats
from clover._rows.error_texts import name_non_finite
from clover._rows.frames import holds_numbers, is_frame
from clover._rows.mixed_rows import MixedRows, append_mixed_rows
from clover._rows.sparse_rows import append_to_sparse
from clover._rows.tables import check_is_table, list_to_array


class Container:
    """Rows as the user gave them: an array, a data frame, a sparse matrix or a list.

    Attributes
    ----------
    X : {ndarray, sparse matrix, dataframe} of shape (n_samples, n_features)
        The rows; lists and other sequences become an array.

    non_numeric_columns : list
        Names or positions of the columns that do not hold numbers.

    numbers : {ndarray, sparse matrix} of shape (n_samples, n_features) or None
        The rows as numbers, once :func:`validate_numbers` has checked them.
    """

    def __init__(self, X):
        _check_kind(X)
        self.is_pandas = is_frame(X, "pandas")
        self.is_polars = is_frame(X, "polars")
        self.is_list = isinstance(X, list | tuple)
        if sparse.issparse(X):
            check_is_table(X, X)
            # Other formats do not allow to take rows.
            X = _shorten_indices(X if X.format in ("csr", "csc") else X.tocsr())
        elif self.is_list:
            self._list = X
            X = list_to_array(X)
            # NumPy makes strings of numbers next to strings.
            X = np.asarray(self._list, dtype=object) if X.dtype.kind in "SU" else X
        elif not self.is_frame:
            given, X = X, np.asarray(X)
            check_is_table(X, given)
        if not self.is_frame:
            _check_real(X)
        self.X = X
        self.numbers = None
        self.non_numeric_columns = _find_non_numeric_columns(self)

    @property
    def is_numeric(self):
        """Whether all columns hold numbers."""
        return not self.non_numeric_columns

    @property
    def is_frame(self):
        """Whether the rows are a data frame."""
        return self.is_pandas or self.is_polars

    @property
    def _columns_of_package(self):
        return pandas_columns if self.is_pandas else polars_columns

    @property
    def n_samples(self):
        """Number of rows."""
        return self.X.shape[0]

    def to_objects(self):
        """Return the rows of a list as an array of objects, each value as it was."""
        return np.array(self._list, dtype=object)

    def columns(self, positions):
        """Return some of the columns in the same kind of container."""
        if self.is_polars:
            return self.X[:, positions.tolist()]
        return self.X.iloc[:, positions] if self.is_pandas else self.X[:, positions]

    def known_rows(self):
        """Return the rows without dtypes of numbers that scikit-learn does not know."""
        if not self.is_frame:
            return self.X
        return self._columns_of_package.to_known_dtypes(self.X)

    def frame_to_numbers(self):
        """Return a data frame of numbers as an array or a sparse matrix."""
        return self._columns_of_package.frame_to_numbers(self.X)

    def working_rows(self, categorical=()):
        """Return a data frame in a form that the samplers of imbalanced-learn take.

        Columns of numbers become floats, except for the columns at the positions
        `categorical`.
        """
        X = polars_columns.polars_to_pandas(self.X) if self.is_polars else self.X
        return pandas_columns.with_floats(X, categorical)

    def take(self, rows):
        """Return some of the rows in the same kind of container."""
        if self.is_pandas:
            return self.X.iloc[rows].reset_index(drop=True)
        if self.is_list:
            return [self._list[row] for row in rows]
        return self.X[rows]

    def append(self, X_new, origins):
        """Return the rows followed by new rows, in the same kind of container.

        `X_new` is an array of floats, a sparse matrix, a pandas frame or `MixedRows`.
        Its columns are cast to the dtypes of the given ones; rows that only repeat
        given rows are copied. `origins` are the `Origins` of the new rows.
        """
        X = self._append_cast(X_new, origins)
        copies = origins.copies
        if not copies.size:
            return X
        places, repeated = self.n_samples + copies, origins.repeated[copies]
        if isinstance(X, np.ndarray):
            X[places] = self.X[repeated]
            return X
        rows = np.arange(self.n_samples + origins.repeated.size)
        rows[places] = repeated
        return Container(X).take(rows)

    def _append_cast(self, X_new, origins):
        if isinstance(X_new, MixedRows):
            return append_mixed_rows(self, X_new, origins)
        if self.is_frame:
            return self._columns_of_package.append_rows(self.X, X_new, origins)
        if sparse.issparse(self.X):
            return append_to_sparse(self.X, X_new, origins)
        given = self.to_objects() if self.is_list else self.X
        return self.join(cast_like(np.asarray(X_new), given, origins))

    def join(self, X_new):
        """Return the rows of an array or a list followed by an array of new ones."""
        if self.is_list:
            return [*self._list, *X_new.tolist()]
        # Arrays that are joined lose a byte order that is not the machine's.
        return np.concatenate((self.X, X_new), dtype=self.X.dtype)


def _shorten_indices(X):
    """Return a sparse matrix with 32-bit indices, if these suffice.

    Some estimators of scikit-learn refuse 64-bit indices.
    """
    is_short = X.indices.dtype == X.indptr.dtype == np.int32
    if is_short or max(X.nnz, *X.shape) > np.iinfo(np.int32).max:
        return X
    indices, indptr = X.indices.astype(np.int32), X.indptr.astype(np.int32)
    return type(X)((X.data, indices, indptr), shape=X.shape)


def _check_kind(X):
    """Raise an error for kinds of rows that would be misread."""
    if hasattr(X, "collect"):
        raise ValueError(
            f"`X` should be in memory. Got {type(X).__name__}; call its `collect()`."
        )
    if np.ma.is_masked(X):
        raise ValueError(
            "`X` is an array with masked values, which cannot be used. Fill them in."
        )
    if is_frame(X, "pandas") and not X.columns.is_unique:
        repeated = X.columns[X.columns.duplicated()].unique().tolist()
        raise ValueError(
            "The columns of `X` should have names of their own. "
            f"Got several called {repeated}."
        )


def _check_real(X):
    if X.dtype.kind == "c":
        columns = list(range(X.shape[-1])) if X.ndim else []
        raise ValueError(
            f"Complex data not supported. Columns {columns} of `X` hold complex "
            "numbers: use their real and imaginary parts."
        )


def validate_numbers(estimator, container, **params):
    """Check rows of numbers for an estimator and keep them as `container.numbers`.

    The estimator gets ``n_features_in_`` and ``feature_names_in_``. An error names the
    columns with missing or infinite values. `params` go to
    :func:`sklearn.utils.validation.validate_data`. Returns the numbers, sparse ones as
    CSR.
    """
    try:
        container.numbers = _check_numbers(estimator, container, params)
    except ValueError as error:
        if columns := find_non_finite_columns(container.X):
            # The other lines speak of classifiers that take missing values.
            error.args = (str(error).partition("\n")[0],)
            name_non_finite(error, columns)
        raise
    return container.numbers


def _check_numbers(estimator, container, params):
    X = container.X
    if container.is_frame:
        validate_data(estimator, X, skip_check_array=True)
        return _check_array(estimator, container.frame_to_numbers(), params)
    if not isinstance(X, np.ndarray):
        return validate_data(estimator, X, accept_sparse="csr", **params)
    # Without names there is less to do, which counts in small fits.
    X = _check_array(estimator, X, params)
    vars(estimator).pop("feature_names_in_", None)
    estimator.n_features_in_ = X.shape[1]
    return X


def _check_array(estimator, X, params):
    if _is_plain(X):
        return X
    names = {"estimator": estimator, "input_name": "X"}
    return check_array(X, accept_sparse="csr", **names, **params)


def _is_plain(X):
    """Return whether an array is one of finite floats in which nothing is to check."""
    if type(X) is not np.ndarray or X.ndim != 2 or X.dtype.kind != "f" or not X.size:
        return False
    # A sum that is not finite may have overflowed: scikit-learn looks closer.
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isfinite(X.sum()))


def find_non_finite_columns(X):
    """Return the columns with missing or infinite numbers, by name in data frames."""
    if is_frame(X, "pandas"):
        return [
            name
            for name, column in X.items()
            if pandas_columns.is_numeric_series(column)
            and not np.isfinite(
                to_floats(pandas_columns.series_to_numbers(column))
            ).all()
        ]
    if is_frame(X, "polars"):
        return [
            column.name
            for column in X
            if polars_columns.is_numeric_dtype(column.dtype)
            and not np.isfinite(column.cast(float).to_numpy()).all()
        ]
    if sparse.issparse(X):
        X = X.tocoo()
        return np.unique(X.col[~np.isfinite(X.data)]).tolist()
    if X.dtype.kind == "O":
        columns = [j for j in range(X.shape[1]) if holds_numbers(X[:, j])]
        is_finite = np.isfinite(X[:, columns].astype(np.float64)).all(axis=0)
        return np.compress(~is_finite, columns).tolist()
    if X.dtype.kind != "f" or np.isfinite(X).all():
        return []
    return np.flatnonzero(~np.isfinite(X).all(axis=0)).tolist()


def _find_non_numeric_columns(container):
    X = container.X
    if container.is_pandas:
        return [
            name
            for name, column in X.items()
            if not pandas_columns.is_numeric_series(column)
        ]
    if container.is_polars:
        return [
            name
            for name, dtype in X.schema.items()
            if not polars_columns.is_numeric_dtype(dtype)
        ]
    if X.dtype.kind in "biufc":
        return []
    return [j for j in range(X.shape[1]) if not holds_numbers(X[:, j])]


def take_rows(X, rows):
    """Return some rows of an array, a sparse matrix or a data frame."""
    if isinstance(X, np.ndarray) or sparse.issparse(X):
        # As scikit-learn does, without its checks, which take longer.
        return X[rows]
    return safe_indexing(X, rows)


def stack_rows(pieces):
    """Stack several arrays, or several CSR matrices."""
    if sparse.issparse(pieces[0]):
        return sparse.vstack(pieces, format="csr")
    return np.concatenate(pieces)
