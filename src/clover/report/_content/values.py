"""Python objects that every rendering can hold."""

import datetime
from numbers import Integral, Real

import numpy as np


def to_plain(value):
    """Return a value as a string, a number or a boolean; None where it is not known.

    Numbers that are not finite are not known.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value) if np.isfinite(value) else None
    if isinstance(value, datetime.date):
        return value.isoformat()
    return clean_text(str(value))


def clean_text(text):
    """Return a text without characters that no HTML page may hold.

    These are control characters and halves of pairs, which are replaced.
    """
    return "".join(
        character if _is_allowed(ord(character)) else "\N{REPLACEMENT CHARACTER}"
        for character in str(text)
    )


def _is_allowed(code):
    if code < 32:
        return code in (9, 10, 13)
    is_control = 127 <= code <= 159
    is_half = 0xD800 <= code <= 0xDFFF
    is_no_character = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    return not (is_control or is_half or is_no_character)


def round_numbers(values, n_digits=4):
    """Return numbers as a list of floats with so many significant digits."""
    return [float(f"{value:.{n_digits}g}") for value in np.asarray(values).tolist()]
