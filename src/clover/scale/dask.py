"""Dask data frames: the passes as tasks, the synthetic samples as lazy partitions."""

from dataclasses import dataclass

import numpy as np

from clover._numerics.groups import Groups
from clover.scale._core.blocks import divide_rows, list_blocks, make_block, prepare
from clover.scale._core.columns import Columns
from clover.scale._core.parts import ScaleParts
from clover.scale._core.passes import Place, gather_rows
from clover.scale._core.planning import Engine, find_plan
from clover.scale._plan import ResamplePlan
from clover.scale._plans.resampling import Resampling, check_rows
from clover.scale._plans.settings import Settings

__all__ = ["plan", "resample"]

# Blocks in a partition of synthetic samples: of 50 columns, 13 MB.
BLOCKS_PER_PARTITION = 4


@dataclass(frozen=True)
class FramePartition:
    """A partition of a Dask data frame.

    Attributes
    ----------
    number : int
        Its position.

    frame : Delayed or pandas.DataFrame
        Its rows: on a worker a data frame, elsewhere what stands for one.

    schema : pyarrow.Schema
        The columns.
    """

    number: int
    frame: object
    schema: object

    @property
    def name(self):
        """The position, for messages."""
        return str(self.number)

    def batches(self):
        """Yield all rows as one record batch."""
        import pyarrow as pa

        yield pa.RecordBatch.from_pandas(
            self.frame, schema=self.schema, preserve_index=False
        )


class CellRows:
    """Rows of cells as they come from the partitions, for `gather_rows`."""

    def __init__(self):
        self.pieces = []

    def add(self, cells, row_numbers, X):
        """Add rows: the cell, the number and the values of each."""
        self.pieces.append((cells, row_numbers, X))

    def flush(self):
        """Do nothing: Dask writes to disk what does not fit into memory."""

    def by_cell(self, cells):
        """Return a list of the numbers and the values of the rows of each cell."""
        if not self.pieces:
            return [None] * len(cells)
        codes, row_numbers, X = map(np.concatenate, zip(*self.pieces, strict=True))
        groups = Groups.from_codes(np.searchsorted(cells, codes), len(cells))
        rows = map(groups.of, range(len(cells)))
        return [(row_numbers[of_cell], X[of_cell]) for of_cell in rows]


class DaskCells:
    """The rows of cells as Dask objects, which `map` computes on."""

    def __init__(self, delayed_rows):
        self._rows = delayed_rows

    def rows(self, cell):
        """Return what stands for the rows of a cell, in the order of their numbers."""
        return self._rows[cell]

    def map(self, function, cells):
        """Return the results of a function of the rows of each of some cells."""
        import dask

        task = dask.delayed(function, pure=False)
        return list(dask.compute(*(task(self._rows[cell]) for cell in cells)))


def plan(
    ddf,
    target,
    *,
    oversampler=None,
    clusterer=None,
    distributor=None,
    random_state=None,
    max_samples=25_000,
    max_group_rows=25_000,
    weight_column=None,
    chi="prevalence",
    categorical_features="auto",
):
    """Plan the synthetic samples of a Dask data frame.

    The plan and the samples equal those of :func:`clover.scale.plan` for the same rows
    in the same order, however they are divided into partitions.

    Parameters
    ----------
    ddf : dask.dataframe.DataFrame
        The data. Their index is not used.

    target, oversampler, clusterer, distributor, random_state, max_samples, \
            max_group_rows, weight_column, chi, categorical_features
        As in :func:`clover.scale.plan`.

    Returns
    -------
    plan : ResamplePlan
        The plan.
    """
    parts = ScaleParts.of(oversampler, clusterer, distributor, random_state)
    settings = Settings(
        max_samples, max_group_rows, weight_column, chi, categorical_features
    )
    partitions, columns = _open(ddf, target)
    engine = Engine(_run, _gather)
    return ResamplePlan.of(find_plan(partitions, columns, parts, settings, engine))


