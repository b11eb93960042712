"""Data frames of any package, and columns of Python objects."""

import sys

import numpy as np


def is_frame(X, package):
    """Return whether `X` is a data frame of a package, without importing it."""
    return package in sys.modules and isinstance(X, sys.modules[package].DataFrame)


def is_missing(value):
    """Return whether a value stands for a missing value."""
    return (
        value is None
        or type(value).__name__ in ("NAType", "NaTType")
        or (isinstance(value, float) and np.isnan(value))
    )


def holds_numbers(column):
    """Return whether a column of Python objects holds numbers only."""
    if column.dtype != np.dtype(object):
        return False
    try:
        column.astype(np.float64)
    except (TypeError, ValueError):
        return False
    return not any(isinstance(value, str) for value in column)


def join_columns(columns):
    """Return columns of numbers as one array, in a dtype that holds them all."""
    if not columns:
        return np.empty((0, 0))
    X = np.empty((columns[0].size, len(columns)), dtype=np.result_type(*columns))
    for j, column in enumerate(columns):
        X[:, j] = column
    return X
