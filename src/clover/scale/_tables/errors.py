"""Errors about columns and their values, which name the column and the row."""

from difflib import get_close_matches

import numpy as np

# A column of categories holds so many different values at most.
MAX_LEVELS = 1_000
# A target holds so many different values at most.
MAX_CLASSES = 10_000


def is_number(kind):
    """Return whether an Arrow type is one of numbers or booleans."""
    import pyarrow as pa

    is_whole_or_float = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    return is_whole_or_float or pa.types.is_boolean(kind)


def is_text(kind):
    """Return whether an Arrow type is one of texts."""
    import pyarrow as pa

    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


class PartitionRows:
    """The rows of a partition, of which the place among all rows is not known yet.

    Parameters
    ----------
    name : str
        The name of the partition.

    first_row : int
        Number of the first row that counts, in the partition.
    """

    def __init__(self, name, first_row):
        self.name, self.first_row = name, first_row

    def __getitem__(self, row):
        return f"{self.first_row + row} of partition {self.name}"


def suggest_names(name, names):
    """Return the end of a sentence that names the nearest of some names, or ""."""
    nearest = get_close_matches(str(name), [str(other) for other in names])
    return f"; did you mean {' or '.join(map(repr, nearest))}?" if nearest else ""


def check_complete(column, name, row_numbers, may_ignore):
    """Check that no value of an Arrow column is missing.

    `may_ignore` is whether the error offers to ignore the column.
    """
    is_missing = column.is_null() if column.null_count else None
    if hasattr(column, "dictionary") and column.dictionary.null_count:
        is_missing = column.dictionary_decode().is_null()
    if is_missing is None:
        return
    rows = np.flatnonzero(is_missing.to_numpy(zero_copy_only=False))
    if rows.size:
        raise ValueError(
            f"Column {name!r} misses values, in row {row_numbers[rows[0]]}. Fill them "
            f"in, or leave their rows out{_or_ignore(name) if may_ignore else ''}."
        )


def _or_ignore(name):
    return f", or name the column in `ignored_columns`: [{name!r}]"


def check_finite(values, name, row_numbers):
    """Check that no number of a column is NaN or infinite."""
    is_finite = np.isfinite(values)
    if not is_finite.all():
        row = int(np.argmin(is_finite))
        raise ValueError(
            f"Column {name!r} holds {values[row]} in row {row_numbers[row]}. Missing "
            "and infinite values should be filled in, or their rows left out."
        )


def check_category(codes, name, what, row_numbers):
    """Check that all values of a column were there in an earlier pass."""
    rows = np.flatnonzero(codes < 0)
    if rows.size:
        raise ValueError(
            f"Column {name!r} holds {what} in row {row_numbers[rows[0]]} that it did "
            "not hold in an earlier pass, or in the data of the plan. The data should "
            "not change meanwhile."
        )


def check_level_count(levels, name):
    """Check that a column of categories does not hold too many."""
    if len(levels) > MAX_LEVELS:
        raise ValueError(
            f"Column {name!r} holds more than {MAX_LEVELS:,} different values, which "
            "are too many for categories. Name the column in `ignored_columns`: "
            f"[{name!r}], or join rare values."
        )


def check_target_type(kind, target):
    """Check that a target holds something that classes may be."""
    values = kind.value_type if hasattr(kind, "index_type") else kind
    if not is_number(values) and not is_text(values):
        raise ValueError(
            f"The target {target!r} is of type {kind}. Classes are texts, numbers or "
            "booleans. Convert the column, or choose another one."
        )


def check_class_count(counts, target):
    """Check that a target does not hold too many different values."""
    if len(counts) > MAX_CLASSES:
        raise ValueError(
            f"The target {target!r} holds more than {MAX_CLASSES:,} different values, "
            f"such as {next(iter(counts))!r}, which are too many for classes. Choose "
            "another column, or divide its values into a few classes."
        )
