"""Rows of cells, which Spark brings together, and the samples of them."""

import pickle
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import numpy as np

from clover.scale._core.blocks import divide_rows, list_blocks, make_block, prepare
from clover.scale._core.passes import Collected, gather_rows


class NoStore:
    """What stands in for a store where rows are only checked."""

    def add(self, cells, row_numbers, X):
        """Do nothing."""


@dataclass(frozen=True, eq=False)
class SparkCells:
    """The rows of the wanted cells.

    Attributes
    ----------
    rows : SparkRows
        All rows.

    places : list of Place
        Their only place, which is not used.

    labelling : Labelling
        What labels rows.

    is_wanted : ndarray of shape (n_clusters, n_classes)
        Which cells are wanted.
    """

    rows: object
    places: list
    labelling: object
    is_wanted: np.ndarray

    def map(self, function, cells):
        """Return the results of a function of the rows of each of some cells."""
        sorted_rows, task = self._sort(), partial(_map_cells, self.labelling, function)
        found = sorted_rows.mapInArrow(task, "cell long, result binary").collect()
        results = {row["cell"]: pickle.loads(row["result"]) for row in found}
        return [results[cell] for cell in cells]

    def make(self, resampling, schema):
        """Return the synthetic samples as a data frame, which is computed later."""
        task = partial(_make_samples, resampling.plan, resampling.casting)
        return self._sort().mapInArrow(task, schema)

    def _sort(self):
        """Return the rows cell by cell, class by class, in the order of their numbers.

        All rows of a cell are in the same partition.
        """
        task = partial(
            _gather,
            self.rows.numbering,
            self.rows.names,
            self.labelling,
            self.is_wanted,
        )
        kind = "float" if self.labelling.columns.dtype == np.float32 else "double"
        gathered = self.rows.frame.mapInArrow(
            task, f"code int, cell long, row long, X array<{kind}>"
        )
        n_partitions = max(1, int(self.is_wanted.sum()))
        return gathered.repartitionByRange(
            n_partitions, "code", "cell"
        ).sortWithinPartitions("code", "cell", "row")


def _gather(numbering, names, labelling, is_wanted, batches):
    """Yield the rows of the wanted cells that a task has."""
    import pyarrow as pa

    store = Collected()
    gather_rows(numbering.place(batches, names), labelling, is_wanted, store)
    for cells, row_numbers, X in store.pieces:
        starts = np.arange(X.shape[0] + 1, dtype=np.int32) * X.shape[1]
        columns = {
            "code": pa.array((cells % labelling.shape[1]).astype(np.int32)),
            "cell": pa.array(cells.astype(np.int64)),
            "row": pa.array(row_numbers.astype(np.int64)),
            "X": pa.ListArray.from_arrays(pa.array(starts), pa.array(X.ravel())),
        }
        yield pa.RecordBatch.from_pydict(columns)


def _read_cells(batches):
    """Yield pairs of a cell and its rows, from rows that are sorted by cells."""
    pieces = (piece for batch in batches for piece in _split(batch))
    for cell, of_cell in groupby(pieces, lambda piece: piece[0]):
        yield cell, np.concatenate([X for _, X in of_cell])


def _split(batch):
    """Yield pairs of a cell and some of its rows."""
    if not batch.num_rows:
        return
    cells = batch.column(1).to_numpy()
    X = batch.column(3).flatten().to_numpy(zero_copy_only=False)
    X = X.reshape(batch.num_rows, -1)
    for rows in np.split(np.arange(cells.size), np.flatnonzero(np.diff(cells)) + 1):
        yield int(cells[rows[0]]), X[rows]


def _map_cells(labelling, function, batches):
    """Yield the cells of a task, and the results of a function of their rows."""
    import pyarrow as pa

    for cell, X in _read_cells(batches):
        result = pickle.dumps(function(X))
        yield pa.RecordBatch.from_pydict(
            {"cell": pa.array([cell]), "result": pa.array([result], pa.binary())}
        )


def _make_samples(plan, casting, batches):
    """Yield the synthetic samples of the cells of a task, block by block."""
    groups_of = {}
    for blocks in list_blocks(plan):
        cell = blocks[0].cluster * len(plan.class_labels) + blocks[0].code
        groups_of.setdefault(cell, []).append(blocks)
    n_cell_rows = plan.n_cell_rows.reshape(-1)
    for cell, X in _read_cells(batches):
        if X.shape[0] != n_cell_rows[cell]:
            raise ValueError(
                f"A cluster had {n_cell_rows[cell]} rows of a class and has "
                f"{X.shape[0]} now. The data should not change meanwhile."
            )
        rows = divide_rows(X, plan)
        for blocks in groups_of[cell]:
            prepared = prepare(X[rows[blocks[0].group]], plan)
            for key in blocks:
                yield casting.to_batch(make_block(key, prepared, plan), key.code)
