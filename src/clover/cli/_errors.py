"""Errors of the command line: one line with the remedy, and an exit code."""

from difflib import get_close_matches

#: The data, or the machine, do not allow what was asked for.
DATA_CODE = 1
#: The command itself is wrong.
USAGE_CODE = 2
#: The user interrupted the command.
INTERRUPT_CODE = 130

# An error names at most so many things.
MAX_NAMED = 10
# Texts of other packages are shown up to so many signs.
MAX_SIGNS = 500


class CommandError(Exception):
    """An error that is told in one line.

    Attributes
    ----------
    code : int
        The exit code.
    """

    code = DATA_CODE


class DataError(CommandError):
    """The data do not allow what was asked for."""


class UsageError(CommandError):
    """The command names something that does not exist or does not fit."""

    code = USAGE_CODE


def offer_nearest(name, known):
    """Return a sentence that offers the nearest known names, or lists the first."""
    known = [str(one) for one in known]
    if not known:
        return "There are none."
    folded = {one.casefold(): one for one in reversed(known)}
    close = get_close_matches(str(name).casefold(), folded, n=3, cutoff=0.6)
    if close:
        return f"Did you mean {join_names([folded[one] for one in close], 'or')}?"
    return f"There are {join_names(known)}."


def join_names(names, word="and"):
    """Return quoted names as a list in words; of many, only the first.

    >>> join_names(["a", "b", "c"])
    "'a', 'b' and 'c'"
    """
    quoted = [repr(str(name)) for name in names]
    if len(quoted) > MAX_NAMED:
        return f"{', '.join(quoted[:MAX_NAMED])} and {len(quoted) - MAX_NAMED} more"
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {word} {quoted[-1]}"


def on_one_line(text):
    """Return a text on one line.

    >>> on_one_line("a\\n  b")
    'a b'
    """
    return " ".join(str(text).split())


def shorten(text):
    """Return the beginning of a text, on one line."""
    text = on_one_line(text)
    return text if len(text) <= MAX_SIGNS else f"{text[:MAX_SIGNS]}..."


def tell_reason(error):
    """Return what the system says about an error of its own."""
    return error.strerror or on_one_line(error)


def count(number, noun, plural=None):
    """Return a number with its noun.

    >>> count(1, "row"), count(1200, "row"), count(2, "class", "classes")
    ('1 row', '1,200 rows', '2 classes')
    """
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {plural or noun + 's'}"
