"""The rows of each class, before and after."""

import numpy as np


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

    Texts are aligned to the left, and numbers to the right.

    >>> print("\\n".join(lay_out([{"class": "yes", "before": 1200}])))
    class  before
    yes     1,200
    """
    header = list(rows[0])
    cells = [header, *([_write(row[name]) for name in header] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    is_text = [isinstance(rows[0][name], str) for name in header]
    return [
        "  ".join(
            cell.ljust(width) if left else cell.rjust(width)
            for cell, width, left in zip(line, widths, is_text, strict=True)
        ).rstrip()
        for line in cells
    ]


def _write(value):
    return value if isinstance(value, str) else f"{value:,}"
