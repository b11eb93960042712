"""The text of made values, as the column of the file writes its own."""

import re

import numpy as np

from clover._rows.frames import is_missing

WHOLE = re.compile(r"\s*[-+]?\d+\s*")


def write_values(values, decimal):
    """Return made values of a column as text.

    Whole numbers have no decimal sign, floats the fewest digits that give them back
    when they are read, and missing values are empty.
    """
    kind = getattr(values.dtype, "kind", "O")
    if kind == "f":
        texts = [_write_float(value) for value in np.asarray(values).tolist()]
        return [text.replace(".", decimal) for text in texts]
    return [_write_value(value) for value in values.tolist()]


def _write_float(value):
    return "" if value != value else repr(value)


def _write_value(value):
    return "" if is_missing(value) else str(value)


def are_whole(cells):
    """Return whether all cells of a column but empty ones are whole numbers."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(map(WHOLE.fullmatch, filled))
