"""Feather tables, which are files of Arrow: read and written with their types."""

import io

from clover.cli._errors import DataError, on_one_line
from clover.cli._tables.parquet import make_table

FEATHER = (".feather", ".arrow")
COMPRESSION = "lz4"


def read_feather(content, name):
    """Return the table of the bytes of a Feather file."""
    import pyarrow as pa

    try:
        with pa.ipc.open_file(io.BytesIO(content)) as reader:
            arrow = reader.read_all()
    except (pa.ArrowException, OSError) as error:
        raise DataError(
            f"{name} is no whole Feather file: {on_one_line(error)}"
        ) from None
    return make_table(arrow, name, "feather")


def to_feather(arrow):
    """Return the bytes of a Feather file, compressed as pandas has it."""
    import pyarrow as pa

    is_there = pa.Codec.is_available(COMPRESSION)
    options = pa.ipc.IpcWriteOptions(compression=COMPRESSION if is_there else None)
    target = io.BytesIO()
    with pa.ipc.new_file(target, arrow.schema, options=options) as writer:
        writer.write_table(arrow)
    return target.getvalue()
