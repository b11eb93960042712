"""Neighbours by short floats, which are those of an exact search or not certain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from problems import problems
from scipy.spatial.distance import cdist
from threadpoolctl import threadpool_limits

from clover._numerics import quick_search
from clover._numerics.magnitude import to_search_space
from clover._numerics.neighbors import (
    MAX_QUICK_NEIGHBORS,
    find_nearest_other,
    find_neighbors,
)
from clover._numerics.quick_search import (
    search_by_differences,
    search_by_short_floats,
)


def search_exactly(X, queries, n_neighbors):
    """Return the nearest rows by differences of doubles, in order."""
    return cdist(queries, X).argsort(axis=1, kind="stable")[:, :n_neighbors]


@pytest.fixture
def rows():
    return np.random.RandomState(0).normal(size=(900, 12))


@pytest.mark.parametrize("search", [search_by_differences, search_by_short_floats])
@given(problem=problems(), k=st.integers(1, 9), half=st.booleans())
def test_certain_neighbors_are_the_exact_ones(search, problem, k, half):
    (X,) = to_search_space(problem.X)
    queries = X[::2] if half else X + np.float64(1e-3)
    k = min(k, len(X))
    found, is_certain = search(X, queries, k)
    assert_array_equal(found[is_certain], search_exactly(X, queries, k)[is_certain])


@pytest.mark.parametrize("n_neighbors", [1, 6])
@pytest.mark.parametrize("columns", [7, 64, 4_096])
def test_blocks_change_nothing(rows, monkeypatch, n_neighbors, columns):
    monkeypatch.setattr(quick_search, "BLOCK_COLUMNS", columns)
    monkeypatch.setattr(quick_search, "BLOCK_ROWS", 50)
    for n_threads in (1, 2):
        with threadpool_limits(n_threads):
            found, is_certain = search_by_short_floats(rows, rows[:300], n_neighbors)
        assert is_certain.mean() > 0.9
        expected = search_exactly(rows, rows[:300], n_neighbors)
        assert_array_equal(found[is_certain], expected[is_certain])


def test_nearly_equal_distances_are_not_certain():
    X = np.array([[1.0, 0.0], [-1.0 - 1e-7, 0.0], [5.0, 5.0]])
    _, is_certain = search_by_short_floats(X, np.zeros((1, 2)), 1)
    assert not is_certain.any()
    X[1, 0] = -1.01
    found, is_certain = search_by_short_floats(X, np.zeros((1, 2)), 2)
    assert is_certain.all()
    assert found.tolist() == [[0, 1]]


@pytest.mark.parametrize("search", [search_by_differences, search_by_short_floats])
def test_equal_distances_are_not_certain(search):
    X = np.array([[0.0], [1.0], [-1.0], [3.0], [3.0]])
    _, is_certain = search(X, X, 1)
    assert is_certain.tolist() == [True, True, True, False, False]
    _, is_certain = search(X, X[:1], 2)
    assert not is_certain.any()


def test_differences_tell_what_short_floats_do_not():
    X = np.array([[1.0, 0.0], [-1.0 - 1e-7, 0.0], [5.0, 5.0]])
    found, is_certain = search_by_differences(X, np.zeros((1, 2)), 2)
    assert is_certain.all()
    assert found.tolist() == [[0, 1]]


def test_differences_are_measured_in_batches(rows, monkeypatch):
    expected = search_by_differences(rows, rows[:50], 4)
    monkeypatch.setattr("clover._numerics.distances.MAX_HELD_VALUES", 7 * 900)
    found = search_by_differences(rows, rows[:50], 4)
    for ours, theirs in zip(found, expected, strict=True):
        assert_array_equal(ours, theirs)


@pytest.mark.parametrize("n_left", [3, 300])
def test_few_and_many_uncertain_rows_get_exact_neighbors(rows, n_left):
    # So many rows lie as close together as short floats cannot see.
    X = np.vstack((rows[:600], 3 + 1e-6 * rows[: n_left + 6]))
    (X,) = to_search_space(X)
    found = find_neighbors(X, np.arange(600 + n_left), 5)
    assert_array_equal(found, search_exactly(X, X[: 600 + n_left], 6)[:, 1:])


def test_order_of_all_rows_is_certain_without_a_next_one():
    X = np.array([[0.0], [1.0], [3.0]])
    found, is_certain = search_by_short_floats(X, X, 3)
    assert is_certain.all()
    assert found.tolist() == [[0, 1, 2], [1, 0, 2], [2, 1, 0]]


def test_search_ends_where_hardly_anything_is_certain(rows, monkeypatch):
    monkeypatch.setattr(quick_search, "BLOCK_ROWS", 100)
    # Short floats tell the first rows from none of each other, the others from all.
    X = np.vstack((3 + 1e-6 * rows[:100], rows[100:400]))
    with threadpool_limits(1):
        _, is_certain = search_by_short_floats(X, X, 3)
        assert not is_certain.any()
        _, is_certain = search_by_short_floats(X[::-1], X[::-1], 3)
    assert is_certain[:300].mean() > 0.9


def test_numbers_out_of_the_range_of_short_floats_are_not_certain(rows):
    _, is_certain = search_by_short_floats(rows * 1e30, rows[:10] * 1e30, 2)
    assert not is_certain.any()


def test_uncertain_rows_are_searched_by_doubles(rows):
    # Half of the rows lie so close together that short floats see one point.
    X = np.vstack((rows[:300], 3 + 1e-6 * rows[:300]))
    (X,) = to_search_space(X)
    _, is_certain = search_by_short_floats(X, X, 6)
    assert 0.3 < is_certain.mean() < 0.7
    found = find_neighbors(X, np.arange(600), 5)
    assert_array_equal(found, search_exactly(X, X, 6)[:, 1:])
    nearest = find_nearest_other(X[::2], X[1::2])
    assert_array_equal(nearest, search_exactly(X[1::2], X[::2], 1)[:, 0])


@pytest.mark.parametrize("n_neighbors", [MAX_QUICK_NEIGHBORS - 1, MAX_QUICK_NEIGHBORS])
def test_many_neighbors_are_the_exact_ones_too(rows, n_neighbors):
    (X,) = to_search_space(rows)
    found = find_neighbors(X, np.arange(900), n_neighbors)
    assert_array_equal(found, search_exactly(X, X, n_neighbors + 1)[:, 1:])


def test_rows_too_small_for_short_floats_are_not_certain():
    X = 1e-42 * np.array([[1.0], [2.0], [4.0]])
    _, is_certain = search_by_short_floats(X, np.array([[0.0], [1.0]]), 2)
    assert not is_certain.any()
