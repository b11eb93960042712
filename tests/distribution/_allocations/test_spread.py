"""Densities, as logarithms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from scipy.spatial.distance import pdist

from clover._numerics import distances as _distances
from clover._numerics.groups import Groups
from clover._rows.cells import Cells
from clover.distribution._allocations import spread as _spread
from clover.distribution._allocations.spread import (
    log_density,
    log_mean_distance,
    log_mean_distances,
    log_mean_distances_of_cells,
)


def test_mean_distance_by_hand():
    # A triangle with sides 3, 4 and 5.
    X = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
    assert_allclose(np.exp(log_mean_distance(X)), 4.0)


@pytest.mark.parametrize("n_features", [3, 200])
def test_mean_distance_in_blocks_is_that_of_all_pairs(monkeypatch, n_features):
    X = np.random.RandomState(0).normal(size=(57, n_features))
    monkeypatch.setattr(_distances, "MAX_HELD_VALUES", 57 * 10)
    assert_allclose(np.exp(log_mean_distance(X)), pdist(X).mean())


def test_mean_distance_of_sparse_rows_is_that_of_dense_ones():
    X = sparse.random(60, 40, density=0.1, format="csr", random_state=0)
    assert_allclose(log_mean_distance(X), log_mean_distance(X.toarray()))


@pytest.mark.parametrize("make", [np.asarray, sparse.csr_matrix, sparse.csr_array])
def test_equal_rows_have_no_distance(make):
    assert log_mean_distance(make(np.ones((4, 3)))) == -np.inf
    assert log_mean_distance(make(np.zeros((4, 3)))) == -np.inf
    assert log_mean_distance(make(np.ones((1, 3)))) == -np.inf


KINDS = {
    "any": lambda X, rng: X,
    "repeated": lambda X, rng: X[rng.randint(1 + len(X) // 8, size=len(X))],
    "grid": lambda X, rng: X.round(),
    "far": lambda X, rng: (X * 2**10).round() + 2**40,
    "of two scales": lambda X, rng: (
        X * np.where(np.arange(len(X)) % 2, 1e-9, 1)[:, None]
    ),
    "huge": lambda X, rng: X * 1e200,
    "tiny": lambda X, rng: X * 1e-200,
}


@given(
    sizes=st.lists(st.integers(1, 90), min_size=1, max_size=20),
    n_features=st.sampled_from([1, 2, 9, 200]),
    kind=st.sampled_from(list(KINDS)),
    seed=st.integers(0, 10_000),
)
def test_mean_distances_of_groups_are_those_of_all_their_pairs(
    sizes, n_features, kind, seed
):
    rng = np.random.RandomState(seed)
    X = KINDS[kind](rng.normal(size=(sum(sizes), n_features)), rng)
    groups = Groups.from_sizes(np.array(sizes))
    found = log_mean_distances(X, groups)
    for group, log_distance in enumerate(found):
        # Far rows are integers, whose differences are exact.
        rows = X[groups.of(group)] - X[groups.of(group)[0]]
        scale = np.abs(rows).max()
        if len(rows) == 1 or scale == 0:
            assert log_distance == -np.inf
        else:
            expected = np.log(scale) + np.log(pdist(rows / scale).mean())
            assert abs(log_distance - expected) < 1e-11


@pytest.mark.parametrize("n_rows", [700, 1_100])
@pytest.mark.parametrize("kind", list(KINDS))
def test_mean_distance_by_products_is_that_of_all_pairs(kind, n_rows):
    rng = np.random.RandomState(0)
    X = KINDS[kind](rng.normal(size=(n_rows, 30)), rng)
    rows = X - X[0]
    scale = np.abs(rows).max()
    expected = np.log(scale) + np.log(pdist(rows / scale).mean())
    assert abs(log_mean_distance(X) - expected) < 1e-11


@pytest.mark.parametrize("tail", [2, 100])
@pytest.mark.parametrize("make", [np.asarray, sparse.csr_matrix])
def test_sampled_mean_distance_is_near_the_exact_one(monkeypatch, tail, make):
    X = np.random.RandomState(1).standard_t(tail, size=(3000, 5))
    exact = log_mean_distance(X)
    monkeypatch.setattr(_spread, "MAX_EXACT_ROWS", 100)
    sampled = log_mean_distance(make(X))
    assert sampled != exact
    assert_allclose(np.exp(sampled - exact), 1, atol=0.01)


@pytest.mark.parametrize("held_values", [5 * 7, 10**6])
@pytest.mark.parametrize("make", [np.asarray, sparse.csr_array])
def test_mean_over_all_shifts_is_that_over_all_pairs(monkeypatch, make, held_values):
    X = np.random.RandomState(1).standard_t(2, size=(41, 5))
    monkeypatch.setattr(_spread, "MAX_EXACT_ROWS", 10)
    monkeypatch.setattr(_spread, "N_SHIFTS", 40)
    monkeypatch.setattr(_distances, "MAX_HELD_VALUES", held_values)
    assert_allclose(np.exp(log_mean_distance(make(X))), pdist(X).mean())


@pytest.mark.parametrize("make", [sparse.csr_matrix, sparse.csr_array])
def test_sparse_rows_of_negative_numbers_have_a_distance(make):
    X = -sparse.random(60, 40, density=0.1, random_state=0).toarray()
    assert_allclose(np.exp(log_mean_distance(make(X))), pdist(X).mean())


@pytest.mark.parametrize("make", [np.asarray, sparse.csr_array])
def test_equal_rows_of_different_columns_have_no_distance(make):
    rows = make(np.tile([1.0, 2.0, -3.0], (5, 1)))
    assert log_mean_distance(rows) == -np.inf
    # Different rows whose columns have one largest number and one smallest.
    assert np.isfinite(log_mean_distance(make(np.eye(3))))


def test_sampled_mean_distance_in_blocks_is_the_same(monkeypatch):
    X = np.random.RandomState(1).normal(size=(500, 5))
    monkeypatch.setattr(_spread, "MAX_EXACT_ROWS", 100)
    expected = log_mean_distance(X)
    monkeypatch.setattr(_distances, "MAX_HELD_VALUES", 5 * 37)
    assert_allclose(log_mean_distance(X), expected)


@pytest.mark.parametrize("scale", [1e150, 1e-150, 1e300])
@pytest.mark.parametrize("offset", [0, 1])
def test_mean_distance_scales_with_the_units(scale, offset):
    X = np.random.RandomState(0).uniform(size=(20, 3)) + offset
    assert_allclose(log_mean_distance(X * scale), log_mean_distance(X) + np.log(scale))


def test_mean_distance_leaves_the_rows_alone():
    X = np.random.RandomState(0).uniform(size=(20, 3))
    before = X.copy()
    log_mean_distance(X)
    assert_array_equal(X, before)


# Class 1: two rows in cluster 0 at distance 1, two in cluster 1 at distance 2, one in
# cluster 2; class 0 is elsewhere.
COUNTS = np.array([[0, 2], [0, 2], [0, 1], [1, 0]])
LOG_DISTANCES = np.log([[np.nan, 1], [np.nan, 2], [np.nan, np.nan], [np.nan, np.nan]])
LOG_DISTANCES[[2, 3], [1, 0]] = -np.inf


def test_mean_distances_of_cells_by_hand():
    X = np.array([[0.0], [1.0], [5.0], [7.0], [9.0], [20.0]])
    cells = Cells.from_labels(
        np.array([0, 0, 1, 1, 2, 3]), np.array([1, 1, 1, 1, 1, 0])
    )
    assert_array_equal(cells.counts, COUNTS)
    found = log_mean_distances_of_cells(X, cells, COUNTS > 0)
    assert_allclose(found, LOG_DISTANCES)


def test_log_density_by_hand():
    densities = np.exp(log_density(COUNTS, LOG_DISTANCES, np.full((4, 2), 3)))
    # n / D^e: 2 / 1, 2 / 8, and the single row counts as the densest.
    assert_allclose(densities[:, 1], [2, 0.25, 2, np.nan])
    # No density of class 0 is finite, so all are one.
    assert_allclose(densities[:, 0], [np.nan, np.nan, np.nan, 1])


def test_cells_of_one_row_may_get_the_smallest_distance_instead():
    exponents = np.full((4, 2), 3)
    densities = np.exp(log_density(COUNTS, LOG_DISTANCES, exponents, False))
    # The single row gets a D of 1: 1 / 1.
    assert_allclose(densities[:, 1], [2, 0.25, 1, np.nan])
    assert_allclose(densities[3, 0], 1)


def test_only_wanted_cells_have_a_density():
    log_distances = np.full((4, 2), np.nan)
    log_distances[1, 1] = np.log(2)
    log_densities = log_density(COUNTS, log_distances, np.full((4, 2), 3))
    assert np.isfinite(log_densities).sum() == 1


def test_density_at_exponent_zero_is_the_number_of_rows():
    log_distances = np.where(COUNTS > 0, 0.0, np.nan)
    densities = np.exp(log_density(COUNTS, log_distances, np.zeros((4, 2))))
    assert_allclose(densities[:, 1], [2, 2, 1, np.nan])
