"""Cells of which the numbers of rows are known, while the rows are elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from clover._rows.cells import Cells


@dataclass(frozen=True, eq=False, kw_only=True)
class CountedCells(Cells):
    """Cells without their rows, for filters and allocations that only count them.

    Attributes
    ----------
    first_rows : ndarray of shape (n_clusters, n_classes)
        The number of the first row of each cell; any number in cells without rows.

    sizes : ndarray of shape (n_classes,)
        Number of rows of each class.

    measure : callable or None
        Takes the selected cells, as an array of bool of shape (n_clusters, n_classes),
        and returns the logarithms of their mean distances.
    """

    first_rows: np.ndarray = field(repr=False)
    sizes: np.ndarray
    measure: Callable | None = field(default=None, repr=False)

    @classmethod
    def of(cls, counts, first_rows, classes, sizes, measure):
        """Return the cells of clusters that have rows.

        The first two are arrays of shape (n_labels, n_classes), for labels from 0 on.
        Noise is in no cell, but counts in the sizes of the classes.
        """
        clusters = np.flatnonzero(counts.any(axis=1))
        none = np.empty(0, dtype=np.intp)
        return cls(
            clusters=clusters,
            classes=classes,
            counts=counts[clusters],
            class_codes=none,
            _order=none,
            _starts=none,
            first_rows=first_rows[clusters],
            sizes=sizes,
            measure=measure,
        )

    @property
    def n_samples(self):
        """Number of rows."""
        return int(self.sizes.sum())

    @cached_property
    def _first_rows(self):
        clusters, codes = np.nonzero(self.counts)
        return clusters, codes, self.first_rows[clusters, codes]

    @cached_property
    def single_classes(self):
        """Which classes have a single row."""
        return self.sizes == 1

    def rows(self, cluster, class_code):
        """Raise an error: the rows are elsewhere."""
        raise TypeError(
            "The distributor needs the rows of clusters, which are elsewhere. Filters "
            "and allocations should use numbers of rows and mean distances only, such "
            "as ImbalanceRatioFilter and LogLinearAllocation without hardness, row "
            "scores and the exponent 'intrinsic'."
        )

    @property
    def target_rows(self):
        """Raise an error: the rows are elsewhere."""
        return self.rows(0, 0)
