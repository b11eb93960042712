"""Categories as codes, for the oversamplers that take columns of categories.

With codes, the rows are an array of numbers whatever the columns hold, and new rows get
the categories of given rows, in the dtype of the column. Codes follow the order of the
categories, so that the new rows are those that the categories themselves give.
"""

from dataclasses import dataclass

import numpy as np
from imblearn.over_sampling import SMOTEN, SMOTENC
from scipy import sparse
from sklearn.base import clone

from clover._rows.categorical_columns import (
    code_column,
    list_columns,
    sort_levels,
    take_numbers,
)
from clover._rows.encoding import first_positions
from clover._rows.frames import is_missing
from clover._rows.mixed_rows import MixedRows
from clover._rows.polars_columns import polars_to_pandas
from clover.over_sampling._geometric_smote import GeometricSMOTE

# Floats of 32 bits hold whole numbers up to this one.
MAX_SHORT_CODES = 2**24


@dataclass(frozen=True, eq=False)
class Coding:
    """The columns of categories of all rows, and what their codes stand for.

    Attributes
    ----------
    numeric, categorical : ndarray of shape (n_numeric,), (n_categorical,)
        Positions of the columns of numbers, and of the others.

    first_rows : list of ndarray of shape (n_levels,)
        For each column of categories, a row that has the category of each code.
    """

    numeric: np.ndarray
    categorical: np.ndarray
    first_rows: list

    def decode(self, X_new):
        """Return new rows of numbers and codes as `MixedRows`."""
        codes = X_new[:, self.categorical].astype(np.intp)
        donors = np.empty(codes.shape, dtype=np.intp)
        for j, rows in enumerate(self.first_rows):
            donors[:, j] = rows[codes[:, j]]
        return MixedRows(X_new[:, self.numeric], self.numeric, donors, self.categorical)


def find_categories(oversampler, container):
    """Return the positions of the columns that an oversampler takes as categories."""
    if hasattr(oversampler, "_find_categories"):
        # A preset has a rule of its own.
        return oversampler._find_categories(container)
    n_features = container.X.shape[1]
    if isinstance(oversampler, SMOTEN):
        return np.arange(n_features)
    features = getattr(oversampler, "categorical_features", None)
    return () if features is None else list_columns(container, features, n_features)


def code_rows(oversampler, container):
    """Return rows with codes in place of categories.

    Returns an array of floats, the `Coding`, and the oversampler that takes the array;
    or None if the oversampler takes the rows as they are.
    """
    kinds = SMOTENC, SMOTEN, GeometricSMOTE
    if type(oversampler) not in kinds or sparse.issparse(container.X):
        return None
    categorical = np.asarray(find_categories(oversampler, container), dtype=int)
    numeric = np.setdiff1d(np.arange(container.X.shape[1]), categorical)
    columns = [code_column(container, j) for j in categorical]
    orders = [sort_levels(levels) for _, levels in columns]
    if getattr(oversampler, "categorical_encoder", None) is not None:
        orders = _find_orders(oversampler, container, categorical, columns)
        if orders is None:
            return None
    numbers = np.empty((container.n_samples, 0))
    if numeric.size:
        numbers = take_numbers(container, numeric)
        numbers = numbers.toarray() if sparse.issparse(numbers) else numbers
    dtype = np.result_type(numbers, *map(_dtype_of_codes, columns))
    X, first_rows = np.empty((container.n_samples, container.X.shape[1]), dtype), []
    X[:, numeric] = numbers
    for j, (codes, levels), order in zip(categorical, columns, orders, strict=True):
        codes = np.argsort(order)[codes]
        X[:, j] = codes
        first_rows.append(first_positions(codes, len(levels)))
    return X, Coding(numeric, categorical, first_rows), _adapt(oversampler, categorical)


def _dtype_of_codes(column):
    """Return the shortest dtype of floats that holds the codes of a column."""
    _, levels = column
    return np.float32 if len(levels) < MAX_SHORT_CODES else np.float64


def _find_orders(oversampler, container, categorical, columns):
    """Return the orders of the categories in an encoder that is fitted to all rows.

    Returns None if the encoder has no column for each category.
    """
    X = container.columns(categorical)
    X = polars_to_pandas(X) if container.is_polars else X
    encoder = clone(oversampler.categorical_encoder)
    n_encoded = encoder.fit_transform(X).shape[1]
    categories = getattr(encoder, "categories_", None)
    n_levels = sum(len(levels) for _, levels in columns)
    is_ordinal = isinstance(oversampler, SMOTEN)
    n_expected = len(columns) if is_ordinal else n_levels
    if categories is None or n_encoded != n_expected:
        return None
    orders = []
    for (_, levels), of_column in zip(columns, categories, strict=True):
        values = [None if is_missing(value) else value for value in of_column.tolist()]
        places = {value: place for place, value in enumerate(values)}
        if not set(places) >= set(levels):
            return None
        orders.append(sorted(range(len(levels)), key=lambda c: places[levels[c]]))
    return orders


def _adapt(oversampler, categorical):
    """Return an oversampler that takes codes in place of its categories."""
    adapted = clone(oversampler)
    params = adapted.get_params(deep=False)
    if "categorical_features" in params:
        adapted.set_params(categorical_features=categorical.tolist())
    if "categorical_encoder" in params:
        adapted.set_params(categorical_encoder=None)
    return adapted
