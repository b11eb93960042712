"""Parquet tables: read with their types, and written with them."""

import io
import json

import numpy as np

from clover._rows.frames import is_missing
from clover.cli._errors import DataError, join_names, on_one_line
from clover.cli._tables.table import Table
from clover.cli._tables.text_format import TextFormat
from clover.cli._tables.text_rows import check_header

PARQUET = (".parquet", ".pq")


def read_parquet(content, name):
    """Return the table of the bytes of a Parquet file."""
    pa, pq = _import_arrow()
    try:
        arrow = pq.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError) as error:
        raise DataError(
            f"{name} is no whole Parquet file: {on_one_line(error)}"
        ) from None
    return make_table(arrow, name, "parquet")


def make_table(arrow, name, form):
    """Return an Arrow table of a file as a `Table`, checked.

    Parameters
    ----------
    arrow : pyarrow.Table
        The columns.

    name : str
        What the table is called in errors.

    form : {'parquet', 'feather'}
        The form of the file.
    """
    check_header(arrow.column_names, name)
    if not arrow.num_rows:
        raise DataError(f"{name} has columns, but no rows.")
    index = find_index(arrow)
    notes = ()
    if index:
        notes = (
            f"{join_names(index)}: an index that pandas wrote, which is no feature.",
        )
    return Table(
        name=name,
        frame=arrow.replace_schema_metadata(None).to_pandas(),
        text=None,
        arrow=arrow,
        text_format=TextFormat(),
        notes=notes,
        form=form,
    )


def _import_arrow():
    import pyarrow as pa
    import pyarrow.parquet as pq

    return pa, pq


def find_index(arrow):
    """Return the columns that pandas wrote as the index of a frame."""
    metadata = (arrow.schema.metadata or {}).get(b"pandas")
    if metadata is None:
        return []
    index = json.loads(metadata).get("index_columns", [])
    return [name for name in index if isinstance(name, str)]


def append_values(arrow, made, n_made):
    """Return an Arrow table followed by made rows, with the same types.

    Parameters
    ----------
    arrow : pyarrow.Table
        The rows that were read.

    made : dict of str to sequence
        The values of the made rows, by column. Columns that are not there are empty.

    n_made : int
        Number of made rows.
    """
    pa, _ = _import_arrow()
    fields = [
        field if field.name in made else field.with_nullable(True)
        for field in arrow.schema
    ]
    schema = pa.schema(fields, metadata=arrow.schema.metadata)
    columns = [
        _to_arrow(made[field.name], field.type, arrow.column(field.name))
        if field.name in made
        else pa.nulls(n_made, field.type)
        for field in fields
    ]
    new = pa.Table.from_arrays(columns, schema=schema)
    return pa.concat_tables([arrow.cast(schema), new]).unify_dictionaries()


def _to_arrow(values, kind, given):
    """Return values as an Arrow array of a type."""
    pa, _ = _import_arrow()
    import pyarrow.compute as pc

    values = _without_missing(values)
    if pa.types.is_dictionary(kind):
        dictionary = given.combine_chunks().dictionary
        places = pc.index_in(
            pa.array(values, type=kind.value_type), value_set=dictionary
        )
        return pa.DictionaryArray.from_arrays(
            places.cast(kind.index_type), dictionary, ordered=kind.ordered
        )
    if pa.types.is_decimal(kind):
        return pa.array([_to_decimal(value, kind.scale) for value in values], type=kind)
    return pa.array(values, type=kind)


def _without_missing(values):
    """Return values as a list of Python objects, with None for missing ones."""
    kind = getattr(getattr(values, "dtype", None), "kind", "O")
    if kind in "biu":
        return np.asarray(values).tolist()
    return [
        None if is_missing(value) else getattr(value, "item", lambda v=value: v)()
        for value in values
    ]


def _to_decimal(value, scale):
    from decimal import Decimal

    if value is None:
        return None
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-scale))


def to_parquet(arrow):
    """Return the bytes of a Parquet file."""
    _, pq = _import_arrow()
    target = io.BytesIO()
    pq.write_table(arrow, target)
    return target.getvalue()


def frame_to_arrow(frame):
    """Return a pandas frame as an Arrow table without its index."""
    pa, _ = _import_arrow()
    return pa.Table.from_pandas(frame, preserve_index=False)


def append_column(arrow, name, values):
    """Return an Arrow table with one more column, the last."""
    pa, _ = _import_arrow()
    return arrow.append_column(name, pa.array(np.asarray(values)))
