"""Checksums of rows, by which other data than those of a plan are detected."""

from dataclasses import dataclass

import numpy as np

from clover.scale._core.hashing import hash_rows, mix

# The seeds of the hashes of row numbers, and of the factors of the columns.
LABELS, ROWS, FACTORS = range(3)


@dataclass(frozen=True, eq=False)
class RowSums:
    """Sums, modulo 2^64, of hashes of rows.

    Sums do not depend on the order in which rows are added, hence not on partitions.

    Attributes
    ----------
    labels : ndarray of shape (n_classes,)
        The sums of the hashes of the row numbers of each class.

    rows : ndarray of shape (n_clusters, n_classes)
        The sums of the hashes of the row numbers and of the values of each cell.
    """

    labels: np.ndarray
    rows: np.ndarray

    @classmethod
    def none(cls, n_clusters, n_classes):
        """Return the sums of no rows."""
        return cls(
            np.zeros(n_classes, dtype=np.uint64),
            np.zeros((n_clusters, n_classes), dtype=np.uint64),
        )

    def add(self, other):
        """Add the sums of other rows, in place."""
        self.labels[:] += other.labels
        self.rows[:] += other.rows

    def add_labels(self, codes, row_numbers):
        """Add the numbers of rows to the sums of their classes."""
        np.add.at(self.labels, codes, hash_rows(row_numbers, LABELS))

    def add_rows(self, cells, row_numbers, X):
        """Add rows to the sums of their cells, positions in the flat array."""
        factors = hash_rows(np.arange(X.shape[1]), FACTORS) | np.uint64(1)
        bits = X.astype(np.float64, copy=False).view(np.uint64)
        hashes = mix(bits @ factors + hash_rows(row_numbers, ROWS))
        np.add.at(self.rows.reshape(-1), cells, hashes)

    def check(self, found, is_wanted, classes):
        """Raise an error if the sums of other rows differ.

        `is_wanted`, of shape (n_clusters, n_classes), tells the cells that count, and
        `classes` are the names of the classes.
        """
        differ = self.labels != found.labels
        differ |= ((self.rows != found.rows) & is_wanted).any(axis=0)
        if differ.any():
            names = [classes[code] for code in np.flatnonzero(differ)]
            raise ValueError(
                "The data are not those of the plan: rows of the classes "
                f"{names} differ in their values or in their order. Make a plan of "
                "these data."
            )
