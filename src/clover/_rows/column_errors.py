"""Errors of other packages, with the columns at fault."""

import re
from contextlib import contextmanager

from clover._compat import InvalidParameterError
from clover._rows.containers import find_non_finite_columns
from clover._rows.error_texts import add_to_text, list_some, name_non_finite

# Errors about missing or infinite values. "Missing" alone stands in errors about
# arguments, too.
NON_FINITE = re.compile(
    r"\b(nan\b|infinit|non-finite|missing values?\b)", re.IGNORECASE
)
# Errors about values that are no numbers.
NO_NUMBERS = re.compile(
    r"\b(convert|cast\b|casting\b|not supported between|unsupported operand|ufunc|dtype"
    r"|non-numeric|numeric\b|real number|invalid literal|can only concatenate)",
    re.IGNORECASE,
)


@contextmanager
def name_columns(container):
    """Add to errors about values, in a context, the columns that may be at fault.

    These are the columns with missing or infinite values, if the error is about such
    values, and the columns that hold no numbers, if it is about values of these kinds.
    Errors about parameters and arguments stay as they are.
    """
    try:
        yield
    except InvalidParameterError:
        raise
    except (ValueError, TypeError) as error:
        if NON_FINITE.search(str(error)):
            name_non_finite(error, find_non_finite_columns(container.X))
        elif container.non_numeric_columns and NO_NUMBERS.search(str(error)):
            _name_non_numeric(error, list_some(container.non_numeric_columns))
        raise


def _name_non_numeric(error, columns):
    if columns not in str(error):
        add_to_text(error, f"Columns of `X` that hold no numbers: {columns}.")
