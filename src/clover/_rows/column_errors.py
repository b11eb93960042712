"""Errors of other packages, with the columns at fault."""

from contextlib import contextmanager

from clover._rows.containers import find_non_finite_columns
from clover._rows.error_texts import add_to_text, list_some, name_non_finite

# Words of errors about missing or infinite values.
NON_FINITE = ("NaN", "infinity", "missing")


@contextmanager
def name_columns(container):
    """Add to any error in a context the columns of rows that may be at fault.

    These are the columns with missing or infinite values, if the error is about such
    values, and otherwise the columns that hold no numbers.
    """
    try:
        yield
    except Exception as error:
        columns = container.non_numeric_columns
        if any(word in str(error) for word in NON_FINITE):
            name_non_finite(error, find_non_finite_columns(container.X))
        elif columns and list_some(columns) not in str(error):
            add_to_text(
                error, f"Columns of `X` that hold no numbers: {list_some(columns)}."
            )
        raise
