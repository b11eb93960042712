"""Each check of allocations finds its fault, and no other check does."""

import re

import numpy as np
import pytest
from failing_checks import find_failures, names_of_checks
from sklearn.utils import check_array

from clover.distribution import BaseAllocation
from clover.testing import check_allocation


class BySize(BaseAllocation):
    """By a power of the number of rows."""

    power = 1

    def log_weights(self, X, cells, selected):
        return self.power * np.log(np.maximum(cells.counts, 1))


class ByClusterSize(BySize):
    """By the number of rows in the cluster, which clover would spread over classes."""

    def log_weights(self, X, cells, selected):
        return np.log(cells.counts.sum(axis=1, keepdims=True))


def measure_spreads(X, cells, selected):
    """Return the standard deviations of the pairs in the first column."""
    X, spreads = check_array(X), np.ones(cells.counts.shape)
    for pair in np.argwhere(selected).tolist():
        spreads[tuple(pair)] = X[cells.rows(*pair), 0].std()
    return spreads


class ByDensity(BySize):
    """The density of pairs without distances is infinite."""

    def log_weights(self, X, cells, selected):
        spreads = measure_spreads(X, cells, selected)
        return super().log_weights(X, cells, selected) - np.log(spreads)


class ByPowerOfSpread(BySize):
    """A power that overflows before its logarithm is taken."""

    def log_weights(self, X, cells, selected):
        spreads = measure_spreads(X, cells, selected)
        return np.log(np.where(spreads > 0, spreads, 1.0) ** 3)


class NothingForOneClass(BySize):
    def log_weights(self, X, cells, selected):
        log_weights = super().log_weights(X, cells, selected)
        has_single_row = ((cells.counts == 1) & selected).any(axis=0)
        return np.where(has_single_row, -np.inf, log_weights)


class RowsWithoutNoise(BySize):
    def weigh_rows(self, X, cells):
        return np.ones(cells.counts.sum())


class NegativeRows(BySize):
    def weigh_rows(self, X, cells):
        return np.where(np.arange(X.shape[0]) % 2, 1.0, -1.0)


class ByName(BySize):
    def log_weights(self, X, cells, selected):
        return super().log_weights(X, cells, selected) + cells.clusters[:, np.newaxis]


class WritesCounts(BySize):
    def log_weights(self, X, cells, selected):
        cells.counts[:] = np.maximum(cells.counts, 1)
        return super().log_weights(X, cells, selected)


class WritesSelected(BySize):
    def log_weights(self, X, cells, selected):
        weights = super().log_weights(X, cells, selected)
        selected[:] = False
        return weights


class SetLater(BySize):
    def set_power(self, power):
        self.power = power
        return self


class Unseeded(BySize):
    def log_weights(self, X, cells, selected):
        return np.random.normal(size=cells.counts.shape)


def by_spread_of_dense_rows(X, cells):
    return cells.counts * X.std()


FAULTS = [
    (
        ByClusterSize(),
        "check_weights_have_the_shape_of_the_cells",
        r"\(4, 1\) in place",
    ),
    (ByDensity(), "check_weights_are_finite", r"Got inf for \(2, 1\)"),
    (NothingForOneClass(), "check_weights_are_finite", "Got none for class 1"),
    (
        ByPowerOfSpread(),
        "check_weights_survive_extreme_units",
        r"multiplied by 1e\+150",
    ),
    (RowsWithoutNoise(), "check_row_weights_are_for_all_rows", "Noise counts"),
    (NegativeRows(), "check_row_weights_are_for_all_rows", r"Got -1\.0 for row 0"),
    (ByName(), "check_cells_are_read_by_position", "have other names"),
    (
        WritesCounts(),
        "check_input_is_left_alone",
        "WritesCounts writes to `cells.count",
    ),
    (WritesSelected(), "check_input_is_left_alone", "writes to `selected`"),
    (SetLater().set_power(2), "check_copies_are_alike", "A copy of SetLater answers"),
    (Unseeded(), "check_answers_depend_on_the_seed_alone", "asked the same again"),
    (
        by_spread_of_dense_rows,
        "check_sparse_rows_are_taken_or_refused",
        "by_spread_of_dense_rows fails with sparse rows: AttributeError",
    ),
]


@pytest.mark.parametrize(
    ("part", "name", "message"), FAULTS, ids=lambda value: type(value).__name__
)
def test_fault_fails_its_check_alone(part, name, message):
    failures = find_failures(check_allocation, part)
    assert list(failures) == [name]
    assert re.search(message, failures[name])


def test_every_check_has_a_fault():
    assert {name for _, name, _ in FAULTS} == {
        *names_of_checks(check_allocation, BySize())
    }


def test_allocation_without_faults_passes():
    assert find_failures(check_allocation, BySize()) == {}
