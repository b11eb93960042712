"""The rows of each class, before and after, and tables of such rows."""

import numpy as np

# Texts in tables are shown up to so many signs.
MAX_SIGNS = 40


def tabulate_counts(classes, outcome):
    """Return, for each class, its rows before, those asked for and those made."""
    values, numbers = np.unique(outcome.y_made, return_counts=True)
    made = dict(zip(values.tolist(), numbers.tolist(), strict=True))
    requested = outcome.run.n_requested_of
    rows = []
    for value, label in classes.labels.items():
        before, n_made = classes.counts[value], made.get(value, 0)
        n_asked = n_made if requested is None else requested.get(value, 0)
        rows.append(
            {
                "class": label,
                "before": before,
                "asked": before + n_asked,
                "made": n_made,
                "after": before + n_made,
            }
        )
    return rows


def lay_out(rows):
    """Return dictionaries of the same keys as lines of a table.

    Texts are aligned to the left, and numbers to the right. Fractions have three
    decimals, and what is None is a dash.

    >>> print("\\n".join(lay_out([{"class": "yes", "before": 1200, "share": 0.25}])))
    class  before  share
    yes     1,200  0.250
    """
    header = list(rows[0])
    cells = [header, *([_write(row[name]) for name in header] for row in rows)]
    widths = [max(map(measure, column)) for column in zip(*cells, strict=True)]
    is_text = [isinstance(rows[0][name], str) for name in header]
    return [
        "  ".join(
            _pad(cell, width, is_left=left)
            for cell, width, left in zip(line, widths, is_text, strict=True)
        ).rstrip()
        for line in cells
    ]


def measure(text):
    """Return how many places of a terminal a text takes.

    >>> measure("yes"), measure("\\u65e5\\u672c")
    (3, 4)
    """
    from unicodedata import combining, east_asian_width

    return sum(
        0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def show(text):
    """Return a text in one line without signs that would steer a terminal.

    >>> show("two\\nlines"), show("x" * 50)
    ('two\\\\nlines', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...')
    """
    shown = "".join(s if s.isprintable() else repr(s)[1:-1] for s in text)
    return shown if len(shown) <= MAX_SIGNS else f"{shown[: MAX_SIGNS - 3]}..."


def _pad(text, width, *, is_left):
    blank = " " * (width - measure(text))
    return text + blank if is_left else blank + text


def _write(value):
    if value is None:
        return "-"
    if isinstance(value, str):
        return show(value)
    return f"{value:.3f}" if isinstance(value, float) else f"{value:,}"
