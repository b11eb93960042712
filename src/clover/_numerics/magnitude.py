"""Rows whose squares stay in range and keep their digits."""

import numpy as np
from scipy import sparse

# Squares of numbers between 2^-e and 2^e, and sums of many of them, keep all their
# digits. Integers are no larger than 2^64, and squared as float64.
SAFE_EXPONENTS = {"float16": 4, "float32": 40}
SAFE_EXPONENT = 400


def scale_factor(*matrices):
    """Return the power of two that brings the largest number close to one.

    Parameters
    ----------
    *matrices : {ndarray, sparse matrix}
        Rows of any dtype.

    Returns
    -------
    factor : float
        Numbers multiplied by it keep all their digits.
    """
    largest = 0.0
    for X in matrices:
        numbers = X.data if sparse.issparse(X) else X
        if numbers.size:
            largest = max(largest, float(numbers.max()), -float(numbers.min()))
    return _inverse_power(largest)


def to_safe_magnitude(X):
    """Return rows whose squares neither over- nor underflow.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        The rows.

    Returns
    -------
    X : same type
        The rows themselves, or, if their largest number is extreme, their product
        with a power of two: distances keep their order and their ratios, and rows
        their dtype.
    """
    factor = scale_factor(X)
    if abs(np.log2(factor)) <= SAFE_EXPONENTS.get(X.dtype.name, SAFE_EXPONENT):
        return X
    return X * X.dtype.type(factor)


def to_search_space(*matrices):
    """Scale by a power of two, and shift dense rows, without a change of neighbours.

    Squares of very large and very small numbers leave the range of floating point, and
    distances from products of rows are inexact far from the origin.
    """
    factor = scale_factor(*matrices)
    scaled = [X.astype(np.float64, copy=False) * factor for X in matrices]
    if not sparse.issparse(scaled[0]):
        middle = scaled[0].mean(axis=0)
        for X in scaled:
            X -= middle
    return scaled


def stack_in_search_spaces(A, B):
    """Scale and shift the rows of several groups, each by itself, as a search space.

    Parameters
    ----------
    A, B : ndarray of shape (n_groups, n_rows, n_features)
        Rows of the groups, whose neighbours are wanted or among which they are.
    """
    A = A.astype(np.float64, copy=False)
    B = B.astype(np.float64, copy=False)
    middle = B.mean(axis=1, keepdims=True)
    A, B = A - middle, B - middle
    largest = np.maximum(np.abs(A).max(axis=(1, 2)), np.abs(B).max(axis=(1, 2)))
    factor = _inverse_power(largest)[:, np.newaxis, np.newaxis]
    A *= factor
    B *= factor
    return A, B


def to_unit_range(X):
    """Divide rows by their largest number, dense ones shifted by their first row.

    Parameters
    ----------
    X : {ndarray of shape (..., n_rows, n_features), sparse matrix}
        Rows of one group, or of several.

    Returns
    -------
    X : same type
        Numbers from -1 to 1.

    scale : ndarray of shape (...)
        The largest number of each group; zeros are divided by 1.
    """
    X = X.astype(np.float64)
    if sparse.issparse(X):
        scale = max(X.max(), -X.min())
        X /= scale if scale > 0 else 1
        return X, scale
    X -= X[..., :1, :]
    scale = np.maximum(X.max(axis=(-2, -1)), -X.min(axis=(-2, -1)))
    X /= np.where(scale > 0, scale, 1)[..., np.newaxis, np.newaxis]
    return X, scale


def _inverse_power(largest):
    """Return the power of two that brings numbers close to one."""
    # Below 2^-1000 the power itself would overflow.
    return np.ldexp(1.0, -np.maximum(np.frexp(largest)[1], -1000))
