"""Reading a table from a file or from standard input."""

import gzip
import io
import re
import sys
import zlib
from pathlib import Path

from clover.cli._errors import DataError, UsageError, join_names
from clover.cli._tables.parquet import read_parquet
from clover.cli._tables.table import Table
from clover.cli._tables.text_format import (
    TOLD_SEPARATORS,
    TextFormat,
    decode,
    find_decimal,
    find_line_end,
    find_separator,
    read_encoding,
    read_separator,
)
from clover.cli._tables.text_rows import parse_rows

STANDARD = "-"
GZIP_MARK = b"\x1f\x8b"
PARQUET_MARK = b"PAR1"
# A number that begins with a zero is a code: as a number it would lose the zero.
CODE = re.compile(r"[-+]?0\d+")


def read_table(path, separator=None, decimal=None, encoding=None):
    """Return the table of a file.

    Parameters
    ----------
    path : str
        The file, or ``-`` for standard input.

    separator, decimal, encoding : str or None
        How a text table is written; what is None is found out.

    Returns
    -------
    table : Table
    """
    separator, encoding = read_separator(separator), read_encoding(encoding)
    name = "Standard input" if path == STANDARD else path
    content = _unpack(_read_bytes(path), name)
    if content.startswith(PARQUET_MARK):
        return read_parquet(content, name)
    if not content.strip():
        raise DataError(f"{name} is empty. It should have a header and rows.")
    text, encoding = decode(content, encoding, name)
    if "\0" in text:
        raise DataError(
            f"{name} is neither text nor Parquet. Save the table as CSV or Parquet."
        )
    return _read_text(text, separator, decimal, encoding, name)


def _read_bytes(path):
    if path == STANDARD:
        return sys.stdin.buffer.read()
    place = Path(path)
    if place.is_dir():
        raise UsageError(f"{path} is a folder. Name a CSV or Parquet file in it.")
    try:
        return place.read_bytes()
    except FileNotFoundError:
        raise UsageError(_tell_missing(place)) from None
    except PermissionError:
        raise UsageError(f"{path} cannot be read: no permission to read it.") from None


def _tell_missing(place):
    from clover.cli._errors import offer_nearest

    if not place.parent.is_dir():
        return f"{place} does not exist: there is no folder {place.parent}."
    files = sorted(one.name for one in place.parent.iterdir() if one.is_file())
    nearest = offer_nearest(place.name, files)
    return f"{place} does not exist. {nearest if nearest.startswith('Did') else ''}"


def _unpack(content, name):
    if not content.startswith(GZIP_MARK):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{name} is no whole gzip file: {error}.") from None


def _read_text(text, separator, decimal, encoding, name):
    notes = []
    is_found = separator is None
    if is_found:
        separator = find_separator(text)
    header, columns = parse_rows(text, separator, name)
    if is_found and separator != ",":
        notes.append(f"The cells are separated by {TOLD_SEPARATORS[separator]}.")
    if decimal is None:
        decimal = find_decimal(columns, separator)
        if decimal != ".":
            notes.append("The numbers are written with decimal commas.")
    if decimal == separator:
        raise UsageError(
            f"--decimal and --separator should be two signs. Got {decimal!r} for both."
        )
    codes = _find_codes(header, columns)
    if codes:
        notes.append(
            f"{join_names(codes)}: numbers with leading zeros, taken as categories."
        )
    cells = dict(zip(header, columns, strict=True))
    text_format = TextFormat(separator, decimal, encoding, find_line_end(text))
    return Table(
        name=name,
        frame=_to_frame(text, text_format, codes, name, len(columns[0])),
        text=cells,
        arrow=None,
        text_format=text_format,
        notes=tuple(notes),
    )


def _find_codes(header, columns):
    return [
        name
        for name, cells in zip(header, columns, strict=True)
        if any(map(CODE.fullmatch, cells))
    ]


def _to_frame(text, text_format, codes, name, n_rows):
    """Return the values of a text table, as pandas reads them."""
    import pandas as pd

    try:
        frame = pd.read_csv(
            io.StringIO(text, newline=""),
            sep=text_format.separator,
            decimal=text_format.decimal,
            dtype=dict.fromkeys(codes, str),
            index_col=False,
            low_memory=False,
        )
    except (pd.errors.ParserError, ValueError) as error:
        raise DataError(f"{name} cannot be read: {_first_line(error)}") from None
    if len(frame) != n_rows:
        raise DataError(
            f"{name} has {n_rows} rows, of which pandas reads {len(frame)}. Look for "
            "quotes that are not closed, and for other line ends."
        )
    return frame


def _first_line(error):
    return str(error).strip().split("\n")[0]
