"""Each check of distributors finds its fault, and no other check does."""

import re

import numpy as np
import pytest
from failing_checks import find_failures, names_of_checks

from clover.distribution import BaseDistributor
from clover.testing import check_distributor


class Equal(BaseDistributor):
    """Makes as much in each cluster with rows of the class, by a `fit` of its own.

    What `fit` of the base class would refuse is left to the checks.
    """

    weight = 1

    def fit(self, X, y, labels=None, neighbors=None):
        labels = np.zeros(len(y), dtype=int) if labels is None else labels
        self.intra_distribution_, self.inter_distribution_ = {}, {}
        classes, counts = np.unique(y, return_counts=True)
        for class_label in classes[counts < counts.max()].tolist():
            clusters = self.find_clusters(labels, y == class_label)
            weights = self.weigh(len(clusters))
            self.intra_distribution_ |= {
                (cluster, class_label): float(weight)
                for cluster, weight in zip(clusters, weights, strict=True)
            }
        return self

    def find_clusters(self, labels, is_class):
        return np.unique(labels[is_class]).tolist()

    def weigh(self, n_clusters):
        weights = np.append(self.weight, np.ones(n_clusters - 1))
        return weights / weights.sum()


class Halves(Equal):
    """Gives away a half of everything where there are several clusters."""

    def weigh(self, n_clusters):
        return super().weigh(n_clusters) / (1 if n_clusters == 1 else 2)


class UnknownCluster(Equal):
    """Gives a share to a cluster that there is not."""

    def find_clusters(self, labels, is_class):
        clusters = super().find_clusters(labels, is_class)
        return clusters if len(clusters) == 1 else [*clusters, 99]


class EmptyClusters(Equal):
    def find_clusters(self, labels, is_class):
        return np.unique(labels).tolist()


class FirstAndLast(Equal):
    """Makes all between the first and the last cluster of a class."""

    def fit(self, X, y, labels=None, neighbors=None):
        super().fit(X, y, labels, neighbors)
        for class_label in {class_label for _, class_label in self.intra_distribution_}:
            cells = [
                cell for cell in self.intra_distribution_ if cell[1] == class_label
            ]
            if len(cells) > 1:
                for cell in cells:
                    self.intra_distribution_.pop(cell)
                self.inter_distribution_[cells[0], cells[-1]] = 1.0
        return self


class BetweenWithoutNeighbors(Equal):
    """Makes all between the first two clusters of a class without neighbours."""

    def fit(self, X, y, labels=None, neighbors=None):
        super().fit(X, y, labels, neighbors)
        if labels is not None and neighbors is None:
            first, second, *_ = self.intra_distribution_
            share = self.intra_distribution_.pop(first)
            self.inter_distribution_[first, second] = share
        return self


class NeedsLabels(Equal):
    def fit(self, X, y, labels=None, neighbors=None):
        labels[0]
        return super().fit(X, y, labels, neighbors)


class NothingWithoutLabels(Equal):
    def fit(self, X, y, labels=None, neighbors=None):
        super().fit(X, y, labels, neighbors)
        if labels is None:
            self.intra_distribution_ = {}
        return self


class Positions(Equal):
    def find_clusters(self, labels, is_class):
        _, codes = np.unique(labels, return_inverse=True)
        return super().find_clusters(codes, is_class)


class IndicesByName(Equal):
    def find_clusters(self, labels, is_class):
        clusters = super().find_clusters(labels, is_class)
        return [cluster for cluster in clusters if np.ones(9)[cluster]]


class MaskOfTheClass(Equal):
    def fit(self, X, y, labels=None, neighbors=None):
        self.row_mask_ = np.ones((y == y[0]).sum(), dtype=bool)
        return super().fit(X, y, labels, neighbors)


class MaskOfTheLargestClass(Equal):
    def fit(self, X, y, labels=None, neighbors=None):
        classes, counts = np.unique(y, return_counts=True)
        self.row_mask_ = y == classes[counts.argmax()]
        return super().fit(X, y, labels, neighbors)


