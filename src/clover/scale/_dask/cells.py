"""The rows of cells, brought together from all partitions."""

import math
from dataclasses import dataclass

import numpy as np

from clover.scale._core.passes import Collected, gather_rows
from clover.scale._core.row_sums import RowSums
from clover.scale._dask.frames import delay, share

# Rows of several partitions are joined up to this size before they are divided by
# cells. Without this, each pair of a partition and a cell would be a task.
MERGED_BYTES = 16 * 2**20
# How many rows of a cell a sample of it has at most, for the measuring of distances.
MAX_THINNED_ROWS = 5_000


@dataclass(frozen=True, eq=False)
class CellRows:
    """Rows of several cells.

    Attributes
    ----------
    cells : ndarray of shape (n_rows,)
        The cell of each row.

    row_numbers : ndarray of shape (n_rows,)
        Number of each row.

    X : ndarray of shape (n_rows, n_features)
        The rows.

    sums : RowSums
        The sums of the partitions from which the rows are.
    """

    cells: np.ndarray
    row_numbers: np.ndarray
    X: np.ndarray
    sums: RowSums

    @classmethod
    def join(cls, pieces):
        """Return the rows of several pieces, sorted."""
        cells = np.concatenate([piece.cells for piece in pieces])
        row_numbers = np.concatenate([piece.row_numbers for piece in pieces])
        X = np.concatenate([piece.X for piece in pieces])
        order = np.lexsort((row_numbers, cells))
        sums = RowSums.none(*pieces[0].sums.rows.shape)
        for piece in pieces:
            sums.add(piece.sums)
        return cls(cells[order], row_numbers[order], X[order], sums)

    def of(self, cell):
        """Return a copy of the rows of one cell, of sorted rows."""
        return self.X[slice(*np.searchsorted(self.cells, [cell, cell + 1]))].copy()


@dataclass(frozen=True, eq=False)
class DaskCells:
    """The rows of cells as Dask objects, which `map` computes on.

    Attributes
    ----------
    pieces : dict
        Maps cells to lists of what stands for arrays of their rows, which together are
        in the order of their numbers.

    sums : list
        What stands for the `RowSums` of all rows, in several parts.
    """

    pieces: dict
    sums: list

    def map(self, function, cells):
        """Return the results of a function of the rows of each of some cells."""
        import dask

        task = dask.delayed(_map, pure=False)
        return list(dask.compute(*(task(function, self.pieces[c]) for c in cells)))


def gather(places, labelling, is_wanted, n_rows=None):
    """Return the rows of the wanted cells, as `DaskCells`.

    Only rows of the wanted cells leave their partitions. `n_rows` is their number; for
    a sample of each cell, it is not needed.
    """
    import dask

    shared = share(labelling), share(is_wanted)
    found = [delay(_collect, place, *shared) for place in places]
    merge = dask.delayed(CellRows.join, pure=False)
    n_rows = is_wanted.sum() * MAX_THINNED_ROWS if n_rows is None else n_rows
    n_bytes = n_rows * labelling.columns.row_bytes
    merged = [merge(of_some) for of_some in merge_batches(found, n_bytes)]
    split = dask.delayed(CellRows.of, pure=False)
    pieces = {
        cell: [split(rows, cell) for rows in merged]
        for cell in np.flatnonzero(is_wanted).tolist()
    }
    return DaskCells(pieces, [rows.sums for rows in merged])


def merge_batches(pieces, n_bytes):
    """Return lists of successive pieces, each of about `MERGED_BYTES` together."""
    n_batches = max(1, math.ceil(min(n_bytes / MERGED_BYTES, len(pieces))))
    positions = np.array_split(np.arange(len(pieces)), n_batches)
    return [[pieces[position] for position in of_batch] for of_batch in positions]


def _collect(place, labelling, is_wanted):
    rows = Collected()
    sums = gather_rows(place, labelling, is_wanted, rows)
    none = np.empty(0, dtype=np.int64)
    X = np.empty((0, len(labelling.columns.features)), dtype=labelling.columns.dtype)
    pieces = [(none, none, X), *rows.pieces]
    return CellRows(*map(np.concatenate, zip(*pieces, strict=True)), sums)


def _map(function, pieces):
    return function(np.concatenate(pieces))
