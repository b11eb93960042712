"""How a check makes its finding."""

from clover._codes import page_of
from clover.report._facts.whole import Finding

# A finding names so many classes or columns.
MAX_NAMED = 5


def make_finding(code, severity, title, told, remedy):
    """Return a finding; `told` holds sentences or parts of one, joined by spaces."""
    return Finding(code, severity, title, " ".join(told), remedy, page_of(code))


def join_some(names):
    """Return some of many names as text, and how many there are more."""
    names = list(names)
    shown = ", ".join(names[:MAX_NAMED])
    more = len(names) - MAX_NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def name_class(label):
    """Return how a text names a class."""
    return f"class {label!r}"


def capitalize(text):
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]


def percent(share):
    """Return a share as a percentage."""
    return f"{100 * share:.3g}\N{NO-BREAK SPACE}%"
