"""Rows, and the space in which their neighbours are searched."""

from dataclasses import dataclass

import numpy as np

from clover._numerics.group_neighbors import Neighbors
from clover._rows.containers import take_rows


@dataclass(frozen=True, eq=False)
class SearchedRows:
    """Rows in their own units, and the same rows where neighbours are searched.

    Attributes
    ----------
    X : {ndarray, sparse matrix} of shape (n_rows, n_features)
        The rows, between which new ones are made.

    space : {ndarray, sparse matrix} of shape (n_rows, n_space_features)
        The rows in the space of the search; `X` itself if there is no other.

    units : ndarray of shape (n_features,) or None
        What a step of 1 in the space is in each column of `X`, or only in the columns
        of numbers where others hold categories. ``None`` stands for 1.

    neighbors : Neighbors or None
        The neighbours of all rows, if they are found already.
    """

    X: object
    space: object
    units: np.ndarray | None = None
    neighbors: Neighbors | None = None

    @classmethod
    def of(cls, X, space=None, units=None):
        """Return rows whose neighbours are searched in a space, or among themselves."""
        return cls(X, X if space is None else space, units)

    def take(self, rows):
        """Return some of the rows, whose neighbours are not found yet."""
        X = take_rows(self.X, rows)
        space = X if self.space is self.X else self.space[rows]
        return SearchedRows(X, space, self.units)
