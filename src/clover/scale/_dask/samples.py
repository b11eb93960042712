"""Synthetic samples as lazy partitions of a Dask data frame."""

from dataclasses import dataclass

import numpy as np

from clover.scale._core.blocks import list_blocks, make_block, prepare
from clover.scale._dask.division import DividedCells
from clover.scale._dask.frames import FramePartition, share
from clover.scale._plan import ResamplePlan
from clover.scale._plans.resampling import check_rows
from clover.scale._tables.casting import Casting

# How large partitions of synthetic samples become, in bytes as floats.
PARTITION_BYTES = 16 * 2**20


@dataclass(frozen=True, eq=False)
class Making:
    """What all samples are made by.

    Attributes
    ----------
    plan : ResamplePlan
        The plan.

    casting : Casting
        How samples become rows of the table.

    meta : pandas.DataFrame
        A data frame without rows, of the dtypes of the samples.
    """

    plan: ResamplePlan
    casting: Casting
    meta: object

    @property
    def columns(self):
        """The columns of the given rows."""
        return self.casting.columns


def list_samples(cells, making):
    """Return what stands for the data frames of the synthetic samples."""
    import dask

    plan = making.plan
    shared = dask.delayed(_check, pure=False)(share(making), cells.sums)
    find = dask.delayed(_prepare, pure=False)
    make = dask.delayed(_make_frame, pure=False)
    divided = DividedCells(cells, making, shared)
    frames, first_row = [], plan.n_rows
    for of_group in list_blocks(plan):
        prepared = find(divided.pieces(of_group[0]), shared)
        for blocks in _partitions(of_group, plan):
            frames.append(make(prepared, blocks, shared, first_row))
            first_row += sum(block.n_new for block in blocks)
    return frames


def sample_lengths(plan):
    """Return the numbers of rows of the partitions of samples."""
    return [
        sum(block.n_new for block in blocks)
        for of_group in list_blocks(plan)
        for blocks in _partitions(of_group, plan)
    ]


def _partitions(blocks, plan):
    """Yield lists of the blocks of one partition."""
    block_rows = max(block.n_new for block in blocks)
    block_bytes = block_rows * len(plan.features) * np.dtype(float).itemsize
    n_blocks = max(1, PARTITION_BYTES // block_bytes)
    for start in range(0, len(blocks), n_blocks):
        yield blocks[start : start + n_blocks]


def _check(making, sums):
    """Return what samples are made by, if all rows are those of the plan.

    So no sample is made before the check.
    """
    check_rows(making.plan, sums)
    return making


def _prepare(pieces, making):
    """Return the rows of a group with their neighbours."""
    return prepare(np.concatenate(pieces), making.plan)


def _make_frame(prepared, blocks, making, first_row):
    """Return the synthetic samples of some blocks of a cell as a data frame."""
    import pyarrow as pa

    batches = [
        making.casting.to_batch(make_block(key, prepared, making.plan), key.code)
        for key in blocks
    ]
    frame = pa.Table.from_batches(batches).to_pandas()
    frame = frame.astype(_known_dtypes(making.meta))
    frame.index = _index(making.meta.index, first_row, len(frame))
    return frame[list(making.meta.columns)]


def _known_dtypes(meta):
    """Return the dtypes of the columns; categories may be unknown without the rows."""
    from dask.dataframe.utils import has_known_categories

    return {
        name: "category"
        if dtype == "category" and not has_known_categories(meta[name])
        else dtype
        for name, dtype in meta.dtypes.items()
    }


def _index(like, first_row, n_rows):
    """Return the index of samples: numbers go on, other labels are missing."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(like.dtype):
        numbers = pd.RangeIndex(first_row, first_row + n_rows, name=like.name)
        return numbers if like.dtype == numbers.dtype else numbers.astype(like.dtype)
    return pd.Index([None] * n_rows, dtype=like.dtype, name=like.name)


def weigh(ddf, casting):
    """Return a data frame with the weights of its rows as the last column, if any."""
    from dask.dataframe.dispatch import make_meta

    if casting.weight_column is None:
        return ddf
    meta = weigh_meta(make_meta(ddf), casting)
    return ddf.map_partitions(weigh_frame, casting, meta=meta)


def weigh_meta(meta, casting):
    """Return a data frame without rows, with a column for the weights, if any."""
    if casting.weight_column is None:
        return meta
    return meta.assign(**{casting.weight_column: np.empty(0)})


def weigh_frame(frame, casting):
    """Return a partition with the weights of its rows as the last column."""
    import pyarrow as pa

    target = casting.columns.target
    schema = pa.schema([casting.columns.schema.field(target)])
    weights = [
        casting.weights_of(batch)
        for batch in FramePartition(0, frame[[target]], schema).batches()
    ]
    return frame.assign(**{casting.weight_column: np.concatenate([[], *weights])})
