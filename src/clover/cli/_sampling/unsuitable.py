"""Columns between whose values nothing can be made, and what to do about them."""

import re
import shlex

from clover.cli._errors import DataError, join_names

# A text of more distinct values than this, and than half of the rows, is no category.
MAX_TEXTS = 50
DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}.*")
# Numbers that pandas takes for text: with a sign of money or a percent sign, with signs
# between thousands, or with a decimal comma.
SIGNED_NUMBER = re.compile(
    r"\s*[-+]?(?:[$€£¥]\s?[-+]?\d[\d.,' ]*|\d[\d.,' ]*\s?[$€£¥%]"
    r"|\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?|\d+,\d+)\s*"
)


def check_suitable(table, features, categorical, *, takes_texts):
    """Raise an error for columns that are neither numbers nor categories.

    The error tells of one kind of columns, and its remedy names all of them.

    Parameters
    ----------
    table : Table
        The table.

    features : list of str
        The columns that a sampler is to get.

    categorical : sequence of str
        The columns that the user named as categories.

    takes_texts : bool
        Whether texts of any number and times are suitable.
    """
    nested = [name for name in features if _is_nested(table, name)]
    times, texts = [], []
    if not takes_texts:
        others = [name for name in features if name not in nested]
        times = [name for name in others if is_time(table.frame[name])]
        others = [name for name in others if name not in {*times, *categorical}]
        many = [name for name in others if _has_many_texts(table.frame[name])]
        dates = [name for name in many if are_dates(table.frame[name])]
        texts = [name for name in many if name not in dates]
        times += dates
    wrong = [name for name in features if name in {*nested, *times, *texts}]
    if not wrong:
        return
    told = _tell_nested(nested) or _tell_times(times) or _tell_texts(table, texts)
    it, them = ("the column", "it") if len(wrong) == 1 else ("such columns", "them")
    raise DataError(
        f"{told}. Leave {it} out of the resampling with {write_ignore(wrong)}; the "
        f"real rows keep {them}."
    )


def _is_nested(table, name):
    """Return whether a column holds lists, bytes and the like."""
    if table.arrow is None:
        return False
    from pyarrow import types

    kind = table.arrow.schema.field(name).type
    tests = (types.is_nested, types.is_binary, types.is_large_binary)
    return any(test(kind) for test in tests)


def is_time(values):
    """Return whether a column holds dates or times, not as texts."""
    from pandas.api.types import is_datetime64_any_dtype, is_timedelta64_dtype

    if is_datetime64_any_dtype(values.dtype) or is_timedelta64_dtype(values.dtype):
        return True
    from datetime import date, time, timedelta

    kinds = (date, time, timedelta)
    return values.dtype == object and any(isinstance(value, kinds) for value in values)


def _has_many_texts(values):
    from pandas.api.types import is_numeric_dtype

    if is_numeric_dtype(values.dtype) or is_decimal(values):
        return False
    return values.nunique() > max(MAX_TEXTS, len(values) / 2)


def is_decimal(values):
    """Return whether a column holds decimal numbers of Python alone."""
    from decimal import Decimal

    from clover._rows.frames import is_missing

    if values.dtype != object:
        return False
    return all(isinstance(v, Decimal) or is_missing(v) for v in values)


def are_dates(values):
    """Return whether all texts of a column are dates."""
    values = values.dropna().unique()
    return len(values) > 0 and all(DATE.fullmatch(str(value)) for value in values)


def _tell_nested(names):
    if not names:
        return ""
    return (
        f"{join_names(names)}: lists, bytes or the like, and neither numbers nor "
        "categories"
    )


def _tell_times(names):
    if not names:
        return ""
    return f"{join_names(names)}: dates or times, between which no rows can be made"


def _tell_texts(table, names):
    name = names[0]
    n_distinct = table.frame[name].nunique()
    told = (
        f"Column {name!r} holds text with {n_distinct:,} distinct values in "
        f"{table.n_rows:,} rows: that is no category"
    )
    if (other := find_other_text(table.frame[name])) is not None:
        return (
            f"{told}. The texts are numbers but for {other!r} and the like: if that "
            "stands for missing values, leave these cells empty"
        )
    if (signed := find_signed_number(table.frame[name])) is not None:
        return (
            f"{told}. The texts are numbers such as {signed!r}: write them in digits "
            "with a decimal point, or with a decimal comma and semicolons between the "
            "cells"
        )
    return told


def find_other_text(values):
    """Return a text that keeps a column from being one of numbers.

    It is None if fewer than half of the distinct values are numbers, or all of them.
    """
    import pandas as pd

    texts = values.dropna().drop_duplicates().astype(str)
    is_number = pd.to_numeric(texts, errors="coerce").notna()
    others = texts[~is_number]
    return others.iloc[0] if len(others) and is_number.mean() >= 0.5 else None


def find_signed_number(values):
    """Return a text of a column whose texts are all numbers with further signs.

    It is None for other columns.
    """
    texts = [str(value) for value in values.dropna().unique()]
    return texts[0] if texts and all(map(SIGNED_NUMBER.fullmatch, texts)) else None


def write_ignore(names):
    """Return the option that leaves columns out, as a shell reads it."""
    return f"--ignore {shlex.quote(','.join(map(quote_name, names)))}"


def quote_name(name):
    """Return a name of a column as options take it that take several.

    >>> quote_name("a b"), quote_name("a,b"), quote_name(" a")
    ('a b', '"a,b"', '" a"')
    """
    if name == name.strip() and not {",", '"'} & set(name):
        return name
    return '"{}"'.format(name.replace('"', '""'))
