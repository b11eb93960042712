"""Dask data frames as partitions, and tasks on them."""

from dataclasses import dataclass

import numpy as np

from clover.scale._core.columns import Columns
from clover.scale._core.passes import Place, count_classes, count_rows
from clover.scale._plans.resampling import check_ignored
from clover.scale._tables.ignored import allow_nulls_inside

# Rows of a batch, so that temporary arrays stay small next to a partition.
BATCH_ROWS = 16_384


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

    def count_rows(self):
        """Return the number of rows."""
        return len(self.frame)

    def batches(self):
        """Yield the rows as record batches."""
        import pyarrow as pa

        self._check_categories()
        try:
            table = pa.Table.from_pandas(
                self.frame, schema=self.schema, preserve_index=False, nthreads=1
            )
        except (pa.ArrowInvalid, pa.ArrowTypeError, KeyError) as error:
            raise self._error(str(error)) from error
        yield from table.to_batches(max_chunksize=BATCH_ROWS)

    def _check_categories(self):
        """Check that categories have the type that Dask may not have known."""
        import pyarrow as pa

        for name in self.frame[self.schema.names].select_dtypes("category"):
            expected = self.schema.field(name).type.value_type
            kind = pa.Schema.from_pandas(self.frame[[name]].iloc[:0]).field(name).type
            if len(self.frame) and _plain_type(kind.value_type) != expected:
                raise self._error(
                    f"the categories of {name!r} are {kind.value_type}, not "
                    f"{expected}. Use ddf[{name!r}].cat.as_known()"
                )

    def _error(self, problem):
        return ValueError(
            f"Partition {self.name} of the data frame does not hold the columns that "
            f"the data frame promises: {problem}."
        )


@dataclass(frozen=True, eq=False)
class Frames:
    """A Dask data frame, on which the passes are run.

    Attributes
    ----------
    ddf : dask.dataframe.DataFrame
        The data frame.

    columns : Columns
        Its columns.
    """

    ddf: object
    columns: Columns

    @classmethod
    def open(cls, ddf, target, ignored=()):
        """Return a data frame with its columns, checked."""
        return cls(ddf, Columns.of(schema_of(ddf, ignored), target, ignored))

    @classmethod
    def open_planned(cls, ddf, plan):
        """Return the data frame that a plan resamples."""
        check_ignored(plan, list(ddf.columns))
        return cls.open(ddf, plan.target, plan.ignored_columns)

    def partitions(self, names=None):
        """Return the partitions, of all columns but the ignored ones, or of some."""
        import pyarrow as pa

        frames = self.ddf.to_delayed() if names is None else self._select(names)
        if names is None:
            names = self.columns.read_schema.names
            selected = self._select(names) if self._may_select() else []
            # Dask joins small files to fewer partitions if few columns are read.
            frames = selected if len(selected) == len(frames) else frames
        schema = pa.schema([self.columns.schema.field(name) for name in names])
        return [
            FramePartition(number, frame, schema) for number, frame in enumerate(frames)
        ]

    def _select(self, names):
        return self.ddf[names].to_delayed()

    def _may_select(self):
        """Return whether Dask reads some columns in the partitions of all of them.

        It may divide some columns of a data frame otherwise than all of them, as after
        `repartition`, unless they are read and nothing else.
        """
        expression = getattr(self.ddf, "expr", None)
        return expression is not None and not expression.dependencies()

    def run(self, function, items, *lists):
        """Return the results of a function of partitions, or of their places.

        Further arguments that are the same for all items are sent once. Where rows are
        only counted, the other columns are not read.
        """
        import dask

        if names := self._names_for(function, *lists):
            # Dask joins small files to fewer partitions if few columns are read.
            partitions = self.partitions(names)
            items = partitions if len(partitions) == len(items) else items
        shared = {id(value): share(value) for of_all in lists for value in of_all}
        tasks = [
            delay(function, item, *(shared[id(value)] for value in values))
            for item, *values in zip(items, *lists, strict=True)
        ]
        return list(dask.compute(*tasks))

    def _names_for(self, function, *lists):
        """Return the columns that a function needs if others need not be read."""
        if not self._may_select():
            return None
        if function is count_rows:
            return [self.columns.target]
        if function is count_classes:
            columns = lists[0][0]
            return [columns.target, *columns.categories]
        return None


def schema_of(ddf, ignored=()):
    """Return the Arrow schema of a data frame, as that of a file of Parquet would be.

    Texts and categories have several types in pandas, of which files keep one. Ignored
    columns, which may be of types that Arrow does not have, are told to hold nulls.
    """
    import pyarrow as pa
    from dask.dataframe.dispatch import make_meta

    meta = make_meta(ddf)
    is_kept = [name not in ignored for name in meta.columns]
    kept = pa.Schema.from_pandas(meta.loc[:, is_kept], preserve_index=False)
    types = iter([_plain_type(field.type) for field in kept])
    return pa.schema(
        [
            (str(name), next(types) if is_one else pa.null())
            for name, is_one in zip(meta.columns, is_kept, strict=True)
        ]
    )


def allow_missing(ddf, names):
    """Return a data frame of which some columns may miss values.

    Integers and booleans of numpy become those of pandas that may. Other dtypes stay.
    """
    from dask.dataframe.dispatch import make_meta

    dtypes = make_meta(ddf).dtypes
    changed = {name: _nullable_dtype(dtypes[name]) for name in names}
    changed = {name: dtype for name, dtype in changed.items() if dtype != dtypes[name]}
    return ddf.astype(changed) if changed else ddf


def _nullable_dtype(dtype):
    import pandas as pd

    if isinstance(dtype, pd.ArrowDtype):
        return pd.ArrowDtype(allow_nulls_inside(dtype.pyarrow_dtype))
    if isinstance(dtype, np.dtype) and dtype.kind in "iub":
        return pd.Series(dtype=dtype).convert_dtypes().dtype
    return dtype


def _plain_type(kind):
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return pa.dictionary(pa.int32(), _plain_type(kind.value_type), kind.ordered)
    # Without rows, columns of objects have no type. They are taken to hold texts.
    is_text = pa.types.is_large_string(kind) or pa.types.is_null(kind)
    return pa.string() if is_text else kind


def share(value):
    """Return what stands for a value that many tasks take."""
    import dask

    return dask.delayed(value, pure=False, traverse=False)


def delay(function, item, *arguments):
    """Return a task: a function of a partition, or of its place."""
    import dask

    is_place = isinstance(item, Place)
    partition = item.partition if is_place else item
    where = (item.first_row, item.n_rows) if is_place else None
    task = dask.delayed(_call, pure=False)
    return task(
        function, partition.number, partition.frame, partition.schema, where, *arguments
    )


def _call(function, number, frame, schema, where, *arguments):
    """Call a function on a worker, which has the data frame of the partition."""
    import pyarrow as pa

    item = FramePartition(number, frame, schema)
    try:
        return function(item if where is None else Place(item, *where), *arguments)
    finally:
        # What Arrow keeps for later would count as used, and pause the worker.
        pa.default_memory_pool().release_unused()
