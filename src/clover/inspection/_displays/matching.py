"""Which rows of an output are rows that were given."""

import numpy as np
from scipy import sparse

from clover._rows.containers import Container
from clover.inspection._space import Columns, equal_rows

# Rows that are looked at to see whether an output begins with the given rows.
N_LOOKED_AT = 200


def starts_with(output, given):
    """Return whether an output begins with the given rows, by some of the rows.

    A sampler that removes rows moves those behind them. Floats of 32 bits are equal if
    they are close.
    """
    n_given = given.n_samples
    if output.n_samples < n_given or output.X.shape[1] != given.X.shape[1]:
        return False
    rows = np.unique(np.linspace(0, n_given - 1, N_LOOKED_AT).astype(int))
    first, second = (_values(Container(all_.take(rows))) for all_ in (given, output))
    return all(map(_are_equal, first, second))


def _values(container):
    """Return the columns of a few rows, numbers as floats."""
    X = container.X
    X = X.toarray() if sparse.issparse(X) else X
    if container.is_polars:
        return [column.to_numpy() for column in X]
    if container.is_pandas:
        return [np.asarray(X.iloc[:, j]) for j in range(X.shape[1])]
    return list(X.T)


def _are_equal(first, second):
    if first.dtype.kind in "biuf" and second.dtype.kind in "biuf":
        first, second = first.astype(np.float64), second.astype(np.float64)
        return np.allclose(first, second, rtol=1e-5, atol=0, equal_nan=True)
    return list(map(str, first)) == list(map(str, second))


def match_rows(given, given_codes, output, output_codes, categorical):
    """Return which given rows are not in the output, and which are samples.

    Rows that are equal in all columns and in the class are matched in their order.
    """
    keys = _keys(given, given_codes, output, output_codes, categorical)
    of_given, of_output = np.split(keys, [given.n_samples])
    n_given, n_output = (
        np.bincount(some, minlength=keys.size) for some in (of_given, of_output)
    )
    is_removed = _count_earlier(of_given) >= n_output[of_given]
    is_made = _count_earlier(of_output) >= n_given[of_output]
    return is_removed, np.flatnonzero(is_made)


def _count_earlier(keys):
    """Return how many rows before each row have the same key."""
    order = np.argsort(keys, kind="stable")
    in_order = keys[order]
    counts = np.empty(keys.size, dtype=np.intp)
    counts[order] = np.arange(keys.size) - np.searchsorted(in_order, in_order)
    return counts


def _keys(given, given_codes, output, output_codes, categorical):
    """Return a number for each row; equal rows have the same."""
    columns = Columns.of(given, categorical)
    encoded = [columns.encode(container) for container in (given, output)]
    numbers = [rows.numbers for rows in encoded]
    is_sparse = sparse.issparse(numbers[0])
    numbers = sparse.vstack(numbers, "csr") if is_sparse else np.vstack(numbers)
    # A sampler may give back floats of 32 bits.
    with np.errstate(over="ignore"):
        numbers = numbers.astype(np.float32).astype(np.float64)
    keys = equal_rows(numbers)
    codes = np.vstack([rows.codes for rows in encoded])
    if codes.shape[1]:
        keys = _combine(keys, equal_rows(codes))
    return _combine(keys, np.concatenate((given_codes, output_codes)))


def _combine(keys, others):
    """Return a number for each pair of two numbers."""
    pairs = keys * (others.max(initial=0) + 1) + others
    return np.unique(pairs, return_inverse=True)[1]
