"""Which columns are numbers, which are categories, and which are left alone."""

from dataclasses import dataclass

from clover.cli._errors import UsageError, join_names, offer_nearest
from clover.cli._sampling.unsuitable import (
    are_dates,
    check_suitable,
    find_other_text,
    find_signed_number,
    is_decimal,
    is_time,
    write_ignore,
)
from clover.cli._tables.parquet import find_index
from clover.cli._tables.text_values import are_whole

# Integers of so few distinct values may be codes of categories.
MAX_CODES = 10


@dataclass(frozen=True)
class Header:
    """The name of a table, and those of its columns."""

    name: str
    columns: list


@dataclass(frozen=True)
class Columns:
    """The roles of the columns.

    Attributes
    ----------
    numbers, categories, ignored : list of str
        The columns, in the order of the table. The target is in none of the lists.

    whole : list of str
        The columns of numbers that hold whole numbers only.

    named : list of str
        The categories that would be numbers if the user did not name them.

    hints : list of str
        Sentences about columns that may be of another kind.
    """

    numbers: list
    categories: list
    ignored: list
    whole: list
    named: list
    hints: list

    @property
    def features(self):
        """The columns that a sampler gets, numbers first."""
        return [*self.numbers, *self.categories]


def sort_columns(table, target, categorical=(), ignored=(), *, takes_texts=False):
    """Return the `Columns` of a table.

    Parameters
    ----------
    table : Table
        The table.

    target : str
        The column of classes.

    categorical, ignored : sequence of str
        The columns that the user names.

    takes_texts : bool, default=False
        Whether columns with texts of any number, and with times, may be features. Rows
        that are only repeated may hold anything.
    """
    check_roles(table, target, categorical, ignored)
    index = [] if table.arrow is None else find_index(table.arrow)
    index = [name for name in index if name not in {*categorical, target}]
    features = [
        name for name in table.columns if name not in {target, *ignored, *index}
    ]
    if not features:
        raise UsageError(
            "No column is left: all but the target are in --ignore. Leave some out of "
            "--ignore."
        )
    check_suitable(table, features, categorical, takes_texts=takes_texts)
    categories = [
        name for name in features if name in categorical or _is_category(table, name)
    ]
    numbers = [name for name in features if name not in categories]
    whole = [name for name in numbers if _is_whole(table, name)]
    return Columns(
        numbers=numbers,
        categories=categories,
        ignored=[name for name in table.columns if name in {*ignored, *index}],
        whole=whole,
        named=[name for name in categorical if not _is_category(table, name)],
        hints=[] if takes_texts else _find_hints(table, whole, categories),
    )


def check_roles(table, target, categorical, ignored):
    """Check the columns that the user names; a `Header` suffices as the table."""
    _check_named(table, target, categorical, "--categorical")
    _check_named(table, target, ignored, "--ignore")
    both = [name for name in categorical if name in ignored]
    if both:
        raise UsageError(f"{join_names(both)}: in --categorical and in --ignore.")


def _check_named(table, target, names, option):
    for name in names:
        if name == target:
            raise UsageError(f"The target {name!r} is in {option}. Take it out.")
        if name not in table.columns:
            raise UsageError(
                f"{option}: {table.name} has no column {name!r}. "
                f"{offer_nearest(name, table.columns)}"
            )


def _is_category(table, name):
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    values = table.frame[name]
    if is_bool_dtype(values.dtype):
        return True
    if is_numeric_dtype(values.dtype) or is_time(values):
        return False
    return not is_decimal(values)


def _is_whole(table, name):
    kind = getattr(table.frame[name].dtype, "kind", "O")
    if kind in "iu":
        return True
    if table.text is not None:
        return are_whole(table.text[name])
    # With missing values, pandas has floats for integers.
    from pyarrow import types

    return types.is_integer(table.arrow.schema.field(name).type)


def _find_hints(table, whole, categories):
    """Return sentences about columns that may be of another kind."""
    hints = [*_find_dates(table, categories), *_find_numbers(table, categories)]
    distinct = {name: table.frame[name].nunique() for name in whole}
    names = [name for name in whole if 2 < distinct[name] <= MAX_CODES]
    if names:
        hints.append(
            f"{join_names(names)}: whole numbers of few distinct values, taken as "
            "numbers. If they are codes, name them in --categorical."
        )
    ids = [
        name
        for name in whole
        if distinct[name] == table.n_rows and table.n_rows > MAX_CODES
    ]
    if ids:
        hints.append(
            f"{join_names(ids)}: whole numbers that are all distinct, taken as "
            "numbers. If they are names of rows, name them in --ignore."
        )
    return hints


def _find_numbers(table, categories):
    """Return a sentence for each category that would be a number but for some texts."""
    others = {name: find_other_text(table.frame[name]) for name in categories}
    signed = {name: find_signed_number(table.frame[name]) for name in categories}
    return [
        f"{name!r}: numbers but for {text!r} and the like, taken as categories. If "
        "that stands for missing values, leave these cells empty."
        for name, text in others.items()
        if text is not None
    ] + [
        f"{name!r}: numbers such as {text!r}, taken as categories. If they are "
        "amounts, write them in digits with a decimal point."
        for name, text in signed.items()
        if text is not None
    ]


def _find_dates(table, categories):
    dates = [name for name in categories if are_dates(table.frame[name])]
    if not dates:
        return []
    return [
        f"{join_names(dates)}: dates as text, taken as categories. To leave them out "
        f"of the resampling, use {write_ignore(dates)}."
    ]
