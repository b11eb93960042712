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
    # Below 2^-1000 the power itself would overflow.
    return 2.0 ** -max(np.frexp(largest)[1], -1000)


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
