"""Which columns of a table hold categories."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.testing import assert_array_equal
from scipy import sparse

from clover._rows.containers import Container
from clover._rows.kinds_of_columns import guess_categorical_columns

DAYS = [date(2026, 1, 1), date(2026, 1, 2)]


def guess(X):
    return guess_categorical_columns(Container(X)).tolist()


@pytest.mark.parametrize(
    ("column", "is_category"),
    [
        (pd.Series([1, 2]), False),
        (pd.Series([1.5, np.nan]), False),
        (pd.Series([1, None], dtype="Int64"), False),
        (pd.Series([Decimal(1), Decimal(2)]), False),
        (pd.Series([1, 2], dtype=object), False),
        (pd.Series([1, 0], dtype=pd.SparseDtype(int, 0)), False),
        (pd.Series([True, False]), True),
        (pd.Series([True, None], dtype="boolean"), True),
        (pd.Series([True, None], dtype=object), True),
        (pd.Series(["a", "b"], dtype=object), True),
        (pd.Series(["a", None], dtype="string"), True),
        (pd.Series(["a", 1], dtype=object), True),
        (pd.Series(["a", "b"], dtype="category"), True),
        (pd.Series([1, 2], dtype="category"), True),
    ],
    ids=lambda value: str(getattr(value, "dtype", value)),
)
def test_columns_of_pandas(column, is_category):
    assert guess(pd.DataFrame({"x": [0.5, 1.5], "y": column})) == [1] * is_category


@pytest.mark.parametrize(
    ("column", "is_category"),
    [
        (pl.Series([1, 2]), False),
        (pl.Series([1.5, None]), False),
        (pl.Series([Decimal("1.5"), Decimal("2.5")]), False),
        (pl.Series([True, None]), True),
        (pl.Series(["a", None]), True),
        (pl.Series(["a", "b"], dtype=pl.Categorical), True),
        (pl.Series(["a", "b"], dtype=pl.Enum(["b", "a"])), True),
        (pl.Series(["a", 1], dtype=pl.Object), True),
    ],
    ids=lambda value: str(getattr(value, "dtype", value)),
)
def test_columns_of_polars(column, is_category):
    assert guess(pl.DataFrame({"x": [0.5, 1.5], "y": column})) == [1] * is_category


def test_arrays_and_lists():
    assert guess(np.array([[0, 1], [1, 0]], dtype=bool)) == []
    assert guess(sparse.csr_matrix([[0.0, 1.0]])) == []
    assert guess([[1, True], [2, False]]) == []
    rows = [[1, "a", True, None], [2, "b", False, 1.5]]
    assert guess(rows) == [1, 2]
    assert guess(np.array(rows, dtype=object)) == [1, 2]
    assert guess(np.array([["a", "1"], ["b", "2"]])) == [0, 1]


def test_frames_of_sparse_columns_hold_numbers():
    X = pd.DataFrame({"x": [True, False]}).astype(pd.SparseDtype(bool, False))
    assert guess(X) == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (DAYS, "times"),
        (pd.to_datetime(DAYS), "times"),
        ([timedelta(1), timedelta(2)], "times"),
        ([{"a": 1}, {"b": 2}], "objects of type dict"),
        ([[1], "a"], "objects of type list"),
    ],
    ids=lambda value: str(type(value).__name__),
)
def test_times_and_other_objects_are_named(values, told):
    table = pd.DataFrame({"x": [0.5, 1.5]})
    table["what"] = pd.Series(list(values))
    tables = [table]
    if told == "times":
        tables.append(pl.DataFrame({"x": [0.5, 1.5], "what": list(values)}))
    for X in tables:
        with pytest.raises(ValueError, match=f"Column 'what' of `X` holds {told}"):
            guess(X)


def test_numbers_of_any_type_are_numbers():
    rows = np.array([[Fraction(1, 3), "a"], [Fraction(2, 3), "b"]], dtype=object)
    assert_array_equal(guess(rows), [1])