def resample(ddf, plan):
    """Return a lazy data frame: the given partitions, then those of the samples.

    Write it by ``to_parquet``. Nothing is computed before.

    Parameters
    ----------
    ddf : dask.dataframe.DataFrame
        The data that the plan was made of.

    plan : ResamplePlan
        The plan.

    Returns
    -------
    resampled : dask.dataframe.DataFrame
        The partitions of `ddf`, untouched, and then those of the synthetic samples,
        whose index goes on from the number of rows.

    Raises
    ------
    ValueError
        If the data are not those of the plan.
    """
    import dask
    import dask.dataframe as dd
    from dask.dataframe.dispatch import make_meta

    partitions, columns = _open(ddf, plan.target)
    resampling = Resampling.of(plan, partitions, columns, _run, knows_lengths=True)
    casting = resampling.casting
    if plan.weight_column is not None:
        ddf = ddf.map_partitions(_weigh, casting)
    if not plan.n_new:
        return ddf
    cells = _gather(resampling.places, resampling.labelling, resampling.is_wanted, plan)
    make = dask.delayed(_make_frame, pure=False)
    made, first_row, meta = [], plan.n_rows, make_meta(ddf)
    for of_group in list_blocks(plan):
        n_classes = len(plan.class_labels)
        rows = cells.rows(of_group[0].cluster * n_classes + of_group[0].code)
        for start in range(0, len(of_group), BLOCKS_PER_PARTITION):
            blocks = of_group[start : start + BLOCKS_PER_PARTITION]
            making = blocks, plan, casting
            made.append(make(rows, making, first_row, meta))
            first_row += sum(block.n_new for block in blocks)
    return dd.concat([ddf, dd.from_delayed(made, meta=meta)])


def _open(ddf, target):
    """Return the partitions of a data frame, and its columns."""
    import pyarrow as pa
    from dask.dataframe.dispatch import make_meta

    meta = make_meta(ddf)
    schema = pa.Schema.from_pandas(meta, preserve_index=False).remove_metadata()
    columns = Columns.of(schema, target)
    return [
        FramePartition(number, frame, schema)
        for number, frame in enumerate(ddf.to_delayed())
    ], columns


def _run(function, items, *lists):
    """Return the results of a function of partitions, or of their places."""
    import dask

    tasks = map(_delay, [function] * len(items), items, *lists)
    return list(dask.compute(*tasks))


def _delay(function, item, *arguments):
    """Return a task: a function of a partition, or of its place."""
    import dask

    is_place = isinstance(item, Place)
    partition = item.partition if is_place else item
    where = (item.first_row, item.n_rows) if is_place else None
    return dask.delayed(_call, pure=False)(
        function, partition.number, partition.frame, partition.schema, where, *arguments
    )


def _call(function, number, frame, schema, where, *arguments):
    """Call a function on a worker, which has the data frame of the partition."""
    item = FramePartition(number, frame, schema)
    return function(item if where is None else Place(item, *where), *arguments)


def _weigh(frame, casting):
    """Return the rows of a partition with their weights."""
    import pyarrow as pa

    target = casting.columns.target
    schema = pa.schema([casting.columns.schema.field(target)])
    batch = pa.RecordBatch.from_pandas(
        frame[[target]], schema=schema, preserve_index=False
    )
    return frame.assign(**{casting.weight_column: casting.weights_of(batch)})


def _gather(places, labelling, is_wanted, plan=None):
    """Return the rows of the wanted cells, as `DaskCells`.

    Of each partition, only the rows of a cell meet those of other partitions. With a
    plan, they are checked to be those of the plan.
    """
    import dask

    cells = np.flatnonzero(is_wanted)
    gathered = [_delay(_gather_cells, place, labelling, is_wanted) for place in places]
    found = [of_part[0] for of_part in gathered]
    checked = None
    if plan is not None:
        sums = [of_part[1] for of_part in gathered]
        checked = dask.delayed(check_rows, pure=False)(plan, sums)
    join = dask.delayed(_join, pure=False)
    n_features, dtype = len(labelling.columns.features), labelling.columns.dtype
    return DaskCells(
        {
            cell: join([of_part[k] for of_part in found], n_features, dtype, checked)
            for k, cell in enumerate(cells.tolist())
        }
    )


def _gather_cells(place, labelling, is_wanted):
    rows = CellRows()
    sums = gather_rows(place, labelling, is_wanted, rows)
    return rows.by_cell(np.flatnonzero(is_wanted)), sums


def _join(pieces, n_features, dtype, checked):
    """Return the rows of a cell from all partitions, in the order of their numbers.

    `checked` is there to be computed before: the check that all rows are those of a
    plan.
    """
    pieces = [piece for piece in pieces if piece is not None]
    if not pieces:
        return np.empty((0, n_features), dtype=dtype)
    row_numbers, X = map(np.concatenate, zip(*pieces, strict=True))
    return X[np.argsort(row_numbers)]


def _make_frame(X, making, first_row, meta):
    """Return the synthetic samples of some blocks of a group as a data frame."""
    import pandas as pd

    blocks, plan, casting = making
    prepared = prepare(X[divide_rows(X, plan)[blocks[0].group]], plan)
    frames = [
        casting.to_batch(make_block(key, prepared, plan), key.code).to_pandas()
        for key in blocks
    ]
    frame = pd.concat(frames, ignore_index=True).astype(dict(meta.dtypes))
    frame.index = pd.RangeIndex(first_row, first_row + len(frame), name=meta.index.name)
    return frame[list(meta.columns)]
