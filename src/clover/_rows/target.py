"""The target: what it may be, its classes, and their sizes."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from imblearn.utils import check_target_type
from scipy import sparse
from sklearn.utils import assert_all_finite
from sklearn.utils.multiclass import check_classification_targets

from clover._rows.encoding import encode
from clover._rows.frames import is_missing

# Units of dates that are finer than the microseconds of Python.
FINER_THAN_PYTHON = ("ns", "ps", "fs", "as")


@dataclass(frozen=True, eq=False)
class Target:
    """The class of each row of a data set.

    Attributes
    ----------
    y : ndarray of shape (n_samples,)
        The class of each row.

    classes : ndarray of shape (n_classes,)
        The classes, sorted.

    codes : ndarray of shape (n_samples,)
        The position of each row's class.

    counts : ndarray of shape (n_classes,)
        Number of rows of each class.
    """

    y: np.ndarray
    classes: np.ndarray
    codes: np.ndarray
    counts: np.ndarray

    @classmethod
    def from_user(cls, y):
        """Check a target of any kind, also one-vs-all encoded, and find its classes."""
        labels = to_class_labels(y)
        if labels.ndim == 2 and labels.shape[1] == 1:
            labels = labels.ravel()
        if labels.ndim == 1:
            classes, codes = encode(labels)
            has_many_classes = classes.size > codes.size / 2
            # A few integers, booleans or strings are always classes.
            if has_many_classes or classes.dtype.kind not in "biuOU":
                # Two rows of each class pass the checks of all rows, in less time.
                sample = labels if has_many_classes else np.repeat(classes, 2)
                check_classification_targets(sample)
                check_target_type(sample)
        else:
            check_classification_targets(labels)
            _check_one_vs_all(labels)
            labels = check_target_type(labels)
            classes, codes = encode(labels)
        counts = np.bincount(codes, minlength=classes.size)
        return cls(labels, classes, codes, counts)

    @cached_property
    def sizes(self):
        """Number of rows of each class, as a dictionary."""
        return dict(zip(self.classes.tolist(), self.counts.tolist(), strict=True))


def append_target(y, donors):
    """Return `y` and then its entries of the rows `donors`, in the same container."""
    if isinstance(y, list | tuple):
        return [*y, *(y[row] for row in donors)]
    if not hasattr(y, "iloc") and not type(y).__module__.startswith("polars"):
        y = np.asarray(y)
        return np.concatenate((y, y[donors]))
    rows = np.concatenate((np.arange(len(y)), donors))
    return y.iloc[rows].reset_index(drop=True) if hasattr(y, "iloc") else y[rows]


def to_class_labels(y):
    """Return a target of any kind as an array.

    A target that is missing, sparse or masked, or holds missing or infinite values, is
    an error.
    """
    if y is None:
        raise ValueError(
            "Oversampling requires y to be passed, but the target y is None."
        )
    if sparse.issparse(y):
        raise ValueError(f"`y` should be dense. Got {type(y).__name__}.")
    if np.ma.is_masked(y):
        raise ValueError(
            "`y` is an array with masked values, which cannot be used. Leave their "
            "rows out."
        )
    labels = _read(y)
    is_object = labels.dtype == np.dtype(object)
    if is_object and any(map(is_missing, labels.ravel())):
        raise ValueError("Input y contains missing values (NaN, None or NA).")
    if labels.dtype.kind not in "biu":
        assert_all_finite(labels, input_name="y")
    _check_kind_of_labels(labels)
    return _to_python_dates(labels)


def _read(y):
    """Return a target as an array, in which missing values are still missing."""
    dtypes = [] if not hasattr(y, "iloc") else [y.dtype] if y.ndim == 1 else y.dtypes
    if all(isinstance(dtype, np.dtype) for dtype in dtypes):
        return np.asarray(y)
    # `np.asarray` would make objects or floats of nullable integers.
    columns = [y] if y.ndim == 1 else [y.iloc[:, j] for j in range(y.shape[1])]
    labels = [
        np.array(column.tolist(), dtype=object if column.isna().any() else None)
        for column in columns
    ]
    return labels[0] if y.ndim == 1 else np.column_stack(labels)


def _check_one_vs_all(labels):
    """Check that each row of a target with several columns has one class."""
    if labels.dtype.kind not in "biuf":
        return
    n_classes = (labels > 0).sum(axis=1)
    wrong = np.flatnonzero(n_classes != 1)
    if wrong.size:
        n_several = np.count_nonzero(n_classes > 1)
        raise ValueError(
            "`y` with several columns should be a one-vs-all encoding, with one class "
            f"in each row. Got a multilabel target: of {n_classes.size} rows, "
            f"{_count_wrong(wrong.size - n_several, n_several)}, row {wrong[0]} first. "
            "Leave these rows out, or give each of them one class."
        )


def _count_wrong(n_none, n_several):
    """Return how many rows have no class and how many have several, as a text."""
    counted = ((n_none, "no class"), (n_several, "several classes"))
    return " and ".join(
        f"{number} {'has' if number == 1 else 'have'} {what}"
        for number, what in counted
        if number
    )


def _check_kind_of_labels(labels):
    """Check that labels of dtype object are strings."""
    if labels.dtype != np.dtype(object):
        return
    kinds = {type(label) for label in labels.ravel().tolist()}
    if not all(issubclass(kind, str) for kind in kinds):
        names = sorted(kind.__name__ for kind in kinds)
        raise ValueError(
            f"Unknown label type: `y` holds objects of type {', '.join(names)}. "
            "Convert it to numbers or strings, e.g. by its `astype`."
        )


def _to_python_dates(labels):
    """Return labels, dates in a unit that Python's dates have, too."""
    if labels.dtype.kind not in "mM":
        return labels
    unit, _ = np.datetime_data(labels.dtype)
    if unit not in FINER_THAN_PYTHON:
        return labels
    rounded = labels.astype(f"{labels.dtype.kind}8[us]")
    if (rounded.astype(labels.dtype) != labels).any():
        raise ValueError(
            "`y` holds dates that differ by less than a microsecond. Convert them to "
            "strings."
        )
    return rounded
