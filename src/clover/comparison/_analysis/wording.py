"""Numbers as a reader wants to see them."""

import numpy as np


def format_number(value):
    """Return a number with three decimals, or three digits where these say too little.

    NaN is an empty string.
    """
    if np.isnan(value):
        return ""
    fits = value == 0 or 0.0005 <= abs(value) < 1000
    return f"{value:.3f}" if fits else f"{value:.3g}"


def format_p(value):
    """Return a p-value or a probability; below 0.001 it says so."""
    if np.isnan(value):
        return ""
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def count(number, singular, plural=None):
    """Return a number with its noun."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def join(texts):
    """Return texts as an enumeration."""
    *firsts, last = texts
    return f"{', '.join(firsts)} and {last}" if firsts else last
