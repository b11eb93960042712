"""The cells of a text table, as they are written."""

import csv
import io
from collections import Counter

from clover.cli._errors import DataError, count, join_names
from clover.cli._tables.text_format import LONGEST_CELL


def parse_rows(lines, separator, name):
    """Return the header and the columns of a text table, all cells as text.

    Parameters
    ----------
    lines : iterable of str
        The lines of the table, with their ends. Empty ones are left out, as pandas
        leaves them out.

    separator : str
        The sign between two cells.

    name : str
        What the table is called in errors.

    Returns
    -------
    header : list of str
        The names of the columns.

    columns : list of tuple of str
        The cells of each column.
    """
    records = _read_records(lines, separator, name)
    _, header = next(records, (0, []))
    if not any(cell.strip() for cell in header):
        raise DataError(f"{name} is empty. It should have a header and rows.")
    check_header(header, name)
    rows = []
    for line, row in records:
        if len(row) != len(header):
            _refuse_row(row, line, len(header), separator, name)
        rows.append(row)
    if not rows:
        raise DataError(f"{name} has a header, but no rows.")
    return header, list(zip(*rows, strict=True))


def _read_records(lines, separator, name):
    """Yield the number of the first line, and the cells, of each row."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, delimiter=separator)
    line = 1
    try:
        for row in reader:
            # Lines of nothing but spaces are none for pandas, either.
            if len(row) > 1 or (row and row[0].strip(" \t")):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(f"{name} cannot be read in line {line}: {error}.") from None


def _refuse_row(row, line, n_columns, separator, name):
    """Raise the error of a row with cells that do not fit the header."""
    remedy = (
        "Look for a quote that is not closed"
        if any("\n" in cell or "\r" in cell for cell in row)
        else "Mend the line"
    )
    raise DataError(
        f"{name} has {count(len(row), 'cell')} in line {line}, and "
        f"{count(n_columns, 'column')} in the header. {remedy}, or name the separator, "
        f"which was taken to be {separator!r}, with --separator."
    )


def check_header(header, name):
    """Check that all columns have a name of their own."""
    unnamed = [place + 1 for place, cell in enumerate(header) if not cell.strip()]
    if unnamed:
        places = ", ".join(map(str, unnamed))
        raise DataError(
            f"{name} has {count(len(unnamed), 'column')} without a name (column "
            f"{places}). Name them in the header; a column of row numbers can then be "
            "left out with --ignore."
        )
    repeated = [cell for cell, number in Counter(header).items() if number > 1]
    if repeated:
        raise DataError(
            f"{name} has several columns named {join_names(repeated)}. Rename them in "
            "the header."
        )


def write_rows(header, columns, text_format):
    """Return a text table as bytes.

    A single empty cell is quoted, because a line without signs is no row.
    """
    target = io.BytesIO()
    # A text of the whole table would take four times the memory of its bytes.
    with io.TextIOWrapper(target, encoding=text_format.encoding, newline="") as stream:
        writer = csv.writer(
            stream,
            delimiter=text_format.separator,
            lineterminator=text_format.line_end,
        )
        writer.writerow(header)
        writer.writerows(zip(*columns, strict=True))
        stream.flush()
        return target.getvalue()
