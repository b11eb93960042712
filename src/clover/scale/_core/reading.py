"""Files of a data set, read batch by batch in memory that does not grow with them."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from clover.scale._tables.files import check_no_other_columns, naming_file

# Bytes that the decoder of a column takes: of Parquet, the pages of the usual length,
# 1 MiB, as they are and decoded, and those of a dictionary.
DECODER_BYTES = 3_000_000
# Bytes of a file that are read at once.
BUFFER_BYTES = 2**16
# Rows of which it is seen how long texts are, and the least of a batch.
TRIED_ROWS = 256
# To decode fewer rows than this by several threads takes longer than by one.
MIN_ROWS = 4_096


@dataclass(frozen=True)
class Reading:
    """How files are read.

    Attributes
    ----------
    batch_rows : int
        Number of rows of a batch.

    decoding_bytes : int
        What the decoders of all columns that are read together may take.

    folder : Path
        Where columns are kept that could not be read together.

    use_threads : bool
        Whether columns are decoded by several threads, each of which keeps memory.

    advance : callable
        Takes the number of rows of each batch that was read.

    batch_bytes : int or None
        What the texts and lists of a batch may take. Long ones make its rows fewer.
    """

    batch_rows: int
    decoding_bytes: int
    folder: Path
    use_threads: bool = True
    advance: Callable = int
    batch_bytes: int | None = None


@dataclass(frozen=True)
class Fragment:
    """A file of a data set, as a partition.

    Attributes
    ----------
    fragment : pyarrow.dataset.Fragment
        The file.

    schema : pyarrow.Schema
        The columns of the data set.

    reading : Reading
        How the file is read.

    is_whole : bool
        Whether all rows and all columns of the file are there.

    ignored : tuple of str
        Names of the columns that are only read where rows are copied.
    """

    fragment: object
    schema: object
    reading: Reading
    is_whole: bool = False
    ignored: tuple = ()

    @property
    def name(self):
        """The path of the file."""
        return self.fragment.path

    @cached_property
    def n_rows(self):
        """Number of rows, which Parquet files tell without being read."""
        with naming_file(self.name):
            if not self.is_whole:
                return self.fragment.count_rows()
            with _open_parquet(self.fragment) as file:
                names, n_rows = file.schema_arrow.names, file.metadata.num_rows
        check_no_other_columns(self.name, names, self.schema)
        return n_rows

    def batches(self):
        """Yield the record batches, in the order of the file."""
        names = self.schema.names
        return self.batches_of([name for name in names if name not in self.ignored])

    def whole_batches(self):
        """Yield the record batches with the ignored columns."""
        return self._read(self.schema)

    def batches_of(self, names):
        """Yield the record batches of some columns, in the order of the file."""
        import pyarrow as pa

        return self._read(pa.schema([self.schema.field(name) for name in names]))

    def _read(self, schema):
        """Yield the record batches of the columns of a schema.

        Other formats than Parquet are read as their reader does.
        """
        for batch in self._read_named(schema):
            yield batch
            self.reading.advance(batch.num_rows)

    def _read_named(self, schema):
        """Yield record batches; errors of reading name the file."""
        import pyarrow.dataset as ds

        with naming_file(self.name):
            if isinstance(self.fragment, ds.ParquetFileFragment):
                yield from self._read_parquet(schema)
                return
            yield from self.fragment.to_batches(
                schema=schema,
                columns=schema.names,
                batch_size=self.reading.batch_rows,
                batch_readahead=1,
                use_threads=False,
            )

    def _read_parquet(self, schema):
        """Yield the rows of a Parquet file.

        Readers of data sets decode a row group as a whole, which may be most of a file.
        """
        import pyarrow.dataset as ds

        keys = ds.get_partition_keys(self.fragment.partition_expression)
        with _open_parquet(self.fragment) as file:
            there = set(file.schema_arrow.names)
            names = [
                name for name in schema.names if name in there and name not in keys
            ]
            groups = self._list_row_groups(file)
            if not names:
                yield from _repeat_keys(file, groups, schema, keys, self.reading)
                return
            reading = _fit_to_texts(file, groups, names, self.reading)
            for joined in _join_row_groups(file, groups, names, reading):
                for batch in _read_row_groups(file, joined, names, reading):
                    yield _complete(batch, schema, keys)

    def _list_row_groups(self, file):
        """Return the numbers of the row groups that are read.

        A fragment that is asked for them keeps all that it knows of the file. With
        thousands of files, this is most of the memory.
        """
        if self.is_whole:
            return range(file.num_row_groups)
        return [row_group.id for row_group in self.fragment.row_groups]


def _open_parquet(fragment):
    import pyarrow.parquet as pq

    return pq.ParquetFile(fragment.open(), buffer_size=BUFFER_BYTES, pre_buffer=False)


def _fit_to_texts(file, row_groups, names, reading):
    """Return how a file is read, with fewer rows a batch if its first texts are long.

    Lists and other values whose length varies count as texts.

    What a file says of the size of its columns is that of distinct texts, at times.
    """
    texts = [name for name in names if _varies(file.schema_arrow.field(name).type)]
    if not texts or reading.batch_bytes is None or not len(row_groups):
        return reading
    few = replace(reading, batch_rows=TRIED_ROWS)
    for batch in _decode(file, row_groups[:1], texts, few):
        n_rows = batch.num_rows * reading.batch_bytes // max(1, batch.nbytes)
        n_rows = min(max(n_rows, TRIED_ROWS), reading.batch_rows)
        return replace(reading, batch_rows=n_rows)
    return reading


def _varies(kind):
    """Return whether values of an Arrow type may have different lengths."""
    import pyarrow as pa

    return not pa.types.is_primitive(kind) and not pa.types.is_dictionary(kind)


def _repeat_keys(file, row_groups, schema, keys, reading):
    """Yield batches of columns none of which is in the file."""
    import pyarrow as pa

    for number in row_groups:
        n_rows = file.metadata.row_group(number).num_rows
        for start in range(0, n_rows, reading.batch_rows):
            rows = np.empty(min(reading.batch_rows, n_rows - start))
            batch = pa.RecordBatch.from_arrays([pa.array(rows)], [""])
            yield _complete(batch, schema, keys)


def _join_row_groups(file, row_groups, names, reading):
    """Yield lists of row groups that are read together.

    They are single ones where not all columns can be decoded together.
    """
    joined = []
    for number in row_groups:
        if len(_share_columns(file, [number], names, reading)) == 1:
            joined.append(number)
            continue
        if joined:
            yield joined
        yield [number]
        joined = []
    if joined:
        yield joined


def _share_columns(file, row_groups, names, reading):
    """Return lists of columns, so that each can be decoded together.

    Row groups are decoded one after the other, so the largest counts.
    """
    lists, taken = [[]], 0
    sizes = _decoder_bytes(file, row_groups)
    for name in names:
        size = sizes.get(name, 0)
        if lists[-1] and taken + size > reading.decoding_bytes:
            lists.append([])
            taken = 0
        lists[-1].append(name)
        taken += size
    return lists


def _decoder_bytes(file, row_groups):
    """Return what the decoder of each column takes."""
    sizes = {}
    for number in row_groups:
        row_group, of_group = file.metadata.row_group(number), {}
        for j in range(row_group.num_columns):
            column = row_group.column(j)
            path = column.path_in_schema
            size = min(2 * column.total_uncompressed_size, DECODER_BYTES)
            # A nested column has several decoders; a plain one may have dots.
            for name in {path, path.split(".")[0]}:
                of_group[name] = of_group.get(name, 0) + size
        for name, size in of_group.items():
            sizes[name] = max(sizes.get(name, 0), size)
    return sizes


def _read_row_groups(file, row_groups, names, reading):
    """Yield batches of some columns of some row groups."""
    lists = _share_columns(file, row_groups, names, reading)
    if len(lists) == 1:
        yield from _decode(file, row_groups, names, reading)
        return
    *kept, last = lists
    with tempfile.TemporaryDirectory(dir=reading.folder) as folder:
        paths = [Path(folder) / f"columns-{k}.arrows" for k in range(len(kept))]
        for path, some in zip(paths, kept, strict=True):
            _keep(path, _decode(file, row_groups, some, reading))
        parts = [_read_kept(path) for path in paths]
        yield from _join_columns([*parts, _decode(file, row_groups, last, reading)])


def _decode(file, row_groups, names, reading):
    return file.iter_batches(
        reading.batch_rows,
        row_groups=row_groups,
        columns=names,
        use_threads=reading.use_threads and _count_rows(file, row_groups) >= MIN_ROWS,
    )


def _count_rows(file, row_groups):
    return sum(file.metadata.row_group(number).num_rows for number in row_groups)


def _keep(path, batches):
    """Write batches to a file, of which one after the other can be read again."""
    import pyarrow as pa

    first = next(batches)
    with (
        pa.OSFile(str(path), "wb") as sink,
        pa.ipc.new_stream(sink, first.schema) as to,
    ):
        to.write_batch(first)
        for batch in batches:
            to.write_batch(batch)


def _read_kept(path):
    import pyarrow as pa

    with pa.OSFile(str(path), "rb") as source, pa.ipc.open_stream(source) as batches:
        yield from batches


def _join_columns(parts):
    """Yield the batches of several columns side by side, each of the same rows."""
    import pyarrow as pa

    held = [next(part, None) for part in parts]
    while all(batch is not None for batch in held):
        n_rows = min(batch.num_rows for batch in held)
        sides = [batch.slice(0, n_rows) for batch in held]
        yield pa.RecordBatch.from_arrays(
            [column for batch in sides for column in batch.columns],
            [name for batch in sides for name in batch.schema.names],
        )
        held = [
            batch.slice(n_rows) if batch.num_rows > n_rows else next(part, None)
            for batch, part in zip(held, parts, strict=True)
        ]


def _complete(batch, schema, keys):
    """Return a batch with all columns of a schema, in its order and types.

    Columns that are parts of the names of folders come from these; missing ones have
    nulls.
    """
    import pyarrow as pa

    columns = []
    for field in schema:
        place = batch.schema.get_field_index(field.name)
        if place >= 0:
            column = batch.column(place)
        else:
            column = _repeat(keys.get(field.name), batch.num_rows, field.type)
        columns.append(column if column.type == field.type else column.cast(field.type))
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _repeat(value, n_rows, kind):
    """Return an Arrow array of equal values."""
    import pyarrow as pa

    values = pa.repeat(pa.scalar(value, getattr(kind, "value_type", kind)), n_rows)
    return values.dictionary_encode() if pa.types.is_dictionary(kind) else values
