"""Ragged groups of rows in flat arrays."""

from dataclasses import dataclass

import numpy as np

from clover._numerics.distances import MAX_HELD_VALUES
from clover._rows.encoding import group_rows


@dataclass(frozen=True, eq=False)
class Groups:
    """Ragged groups of rows in flat arrays.

    Attributes
    ----------
    rows : ndarray of shape (n_rows,)
        Positions of the rows, group by group.

    starts : ndarray of shape (n_groups,)
        Where each group begins in `rows`.

    sizes : ndarray of shape (n_groups,)
        Number of rows of each group.
    """

    rows: np.ndarray
    starts: np.ndarray
    sizes: np.ndarray

    @classmethod
    def from_sizes(cls, sizes):
        """Divide the rows from 0 on into consecutive groups of these sizes."""
        starts = np.cumsum(sizes) - sizes
        return cls(np.arange(sizes.sum()), starts, sizes)

    @classmethod
    def from_lists(cls, groups):
        """Concatenate arrays of rows, one for each group."""
        sizes = np.array([rows.size for rows in groups], dtype=np.intp)
        rows = np.concatenate((np.empty(0, dtype=np.intp), *groups))
        return cls(rows, np.cumsum(sizes) - sizes, sizes)

    @classmethod
    def from_codes(cls, codes, n_codes):
        """Group rows by their codes from 0 to `n_codes` - 1, in ascending order."""
        order, starts = group_rows(codes, n_codes)
        return cls(order, starts[:-1], np.diff(starts))

    def of(self, group):
        """Return the rows of a group."""
        start = self.starts[group]
        return self.rows[start : start + self.sizes[group]]

    def stack(self, groups):
        """Return the rows of some groups as a 2-d array, and which entries are real.

        Shorter groups are filled up with their first row.
        """
        places = np.arange(self.sizes[groups].max())
        is_real = places < self.sizes[groups, np.newaxis]
        places = self.starts[groups, np.newaxis] + np.where(is_real, places, 0)
        return self.rows[places], is_real

    def batches(self, is_wanted, others, n_features):
        """Yield small enough batches of the wanted groups, of similar size each.

        Both the rows of a batch and their distances to the rows of `others`, which are
        as many groups, take at most `MAX_HELD_VALUES` numbers.
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
