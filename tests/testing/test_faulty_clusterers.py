"""Each check of clusterers finds its fault, and no other check does."""

import re

import numpy as np
import pytest
from failing_checks import find_failures, names_of_checks

from clover.testing import check_clusterer


class Halves:
    """Two clusters, by the first column; it is no estimator of scikit-learn."""

    place = 0.5

    def fit_predict(self, X):
        self.threshold_ = np.quantile(X[:, 0], self.place)
        self.labels_ = (X[:, 0] > self.threshold_).astype(int)
        return self.labels_


class MissingNoise(Halves):
    def fit_predict(self, X):
        labels = super().fit_predict(X)
        self.labels_ = np.where(X[:, 0] > 9, np.nan, labels)
        return self.labels_


class RowsLeftOut(Halves):
    def fit_predict(self, X):
        self.labels_ = super().fit_predict(X)[1:]
        return self.labels_


class OtherLabels(Halves):
    def fit_predict(self, X):
        return 1 - super().fit_predict(X)


class PairsTwice(Halves):
    neighbors_ = np.array([[0, 1], [1, 0]])


class UnknownNeighbors(Halves):
    neighbors_ = np.array([[0, 2]])


class PredictsOthers(Halves):
    def predict(self, X):
        return 5 + (X[:, 0] > self.threshold_)


class PredictsFloats(Halves):
    def predict(self, X):
        return (X[:, 0] > self.threshold_).astype(float)


class WritesRows(Halves):
    def fit_predict(self, X):
        X -= X.mean(axis=0)
        return super().fit_predict(X)


class SetLater(Halves):
    """Is copied by a constructor, as estimators of scikit-learn are."""

    def get_params(self, deep=True):
        return {}

    def set_place(self, place):
        self.place = place
        return self


class Unseeded(Halves):
    def fit_predict(self, X):
        self.labels_ = np.random.randint(2, size=len(X))
        return self.labels_


FAULTS = [
    (
        MissingNoise(),
        "check_labels_are_whole_numbers",
        "MissingNoise gave float64. Noise",
    ),
    (RowsLeftOut(), "check_labels_are_whole_numbers", r"gave shape \(89,\)"),
    (OtherLabels(), "check_ways_to_labels_agree", "Return `self.labels_`"),
    (PairsTwice(), "check_neighbors_are_pairs", "each pair once"),
    (UnknownNeighbors(), "check_neighbors_are_pairs", r"no row has: \[2\]"),
    (PredictsOthers(), "check_predicted_labels_are_known", r"the labels \[5, 6\]"),
    (PredictsFloats(), "check_predicted_labels_are_known", "gave float64"),
    (WritesRows(), "check_input_is_left_alone", "WritesRows writes to `X`"),
    (SetLater().set_place(0.2), "check_copies_are_alike", "A copy of SetLater answers"),
    (Unseeded(), "check_answers_depend_on_the_seed_alone", "asked the same again"),
]


@pytest.mark.parametrize(
    ("part", "name", "message"), FAULTS, ids=lambda value: type(value).__name__
)
def test_fault_fails_its_check_alone(part, name, message):
    failures = find_failures(check_clusterer, part)
    assert list(failures) == [name]
    assert re.search(message, failures[name])


def test_every_check_has_a_fault():
    assert {name for _, name, _ in FAULTS} == {
        *names_of_checks(check_clusterer, Halves())
    }


def test_clusterer_without_faults_passes():
    assert find_failures(check_clusterer, Halves()) == {}
