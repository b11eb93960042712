"""Each check of filters finds its fault, and no other check does."""

import re

import numpy as np
import pytest
from failing_checks import find_failures, names_of_checks

from clover.distribution import BaseFilter
from clover.testing import check_filter


class Large(BaseFilter):
    """Selects the pairs of five rows or more."""

    size = 5

    def select(self, X, cells):
        self.counts_ = cells.counts
        return cells.counts >= self.size

    def reason(self, cluster, class_code):
        return f"{self.counts_[cluster, class_code]} rows, fewer than {self.size}"


class WholeNumbers(Large):
    def select(self, X, cells):
        return super().select(X, cells).astype(int)


class FlatInOneCluster(Large):
    def select(self, X, cells):
        return super().select(X, cells).squeeze()


class NoReason(Large):
    def reason(self, cluster, class_code):
        return None


class EmptyReason(Large):
    def reason(self, cluster, class_code):
        return " "


class MaskWithoutNoise(Large):
    def select(self, X, cells):
        self.row_mask_ = np.ones(cells.counts.sum(), dtype=bool)
        return super().select(X, cells)


class MissingScores(Large):
    def score_clusters(self, class_code):
        counts = self.counts_.astype(float)
        return np.where(counts > 0, counts, np.nan)[:, class_code]


class ScoresOfPairs(Large):
    def score_clusters(self, class_code):
        return self.counts_


class FirstClustersByName(Large):
    def select(self, X, cells):
        return super().select(X, cells) & (cells.clusters < 2)[:, np.newaxis]


class IndicesByName(Large):
    def select(self, X, cells):
        selected = super().select(X, cells)
        selected[cells.clusters[-1]] = False
        return selected


class WritesRows(Large):
    def select(self, X, cells):
        X *= 2
        return super().select(X, cells)


class MovesARowSlightly(Large):
    def select(self, X, cells):
        if isinstance(X, np.ndarray):
            X[0] += 1e-9
        return super().select(X, cells)


class WritesCells(Large):
    def select(self, X, cells):
        selected = super().select(X, cells)
        cells.rows(0, 0)[:] = 0
        return selected


class SetLater(Large):
    def set_size(self, size):
        self.size = size
        return self


class KeepsAnotherList(Large):
    def __init__(self, sizes=None):
        self.sizes = sizes if sizes is None else list(sizes)


class Unseeded(Large):
    def select(self, X, cells):
        self.row_mask_ = np.random.uniform(size=X.shape[0]) < 0.5
        return super().select(X, cells)


class DenseOnly(Large):
    def select(self, X, cells):
        self.spread_ = X.std(axis=0)
        return super().select(X, cells)


class AddsToAllNumbers(Large):
    def select(self, X, cells):
        self.sum_ = (X + 1).sum()
        return super().select(X, cells)


class OtherSparseRows(Large):
    def select(self, X, cells):
        return super().select(X, cells) & isinstance(X, np.ndarray)


FAULTS = [
    (WholeNumbers(), "check_selection_is_boolean", "returned int64"),
    (FlatInOneCluster(), "check_selection_is_boolean", r"\(3,\) in place of \(1, 3\)"),
    (NoReason(), "check_reason_is_text", "returned None"),
    (EmptyReason(), "check_reason_is_text", "returned ' '"),
    (MaskWithoutNoise(), "check_mask_covers_all_rows", r"shape \(78,\). Noise counts"),
    (MissingScores(), "check_scores_are_numbers", "-inf in place of NaN"),
    (ScoresOfPairs(), "check_scores_are_numbers", "each of the 4 clusters"),
    (FirstClustersByName(), "check_cells_are_read_by_position", "have other names"),
    (
        IndicesByName(),
        "check_cells_are_read_by_position",
        "fails if clusters have name",
    ),
    (WritesRows(), "check_input_is_left_alone", "writes to `X`"),
    (MovesARowSlightly(), "check_input_is_left_alone", "writes to `X`"),
    (WritesCells(), "check_input_is_left_alone", r"writes to `cells.rows\(...\)`"),
    (SetLater().set_size(1), "check_copies_are_alike", "answers differently"),
    (KeepsAnotherList([1]), "check_copies_are_alike", "cannot be copied: Cannot clone"),
    (Unseeded(), "check_answers_depend_on_the_seed_alone", "check_random_state"),
    (DenseOnly(), "check_sparse_rows_are_taken_or_refused", "no attribute 'std'"),
    (
        AddsToAllNumbers(),
        "check_sparse_rows_are_taken_or_refused",
        "NotImplementedError",
    ),
    (OtherSparseRows(), "check_sparse_rows_are_taken_or_refused", "rows are sparse"),
]


@pytest.mark.parametrize(
    ("part", "name", "message"), FAULTS, ids=lambda value: type(value).__name__
)
def test_fault_fails_its_check_alone(part, name, message):
    failures = find_failures(check_filter, part)
    assert list(failures) == [name]
    assert type(part).__name__ in failures[name]
    assert re.search(message, failures[name])


def test_every_check_has_a_fault():
    assert {name for _, name, _ in FAULTS} == {*names_of_checks(check_filter, Large())}


def test_filter_without_faults_passes():
    assert find_failures(check_filter, Large()) == {}


class NoBaseFilter:
    """A filter that is derived from nothing, and keeps the contract."""

    def select(self, X, cells):
        return cells.counts > 1

    def reason(self, cluster, class_code):
        return "a single row"


def test_filter_need_not_be_derived_from_the_base_class():
    assert find_failures(check_filter, NoBaseFilter()) == {}
