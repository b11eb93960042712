"""Means over repeats and classes, where a class may lack some repeats."""

import numpy as np


def mean_of_known(values, axis):
    """Return the mean along an axis without its NaN, NaN where all are."""
    is_known = ~np.isnan(values)
    n_known = is_known.sum(axis=axis)
    total = np.where(is_known, values, 0).sum(axis=axis)
    unknown = np.full(np.shape(total), np.nan)
    return np.divide(total, n_known, out=unknown, where=n_known > 0)


def overall_mean(values):
    """Return the mean over classes of the mean over repeats, a float."""
    return float(mean_of_known(mean_of_known(values, 0), 0))


def split_error(values):
    """Return the standard error of a mean over repeated halvings of the same rows.

    `values` has shape (n_repeats,). NaN with fewer than two known values.
    """
    known = values[~np.isnan(values)]
    if known.size < 2:
        return float("nan")
    # Halvings of the same rows are not independent. Without the 1, the error of rows
    # that owe nothing to the halves would go to zero with the number of repeats (Nadeau
    # and Bengio 2003, with as many rows in both halves).
    return float(np.sqrt((1 / known.size + 1) * known.var(ddof=1)))


def position_of(classes, class_label):
    """Return the position of a class, or say which classes there are."""
    labels = classes.tolist()
    if class_label not in labels:
        raise ValueError(
            f"`class_label` should be one of the measured classes {labels}. "
            f"Got {class_label!r}."
        )
    return labels.index(class_label)


def stack_repeats(of_repeats, classes):
    """Return the classes that got rows, and their values, one column a class.

    `of_repeats` holds a dictionary from codes of classes to tuples of values for each
    repeat. Returns the classes and one array of shape (n_repeats, n_classes) for each
    place of the tuples, NaN where a class got no rows in the repeat.
    """
    codes = sorted({code for of_repeat in of_repeats for code in of_repeat})
    n_values = len(next(iter(next(filter(None, of_repeats)).values())))
    missing = (np.nan,) * n_values
    table = np.array(
        [[of_repeat.get(code, missing) for code in codes] for of_repeat in of_repeats],
        dtype=np.float64,
    )
    return classes[codes], *np.moveaxis(table, -1, 0)
