"""Texts in lines that fit into a terminal."""

from textwrap import wrap

MIN_WIDTH = 20


def fold(text, width, indent=0):
    """Return a text in lines of at most a width; words that are longer stay whole.

    Lines after the first are indented by some signs.

    >>> print(fold("Note: two words", 20, 6))
    Note: two words
    >>> print(fold("Note: a few words more", 20, 6))
    Note: a few words
          more
    """
    lines = []
    for line in text.split("\n"):
        words = line.lstrip(" ")
        lines += wrap(
            words,
            max(width, MIN_WIDTH),
            initial_indent=" " * (len(line) - len(words)),
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return "\n".join(lines)
