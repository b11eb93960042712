"""Ratios of the classes as a sampling strategy for data of any number of classes."""

from dataclasses import dataclass

import numpy as np

from clover.over_sampling._strategy import find_ratio_target


@dataclass(frozen=True)
class Ratio:
    """A sampling strategy: each class gets a share of the rows of the largest class.

    A number as `sampling_strategy` is an error with more than two classes, and where
    the ratio is larger already. Here, classes that have their share stay as they are,
    so that one grid is good for many data sets.
    """

    value: float

    def __call__(self, y):
        """Return the rows that each class is to have."""
        labels, counts = np.unique(y, return_counts=True)
        target = find_ratio_target(int(counts.max()), self.value)
        return {
            label: max(target, n_rows)
            for label, n_rows in zip(labels.tolist(), counts.tolist(), strict=True)
        }
