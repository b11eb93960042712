"""Which columns are numbers, which are categories, and which are left alone."""

import re
from dataclasses import dataclass

from clover._rows.frames import is_missing
from clover.cli._errors import DataError, UsageError, join_names, offer_nearest
from clover.cli._tables.parquet import find_index
from clover.cli._tables.text_values import are_whole

# A text of more distinct values than this, and than half of the rows, is no category.
MAX_TEXTS = 50
DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}.*")
# Integers of so few distinct values may be codes of categories.
MAX_CODES = 10


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
    _check_named(table, target, categorical, "--categorical")
    _check_named(table, target, ignored, "--ignore")
    both = [name for name in categorical if name in ignored]
    if both:
        raise UsageError(f"{join_names(both)}: in --categorical and in --ignore.")
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
    _check_nested(table, features)
    categories = [
        name for name in features if name in categorical or _is_category(table, name)
    ]
    if not takes_texts:
        _check_times(table, features)
        _check_texts(table, [name for name in categories if name not in categorical])
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
    if is_numeric_dtype(values.dtype) or _is_time(values):
        return False
    return not is_decimal(values)


def is_decimal(values):
    """Return whether a column holds decimal numbers of Python alone."""
    from decimal import Decimal

    if values.dtype != object:
        return False
    return all(isinstance(v, Decimal) or is_missing(v) for v in values)


def _is_time(values):
    from pandas.api.types import is_datetime64_any_dtype, is_timedelta64_dtype

    if is_datetime64_any_dtype(values.dtype) or is_timedelta64_dtype(values.dtype):
        return True
    from datetime import date, time, timedelta

    kinds = (date, time, timedelta)
    return values.dtype == object and any(isinstance(value, kinds) for value in values)


def _check_times(table, features):
    times = [name for name in features if _is_time(table.frame[name])]
    if times:
        _refuse_times(times)


def _refuse_times(names):
    raise DataError(
        f"{join_names(names)}: dates or times, between which no rows can be made. "
        f"Leave them out of the resampling with {_write_ignore(names)}; the real rows "
        "keep them."
    )


def _check_nested(table, features):
    """Raise an error for columns of lists, of bytes and the like."""
    if table.arrow is None:
        return
    from pyarrow import types

    tests = (types.is_nested, types.is_binary, types.is_large_binary)
    nested = [
        name
        for name in features
        if any(test(table.arrow.schema.field(name).type) for test in tests)
    ]
    if nested:
        raise DataError(
            f"{join_names(nested)}: lists, bytes or the like, and neither numbers nor "
            "categories. Leave them out of the resampling with "
            f"{_write_ignore(nested)}; the real rows keep them."
        )


def _check_texts(table, categories):
    wrong = [name for name in categories if _has_many_texts(table.frame[name])]
    if not wrong:
        return
    if all(_are_dates(table.frame[name]) for name in wrong):
        _refuse_times(wrong)
    name = wrong[0]
    n_distinct = table.frame[name].nunique()
    raise DataError(
        f"Column {name!r} holds text with {n_distinct:,} distinct values in "
        f"{table.n_rows:,} rows: that is no category{_tell_numbers(table, name)}. "
        f"Leave {'it' if len(wrong) == 1 else 'such columns'} out of the resampling "
        f"with {_write_ignore(wrong)}; the real rows keep "
        f"{'it' if len(wrong) == 1 else 'them'}."
    )


def _has_many_texts(values):
    return values.nunique() > max(MAX_TEXTS, len(values) / 2)


def _tell_numbers(table, name):
    """Return a text about the cells that keep a column from being one of numbers."""
    import pandas as pd

    values = table.frame[name].dropna()
    is_number = pd.to_numeric(values, errors="coerce").notna()
    others = values[~is_number]
    if is_number.mean() < 0.5 or others.empty:
        return ""
    return f" (it holds numbers but for {str(others.iloc[0])!r} and the like)"


def _write_ignore(names):
    quoted = ",".join(f'"{name}"' if "," in name else name for name in names)
    needs_quotes = any(sign in quoted for sign in ' "&|;<>()$*')
    return f"--ignore '{quoted}'" if needs_quotes else f"--ignore {quoted}"


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
    hints = _find_dates(table, categories)
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


def _find_dates(table, categories):
    dates = [name for name in categories if _are_dates(table.frame[name])]
    if not dates:
        return []
    return [
        f"{join_names(dates)}: dates as text, taken as categories. To leave them out "
        f"of the resampling, use {_write_ignore(dates)}."
    ]


def _are_dates(values):
    values = values.dropna().unique()
    return len(values) > 0 and all(DATE.fullmatch(str(value)) for value in values)
