import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import sparse

from clover._rows.containers import Container
from clover._rows.whole_numbers import find_code_columns

FEW, MANY = np.arange(2_000) % 10, np.arange(2_000) % 11


@pytest.mark.parametrize(
    "to_frame", [pd.DataFrame, pl.DataFrame], ids=["pandas", "polars"]
)
def test_columns_with_at_most_ten_integers_are_found(to_frame):
    X = to_frame({"few": FEW, "many": MANY, "floats": FEW / 1, "flags": FEW > 4})
    assert find_code_columns(Container(X)) == ["few"]


@pytest.mark.parametrize("dtype", ["Int8", "UInt16", "int32[pyarrow]", "uint8"])
def test_integers_of_any_dtype_are_found(dtype):
    X = pd.DataFrame({"many": MANY, "few": pd.Series(FEW).astype(dtype)})
    assert find_code_columns(Container(X)) == ["few"]


@pytest.mark.parametrize("to_rows", [np.asarray, np.ndarray.tolist, sparse.csr_matrix])
def test_columns_without_names_are_told_by_position(to_rows):
    X = to_rows(np.column_stack((MANY, FEW, -FEW)))
    assert find_code_columns(Container(X)) == [1, 2]
    assert find_code_columns(Container(X), skip=[1]) == [2]


def test_values_behind_the_first_rows_count():
    X = np.append(FEW, 10)[:, np.newaxis]
    assert find_code_columns(Container(X)) == []


def test_floats_are_no_codes():
    assert find_code_columns(Container(FEW[:, np.newaxis] / 1)) == []
