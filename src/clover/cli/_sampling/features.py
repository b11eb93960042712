"""The rows as a sampler gets them, and what it made as values of the table."""

import numpy as np

from clover.cli._errors import DataError, count, join_names
from clover.cli._sampling.unsuitable import is_decimal, write_ignore


def make_features(table, columns, missing="error"):
    """Return the features as a pandas frame without missing values.

    Parameters
    ----------
    table : Table
        The table.

    columns : Columns
        The roles of its columns.

    missing : {'error', 'impute', 'category'}, default='error'
        What becomes of missing values: an error; the median, and the most frequent
        category; or the median, and a category of their own.

    Returns
    -------
    X : pandas.DataFrame
        The features, in the order of the table. Categories of a text table are the
        texts of its cells.
    """
    import pandas as pd

    check_missing(table, columns, missing)
    _check_finite(table, columns)
    made = {}
    for name in table.columns:
        if name in columns.numbers:
            is_whole = name in columns.whole
            made[name] = _fill_numbers(table.frame[name], is_whole)
        elif name in columns.categories:
            made[name] = _take_categories(table, name, missing)
    return pd.DataFrame(made)


def check_missing(table, columns, missing):
    """Raise an error if missing values are not provided for."""
    others = _list_others(table, columns)
    if missing == "category" and others:
        raise DataError(
            f"{join_names(others)}: categories that are no texts, and with missing "
            "values. --missing category cannot name these; use --missing impute."
        )
    _check_filled(table, columns, missing)
    if missing != "error":
        return
    numbers = table.frame[columns.features].isna().sum()
    numbers = {name: int(number) for name, number in numbers.items() if number}
    if not numbers:
        return
    offer = _offer_category(numbers, columns, others)
    listed = ", ".join(f"{name!r} ({n:,})" for name, n in list(numbers.items())[:10])
    more = f" and {len(numbers) - 10} more columns" if len(numbers) > 10 else ""
    raise DataError(
        f"{count(sum(numbers.values()), 'missing value')} in {listed}{more}. Use "
        f"--missing impute{offer}. The real rows keep theirs."
    )


def _offer_category(lacking, columns, others):
    """Return the offer of a category for missing values, if it would do."""
    if others or not any(name in lacking for name in columns.categories):
        return ""
    return ", or --missing category, which makes a category of missing ones"


def _list_others(table, columns):
    """Return the categories of Parquet that are no texts and have missing values.

    No category of missing values can stand beside their values. In a text table, all
    categories are texts.
    """
    if table.text is not None:
        return []
    from pandas import CategoricalDtype
    from pandas.api.types import is_string_dtype

    return [
        name
        for name in columns.categories
        if (values := table.frame[name]).isna().any()
        and not isinstance(values.dtype, CategoricalDtype)
        and not is_string_dtype(values.dropna())
    ]


def _check_finite(table, columns):
    for name in columns.numbers:
        n_infinite = int(np.isinf(table.frame[name].astype(np.float64)).sum())
        if n_infinite:
            raise DataError(
                f"Column {name!r} has {count(n_infinite, 'infinite value')}. Put "
                "numbers or empty cells in the place of such values, or leave the "
                f"column out with {write_ignore([name])}."
            )


def _check_filled(table, columns, missing):
    filled = columns.numbers if missing == "category" else columns.features
    empty = [name for name in filled if table.frame[name].isna().all()]
    if empty:
        what = "Column" if len(empty) == 1 else "Columns"
        raise DataError(
            f"{what} without any value: {join_names(empty)}. Leave such columns out of "
            f"the resampling with {write_ignore(empty)}."
        )


def _fill_numbers(values, is_whole):
    """Return numbers with the median in place of missing ones."""
    if is_decimal(values):
        values = values.astype(np.float64)
    if values.isna().any():
        median = values.astype(np.float64).median()
        values = values.astype(np.float64).fillna(
            np.rint(median) if is_whole else median
        )
    if is_whole and getattr(values.dtype, "kind", "O") == "f":
        return _to_integers(values)
    return values


def _to_integers(values):
    """Return whole numbers as integers, unless they are too large for these."""
    numbers = values.to_numpy(dtype=np.float64)
    return values.astype(np.int64) if (np.abs(numbers) < 2.0**53).all() else values


def _take_categories(table, name, missing):
    """Return the categories of a column: its texts, or the values of Parquet."""
    import pandas as pd

    values = table.frame[name]
    is_missing = values.isna()
    if table.text is not None:
        texts = pd.Series(list(table.text[name]), dtype=object)
        values = texts.mask(is_missing, None)
    if missing == "impute" and is_missing.any():
        values = values.fillna(values.mode(dropna=True).iloc[0])
    return values
