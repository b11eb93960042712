"""Dask arrays are resampled as data frames are."""

import numpy as np
import pytest
from scale_tables import make_table, to_arrays
from sklearn.cluster import KMeans

da = pytest.importorskip("dask.array")
dd = pytest.importorskip("dask.dataframe")
dask = pytest.importorskip("dask")
scale = pytest.importorskip("clover.scale.dask")

PARAMETERS = {"clusterer": KMeans(2, n_init=1), "random_state": 0}


@pytest.fixture(autouse=True)
def no_processes():
    with dask.config.set(scheduler="synchronous"):
        yield


@pytest.fixture(scope="module")
def data():
    return to_arrays(make_table(400))


def resample(X, y, **params):
    made = scale.plan_arrays(X, y, **PARAMETERS | params)
    return scale.resample_arrays(X, y, made)


def test_rows_are_those_of_the_data_frame(data):
    X, y = data
    frame = make_table(400).to_pandas().astype({"whole": float, "flag": float})
    ddf = dd.from_pandas(frame, npartitions=3)
    expected = scale.resample(ddf, scale.plan(ddf, "y", **PARAMETERS)).compute()
    X_res, y_res = resample(da.from_array(X, chunks=150), da.from_array(y, chunks=150))
    assert X_res.shape == (len(expected), 5)
    np.testing.assert_array_equal(X_res.compute(), expected.drop(columns="y"))
    assert y_res.compute().tolist() == expected["y"].tolist()


@pytest.mark.parametrize("chunks", [(400, 5), (150, 2)])
def test_rows_do_not_depend_on_blocks_and_keep_their_dtype(data, chunks):
    X, y = data[0].astype(np.float32), (data[1] == "few").astype(np.int8)
    one = resample(da.from_array(X, chunks=(100, 5)), da.from_array(y, chunks=100))
    other = resample(da.from_array(X, chunks=chunks), da.from_array(y, chunks=70))
    for result, expected in zip(other, one, strict=True):
        assert result.dtype == expected.dtype == expected.compute().dtype
        np.testing.assert_array_equal(result, expected)
    np.testing.assert_array_equal(one[0][:400], X)
    assert np.bincount(one[1].compute()).tolist() == 2 * [one[0].shape[0] // 2]


def test_lengths_of_blocks_may_be_unknown(data):
    X, y = (da.from_array(values, chunks=100) for values in data)
    known = resample(X, y)
    kept = X[:, 0] > -np.inf
    unknown = resample(X[kept], y[kept])
    np.testing.assert_array_equal(unknown[0].compute(), known[0].compute())
    np.testing.assert_array_equal(unknown[1].compute(), known[1].compute())


def test_weights_are_a_third_array(data):
    X, y = (da.from_array(values, chunks=100) for values in data)
    _, y_res, weights = resample(X, y, weight_column="weight")
    of_few = weights[y_res == "few"].sum().compute()
    assert of_few == pytest.approx((data[1] == "few").sum())


def test_arrays_of_different_lengths_are_refused(data):
    X, y = (da.from_array(values, chunks=100) for values in data)
    with pytest.raises(ValueError, match=r"as many rows. Got 400 and 399"):
        resample(X, y[:399])
    with pytest.raises(ValueError, match="Got 2 and 2 dimensions"):
        resample(X, X)
