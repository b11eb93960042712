"""Checksums, by which a report knows the data of a fitted sampler."""

from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import sparse

from clover._rows.checksums import N_ROWS, checksum_rows
from clover._rows.containers import Container

CODES = np.array([0, 1, 0])
MIXED = {
    "day": [date(2026, 1, 1), date(2026, 1, 2), None],
    "paid": [True, False, True],
    "area": [1.5, 2.5, 3.5],
    "town": ["a", "b", "c"],
}


def check(X, codes=CODES):
    container = Container(X)
    if container.is_numeric and not container.is_frame:
        container.numbers = container.X
    return checksum_rows(container, codes)


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame])
def test_table_with_dates_flags_numbers_and_texts(make):
    assert check(make(MIXED)) == check(make(MIXED))
    other = MIXED | {"paid": [True, False, False]}
    assert check(make(MIXED)) != check(make(other))


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame])
def test_frame_of_every_dtype_that_a_frame_has_for_categories(make):
    table = make({"number": [1, 2, 3], "town": ["a", "b", "a"]})
    if make is pd.DataFrame:
        table["town"] = table["town"].astype("category")
    else:
        table = table.with_columns(pl.col("town").cast(pl.Categorical))
    assert check(table) == check(table[:])


def test_lists_of_objects_and_rows_of_numbers():
    rows = [["a", 1], ["b", 2], ["c", 3]]
    assert check(rows) != check([["a", 1], ["b", 2], ["c", 4]])
    numbers = np.arange(6.0).reshape(3, 2)
    assert check(numbers) != check(numbers + 1)


def test_sparse_rows_are_known_however_they_are_stored():
    X = np.array([[0.0, 1.0], [2.0, 0.0], [0.0, 3.0]])
    assert check(sparse.csr_matrix(X)) == check(sparse.coo_array(X).tocsc())
    assert check(sparse.csr_matrix(X)) != check(sparse.csr_matrix(2 * X))


def test_classes_and_the_number_of_rows_count():
    X = np.zeros((2 * N_ROWS, 1))
    codes = np.zeros(2 * N_ROWS, int)
    other = codes.copy()
    other[-1] = 1
    assert check(X, codes) != check(X, other)
    assert check(X, codes) != check(X[:-1], codes[:-1])
