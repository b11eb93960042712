"""Rows of groups are held in memory or in files, and divided in either place alike."""

import numpy as np
import pytest

from clover.scale._core import spill
from clover.scale._core.groups import divide, group_sizes
from clover.scale._core.spill import GroupStore

N_ROWS = 500


@pytest.fixture
def rows():
    rng = np.random.default_rng(0)
    # Few distinct values: many rows equal the medians.
    return rng.integers(0, 2, N_ROWS), rng.integers(0, 5, (N_ROWS, 3)).astype(float)


def fill(folder, rows, max_bytes, n_batches=7):
    groups, X = rows
    store = GroupStore(folder, X.shape[1], X.dtype, max_bytes)
    for part in np.array_split(np.arange(N_ROWS), n_batches):
        store.add(groups[part], part, X[part])
    store.flush()
    return store


@pytest.mark.parametrize("max_bytes", [0, 1_000, 10**6])
def test_rows_of_a_group_come_in_the_order_of_their_numbers(tmp_path, rows, max_bytes):
    store = fill(tmp_path, rows, max_bytes)
    groups, X = rows
    for group in range(2):
        assert np.array_equal(store.load(group), X[groups == group])
    assert store.load(2).shape == (0, 3)
    assert store.is_spilled == (max_bytes < 10**6)
    assert len(list(tmp_path.iterdir())) == (2 if store.is_spilled else 0)


@pytest.mark.parametrize("max_rows", [20, 80, N_ROWS])
def test_files_are_divided_as_arrays_are(tmp_path, rows, max_rows, monkeypatch):
    # Files are read a few rows at a time.
    monkeypatch.setattr(spill, "PIECE_BYTES", 0)
    monkeypatch.setattr(spill, "MIN_PIECE_ROWS", 7)
    groups, X = rows
    for group in range(2):
        X_group = X[groups == group]
        expected = [X_group[part] for part in divide(X_group * [1, 9, 3], max_rows)]
        for max_bytes in (0, 10**6):
            folder = tmp_path / f"{group}-{max_bytes}"
            folder.mkdir()
            store = fill(folder, rows, max_bytes)
            loaders = store.divide(group, lambda X: X * [1, 9, 3], max_rows)
            parts = [load() for load in loaders]
            sizes = group_sizes(X_group.shape[0], max_rows).tolist()
            assert [part.shape[0] for part in parts] == sizes
            assert all(map(np.array_equal, parts, expected))


def test_a_file_is_divided_without_being_loaded(tmp_path, rows, monkeypatch):
    monkeypatch.setattr(spill, "PIECE_BYTES", 0)
    monkeypatch.setattr(spill, "MIN_PIECE_ROWS", 20)
    store = fill(tmp_path, rows, 0)
    lengths = []

    def to_space(X):
        lengths.append(X.shape[0])
        return X

    monkeypatch.setattr(store, "load", None)
    loaders = store.divide(0, to_space, 40)
    assert max(lengths) == 20
    assert len(loaders) == len(list(tmp_path.glob("group-0*"))) > 4


def test_a_group_that_does_not_exceed_the_limit_is_one_part(tmp_path, rows):
    store = fill(tmp_path, rows, 0)
    n_rows = int((rows[0] == 0).sum())
    (load,) = store.divide(0, pytest.fail, n_rows)
    assert load().shape == (n_rows, 3)


def test_rows_without_a_search_space_are_divided_in_their_order(tmp_path, rows):
    groups, X = rows
    expected = X[groups == 1]
    loaders = fill(tmp_path, rows, 0).divide(1, lambda X: X[:, :0], 100)
    assert np.array_equal(np.vstack([load() for load in loaders]), expected)
