"""Neighbours inside many groups, against one comparison of all rows after the other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.neighbors import NearestNeighbors

from clover._numerics import group_neighbors as _group_neighbors
from clover._numerics.group_neighbors import (
    find_nearest_in_groups,
    find_neighbors_in_groups,
)
from clover._numerics.groups import Groups


@st.composite
def rows_in_groups(draw):
    """Rows that may be equal, far from the origin, or of extreme size."""
    rng = np.random.RandomState(draw(st.integers(0, 10_000)))
    sizes = np.array(draw(st.lists(st.integers(1, 40), min_size=1, max_size=12)))
    X = rng.normal(size=(sizes.sum(), draw(st.integers(1, 9))))
    kinds = ["any", "grid", "repeated", "far", "levels", "outlier", "huge", "tiny"]
    kind = draw(st.sampled_from(kinds))
    if kind == "levels":
        X[:, 0] = 1e8 * rng.randint(5, size=len(X))
    elif kind == "outlier":
        X[rng.randint(len(X))] *= 1e8
    elif kind == "grid":
        X = X.round()
    elif kind == "repeated":
        X = X[rng.randint(1 + len(X) // 4, size=len(X))]
    elif kind == "far":
        X += 1e7
    elif kind in ("huge", "tiny"):
        X *= 1e200 if kind == "huge" else 1e-200
    if draw(st.booleans()):
        with np.errstate(over="ignore", under="ignore"):
            as_short = X.astype(np.float32)
        X = as_short if np.isfinite(as_short).all() else X
    return X, Groups.from_sizes(sizes)


def exact_distances(X, Y):
    """Return distances of all pairs, each as precise as numbers allow."""
    scale = max(np.abs(X).max(initial=0), np.abs(Y).max()) or 1
    difference = X[:, None].astype(float) / scale - Y[None].astype(float) / scale
    return np.sqrt((difference**2).sum(axis=2))


def find(X, groups, k_neighbors, is_wanted=True):
    """Return a list of the neighbours of each row."""
    is_wanted = np.full(X.shape[0], is_wanted)
    found = find_neighbors_in_groups(X, groups, k_neighbors, is_wanted, str)
    return [
        found.neighbors[start : start + count]
        for start, count in zip(found.starts, found.counts, strict=True)
    ]


def assert_are_nearest(distances, chosen):
    """Check that the chosen columns have the smallest distances."""
    # Beside others that are far, the order of close rows is lost to rounding.
    found = np.sort(np.take_along_axis(distances, chosen, axis=1), axis=1)
    expected = np.sort(distances, axis=1)[:, : chosen.shape[1]]
    # Of rows that are equally far away but for rounding, any may be chosen.
    assert_allclose(found, expected, rtol=1e-6, atol=1e-14)


@given(
    case=rows_in_groups(), k=st.integers(1, 12), max_pairs=st.sampled_from([0, 2**16])
)
def test_neighbors_are_the_nearest_other_rows_of_the_group(case, k, max_pairs):
    X, groups = case
    is_wanted = np.random.RandomState(0).uniform(size=len(X)) < 0.7
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_group_neighbors, "MAX_STACKED_PAIRS", max_pairs)
        neighbors = find(X, groups, k, is_wanted)
    for rows in map(groups.of, range(groups.sizes.size)):
        wanted = np.flatnonzero(is_wanted[rows])
        for row in rows[~is_wanted[rows]] if rows.size > 1 else rows:
            assert neighbors[row].tolist() == [row]
        if rows.size == 1 or wanted.size == 0:
            continue
        chosen = np.array([neighbors[row] for row in rows[wanted]]) - rows[0]
        assert chosen.shape == (wanted.size, min(k, rows.size - 1))
        assert ((chosen >= 0) & (chosen < rows.size)).all()
        assert (chosen != wanted[:, np.newaxis]).all()
        assert all(len(set(row)) == row.size for row in chosen)
        distances = exact_distances(X[rows[wanted]], X[rows])
        distances[np.arange(wanted.size), wanted] = np.inf
        assert_are_nearest(distances, chosen)


@given(
    case=rows_in_groups(), max_pairs=st.sampled_from([0, 2**16]), seed=st.integers(0, 9)
)
def test_nearest_other_row_is_the_nearest_eligible_one(case, max_pairs, seed):
    X, groups = case
    rng = np.random.RandomState(seed)
    X_others = X[rng.permutation(len(X))]
    others = Groups.from_lists(
        [rng.permutation(len(X))[: rng.randint(6)] for _ in groups.sizes]
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_group_neighbors, "MAX_STACKED_PAIRS", max_pairs)
        nearest = find_nearest_in_groups(X, groups, X_others, others)
    for group, n_others in enumerate(others.sizes):
        rows, eligible = groups.of(group), others.of(group)
        if n_others == 0:
            assert_array_equal(nearest[rows], 0)
            continue
        assert np.isin(nearest[rows], eligible).all()
        distances = exact_distances(X[rows], X_others[eligible])
        chosen = np.array([np.flatnonzero(eligible == row) for row in nearest[rows]])
        assert_are_nearest(distances, chosen)


@pytest.mark.parametrize("make", [sparse.csr_matrix, sparse.csr_array])
def test_neighbors_of_sparse_rows_are_those_of_dense_ones(make):
    X = np.random.RandomState(0).normal(size=(60, 7))
    groups = Groups.from_sizes(np.array([20, 1, 39]))
    for dense, found in zip(find(X, groups, 4), find(make(X), groups, 4), strict=True):
        assert_array_equal(found, dense)
    assert_array_equal(
        find_nearest_in_groups(make(X), groups, make(-X), groups),
        find_nearest_in_groups(X, groups, -X, groups),
    )


def test_neighbors_of_an_estimator_are_those_it_finds():
    X = np.random.RandomState(0).normal(size=(60, 7))
    groups = Groups.from_sizes(np.array([20, 40]))
    search = NearestNeighbors(n_neighbors=4, metric="manhattan")
    neighbors = np.array(find(X, groups, search))
    for rows in (slice(0, 20), slice(20, 60)):
        expected = search.fit(X[rows]).kneighbors(return_distance=False)[:, :3]
        assert_array_equal(neighbors[rows], rows.start + expected)


@pytest.mark.parametrize("exponent", [540, -600, 1000, -1000])
def test_an_estimator_gets_rows_of_a_size_whose_squares_are_in_range(exponent):
    X = np.random.RandomState(0).normal(size=(40, 3))
    groups = Groups.from_sizes(np.array([15, 25]))
    search = NearestNeighbors(n_neighbors=4)
    expected = find(X, groups, search)
    assert_array_equal(find(np.ldexp(X, exponent), groups, search), expected)


def test_an_estimator_need_not_tell_how_many_it_finds():
    class TwoBefore(BaseEstimator):
        """Finds the row itself and the two before it, in a circle."""

        def fit(self, X):
            self.n_rows_ = len(X)
            return self

        def kneighbors(self, X, return_distance):
            return (np.arange(len(X))[:, np.newaxis] - np.arange(3)) % self.n_rows_

        def kneighbors_graph(self, X):
            raise AssertionError("Known by name only; nothing may call it.")

    groups = Groups.from_sizes(np.array([5]))
    found = find(np.zeros((5, 1)), groups, TwoBefore())
    assert_array_equal(found, [[4, 3], [0, 4], [1, 0], [2, 1], [3, 2]])


def test_error_of_an_estimator_names_the_group():
    groups = Groups.from_sizes(np.array([5]))
    with pytest.raises(ValueError, match=r"[Hh]aversine") as raised:
        find(np.zeros((5, 3)), groups, NearestNeighbors(metric="haversine"))
    assert raised.value.__notes__ == ["This happened to 0."]


def test_more_neighbors_than_a_run_for_each_are_partitioned():
    X = np.random.RandomState(0).normal(size=(30, 3))
    distances = exact_distances(X, X)
    np.fill_diagonal(distances, np.inf)
    found = find(X, Groups.from_sizes(np.array([30])), 20)
    assert_array_equal(found, distances.argsort(axis=1)[:, :20])


@pytest.mark.parametrize("n_features", [3, 8, 40])
@pytest.mark.parametrize("levels", [1e7, 1e9, 1e12])
def test_neighbors_between_far_levels_are_the_nearest_in_large_groups(
    n_features, levels
):
    rng = np.random.RandomState(0)
    X = rng.normal(size=(700, n_features))
    X[:, 0] = levels * rng.randint(6, size=700)
    for row, chosen in enumerate(find(X, Groups.from_sizes(np.array([700])), 5)):
        distances = np.linalg.norm(X - X[row], axis=1)
        distances[row] = np.inf
        assert_allclose(distances[chosen], np.sort(distances)[:5])
