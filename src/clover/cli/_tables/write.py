"""The real and the made rows as one table, in the form of its file."""

import gzip
from dataclasses import dataclass, field, replace

import numpy as np

from clover.cli._errors import UsageError
from clover.cli._tables.feather import FEATHER, to_feather
from clover.cli._tables.parquet import (
    PARQUET,
    append_column,
    append_values,
    frame_to_arrow,
    to_parquet,
)
from clover.cli._tables.text_rows import write_rows
from clover.cli._tables.text_values import write_values

# As the program gzip has it; the highest level takes thrice the time.
GZIP_LEVEL = 6
TEXT = (".csv", ".tsv", ".txt")


@dataclass(frozen=True, eq=False)
class MadeRows:
    """The made rows, and what is told of all rows.

    Attributes
    ----------
    n_made : int
        Their number.

    values : dict
        Their values by column. Columns that are not there are empty.

    extra : dict
        Further columns of all rows, real and made, by name.
    """

    n_made: int
    values: dict
    extra: dict = field(default_factory=dict)


def find_form(path, default="text"):
    """Return the form of a file by its ending: 'text', 'parquet' or 'feather'."""
    name = str(path).lower().removesuffix(".gz")
    for form, endings in (("parquet", PARQUET), ("feather", FEATHER)):
        if name.endswith(endings):
            if str(path).lower().endswith(".gz"):
                raise UsageError(
                    f"{path}: {form.capitalize()} is compressed inside. Leave .gz out "
                    "of the name."
                )
            return form
    if name.endswith(TEXT):
        return "text"
    if path == "-":
        return default
    ending = name[name.rfind(".") :] if "." in name else ""
    raise UsageError(
        f"{path}: {ending or 'no ending'} is no form of a table. Use .csv, .csv.gz, "
        ".tsv, .parquet or .feather."
    )


def check_new_names(names, table):
    """Check that new columns have names that no column has."""
    for option, name in names.items():
        if name is not None:
            _check_new_name(option, name, table)
    given = [name for name in names.values() if name is not None]
    if len(set(given)) < len(given):
        raise UsageError(f"{' and '.join(names)} name the same column, {given[0]!r}.")


def _check_new_name(option, name, table):
    if not name.strip():
        raise UsageError(f"{option} should be the name of a column. Got {name!r}.")
    if name in table.columns:
        raise UsageError(
            f"{option} {name}: {table.name} has such a column. Name another."
        )
    encoding = table.text_format.encoding
    try:
        name.encode(encoding)
    except UnicodeEncodeError:
        raise UsageError(
            f"{option} {name}: the encoding of {table.name}, {encoding}, cannot write "
            "this name. Name another."
        ) from None


def to_content(table, made, path, *, is_only_new=False):
    """Return the bytes of a file with the real rows, and then the made ones.

    Parameters
    ----------
    table : Table
        The real rows.

    made : MadeRows
        The made rows.

    path : str
        The file, whose ending tells the form.

    is_only_new : bool, default=False
        Whether the real rows are left out.
    """
    form = find_form(path)
    if form != "text":
        arrow = _to_arrow(table, made, is_only_new)
        return to_parquet(arrow) if form == "parquet" else to_feather(arrow)
    content = _to_text(table, made, path, is_only_new)
    if not path.lower().endswith(".gz"):
        return content
    # Without the time, the same rows give the same file.
    return gzip.compress(content, GZIP_LEVEL, mtime=0)


def _to_text(table, made, path, is_only_new):
    text_format = table.text_format
    if path.lower().removesuffix(".gz").endswith(".tsv"):
        text_format = replace(text_format, separator="\t")
    columns = []
    for name in table.columns:
        real = [] if is_only_new else table.cells(name).tolist()
        columns.append(real + _write_made(table, made, name, text_format.decimal))
    start = table.n_rows if is_only_new else 0
    for values in made.extra.values():
        columns.append(write_values(np.asarray(values)[start:], text_format.decimal))
    return write_rows([*table.columns, *made.extra], columns, text_format)


def _write_made(table, made, name, decimal):
    if name not in made.values:
        return [""] * made.n_made
    values = made.values[name]
    if table.holds_integers(name) and values.dtype.kind == "f":
        # Floats stand for integers and missing values.
        return ["" if value != value else str(int(value)) for value in values.tolist()]
    return write_values(values, decimal)


def _to_arrow(table, made, is_only_new):
    arrow = table.arrow
    if arrow is None:
        arrow = frame_to_arrow(table.frame)
    values = made.values
    if table.text is not None:
        values = {name: _to_values(table, name, v) for name, v in values.items()}
    joined = append_values(arrow, values, made.n_made)
    for name, values in made.extra.items():
        joined = append_column(joined, name, values)
    return joined.slice(table.n_rows) if is_only_new else joined


def _to_values(table, name, values):
    """Return made cells of a text table as values, where they are text."""
    if getattr(values, "dtype", None) is not None and values.dtype.kind in "biuf":
        return values
    by_text = dict(zip(table.text[name], table.frame[name], strict=True))
    return [by_text[text] for text in values]
