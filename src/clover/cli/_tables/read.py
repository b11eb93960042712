"""Reading a table from a file or from standard input."""

import gzip
import io
import re
import sys
import zlib
from dataclasses import replace
from pathlib import Path

from clover.cli._errors import (
    DataError,
    UsageError,
    join_names,
    offer_nearest,
    on_one_line,
    tell_reason,
)
from clover.cli._tables.feather import FEATHER, read_feather
from clover.cli._tables.parquet import PARQUET, read_parquet
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
FEATHER_MARK = b"ARROW1"
# What files of other kinds begin with.
OTHER_MARKS = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"FEA1": "a Feather file of version 1",
    b"BZh": "compressed by bzip2",
    b"\xfd7zXZ": "compressed by xz",
    b"\x28\xb5\x2f\xfd": "compressed by zstd",
    b"SQLite format 3": "an SQLite database",
    b"\x89HDF": "an HDF5 file",
    b"%PDF": "a PDF",
}
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
    if content.startswith(FEATHER_MARK):
        return read_feather(content, name)
    _check_content(content, name)
    text, encoding = decode(content, encoding, name)
    if "\0" in text:
        raise DataError(
            f"{name} is neither text nor Parquet nor Feather. Save the table as CSV or "
            "Parquet, or name its --encoding."
        )
    text_format = TextFormat(separator, decimal, encoding, find_line_end(text))
    is_found = separator is None
    if is_found:
        text_format = replace(text_format, separator=find_separator(text))
    del text
    return _read_text(content, text_format, is_found, name)


def _check_content(content, name):
    """Check that bytes may be a text table."""
    if not content.strip():
        raise DataError(f"{name} is empty. It should have a header and rows.")
    for mark, kind in OTHER_MARKS.items():
        if content.startswith(mark):
            raise DataError(f"{name} is {kind}. Save the table as CSV or Parquet.")
    for form, endings in (("Parquet", PARQUET), ("Feather", FEATHER)):
        if name.lower().endswith(endings):
            raise DataError(
                f"{name} is no {form} file, although its name says so. If it is text, "
                "name it .csv."
            )


def _read_bytes(path):
    place = Path(path)
    try:
        if path == STANDARD:
            return sys.stdin.buffer.read()
        if place.is_dir():
            raise UsageError(f"{path} is a folder. Name a CSV or Parquet file in it.")
        return place.read_bytes()
    except FileNotFoundError:
        raise UsageError(_tell_missing(place)) from None
    except PermissionError:
        raise UsageError(f"{path} cannot be read: no permission to read it.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {tell_reason(error)}.") from None


def _tell_missing(place):
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


def _read_text(content, text_format, is_found, name):
    """Return the table of the bytes of a text.

    Parameters
    ----------
    content : bytes
        The text.

    text_format : TextFormat
        How it is written; a decimal sign of None is found out.

    is_found : bool
        Whether the separator was found, and not named by the user.

    name : str
        What the table is called in errors.
    """
    notes = []
    separator, decimal = text_format.separator, text_format.decimal
    header, columns = parse_rows(_open(content, text_format), separator, name)
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
    text_format = replace(text_format, decimal=decimal)
    codes = _find_codes(header, columns)
    if codes:
        notes.append(
            f"{join_names(codes)}: numbers with leading zeros, taken as categories."
        )
    cells = dict(zip(header, columns, strict=True))
    return Table(
        name=name,
        frame=_to_frame(content, text_format, cells, codes, name),
        text=cells,
        arrow=None,
        text_format=text_format,
        notes=tuple(notes),
    )


def _open(content, text_format):
    """Return the lines of a text, decoded one by one: a whole text is large."""
    encoding = text_format.encoding
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def _find_codes(header, columns):
    return [
        name
        for name, cells in zip(header, columns, strict=True)
        if any(map(CODE.fullmatch, cells))
    ]


def _to_frame(content, text_format, cells, codes, name):
    """Return the values of a text table, as pandas reads them."""
    import pandas as pd

    try:
        frame = pd.read_csv(
            _open(content, text_format),
            sep=text_format.separator,
            decimal=text_format.decimal,
            header=0,
            names=list(cells),
            dtype=dict.fromkeys(codes, str),
            index_col=False,
            low_memory=False,
        )
    except (pd.errors.ParserError, ValueError) as error:
        reason = on_one_line(error)
        if "EOF inside string" in reason:
            reason = "a quote is not closed"
        raise DataError(f"{name} cannot be read: {reason}.") from None
    n_rows = len(next(iter(cells.values())))
    if len(frame) != n_rows:
        raise DataError(
            f"{name} has {n_rows:,} rows, of which pandas reads {len(frame):,}. Look "
            "for quotes that are not closed, and for other line ends."
        )
    return frame
