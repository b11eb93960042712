"""Scaling to the unit range, without a shift."""

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.sparsefuncs import inplace_column_scale, min_max_axis
from sklearn.utils.validation import check_is_fitted, validate_data


class RangeScaler(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Divides each feature by its range, the largest minus the smallest value.

    Distances between rows are those of :class:`~sklearn.preprocessing.MinMaxScaler`, as
    a shift does not change them, and sparse rows stay sparse.

    Attributes
    ----------
    scale_ : ndarray of shape (n_features,)
        The ranges. A constant feature has its absolute value, or 1 where that is 0.
    """

    def fit(self, X, y=None):
        """Find the ranges of the features."""
        X = self._check(X, reset=True)
        low, high = (
            min_max_axis(X, axis=0)
            if sparse.issparse(X)
            else (X.min(axis=0), X.max(axis=0))
        )
        self.scale_ = np.where(high > low, high - low, np.abs(high))
        self.scale_[self.scale_ == 0] = 1
        return self

    def transform(self, X):
        """Divide the features by their ranges."""
        check_is_fitted(self)
        X = self._check(X, reset=False)
        if not sparse.issparse(X):
            return X / self.scale_.astype(X.dtype)
        X = X.copy()
        inplace_column_scale(X, 1 / self.scale_)
        return X

    def inverse_transform(self, X):
        """Multiply the features by their ranges."""
        check_is_fitted(self)
        return np.asarray(X) * self.scale_

    def _check(self, X, reset):
        return validate_data(
            self,
            X,
            accept_sparse="csr",
            dtype=[np.float64, np.float32],
            reset=reset,
        )
