"""The sampling strategy, resolved to rows per class."""

from collections.abc import Mapping
from numbers import Integral

import numpy as np
from imblearn.utils import check_sampling_strategy

from clover.over_sampling._oversamplers import n_neighbors_of


def resolve_strategy(sampling_strategy, y):
    """Return how many rows to make of each targeted class.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable
        What was asked for, in any form that imbalanced-learn knows.

    y : ndarray of shape (n_samples,)
        The classes.

    Returns
    -------
    n_requested : dict
        Maps class labels to the number of rows to make.

    Raises
    ------
    ValueError
        If there is one class only, or a class is unknown or asked for with fewer rows
        than it has, or with a number that is no integer.
    """
    if isinstance(sampling_strategy, Mapping):
        sampling_strategy = dict(sampling_strategy)
    n_requested = {
        label.item() if isinstance(label, np.generic) else label: n
        for label, n in check_sampling_strategy(
            sampling_strategy, y, "over-sampling"
        ).items()
    }
    for class_label, n in n_requested.items():
        if not isinstance(n, Integral):
            raise ValueError(
                "`sampling_strategy` should give integers as numbers of rows. For "
                f"class {class_label!r} it gave a {type(n).__name__}."
            )
    return {class_label: int(n) for class_label, n in n_requested.items()}


def check_class_sizes(oversampler, n_requested, y):
    """Check that no class to interpolate within has a single row.

    Parameters
    ----------
    oversampler : estimator
        What makes the rows.

    n_requested : dict
        Maps class labels to the number of rows to make.

    y : ndarray of shape (n_samples,)
        The classes.

    Raises
    ------
    ValueError
        If the oversampler looks for neighbours and a targeted class has but one row.
    """
    if n_neighbors_of(oversampler) == 0:
        return
    for class_label, n in n_requested.items():
        if n and (y == class_label).sum() == 1:
            raise ValueError(
                f"Class {class_label!r} has a single row, and {n} more are asked for: "
                f"{type(oversampler).__name__} needs at least two rows of a class. "
                "Leave the class out of `sampling_strategy`, or use RandomOverSampler."
            )
