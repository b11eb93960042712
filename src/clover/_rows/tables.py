"""The check that rows are a table: an array of two dimensions."""

from collections.abc import Iterator, Mapping

import numpy as np


def list_to_array(rows):
    """Return a list or tuple of rows as an array of two dimensions."""
    try:
        X = np.asarray(rows)
    except ValueError as error:
        if "inhomogeneous" not in str(error):
            raise
        raise ValueError(
            "`X` should be a table of shape (n_samples, n_features). Got a "
            f"{type(rows).__name__} of rows that are not equally long."
        ) from error
    check_is_table(X, rows)
    return X


def check_is_table(X, given):
    """Raise an error if an array does not have two dimensions.

    `given` is what the array was made from.
    """
    if X.ndim == 2:
        return
    found = f"Found array with dim {X.ndim}: "
    if X.ndim < 2:
        shape = "1D" if X.ndim else "scalar"
        found = f"Expected 2D array, got {shape} array instead: "
    if _is_no_array(X):
        found = ""
    raise ValueError(
        f"{found}`X` should be a table of shape (n_samples, n_features). "
        f"Got {_describe(X, given)}."
    )


def _is_no_array(X):
    """Return whether NumPy made an array around something that it does not know."""
    return X.ndim == 0 and X.dtype.kind in "OSU"


def _describe(X, given):
    """Return what was given, and how it becomes a table if that is known."""
    if given is None:
        return "None"
    name = type(given).__name__
    if isinstance(given, Iterator):
        return f"a {name}; make a list of its rows"
    if isinstance(given, Mapping):
        return f"a {name}; make a data frame of its columns"
    if _is_no_array(X):
        return f"a {name}"
    if X.ndim != 1 or not X.shape[0]:
        return f"{name} of shape {X.shape}"
    if X.dtype.kind in "biufc":
        return f"{name} of {X.shape[0]} numbers; reshape a single feature to (-1, 1)"
    # The first entry tells what the others are, too.
    if isinstance(X[0], str | bytes):
        return f"{name} of {X.shape[0]} strings; make numbers of texts by a vectorizer"
    objects = f"{name} of {X.shape[0]} objects of type {type(X[0]).__name__}"
    if isinstance(X[0], Mapping):
        return f"{objects}; make a data frame of them"
    is_row = hasattr(X[0], "__getitem__") and hasattr(X[0], "__len__")
    return f"{objects}; stack them to a table" if is_row else objects
