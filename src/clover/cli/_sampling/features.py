"""The rows as a sampler gets them, and what it made as values of the table."""

import numpy as np

from clover.cli._errors import DataError, count

MISSING_POLICIES = ("error", "impute", "category")


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
        category; or, for categories, a category of their own.

    Returns
    -------
    X : pandas.DataFrame
        The features, in the order of the table. Categories of a text table are the
        texts of its cells.
    """
    import pandas as pd

    check_missing(table, columns, missing)
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
    wanted = {
        "error": columns.features,
        "category": columns.numbers,
        "impute": [],
    }[missing]
    numbers = {name: int(table.frame[name].isna().sum()) for name in wanted}
    numbers = {name: number for name, number in numbers.items() if number}
    if not numbers:
        _check_filled(table, columns, missing)
        return
    listed = ", ".join(f"{name!r} ({n:,})" for name, n in list(numbers.items())[:10])
    more = f" and {len(numbers) - 10} more columns" if len(numbers) > 10 else ""
    are_categories = all(name in columns.categories for name in numbers)
    remedy = " or --missing category" if are_categories else ""
    raise DataError(
        f"{count(sum(numbers.values()), 'missing value')} in {listed}{more}. Use "
        f"--missing impute{remedy}; the real rows keep theirs."
    )


def _check_filled(table, columns, missing):
    if missing != "impute":
        return
    empty = [name for name in columns.features if table.frame[name].isna().all()]
    if empty:
        raise DataError(
            f"Column {empty[0]!r} has no value from which the missing ones could be "
            "filled in. Leave it out with --ignore."
        )


def _fill_numbers(values, is_whole):
    """Return numbers with the median in place of missing ones."""
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
        # Missing categories are known by a missing value in place of their text.
        values = texts.mask(is_missing, None) if missing == "impute" else texts
    if missing == "impute" and is_missing.any():
        values = values.fillna(values.mode(dropna=True).iloc[0])
    return values