class MissingWeights(Equal):
    def fit(self, X, y, labels=None, neighbors=None):
        self.row_weights_ = np.full(len(y), np.nan)
        return super().fit(X, y, labels, neighbors)


class WritesLabels(Equal):
    def fit(self, X, y, labels=None, neighbors=None):
        super().fit(X, y, labels, neighbors)
        if labels is not None:
            labels[:] = 0
        return self


class SetLater(Equal):
    def set_weight(self, weight):
        self.weight = weight
        return self


class Unseeded(Equal):
    def weigh(self, n_clusters):
        weights = np.random.uniform(size=n_clusters)
        return weights / weights.sum()


class DenseOnly(Equal):
    def fit(self, X, y, labels=None, neighbors=None):
        self.spread_ = X.std(axis=0)
        return super().fit(X, y, labels, neighbors)


FAULTS = [
    (Halves(), "check_proportions_are_shares", "should sum to 0 or 1"),
    (
        UnknownCluster(),
        "check_proportions_are_shares",
        "cluster 99, which is not among",
    ),
    (EmptyClusters(), "check_clusters_have_rows_of_the_class", r"\[\(0, 2\)\]"),
    (FirstAndLast(), "check_pairs_are_neighbors", "are no neighbours"),
    (BetweenWithoutNeighbors(), "check_pairs_are_neighbors", "without any `neighbors`"),
    (NeedsLabels(), "check_one_cluster_gets_everything", "fails without labels"),
    (NothingWithoutLabels(), "check_one_cluster_gets_everything", r"It gave \{\}"),
    (Positions(), "check_names_change_nothing", "take them from `labels` and `y`"),
    (IndicesByName(), "check_names_change_nothing", "have labels such as 25: index 10"),
    (MaskOfTheClass(), "check_row_use_is_for_all_rows", "Set an entry for each row"),
    (
        MaskOfTheLargestClass(),
        "check_row_use_is_for_all_rows",
        r"masks all rows of cells that get rows, \(cluster, class\) \[\(0, 1\), \(1, 1",
    ),
    (MissingWeights(), "check_row_use_is_for_all_rows", "Got nan for row 0"),
    (WritesLabels(), "check_input_is_left_alone", "WritesLabels writes to `labels`"),
    (SetLater().set_weight(3), "check_copies_are_alike", "A copy of SetLater answers"),
    (Unseeded(), "check_answers_depend_on_the_seed_alone", "asked the same again"),
    (DenseOnly(), "check_sparse_rows_are_taken_or_refused", "'std'"),
]


@pytest.mark.parametrize(
    ("part", "name", "message"), FAULTS, ids=lambda value: type(value).__name__
)
def test_fault_fails_its_check_alone(part, name, message):
    failures = find_failures(check_distributor, part)
    assert list(failures) == [name]
    assert re.search(message, failures[name])


def test_every_check_has_a_fault():
    assert {name for _, name, _ in FAULTS} == {
        *names_of_checks(check_distributor, Equal())
    }


def test_distributor_without_faults_passes():
    assert find_failures(check_distributor, Equal()) == {}


class MaskByHook(BaseDistributor):
    """Masks one row of those that it sees, or of all."""

    def __init__(self, sees_noise=False):
        self.sees_noise = sees_noise

    def _intra_distribute(self, X, y, labels, neighbors):
        self.intra_distribution_ = {
            (labels[y == target].max(), target): 1.0 for target in self.target_classes_
        }
        n_rows = self.n_samples_ if self.sees_noise else len(y)
        self.row_mask_ = np.arange(n_rows) > 0
        return self


class MaskByFit(Equal):
    def fit(self, X, y, labels=None, neighbors=None):
        self.row_mask_ = np.arange(len(y)) > 0
        return super().fit(X, y, labels, neighbors)


@pytest.mark.parametrize("part", [MaskByHook(), MaskByHook(True), MaskByFit()])
def test_masks_need_not_cover_the_noise(part):
    assert find_failures(check_distributor, part) == {}
