"""The sampling strategy, resolved to the number of rows to make of each class."""

import warnings
from collections.abc import Mapping
from numbers import Integral, Real

import numpy as np
from imblearn.utils import check_sampling_strategy

from clover._codes import FEW_ROWS, end_with_code

# A product of a ratio and a number of rows may miss a whole number by so many units of
# rounding, relative to the product.
N_ROUNDINGS = 8
# An error names at most so many classes.
MAX_NAMES = 10


def resolve_strategy(sampling_strategy, target):
    """Return a dictionary from targeted classes to the number of rows to make.

    `sampling_strategy` has any form that imbalanced-learn knows.
    """
    if callable(sampling_strategy):
        sampling_strategy = sampling_strategy(target.y)
        if not isinstance(sampling_strategy, Mapping):
            raise ValueError(
                "A callable as `sampling_strategy` should return a dictionary. "
                f"It returned {sampling_strategy!r}."
            )
    if isinstance(sampling_strategy, Mapping):
        sampling_strategy = dict(sampling_strategy)
        check_integers(sampling_strategy)
        if target.classes.dtype.kind in "mM":
            # Equal dates of other packages or units are different dictionary keys.
            dates = np.array(list(sampling_strategy), dtype=target.classes.dtype)
            sampling_strategy = dict(
                zip(dates, sampling_strategy.values(), strict=True)
            )
        try:
            n_requested = check_sampling_strategy(
                sampling_strategy, target.y, "over-sampling"
            )
        except ValueError as error:
            raise ValueError(
                f"{error}{_name_classes(sampling_strategy, target)}"
            ) from error
        return {_to_python(label): int(n) for label, n in n_requested.items()}
    # Short integers are counted faster than labels.
    codes = target.codes.astype(np.min_scalar_type(target.classes.size))
    labels = target.classes.tolist()
    if isinstance(sampling_strategy, Real):
        return _resolve_ratio(sampling_strategy, codes, labels, target.counts)
    n_requested = check_sampling_strategy(sampling_strategy, codes, "over-sampling")
    return {labels[code]: int(n) for code, n in n_requested.items()}


def _resolve_ratio(ratio, codes, labels, counts):
    """Return the rows to make of the minority class, so that a ratio is reached."""
    refusal = None
    try:
        check_sampling_strategy(ratio, codes, "over-sampling")
    except ValueError as error:
        if counts.size != 2 or not 0 < ratio <= 1:
            raise
        # Its target may be one row below the ratio's, or the rows that there are.
        refusal = error
    # Of two classes of one size the first is the majority, as in imbalanced-learn.
    majority = int(np.argmax(counts))
    n_majority, n_minority = int(counts[majority]), int(counts[1 - majority])
    n_new = find_ratio_target(n_majority, ratio) - n_minority
    if n_new < 0:
        raise ValueError(
            f"{refusal} The data's ratio is {n_minority / n_majority:.4g}, "
            f"{n_minority} rows to {n_majority}. Got {ratio}."
        ) from refusal
    return {labels[1 - majority]: n_new}


def find_ratio_target(n_majority, ratio):
    """Return the rows of the minority class that have a ratio to the majority's.

    The product of both is rounded down, unless it misses a whole number by a rounding
    error only: 0.29 of 100 rows are 29, although the product is 28.999999999999996.
    """
    # A ratio of short floats stands for the decimal number that it prints.
    product = n_majority * float(
        str(ratio) if isinstance(ratio, np.floating) else ratio
    )
    nearest = round(product)
    if abs(product - nearest) <= N_ROUNDINGS * np.finfo(float).eps * product:
        return nearest
    return int(product)


def warn_of_single_rows(n_requested, target, stacklevel):
    """Warn once if classes that get rows have a single row each, and name them.

    `n_requested` maps class labels to the number of rows to make. `stacklevel` is that
    of the caller of this function.
    """
    if target.counts.min() > 1:
        return
    names = [
        repr(class_label)
        for class_label, n_rows in target.sizes.items()
        if n_rows == 1 and n_requested.get(class_label, 0) > 0
    ]
    if not names:
        return
    first, *others = names
    text = (
        f"Class {first} has a single row{_list_others(others)}. A single row is "
        "repeated, as its class has no other row to interpolate with. To keep such a "
        "class as it is, leave it out of `sampling_strategy`."
    )
    warnings.warn(end_with_code(text, FEW_ROWS), stacklevel=stacklevel + 1)


def _to_python(label):
    return label.item() if isinstance(label, np.generic) else label


def check_integers(n_rows):
    for class_label, n in n_rows.items():
        if not isinstance(n, Integral):
            raise ValueError(
                "`sampling_strategy` should give integers as numbers of rows. For "
                f"class {class_label!r} it gave {n!r}."
            )


def _name_classes(n_rows, target):
    """Return a sentence that names the classes, if others are asked for."""
    labels = target.classes.tolist()
    if not set(n_rows) - {*labels, *target.classes}:
        return ""
    names = [repr(label) for label in labels[:MAX_NAMES]]
    more = ", ..." if len(labels) > MAX_NAMES else ""
    return f" The classes are {', '.join(names)}{more}."


def _list_others(names):
    """Return the part of a sentence that says the same of other classes."""
    if not names:
        return ""
    *firsts, last = names
    if not firsts:
        return f"; so has class {last}"
    return f"; so have classes {', '.join(firsts)} and {last}"
