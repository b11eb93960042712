"""The target: its classes, and the container and dtypes in which it comes back."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.testing import assert_array_equal

from clover._rows.target import Target, append_target
from clover.over_sampling import GeometricSMOTE, KMeansSMOTE

CLASSES = np.array([0, 1, 2, 1, 0])
ONE_VS_ALL = np.eye(3, dtype=int)[CLASSES]
FRAME = pd.DataFrame(ONE_VS_ALL, columns=["a", "b", "c"])
NULLABLE = ["Int64", "UInt8", "Float64", "boolean"]
ARROW = ["int64[pyarrow]", "uint8[pyarrow]", "double[pyarrow]", "bool[pyarrow]"]


def to_dtype(frame, dtype):
    return frame.astype(bool).astype(dtype) if "bool" in dtype else frame.astype(dtype)


def with_rows(changes, one_vs_all=ONE_VS_ALL):
    changed = one_vs_all.copy()
    for row, values in changes.items():
        changed[row] = values
    return changed


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({0: [0, 0, 0]}, "1 has no class"),
        ({1: [0, 0, 0], 4: [0, 0, 0]}, "2 have no class"),
        ({2: [1, 0, 1]}, "1 has several classes"),
        ({2: [1, 0, 1], 3: [1, 1, 0]}, "2 have several classes"),
        ({3: [1, 1, 1], 4: [0, 0, 0]}, "1 has no class and 1 has several classes"),
    ],
)
@pytest.mark.parametrize(
    "convert",
    [
        np.asarray,
        np.ndarray.tolist,
        lambda y: y.astype(bool),
        lambda y: y.astype(np.float32),
        # Another encoding of the same.
        lambda y: 2 * y - 1,
        pd.DataFrame,
        lambda y: pd.DataFrame(y).astype("Int64"),
        lambda y: pd.DataFrame(y.astype(bool)).astype("bool[pyarrow]"),
        pl.DataFrame,
    ],
)
def test_rows_without_one_class_are_told_to_be_multilabel(convert, changes, counted):
    y = convert(with_rows(changes))
    told = f"a multilabel target: of 5 rows, {counted}, row {min(changes)} first"
    with pytest.raises(ValueError, match=told):
        Target.from_user(y)


@pytest.mark.parametrize("sampler", [KMeansSMOTE(), GeometricSMOTE()])
def test_samplers_refuse_rows_without_a_class(sampler):
    X = np.random.RandomState(0).normal(size=(30, 2))
    y = np.eye(2, dtype=int)[np.repeat([0, 1], [20, 10])]
    y[7] = 0
    with pytest.raises(ValueError, match="multilabel target: of 30 rows, 1 has no"):
        sampler.fit_resample(X, y)


@pytest.mark.parametrize("dtype", [*NULLABLE, *ARROW, "category", "Sparse[int]"])
def test_one_vs_all_frames_of_any_dtype_have_classes(dtype):
    y = to_dtype(FRAME, dtype)
    target = Target.from_user(y)
    assert_array_equal(target.y, CLASSES)
    assert target.sizes == {0: 2, 1: 2, 2: 1}


def test_columns_of_a_one_vs_all_frame_may_differ_in_dtype():
    y = pd.DataFrame(
        {
            "a": FRAME["a"].astype("Int64"),
            "b": FRAME["b"].astype(bool),
            "c": FRAME["c"].astype("double[pyarrow]"),
        }
    )
    assert_array_equal(Target.from_user(y).y, CLASSES)
    assert append_target(y, np.array([2])).dtypes.equals(y.dtypes)


@pytest.mark.parametrize("dtype", [pl.Int8, pl.UInt64, pl.Float32, pl.Boolean])
def test_one_vs_all_frames_of_polars_have_classes(dtype):
    y = pl.DataFrame(ONE_VS_ALL, schema=["a", "b", "c"]).cast(dtype)
    assert_array_equal(Target.from_user(y).y, CLASSES)
    appended = append_target(y, np.array([2, 0]))
    assert appended.schema == y.schema
    assert appended.rows()[5:] == [y.row(2), y.row(0)]


@pytest.mark.parametrize("dtype", [*NULLABLE, *ARROW])
@pytest.mark.parametrize("of", [FRAME, FRAME["a"]], ids=["frame", "series"])
def test_missing_values_are_an_error(of, dtype):
    y = to_dtype(of, dtype)
    y.iloc[3] = pd.NA
    with pytest.raises(ValueError, match="contains missing values"):
        Target.from_user(y)


@pytest.mark.parametrize("dtype", [pl.Int8, pl.Float64, pl.Boolean])
def test_missing_values_of_polars_are_an_error(dtype):
    y = pl.DataFrame({"a": [1, None, 0], "b": [0, 1, 1]}).cast(dtype)
    for wrong in (y, y["a"]):
        with pytest.raises(ValueError, match=r"contains (missing values|NaN)"):
            Target.from_user(wrong)


@pytest.mark.parametrize("dtype", [*NULLABLE, *ARROW])
def test_one_vs_all_frames_come_back_with_their_dtypes(dtype):
    X = np.random.RandomState(0).normal(size=(30, 2))
    y = to_dtype(pd.DataFrame(np.eye(2, dtype=int)[np.repeat([0, 1], [20, 10])]), dtype)
    _, y_res = KMeansSMOTE(kmeans_estimator=2, random_state=0).fit_resample(X, y)
    assert y_res.dtypes.equals(y.dtypes)
    assert list(y_res.columns) == list(y.columns)
    assert y_res.astype(int).sum().tolist() == [20, 20]
