"""Batches of rows, rows in a range, and distances to a point."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy import sparse

from clover._numerics.distances import held_batches, squared_distances_to
from clover._numerics.magnitude import to_search_space, to_unit_range


@pytest.mark.parametrize(
    ("n_rows", "n_values", "sizes"),
    [(5, 2, [2, 2, 1]), (5, 9, [1] * 5), (4, 1, [4]), (0, 2, [])],
)
def test_batches_hold_at_most_so_many_values_or_one_row(n_rows, n_values, sizes):
    batches = list(held_batches(n_rows, n_values, max_values=4))
    assert [batch.stop - batch.start for batch in batches] == sizes
    rows = np.concatenate([np.empty(0, int), *(np.arange(99)[b] for b in batches)])
    assert_array_equal(rows, np.arange(n_rows))


def test_search_space_begins_at_the_mean_of_the_first_rows():
    rows = np.array([[3.0, -2.0], [5.0, -2.0]])
    first, second = to_search_space(rows, rows[:1] + 1)
    assert_array_equal(first / first[1, 0], [[-1, 0], [1, 0]])
    assert_array_equal(second / first[1, 0], [[0, 1]])
    assert_array_equal(rows, [[3, -2], [5, -2]])


def test_each_group_is_shifted_and_divided_by_itself():
    X = np.array([[[1.0, 2.0], [5.0, -6.0]], [[3.0, 3.0], [3.0, 3.0]]])
    scaled, scale = to_unit_range(X)
    assert_array_equal(scaled, [[[0, 0], [0.5, -1]], [[0, 0], [0, 0]]])
    assert_array_equal(scale, [8, 0])


def test_sparse_rows_are_divided_but_not_shifted():
    scaled, scale = to_unit_range(sparse.csr_array([[0, -4], [2, 0]]))
    assert_array_equal(scaled.toarray(), [[0, -1], [0.5, 0]])
    assert scale == 4


@pytest.mark.parametrize("make", [np.asarray, sparse.csr_array])
def test_squared_distances_to_a_point_by_hand(make):
    X = make(np.array([[0.0, 0.0], [3.0, 4.0]]))
    assert_array_equal(squared_distances_to(X, np.array([3.0, 0.0])), [9, 16])
