"""The sampling strategy, resolved by the numbers of rows of the classes."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from clover._rows.target import Target
from clover.over_sampling._strategy import (
    check_integers,
    find_ratio_target,
    resolve_strategy,
)


def classes_of(labels):
    """Return the classes, checked and sorted, from a list of distinct labels."""
    return Target.from_user(np.repeat(np.array(labels), 2)).classes


def resolve_counts(sampling_strategy, classes, counts):
    """Return a dictionary from targeted classes to the number of rows to make.

    The result is that of ``resolve_strategy`` for as many rows of each class. This
    function asks that one about a few rows, which stand for the order of the classes
    by their size.
    """
    if callable(sampling_strategy):
        raise TypeError(
            "`sampling_strategy` should be a name, a ratio or a dictionary, as the "
            f"target is not in memory. Got {sampling_strategy!r}."
        )
    sizes = dict(zip(classes.tolist(), counts.tolist(), strict=True))
    few = _stand_in(classes, counts)
    if isinstance(sampling_strategy, Mapping):
        return _resolve_numbers(sampling_strategy, sizes, few)
    if not isinstance(sampling_strategy, str):
        return _resolve_ratio(sampling_strategy, sizes, few)
    targeted = resolve_strategy(sampling_strategy, few)
    return {label: max(sizes.values()) - sizes[label] for label in targeted}


def _stand_in(classes, counts):
    """Return a target in which the order of the classes by their size is the same."""
    ranks = np.unique(counts, return_inverse=True)[1] + 1
    codes = np.repeat(np.arange(classes.size), ranks)
    return Target(classes[codes], classes, codes, ranks)


def _resolve_numbers(wanted, sizes, few):
    check_integers(wanted)
    # An unknown class is an error here, too: a row of each known one is its request.
    resolve_strategy({label: few.sizes.get(label, 1) for label in wanted}, few)
    for label, number in wanted.items():
        if number < sizes[label]:
            raise ValueError(
                f"`sampling_strategy` should give class {label!r} at least its "
                f"{sizes[label]} rows. Got {number}."
            )
    return {label: int(number) - sizes[label] for label, number in wanted.items()}


def _resolve_ratio(ratio, sizes, few):
    if len(sizes) != 2 or not 0 < ratio <= 1:
        # The error of the same request in memory.
        return resolve_strategy(ratio, replace(few, counts=np.array([*sizes.values()])))
    majority = max(sizes, key=sizes.get)
    (minority,) = set(sizes) - {majority}
    n_new = find_ratio_target(sizes[majority], ratio) - sizes[minority]
    if n_new < 0:
        raise ValueError(
            f"`sampling_strategy` should be at least the data's ratio, "
            f"{sizes[minority]} rows to {sizes[majority]}. Got {ratio}."
        )
    return {minority: n_new}
