"""The sampling strategy, resolved to the number of rows to make of each class."""

from collections.abc import Mapping
from numbers import Integral

import numpy as np
from imblearn.utils import check_sampling_strategy


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
        _check_integers(sampling_strategy)
        if target.classes.dtype.kind in "mM":
            # Equal dates of other packages or units are different dictionary keys.
            dates = np.array(list(sampling_strategy), dtype=target.classes.dtype)
            sampling_strategy = dict(
                zip(dates, sampling_strategy.values(), strict=True)
            )
        n_requested = check_sampling_strategy(
            sampling_strategy, target.y, "over-sampling"
        )
        return {_to_python(label): int(n) for label, n in n_requested.items()}
    # Short integers are counted faster than labels.
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
