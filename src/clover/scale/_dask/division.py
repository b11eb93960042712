"""Cells of many rows, divided into groups without a task that loads a whole cell."""

import numpy as np

from clover.scale._core.blocks import divide_rows
from clover.scale._core.groups import Halving, find_widest, group_sizes, halve
from clover.scale._core.search_spaces import search_space
from clover.scale._dask.cells import merge_batches

# Rows up to this size are divided by one task. More are halved piece by piece, by the
# values of one column.
DIVIDED_BYTES = 32 * 2**20


class DividedCells:
    """The rows of the groups of cells as Dask objects.

    Parameters
    ----------
    cells : DaskCells
        The cells.

    making : Making
        The plan and the columns.

    shared : Delayed
        What stands for `making` in tasks.
    """

    def __init__(self, cells, making, shared):
        self._cells, self._making, self._shared = cells, making, shared
        self._groups = {}

    def pieces(self, block):
        """Return what stands for arrays of the rows of the group of a block."""
        plan = self._making.plan
        cell = block.cluster * len(plan.class_labels) + block.code
        if cell not in self._groups:
            n_rows = int(plan.n_cell_rows[block.cluster, block.code])
            self._groups[cell] = self._divide(self._cells.pieces[cell], n_rows)
        return self._groups[cell][block.group]

    def _divide(self, pieces, n_rows):
        """Return lists of pieces, one list for each group of some rows."""
        import dask

        if n_rows <= self._making.plan.max_group_rows:
            return [pieces]
        n_bytes = n_rows * self._making.columns.row_bytes
        if n_bytes > DIVIDED_BYTES:
            return self._halve(self._merge(pieces, n_bytes), n_rows)
        n_groups = len(group_sizes(n_rows, self._making.plan.max_group_rows))
        divide = dask.delayed(_divide_rows, pure=False, nout=n_groups)
        return [[group] for group in divide(pieces, self._shared)]

    def _merge(self, pieces, n_bytes):
        import dask

        join = dask.delayed(np.concatenate, pure=False)
        return [
            of_some[0] if len(of_some) == 1 else join(of_some)
            for of_some in merge_batches(pieces, n_bytes)
        ]

    def _halve(self, pieces, n_rows):
        """Return the groups of the rows below and above their median."""
        import dask

        find_range, find_column, take, cut, select = (
            dask.delayed(function, pure=False)
            for function in (_find_range, _find_column, _take, _cut, _select)
        )
        column = find_column([find_range(piece, self._shared) for piece in pieces])
        values = [take(piece, column, self._shared) for piece in pieces]
        are_first = cut(values, halve(n_rows)[0])
        groups = []
        for half, n_half in enumerate(halve(n_rows)):
            of_half = [
                select(piece, are_first[k], half) for k, piece in enumerate(pieces)
            ]
            groups += self._divide(of_half, n_half)
        return groups


def _divide_rows(pieces, making):
    """Return lists of the rows of each group."""
    X = np.concatenate(pieces)
    return [X[rows] for rows in divide_rows(X, making.plan)]


def _find_range(X, making):
    """Return the least and the largest values of each column of the search space."""
    space = search_space(X, making.plan)
    if not space.shape[0]:
        return space
    return np.stack([space.min(axis=0), space.max(axis=0)])


def _find_column(ranges):
    """Return the widest column of the search space, -1 if it has no columns."""
    if not ranges[0].shape[1]:
        return -1
    return find_widest(of_piece for of_piece in ranges if of_piece.shape[0])


def _take(X, column, making):
    """Return the values of a column of the search space."""
    if column < 0:
        return np.zeros(X.shape[0])
    return np.ascontiguousarray(search_space(X, making.plan)[:, column])


def _cut(values, n_first):
    """Return which rows of each piece belong to the first half."""
    together = np.concatenate(values)
    median = np.partition(together, n_first - 1)[n_first - 1]
    halving = Halving(median, n_first, values)
    return [halving.are_first(of_piece) for of_piece in values]


def _select(X, are_first, half):
    """Return the rows of a piece that belong to the first half (0) or the other (1)."""
    return X[are_first == (half == 0)]
