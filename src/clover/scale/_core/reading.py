"""Files of a data set, read batch by batch in memory that does not grow with them."""

import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

# Bytes that the decoder of a column takes: of Parquet, the pages of the usual length,
# 1 MiB, as they are and decoded, and those of a dictionary.
DECODER_BYTES = 3_000_000
# Bytes of a file that are read at once.
BUFFER_BYTES = 2**16


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
    """

    batch_rows: int
    decoding_bytes: int
    folder: Path
    use_threads: bool = True
    advance: Callable = int


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
    """

    fragment: object
    schema: object
    reading: Reading

    @property
    def name(self):
        """The path of the file."""
        return self.fragment.path

    @cached_property
    def n_rows(self):
        """Number of rows, which Parquet files tell without being read."""
        with naming_file(self.name):
            return self.fragment.count_rows()

    def batches(self):
        """Yield the record batches, in the order of the file."""
        return read_fragment(self.fragment, self.schema, self.reading)

    def batches_of(self, names):
        """Yield the record batches of some columns, in the order of the file."""
        import pyarrow as pa

        schema = pa.schema([self.schema.field(name) for name in names])
        yield from read_fragment(self.fragment, schema, self.reading)


@contextmanager
def naming_file(path):
    """Name the file in an error of reading it, which Arrow does not always."""
    import pyarrow as pa

    try:
        yield
    except FileNotFoundError:
        raise
    except (pa.ArrowInvalid, OSError) as error:
        kind = OSError if isinstance(error, OSError) else ValueError
        raise kind(
            f"{path} cannot be read. It may be cut off, damaged or of other columns "
            f"than the first file: {error}"
        ) from error


def list_local_paths(source):
    """Return local paths that are read: of a data set, one file of each folder."""
    import pyarrow.dataset as ds
    import pyarrow.fs as fs

    if not isinstance(source, ds.Dataset):
        return [source] if isinstance(source, str | Path) else list(source)
    files = {}
    for fragment in source.get_fragments():
        if isinstance(getattr(fragment, "filesystem", None), fs.LocalFileSystem):
            files.setdefault(Path(fragment.path).parent, fragment.path)
    return list(files.values())


def open_fragments(source):
    """Return the files of a data set, and its columns."""
    import pyarrow.dataset as ds

    if not isinstance(source, ds.Dataset):
        source = ds.dataset(source, format="parquet")
    if not source.schema.names:
        raise ValueError("There are no Parquet files in `source`.")
    return list(source.get_fragments()), source.schema


def read_fragment(fragment, schema, reading):
    """Yield the rows of a fragment of a data set as record batches of a schema.

    Other formats than Parquet are read as their reader does.
    """
    for batch in _read_named(fragment, schema, reading):
        yield batch
        reading.advance(batch.num_rows)


def _read_named(fragment, schema, reading):
    """Yield record batches; errors of reading name the file."""
    import pyarrow.dataset as ds

    with naming_file(fragment.path):
        if isinstance(fragment, ds.ParquetFileFragment):
            yield from _read_parquet(fragment, schema, reading)
            return
        yield from fragment.to_batches(
            schema=schema,
            columns=schema.names,
            batch_size=reading.batch_rows,
            batch_readahead=1,
            use_threads=False,
        )


def _read_parquet(fragment, schema, reading):
    """Yield the rows of a Parquet file.

    Readers of data sets decode a row group as a whole, which may be most of a file.
    """
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq

    keys = ds.get_partition_keys(fragment.partition_expression)
    with pq.ParquetFile(
        fragment.open(), buffer_size=BUFFER_BYTES, pre_buffer=False
    ) as file:
        there = set(file.schema_arrow.names)
        names = [name for name in schema.names if name in there and name not in keys]
        for row_groups in _join_row_groups(fragment, file, names, reading):
            for batch in _read_row_groups(file, row_groups, names, reading):
                yield _complete(batch, schema, keys)


def _join_row_groups(fragment, file, names, reading):
    """Yield lists of row groups that are read together.

    They are single ones where not all columns can be decoded together.
    """
    joined = []
    for row_group in fragment.row_groups:
        if len(_share_columns(file, [row_group.id], names, reading)) == 1:
            joined.append(row_group.id)
            continue
        if joined:
            yield joined
        yield [row_group.id]
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
        use_threads=reading.use_threads,
    )


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
            column = pa.repeat(pa.scalar(keys.get(field.name)), batch.num_rows)
        columns.append(column if column.type == field.type else column.cast(field.type))
    return pa.RecordBatch.from_arrays(columns, schema=schema)
