"""TableScaler: StandardScaler next to OneHotEncoder, for any table and magnitude."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.exceptions import NotFittedError
from sklearn.preprocessing import StandardScaler

from clover.clusterer._one_cluster import OneCluster
from clover.clusterer._table_scaler import TableScaler


@pytest.fixture
def numbers():
    rng = np.random.default_rng(0)
    return rng.normal(size=(50, 4)) * [1, 1e6, 1e-3, 1] + [0, 5, 0, 1e4]


class TestNumbers:
    @pytest.mark.parametrize("dtype", ["f8", "f4", "i2"])
    def test_are_those_of_standard_scaler_to_the_bit(self, numbers, dtype):
        X = (numbers / 1e3).astype(dtype)
        scaled = TableScaler().fit_transform(X)
        expected = StandardScaler().fit_transform(X)
        assert scaled.dtype == expected.dtype
        assert_array_equal(scaled, expected)

    @pytest.mark.parametrize("exponent", [-1000, -600, -30, 30, 600, 1000])
    def test_do_not_depend_on_factors_of_two(self, numbers, exponent):
        scaled = TableScaler().fit_transform(numbers)
        assert_array_equal(TableScaler().fit_transform(numbers * 2.0**exponent), scaled)

    def test_of_sparse_rows_are_not_centered(self, numbers):
        X = np.where(numbers > numbers.mean(axis=0), numbers, 0)
        for make in (sparse.csr_matrix, sparse.csc_array):
            scaled = TableScaler().fit_transform(make(X))
            assert scaled.format == "csr"
            assert_allclose(scaled.toarray(), X / X.std(axis=0))

    def test_of_columns_without_a_spread_are_finite(self):
        X = np.column_stack((np.zeros(5), np.full(5, 1e300), np.arange(5.0)))
        assert_allclose(TableScaler().fit_transform(X)[:, :2], 0, atol=1e-12)

    def test_of_other_rows_have_the_scale_of_the_fit(self, numbers):
        scaler = TableScaler().fit(numbers)
        assert_array_equal(
            scaler.transform(numbers[:3]), scaler.fit_transform(numbers)[:3]
        )

    def test_need_a_fit(self, numbers):
        with pytest.raises(NotFittedError):
            TableScaler().transform(numbers)


class TestCategories:
    def test_get_an_indicator_each(self):
        X = pd.DataFrame({"kind": ["b", "a", "b", None], "x": [1.0, 3, 1, 3]})
        expected = [[-1, 1, 0, 0], [1, 0, 1, 0], [-1, 1, 0, 0], [1, 0, 0, 1]]
        assert_array_equal(TableScaler([0]).fit_transform(X), expected)
        in_polars = pl.DataFrame({"kind": ["b", "a", "b", None], "x": [1.0, 3, 1, 3]})
        assert_array_equal(TableScaler([0]).fit_transform(in_polars), expected)
        assert_array_equal(TableScaler([0]).fit_transform(X.to_numpy()), expected)

    def test_that_are_new_get_none(self):
        X = np.array([["a", "x"], ["b", "y"]], dtype=object)
        scaler = TableScaler([0, 1]).fit(X)
        new = np.array([["b", "z"], ["c", "x"]], dtype=object)
        assert_array_equal(scaler.transform(new), [[0, 1, 0, 0], [0, 0, 1, 0]])

    def test_that_are_many_are_kept_sparse(self):
        X = np.array([[f"{row}"] for row in range(300)], dtype=object)
        encoded = TableScaler([0]).fit_transform(X)
        assert sparse.issparse(encoded)
        assert_array_equal(encoded.toarray(), np.eye(300))


def test_one_cluster_holds_all_rows():
    X = np.zeros((4, 2))
    clusterer = OneCluster()
    assert_array_equal(clusterer.fit_predict(X), [0, 0, 0, 0])
    assert_array_equal(clusterer.predict(X[:3]), [0, 0, 0])
