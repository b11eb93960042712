"""Columns of numbers, in which some may be missing."""

import numpy as np
from scipy import sparse

from clover._rows.containers import Container


def read_numbers(container, columns):
    """Return columns of numbers as floats, an array or a CSR matrix."""
    columns = np.asarray(columns, dtype=int)
    if not columns.size:
        return np.empty((container.n_samples, 0))
    taken = Container(container.columns(columns))
    X = taken.frame_to_numbers() if taken.is_frame else taken.X
    return sparse.csr_matrix(X, dtype=float) if sparse.issparse(X) else X.astype(float)


def fill_missing(numbers, first):
    """Return numbers, missing and infinite ones as the means of the columns of `first`.

    In a sparse matrix, they become zeros.
    """
    if sparse.issparse(numbers):
        numbers = numbers.copy()
        numbers.data[~np.isfinite(numbers.data)] = 0
        return numbers
    is_known = np.isfinite(numbers)
    if is_known.all():
        return numbers
    means = np.ma.masked_invalid(first).mean(axis=0)
    return np.where(is_known, numbers, np.ma.filled(means, 0))


def densify(numbers):
    """Return numbers as an array."""
    return numbers.toarray() if sparse.issparse(numbers) else np.asarray(numbers)
