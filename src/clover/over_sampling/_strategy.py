"""The sampling strategy, resolved to rows per class."""

from collections.abc import Mapping
from numbers import Integral

import numpy as np
from imblearn.utils import check_sampling_strategy


def resolve_strategy(sampling_strategy, target):
    """Return how many rows to make of each targeted class.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable
        What was asked for, in any form that imbalanced-learn knows.

    target : Target
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
    if callable(sampling_strategy):
        sampling_strategy = sampling_strategy(target.y)
        if not isinstance(sampling_strategy, Mapping):
            raise ValueError(
                "A callable as `sampling_strategy` should return a dictionary. "
                f"It returned {sampling_strategy!r}."
            )
    if isinstance(sampling_strategy, Mapping):
        sampling_strategy = dict(sampling_strategy)
        _check_integers(sampling_strategy)
        if target.classes.dtype.kind in "mM":
            # Dates of several packages and units are equal, but not as keys.
            dates = np.array(list(sampling_strategy), dtype=target.classes.dtype)
            sampling_strategy = dict(
                zip(dates, sampling_strategy.values(), strict=True)
            )
        n_requested = check_sampling_strategy(
            sampling_strategy, target.y, "over-sampling"
        )
        return {_to_python(label): int(n) for label, n in n_requested.items()}
    # Short integers are counted sooner than labels of any kind.
    codes = target.codes.astype(np.min_scalar_type(target.classes.size))
    n_requested = check_sampling_strategy(sampling_strategy, codes, "over-sampling")
    labels = target.classes.tolist()
    return {labels[code]: int(n) for code, n in n_requested.items()}


def _to_python(label):
    return label.item() if isinstance(label, np.generic) else label


def _check_integers(n_rows):
    for class_label, n in n_rows.items():
        if not isinstance(n, Integral):
            raise ValueError(
                "`sampling_strategy` should give integers as numbers of rows. For "
                f"class {class_label!r} it gave {n!r}."
            )
