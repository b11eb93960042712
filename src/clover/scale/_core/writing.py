"""Rows written to Parquet files, in row groups and files of limited length."""

from contextlib import suppress
from pathlib import Path

# Rows of a row group, at most, and of a file.
ROW_GROUP_ROWS, FILE_ROWS = 65_536, 2**20
# Rows of which it is seen whether floats repeat.
TRIED_ROWS = 4_096


class RowsWriter:
    """Writes record batches to files of a folder, one after the other.

    To be used in a ``with`` block.

    Parameters
    ----------
    folder : str or Path
        An existing folder.

    prefix : str
        How the names of the files begin. In their order, they are the order of rows.

    schema : pyarrow.Schema
        The columns.

    max_bytes : int
        How much is held before it is written, as a row group.
    """

    def __init__(self, folder, prefix, schema, max_bytes):
        self._folder, self._prefix, self._schema = Path(folder), prefix, schema
        self._max_bytes = max_bytes
        self._held, self._n_held, self._n_bytes = [], 0, 0
        self._file, self._n_files, self._n_in_file = None, 0, 0

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if kind is None:
            self.end_file()
        elif self._file is not None:
            # The error of a disk that is full should not hide the first error.
            with suppress(OSError):
                self._file.close()

    def write(self, batch):
        """Write the rows of a batch."""
        while batch.num_rows:
            # A batch may be longer than what is missing of the row group.
            part = batch.slice(0, ROW_GROUP_ROWS - self._n_held)
            batch = batch.slice(part.num_rows)
            self._held.append(part)
            self._n_held += part.num_rows
            self._n_bytes += part.nbytes
            if self._n_held >= ROW_GROUP_ROWS or self._n_bytes >= self._max_bytes:
                self._write()

    def end_file(self):
        """Let the next rows begin a file."""
        self._write()
        self._close()

    def _write(self):
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not self._n_held:
            return
        table = pa.Table.from_batches(self._held, schema=self._schema)
        if self._file is None:
            path = self._folder / f"{self._prefix}-{self._n_files:06d}.parquet"
            repeated = _list_repeated(table)
            self._file = pq.ParquetWriter(path, self._schema, use_dictionary=repeated)
            self._n_files += 1
        self._file.write_table(table, row_group_size=ROW_GROUP_ROWS)
        self._n_in_file += self._n_held
        self._held, self._n_held, self._n_bytes = [], 0, 0
        if self._n_in_file >= FILE_ROWS:
            self._close()

    def _close(self):
        if self._file is not None:
            self._file.close()
        self._file, self._n_in_file = None, 0


def _list_repeated(table):
    """Return the columns of a table that should be written with dictionaries.

    A dictionary of floats that hardly repeat takes more space than these, and writing
    it takes five times as long.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    tried = table.slice(0, TRIED_ROWS)
    return [
        name
        for name, column in zip(tried.column_names, tried.columns, strict=True)
        if not pa.types.is_floating(column.type)
        or pc.count_distinct(column).as_py() < len(column) / 2
    ]
