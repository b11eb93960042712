"""Groups of rows, of which many small ones are worked on at once."""

from dataclasses import dataclass

import numpy as np

from clover._numerics.distances import MAX_HELD_VALUES


@dataclass(frozen=True)
class Groups:
    """Groups of rows, one after the other.

    Attributes
    ----------
    rows : ndarray of shape (n_rows,)
        Positions of the rows, group by group.

    starts : ndarray of shape (n_groups,)
        Where each group begins in `rows`.

    sizes : ndarray of shape (n_groups,)
        How many rows it has.
    """

    rows: np.ndarray
    starts: np.ndarray
    sizes: np.ndarray

    @classmethod
    def from_sizes(cls, sizes):
        """Divide the rows from 0 on into groups of these sizes."""
        starts = np.cumsum(sizes) - sizes
        return cls(np.arange(sizes.sum()), starts, sizes)

    @classmethod
    def from_lists(cls, groups):
        """Put groups of rows one after the other."""
        sizes = np.array([rows.size for rows in groups], dtype=np.intp)
        rows = np.concatenate((np.empty(0, dtype=np.intp), *groups))
        return cls(rows, np.cumsum(sizes) - sizes, sizes)

    def of(self, group):
        """Return the rows of a group."""
        start = self.starts[group]
        return self.rows[start : start + self.sizes[group]]

    def stack(self, groups):
        """Return the rows of several groups as an array, and which of it are real.

        Shorter groups are filled up with their first row.
        """
        places = np.arange(self.sizes[groups].max())
        is_real = places < self.sizes[groups, np.newaxis]
        places = self.starts[groups, np.newaxis] + np.where(is_real, places, 0)
        return self.rows[places], is_real

    def batches(self, is_wanted, others, n_features):
        """Yield groups of similar size, whose distances to others are held at a time.

        Parameters
        ----------
        is_wanted : ndarray of bool of shape (n_groups,)
            Which groups to yield.

        others : Groups
            The rows to which distances are wanted, as many groups.

        n_features : int
            Number of columns of the rows.
        """
        wanted = np.flatnonzero(is_wanted)
        order = np.lexsort((self.sizes[wanted], others.sizes[wanted]))
        batch, height, width = [], 0, 0
        for group in wanted[order].tolist():
            height = max(height, self.sizes[group])
            width = max(width, others.sizes[group])
            n_values = max(height * width, (height + width) * n_features)
            if batch and n_values * (len(batch) + 1) > MAX_HELD_VALUES:
                yield np.array(batch)
                batch, height, width = [], self.sizes[group], others.sizes[group]
            batch.append(group)
        if batch:
            yield np.array(batch)
