"""Rows scaled and shifted so that their squares stay in range and keep their digits."""

import math

import numpy as np
from scipy import sparse

# Squares of numbers between 2^-e and 2^e, and sums of many such squares, keep all their
# digits. Integers are at most 2^64, and are squared as float64.
SAFE_EXPONENTS = {"float16": 4, "float32": 40}
SAFE_EXPONENT = 400
# Larger powers of two, by which tiny numbers are multiplied, may overflow.
MAX_EXPONENT = 1000


def scale_factor(*matrices):
    """Return the power of two that brings the largest number close to one.

    Numbers multiplied by a power of two keep all their digits.
    """
    largest = 0.0
    for X in matrices:
        numbers = X.data if sparse.issparse(X) else X
        if numbers.size:
            largest = max(largest, float(numbers.max()), -float(numbers.min()))
    return math.ldexp(1.0, min(-math.frexp(largest)[1], MAX_EXPONENT))


def to_safe_magnitude(X):
    """Return rows whose squares neither over- nor underflow, in their dtype.

    Only rows with an extreme largest number are scaled, by a power of two: the order
    and the ratios of their distances stay the same.
    """
    factor = scale_factor(X)
    if abs(math.log2(factor)) <= SAFE_EXPONENTS.get(X.dtype.name, SAFE_EXPONENT):
        return X
    return X * X.dtype.type(factor)


def to_search_space(*matrices):
    """Scale rows by a power of two, and shift dense ones to the first matrix's mean.

    Neighbours stay the same. Unscaled squares may leave the range of floats, and
    distances by products are inexact far from the origin.
    """
    factor = scale_factor(*matrices)
    scaled = [X.astype(np.float64, copy=False) * factor for X in matrices]
    if not sparse.issparse(scaled[0]):
        middle = scaled[0].mean(axis=0)
        for X in scaled:
            X -= middle
    return scaled


def stack_in_search_spaces(A, B):
    """Return two arrays of groups of rows, each group in a search space of its own.

    A, B : ndarray of shape (n_groups, n_rows, n_features)
    """
    A = A.astype(np.float64, copy=False)
    B = B.astype(np.float64, copy=False)
    middle = B.mean(axis=1, keepdims=True)
    A, B = A - middle, B - middle
    largest = np.maximum(np.abs(A).max(axis=(1, 2)), np.abs(B).max(axis=(1, 2)))
    factor = np.ldexp(1.0, np.minimum(-np.frexp(largest)[1], MAX_EXPONENT))
    factor = factor[:, np.newaxis, np.newaxis]
    A *= factor
    B *= factor
    return A, B


def to_unit_range(X):
    """Return rows divided by their largest number, and this number.

    Dense rows are shifted by the first row of their group before. Divided rows are
    between -1 and 1. Rows of zeros are divided by 1.

    X : {ndarray of shape (..., n_rows, n_features), sparse matrix}
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
