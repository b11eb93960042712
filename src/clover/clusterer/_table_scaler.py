"""Tables of unlike columns as rows between which distances can be measured."""

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import StandardScaler
from sklearn.utils import check_array
from sklearn.utils.sparsefuncs import inplace_column_scale, min_max_axis
from sklearn.utils.validation import check_is_fitted

from clover._numerics.indicators import encode_categories
from clover._rows.categorical_columns import code_column, take_numbers
from clover._rows.containers import Container

# The largest powers of two that keep tiny numbers finite are so much below the limit.
MARGIN = 24
FLOATS = [np.float64, np.float32]


class TableScaler(TransformerMixin, BaseEstimator):
    """Standardises the columns of numbers, and encodes those of categories.

    It is :class:`~sklearn.preprocessing.StandardScaler` for the numbers, next to
    :class:`~sklearn.preprocessing.OneHotEncoder` for the categories, with three
    differences. It takes any table that clover takes. Numbers may be so large or small
    that their squares leave the range of floats. The result of a column times a power
    of two is the same to the bit. Sparse numbers are not centered. Categories that were
    not there in the fit have no indicator.

    Parameters
    ----------
    categorical : array-like of int, default=()
        Positions of the columns of categories.

    Attributes
    ----------
    factors_ : ndarray of shape (n_numeric,)
        The powers of two by which the columns of numbers are multiplied at first.

    scaler_ : StandardScaler or None
        The scaler that is fitted to the result; ``None`` if there are no numbers.

    levels_ : list of dict
        For each column of categories, the place of each category.
    """

    def __init__(self, categorical=()):
        self.categorical = categorical

    def fit(self, X, y=None):
        """Find the scales of numbers, and the categories."""
        self.fit_transform(X)
        return self

    def fit_transform(self, X, y=None):
        """Fit, and return what `transform` returns."""
        container = Container(X)
        coded = [code_column(container, j) for j in self.categorical]
        self.levels_ = [
            {level: code for code, level in enumerate(levels)} for _, levels in coded
        ]
        numbers = self._take_numbers(container)
        self.factors_ = find_factors(numbers)
        self.scaler_ = None
        if numbers.shape[1]:
            numbers = multiply_columns(numbers, self.factors_)
            # The multiplied numbers are nobody else's: the scaler may write to them.
            is_dense = not sparse.issparse(numbers)
            scaler = StandardScaler(with_mean=is_dense, copy=False)
            # A global `set_config(transform_output="pandas")` would refuse sparse rows.
            scaler.set_output(transform="default")
            self.scaler_ = scaler.fit(numbers)
            numbers = scaler.transform(numbers)
        return self._join(numbers, [codes for codes, _ in coded])

    def transform(self, X):
        """Return the numbers, scaled, and then the indicators of the categories."""
        check_is_fitted(self)
        container = Container(X)
        numbers = self._take_numbers(container)
        if self.scaler_ is not None:
            numbers = multiply_columns(numbers, self.factors_)
            numbers = self.scaler_.transform(numbers)
        codes = []
        for j, places in zip(self.categorical, self.levels_, strict=True):
            of_rows, levels = code_column(container, j)
            codes.append(np.array([places.get(level, -1) for level in levels])[of_rows])
        return self._join(numbers, codes)

    def _join(self, numbers, codes):
        if not codes:
            return numbers
        n_levels = np.array([len(places) for places in self.levels_])
        return encode_categories(numbers, np.stack(codes, axis=1), n_levels, 1.0)

    def _take_numbers(self, container):
        X = container.X
        if not len(self.categorical) and isinstance(X, np.ndarray):
            return check_array(X, dtype=FLOATS, input_name="X")
        columns = np.arange(X.shape[1])
        numeric = np.setdiff1d(columns, np.asarray(self.categorical, dtype=int))
        if not numeric.size:
            return np.empty((container.n_samples, 0))
        return take_numbers(container, numeric)


def find_factors(X):
    """Return the powers of two that bring the largest number of columns close to one.

    Numbers multiplied by a power of two keep all their digits.
    """
    if not X.shape[1]:
        return np.empty(0)
    is_sparse = sparse.issparse(X)
    low, high = min_max_axis(X, axis=0) if is_sparse else (X.min(0), X.max(0))
    _, exponents = np.frexp(np.maximum(np.abs(low), np.abs(high)))
    largest = np.finfo(X.dtype).maxexp - MARGIN
    return np.ldexp(X.dtype.type(1), np.minimum(-exponents, largest))


def multiply_columns(X, factors):
    """Return an array or a CSR matrix with its columns multiplied."""
    if not sparse.issparse(X):
        return X * factors
    X = X.copy()
    inplace_column_scale(X, factors)
    return X
