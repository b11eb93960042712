"""The cells of a text table, as they are written."""

import csv
import io
from collections import Counter

from clover.cli._errors import DataError, count, join_names

# The csv module refuses longer cells; a table with texts may have some.
LONGEST_CELL = 2**30


def parse_rows(text, separator, name):
    """Return the header and the columns of a text table, all cells as text.

    Parameters
    ----------
    text : str
        The table. Empty lines are left out, as pandas leaves them out.

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
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    records = (row for row in reader if row)
    header = next(records, None)
    if header is None or not any(cell.strip() for cell in header):
        raise DataError(f"{name} is empty. It should have a header and rows.")
    check_header(header, name)
    rows = []
    for row in records:
        if len(row) != len(header):
            raise DataError(
                f"{name} has {count(len(row), 'cell')} in line {reader.line_num}, and "
                f"{count(len(header), 'column')} in the header. Mend the line, or "
                f"name the separator, which was taken to be {separator!r}, with "
                "--separator."
            )
        rows.append(row)
    if not rows:
        raise DataError(f"{name} has a header, but no rows.")
    return header, list(zip(*rows, strict=True))


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
    target = io.StringIO(newline="")
    writer = csv.writer(
        target,
        delimiter=text_format.separator,
        lineterminator=text_format.line_end,
    )
    writer.writerow(header)
    writer.writerows(zip(*columns, strict=True))
    return target.getvalue().encode(text_format.encoding)
