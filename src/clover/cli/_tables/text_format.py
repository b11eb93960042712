"""How a text table is written: its separator, its decimal sign and its encoding."""

import codecs
import csv
import io
import re
from dataclasses import dataclass
from itertools import islice

from clover.cli._errors import DataError, UsageError

# The separators that are looked for, in the order of preference.
SEPARATORS = (",", ";", "\t", "|")
NAMES_OF_SEPARATORS = {
    "tab": "\t",
    "comma": ",",
    "semicolon": ";",
    "pipe": "|",
    "space": " ",
}
TOLD_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
# So many lines, from so many signs at the start, tell the separator.
N_LINES = 20
N_SIGNS = 2**20
# The csv module refuses longer cells; a table with texts may have some.
LONGEST_CELL = 2**30
# Marks at the start of a file, longest first, and the encodings that they tell.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
COMMA_NUMBER = re.compile(r"\s*[-+]?\d*,\d+([eE][-+]?\d+)?\s*")
WHOLE_NUMBER = re.compile(r"\s*[-+]?\d+\s*")


@dataclass(frozen=True)
class TextFormat:
    """How a text table is written.

    Attributes
    ----------
    separator : str
        The sign between two cells.

    decimal : str
        The decimal sign of numbers.

    encoding : str
        The encoding.

    line_end : str
        The end of a line.
    """

    separator: str = ","
    decimal: str = "."
    encoding: str = "utf-8"
    line_end: str = "\n"


def read_separator(text):
    """Return the separator that the user names; None if it is to be found."""
    if text is None or text == "auto":
        return None
    separator = NAMES_OF_SEPARATORS.get(text.lower(), text.replace("\\t", "\t"))
    if len(separator) != 1 or separator in '"\r\n':
        raise UsageError(
            f"--separator should be one sign, such as ';', or 'tab'. Got {text!r}."
        )
    return separator


def read_encoding(name):
    """Return the encoding that the user names, checked; None if it is to be found."""
    if name is None or name == "auto":
        return None
    try:
        encoding = codecs.lookup(name).name
        # Some are between bytes and bytes, or between texts and texts.
        b"a".decode(encoding)
        return encoding
    except (LookupError, UnicodeError, ValueError):
        raise UsageError(
            f"--encoding {name!r} is unknown. Common ones are 'utf-8', 'cp1252' and "
            "'utf-16'."
        ) from None


def decode(content, encoding, name):
    """Return the text of bytes, and the encoding that is found if none is given."""
    marked = next((e for mark, e in MARKS if content.startswith(mark)), None)
    if encoding is None:
        encoding = marked or "utf-8"
    elif marked == "utf-8-sig" and encoding == "utf-8":
        # The mark would be a sign of the first name.
        encoding = marked
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        remedy = "cp1252" if encoding.startswith("utf") else "utf-8"
        raise DataError(
            f"{name} is not written in {encoding} (line {line}). Name its encoding, "
            f"such as --encoding {remedy}."
        ) from None


def find_separator(text):
    """Return the separator that divides the first lines into most equal parts."""
    lines = _first_records(text)
    csv.field_size_limit(LONGEST_CELL)
    best, most = ",", 0
    for separator in SEPARATORS:
        sizes = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        n_cells = sizes[0] if sizes else 0
        n_equal = sum(size == n_cells for size in sizes)
        if n_cells > 1 and n_equal * n_cells > most and 2 * n_equal > len(sizes):
            best, most = separator, n_equal * n_cells
    # A header may be the only line with cells of equal number.
    if most == 0:
        counts = {sign: (lines[0] if lines else "").count(sign) for sign in SEPARATORS}
        best = max(SEPARATORS, key=counts.get)
    return best


def _first_records(text):
    """Return the first lines of a text."""
    return list(islice(io.StringIO(text[:N_SIGNS], newline=""), N_LINES))


def find_line_end(text):
    """Return the end of the first line."""
    place = text.find("\n")
    if place < 0:
        return "\r" if "\r" in text else "\n"
    return "\r\n" if text[place - 1 : place] == "\r" else "\n"


def find_decimal(columns, separator):
    """Return the decimal sign: a comma if columns of numbers are written with it.

    `columns` holds the cells of each column. In a column of numbers with decimal
    commas, all cells but empty ones are numbers, and some have a comma.
    """
    if separator == ",":
        return "."
    return "," if any(map(_has_decimal_commas, columns)) else "."


def _has_decimal_commas(cells):
    has_comma = False
    for cell in cells:
        if COMMA_NUMBER.fullmatch(cell):
            has_comma = True
        elif cell and not WHOLE_NUMBER.fullmatch(cell):
            return False
    return has_comma
