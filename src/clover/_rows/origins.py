"""What new rows come from, for the values that are not made as floats."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clover._rows.encoding import group_rows


@dataclass(frozen=True, eq=False)
class Origins:
    """The classes of given and new rows, and the new rows that repeat given ones.

    Attributes
    ----------
    given_codes : ndarray of shape (n_samples,)
        The code of the class of each given row.

    codes : ndarray of shape (n_new,)
        The code of the class of each new row.

    repeated : ndarray of shape (n_new,)
        Position of the given row that a new row repeats; -1 if it repeats none.
    """

    given_codes: np.ndarray
    codes: np.ndarray
    repeated: np.ndarray

    @cached_property
    def classes(self):
        """Pairs of positions: the new rows of a class, and its given rows.

        Rows that follow each other are a slice, which takes no copy.
        """
        n_codes = int(self.given_codes.max(initial=-1)) + 1
        new, new_starts = group_rows(self.codes, n_codes)
        given, starts = group_rows(self.given_codes, n_codes)
        return [
            (
                _to_slice(new[new_starts[code] : new_starts[code + 1]]),
                given[starts[code] : starts[code + 1]],
            )
            for code in np.flatnonzero(np.diff(new_starts))
        ]

    @property
    def copies(self):
        """Positions of the new rows that repeat given ones."""
        return np.flatnonzero(self.repeated >= 0)


def _to_slice(rows):
    """Return ascending positions without gaps as a slice, and others as they are."""
    first, last = int(rows[0]), int(rows[-1])
    return slice(first, last + 1) if last - first + 1 == rows.size else rows
