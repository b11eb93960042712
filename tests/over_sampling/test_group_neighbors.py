"""Neighbours inside many groups, against one comparison of all rows after the other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.neighbors import NearestNeighbors

from clover._groups import Groups
from clover.over_sampling import _group_neighbors
from clover.over_sampling._group_neighbors import (
    find_nearest_in_groups,
    find_neighbors_in_groups,
)


@st.composite
def rows_in_groups(draw):
    """Rows that may be equal, far from the origin, or of extreme size."""
    rng = np.random.RandomState(draw(st.integers(0, 10_000)))
    sizes = np.array(draw(st.lists(st.integers(1, 40), min_size=1, max_size=12)))
    X = rng.normal(size=(sizes.sum(), draw(st.integers(1, 9))))
    kind = draw(st.sampled_from(["any", "grid", "repeated", "far", "huge", "tiny"]))
    if kind == "grid":
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


def assert_are_nearest(distances, chosen, n_skipped=0):
    """Check that the chosen columns have the smallest distances, but for some."""
    found = np.take_along_axis(distances, chosen, axis=1)
    expected = np.sort(distances, axis=1)[:, n_skipped : n_skipped + chosen.shape[1]]
    # Of rows that are equally far away but for rounding, any may be chosen.
    assert_allclose(found, expected, rtol=1e-6, atol=1e-7 * distances.max(initial=0))


@given(
    case=rows_in_groups(), k=st.integers(1, 12), max_pairs=st.sampled_from([0, 2**16])
)
def test_neighbors_are_the_nearest_other_rows_of_the_group(case, k, max_pairs):
    X, groups = case
    is_wanted = np.random.RandomState(0).uniform(size=len(X)) < 0.7
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_group_neighbors, "MAX_STACKED_PAIRS", max_pairs)
        neighbors, n_neighbors = find_neighbors_in_groups(X, groups, k, is_wanted)
    assert_array_equal(n_neighbors, np.minimum(groups.sizes - 1, neighbors.shape[1]))
    for group, n_columns in enumerate(n_neighbors):
        rows = groups.of(group)
        wanted = np.flatnonzero(is_wanted[rows])
        if n_columns == 0:
            assert_array_equal(
                neighbors[rows], rows[:, None].repeat(neighbors.shape[1], 1)
            )
            continue
        chosen = neighbors[rows[wanted], :n_columns] - rows[0]
        distances = exact_distances(X[rows[wanted]], X[rows])
        assert ((chosen >= 0) & (chosen < rows.size)).all()
        assert all(len(set(row)) == row.size for row in chosen)
        # As in imbalanced-learn, where a row has an equal one, either is its neighbour.
        assert_are_nearest(distances, chosen, n_skipped=1)


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
    is_wanted = np.ones(60, dtype=bool)
    dense, _ = find_neighbors_in_groups(X, groups, 4, is_wanted)
    found, _ = find_neighbors_in_groups(make(X), groups, 4, is_wanted)
    assert_array_equal(found, dense)
    assert_array_equal(
        find_nearest_in_groups(make(X), groups, make(-X), groups),
        find_nearest_in_groups(X, groups, -X, groups),
    )


def test_neighbors_of_an_estimator_are_those_it_finds():
    X = np.random.RandomState(0).normal(size=(60, 7))
    groups = Groups.from_sizes(np.array([20, 40]))
    search = NearestNeighbors(n_neighbors=4, metric="manhattan")
    neighbors, n = find_neighbors_in_groups(X, groups, search, np.ones(60, dtype=bool))
    assert_array_equal(n, [3, 3])
    for rows in (slice(0, 20), slice(20, 60)):
        expected = search.fit(X[rows]).kneighbors(return_distance=False)[:, :3]
        assert_array_equal(neighbors[rows], rows.start + expected)


def test_more_neighbors_than_a_run_for_each_are_partitioned():
    X = np.random.RandomState(0).normal(size=(30, 3))
    groups = Groups.from_sizes(np.array([30]))
    neighbors, _ = find_neighbors_in_groups(X, groups, 20, np.ones(30, dtype=bool))
    distances = exact_distances(X, X)
    np.fill_diagonal(distances, np.inf)
    assert_array_equal(neighbors, distances.argsort(axis=1)[:, :20])
