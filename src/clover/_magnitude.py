"""Powers of two that keep squares of very large and very small numbers in range."""

import numpy as np
from scipy import sparse

# Squares of numbers between 2^-400 and 2^400, and sums of many of them, are exact to
# the last digits of float64.
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
        with a power of two: distances keep their order and their ratios.
    """
    factor = scale_factor(X)
    if abs(np.log2(factor)) <= SAFE_EXPONENT:
        return X
    return X.astype(np.float64) * factor
