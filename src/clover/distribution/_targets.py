"""The classes that get synthetic samples."""

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral

import numpy as np

from clover._rows.cells import find_largest_classes


@dataclass(frozen=True)
class Targets:
    """The classes that get synthetic samples.

    Attributes
    ----------
    numbers : dict
        Maps each of these classes to its number of samples.

    classes : list
        Those of them whose samples are distributed. There is nothing to distribute of a
        class with a single row or without a row in clusters.
    """

    numbers: dict
    classes: list

    @classmethod
    def from_user(cls, targets, cells):
        """Check targets: a list of classes, a dictionary to numbers, or None."""
        if targets is None:
            targets = cells.classes[~find_largest_classes(cells.counts)].tolist()
        known = dict.fromkeys(cells.classes.tolist())
        if unknown := [target for target in targets if target not in known]:
            raise ValueError(
                f"`targets` should be classes of `y`, {list(known)}. Got {unknown} too."
            )
        return cls(_count_requested(targets, cells), list(targets))


def _count_requested(targets, cells):
    """Return a dictionary from targeted classes to the rows to make of them."""
    if isinstance(targets, Mapping):
        for class_label, number in targets.items():
            if not (isinstance(number, Integral) and number >= 0):
                raise ValueError(
                    "`targets` should map classes to numbers of rows to make. "
                    f"Got {number!r} for class {class_label!r}."
                )
        return dict(targets)
    sizes = np.bincount(cells.class_codes, minlength=cells.classes.size)
    missing = dict(zip(cells.classes.tolist(), sizes.max() - sizes, strict=True))
    return {target: int(missing[target]) for target in targets}
