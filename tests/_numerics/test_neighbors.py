"""Nearest neighbours in one group of rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from problems import problems
from scipy import sparse
from sklearn.neighbors import NearestNeighbors

from clover._numerics.neighbors import (
    MAX_CLEAR_ROWS,
    MAX_QUICK_NEIGHBORS,
    find_clear_neighbors,
)


@given(problem=problems(), k=st.integers(1, 8))
def test_clear_neighbors_are_those_of_every_algorithm(problem, k):
    X = problem.X
    k = min(k, len(X) - 1)
    found = find_clear_neighbors(X, k)
    if found is None:
        return
    for algorithm in ("brute", "kd_tree", "ball_tree"):
        search = NearestNeighbors(n_neighbors=k + 1, algorithm=algorithm).fit(X)
        assert_array_equal(found, search.kneighbors(return_distance=False)[:, :k])


def test_order_that_rounding_may_change_is_not_clear():
    X = np.array([[0.0], [1.0], [-1.0 - 1e-15], [5.0]])
    assert find_clear_neighbors(X, 1) is None
    assert find_clear_neighbors(X, 2) is None
    X[2] = -1.1
    assert find_clear_neighbors(X, 1)[:, 0].tolist() == [1, 0, 0, 1]


def test_neighbors_that_share_digits_with_the_origin_are_not_clear():
    X = np.array([[0.0], [1.0], [2.5], [4.5]])
    assert find_clear_neighbors(X, 1) is not None
    assert find_clear_neighbors(X + 1e9, 1) is None


def test_duplicates_are_not_clear():
    assert find_clear_neighbors(np.array([[0.0], [0.0], [3.0]]), 1) is None


@pytest.mark.parametrize(
    "X",
    [
        sparse.csr_matrix(np.eye(3)),
        np.array([[0], [1], [3]]),
    ],
    ids=["sparse", "integers"],
)
def test_other_rows_are_left_to_a_search(X):
    assert find_clear_neighbors(X, 1) is None


def test_many_neighbors_are_left_to_a_search():
    X = np.random.RandomState(0).normal(size=(60, 3))
    assert find_clear_neighbors(X, MAX_QUICK_NEIGHBORS) is None
    assert find_clear_neighbors(X, MAX_QUICK_NEIGHBORS - 1) is not None


@pytest.mark.parametrize("n_samples", [MAX_CLEAR_ROWS, 600])
def test_few_and_many_rows_have_clear_neighbors(n_samples):
    X = np.random.RandomState(0).normal(size=(n_samples, 8))
    search = NearestNeighbors(n_neighbors=6).fit(X)
    expected = search.kneighbors(X, return_distance=False)[:, 1:]
    assert_array_equal(find_clear_neighbors(X, 5), expected)
    X[-1] = X[0]
    assert find_clear_neighbors(X, 5) is None


def test_single_row_has_none():
    assert find_clear_neighbors(np.array([[1.0]]), 0).shape == (1, 0)
