"""Claims about the search for rows of other classes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import sparse
from scipy.spatial.distance import cdist

from clover._numerics import other_classes as module
from clover._numerics.other_classes import find_nearest_of_other_classes


def search(X, codes, rows_of_classes, n_neighbors):
    """Return the rows that were searched for, and the neighbours of each."""
    found = {}
    for classes, near in find_nearest_of_other_classes(
        X, codes, rows_of_classes, n_neighbors
    ):
        rows = [row for code in classes for row in rows_of_classes[code].tolist()]
        assert len(rows) == len(near)
        found.update(zip(rows, near, strict=True))
    return found


def test_nearest_rows_of_other_classes_are_found():
    X = np.array([[0.0], [1.0], [3.0], [7.0], [8.0], [20.0]])
    codes = np.array([0, 0, 1, 1, 2, 2])
    rows = {0: np.array([0, 1]), 1: np.array([3]), 2: np.array([4, 5])}
    found = search(X, codes, rows, 2)
    assert {row: sorted(near.tolist()) for row, near in found.items()} == {
        0: [2, 3],
        1: [2, 3],
        3: [1, 4],
        4: [2, 3],
        5: [2, 3],
    }


@pytest.mark.parametrize("n_features", [2, 12])
@pytest.mark.parametrize("kind", [np.asarray, np.round, sparse.csr_matrix])
@pytest.mark.parametrize("n_neighbors", [1, 5, 20])
def test_distances_are_those_of_a_search_for_each_class(n_features, kind, n_neighbors):
    rng = np.random.RandomState(0)
    sizes = [60, 33, 32, 17, 8, 5, 3, 3, 3, 2, 2, 1, 1]
    codes = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    X = kind(rng.normal(size=(codes.size, n_features)))
    dense = X.toarray() if sparse.issparse(X) else X
    rows = {code: np.flatnonzero(codes == code)[::2] for code in range(len(sizes))}
    found = search(X, codes, rows, n_neighbors)
    assert sorted(found) == sorted(np.concatenate(list(rows.values())).tolist())
    for row, near in found.items():
        assert (codes[near] != codes[row]).all()
        assert np.unique(near).size == n_neighbors
        others = dense[codes != codes[row]]
        expected = np.sort(cdist(dense[[row]], others)[0])[:n_neighbors]
        assert_allclose(np.sort(cdist(dense[[row]], dense[near])[0]), expected)


def test_if_there_are_fewer_other_rows_all_are_found():
    X = np.arange(5.0)[:, np.newaxis]
    codes = np.array([0, 0, 0, 1, 2])
    rows = {code: np.flatnonzero(codes == code) for code in range(3)}
    found = search(X, codes, rows, 4)
    assert [near.size for _, near in sorted(found.items())] == [2, 2, 2, 4, 4]


def test_classes_without_rows_to_search_for_are_left_out():
    X, codes = np.arange(6.0)[:, np.newaxis], np.array([0, 0, 1, 1, 2, 2])
    none = np.empty(0, dtype=int)
    assert search(X, codes, {0: none, 1: none, 2: none}, 1) == {}
    assert list(search(X, codes, {0: none, 1: np.array([3]), 2: none}, 1)) == [3]


def test_classes_of_similar_size_share_a_search(monkeypatch):
    calls = []
    original = module.search_precisely
    monkeypatch.setattr(
        module,
        "search_precisely",
        lambda search, X, queries: (
            calls.append(len(queries)) or original(search, X, queries)
        ),
    )
    codes = np.repeat(np.arange(41), [50, *[3] * 40])
    X = np.random.RandomState(0).normal(size=(codes.size, 3))
    search(X, codes, {code: np.flatnonzero(codes == code) for code in range(41)}, 5)
    assert calls == [120]
