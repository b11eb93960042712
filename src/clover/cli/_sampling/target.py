"""The column of classes: checked, and as values and labels."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from clover.cli._errors import DataError, UsageError, count, join_names, offer_nearest

# More distinct numbers than this are measurements, not classes.
MAX_NUMBERS = 50
# More distinct fractions than this are, too.
MAX_FRACTIONS = 20
# More distinct texts than this share of the rows are names, not classes.
MAX_SHARE = 0.5


@dataclass(frozen=True, eq=False)
class Classes:
    """The classes of the rows.

    Attributes
    ----------
    column : str
        The name of the column.

    y : ndarray of shape (n_rows,)
        The classes as a sampler gets them: values, or text where two texts have the
        same value.

    labels : dict
        The text of each class, by its value; in the order of the values.

    counts : dict
        The number of rows of each class, by its value.
    """

    column: str
    y: np.ndarray
    labels: dict
    counts: dict

    def find(self, label):
        """Return the value of a class that ``--strategy`` names by its text."""
        values = {text: value for value, text in self.labels.items()}
        if str(label) not in values:
            raise UsageError(
                f"--strategy: {str(label)!r} is no class of {self.column!r}. "
                f"{offer_nearest(label, values)}"
            )
        return values[str(label)]

    def find_alike(self):
        """Return a sentence about classes that spaces or capitals alone tell apart."""
        alike = {}
        for text in self.labels.values():
            alike.setdefault(" ".join(text.casefold().split()), []).append(text)
        return [
            f"The classes {join_names(texts)} differ in spaces or capitals alone. If "
            "they are one class, write them alike in the table."
            for texts in alike.values()
            if len(texts) > 1
        ]


def read_classes(table, target):
    """Return the `Classes` of a table, checked."""
    if target not in table.columns:
        single = (
            " The table was read as a single column: name the sign between two cells "
            "with --separator."
            if len(table.columns) == 1
            else ""
        )
        raise UsageError(
            f"{table.name} has no column {target!r}. "
            f"{offer_nearest(target, table.columns)}{single}"
        )
    values, cells = table.frame[target], table.cells(target)
    _check_missing(target, values.isna().to_numpy(), cells)
    y = _to_array(values, cells)
    labels = dict(zip(y.tolist()[::-1], cells.tolist()[::-1], strict=True))
    labels = {value: labels[value] for value in sorted(labels)}
    check_classes(target, y, labels, y.size)
    if y.dtype.kind == "f" and (y != np.floor(y)).any():
        # scikit-learn takes fractions for a target of regression.
        y, labels = cells.astype(str), {text: text for text in labels.values()}
    return Classes(target, y, labels, dict(Counter(y.tolist())))


def _check_missing(target, is_missing, cells):
    n_missing = int(is_missing.sum())
    if not n_missing:
        return
    # pandas takes texts such as NA and None for missing values.
    texts = sorted({text for text in cells[is_missing] if text})
    written = f", written as {join_names(texts)}" if texts else ""
    remedy = "Give them another name" if texts else "Fill them in"
    raise DataError(
        f"The target {target!r} has {count(n_missing, 'missing value')}{written}. "
        f"{remedy}, or leave these rows out."
    )


def _to_array(values, cells):
    """Return the values of classes, or their texts where values would merge texts."""
    y = values.to_numpy()
    is_plain = y.dtype.kind in "biuf"
    if is_plain and len(set(y.tolist())) == len(set(cells.tolist())):
        return y
    return cells.astype(str)


def check_classes(target, y, labels, n_rows):
    """Raise an error if the values of a column are no classes.

    Parameters
    ----------
    target : str
        The column.

    y : ndarray
        Its values, or the distinct ones.

    labels : dict
        The text of each class, by its value.

    n_rows : int
        The number of rows.
    """
    n_classes = len(labels)
    if n_classes == 1:
        raise DataError(
            f"The target {target!r} has one class, {next(iter(labels.values()))!r}. "
            "Oversampling needs two or more."
        )
    is_number = y.dtype.kind in "iuf"
    has_fractions = y.dtype.kind == "f" and (y != np.floor(y)).any()
    if is_number and n_classes > (MAX_FRACTIONS if has_fractions else MAX_NUMBERS):
        raise DataError(
            f"The target {target!r} has {n_classes:,} distinct numbers: that is a "
            "target of regression. Make classes of it, or name the column of classes "
            "with --target."
        )
    if n_classes > max(MAX_NUMBERS, MAX_SHARE * n_rows):
        raise DataError(
            f"The target {target!r} has {n_classes:,} distinct texts in {n_rows:,} "
            "rows: these are no classes. Name the column of classes with --target."
        )
