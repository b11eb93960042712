"""Each check of oversamplers finds its fault, and no other check does."""

import re

import numpy as np
import pytest
from failing_checks import find_failures, names_of_checks
from scipy.sparse import csr_array
from sklearn.base import BaseEstimator
from sklearn.neighbors import NearestNeighbors

from clover.testing import check_oversampler


class Repeat(BaseEstimator):
    """Repeats the rows of the class, from the first on."""

    first = 0

    def __init__(self, sampling_strategy="auto"):
        self.sampling_strategy = sampling_strategy

    def count_missing(self, n_class, n_wanted):
        return n_wanted - n_class

    def make(self, X_class, n_new):
        return np.resize(
            np.roll(X_class, -self.first, axis=0), (n_new, X_class.shape[1])
        )

    def fit_resample(self, X, y):
        X = np.asarray(X)
        pieces_X, pieces_y = [X], [y]
        for class_label, n_wanted in self.sampling_strategy.items():
            X_class = X[y == class_label]
            X_new = self.make(X_class, self.count_missing(len(X_class), n_wanted))
            pieces_X.append(X_new)
            pieces_y.append(np.repeat(class_label, len(X_new)))
        return np.concatenate(pieces_X), np.concatenate(pieces_y)


class NewRowsFirst(Repeat):
    def fit_resample(self, X, y):
        X_res, y_res = super().fit_resample(X, y)
        return X_res[::-1], y_res[::-1]


class ScalesAllRows(Repeat):
    def fit_resample(self, X, y):
        X_res, y_res = super().fit_resample(X, y)
        return X_res / 2, y_res


class DropsAColumn(Repeat):
    def fit_resample(self, X, y):
        X_res, y_res = super().fit_resample(X, y)
        return X_res[:, :-1], y_res


class FirstColumnAlone(Repeat):
    def fit_resample(self, X, y):
        X_res, y_res = super().fit_resample(X, y)
        return X_res[:, 0], y_res


class ListOfRows(Repeat):
    def fit_resample(self, X, y):
        X_res, y_res = super().fit_resample(X, y)
        return X_res.tolist(), y_res


class SparseRows(Repeat):
    def fit_resample(self, X, y):
        X_res, y_res = super().fit_resample(X, y)
        return csr_array(X_res), y_res


class LastRowWithoutAClass(Repeat):
    def fit_resample(self, X, y):
        X_res, y_res = super().fit_resample(X, y)
        return X_res, y_res[:-1]


class EncodesClasses(Repeat):
    def fit_resample(self, X, y):
        X_res, y_res = super().fit_resample(X, y)
        return X_res, np.unique(y_res, return_inverse=True)[1]


class MissingValues(Repeat):
    def make(self, X_class, n_new):
        X_new = super().make(X_class, n_new)
        X_new[0, 2] = np.nan
        return X_new


class MakesAllThatIsNamed(Repeat):
    def count_missing(self, n_class, n_wanted):
        return n_wanted


class MakesNothing(Repeat):
    def count_missing(self, n_class, n_wanted):
        return 0


class OneClassAtATime(Repeat):
    def fit_resample(self, X, y):
        ((class_label, n_wanted),) = self.sampling_strategy.items()
        X_new = self.make(X[y == class_label], n_wanted - (y == class_label).sum())
        return np.vstack((X, X_new)), np.append(y, [class_label] * len(X_new))


class FirstClassOnly(Repeat):
    def fit_resample(self, X, y):
        self.sampling_strategy = dict([*self.sampling_strategy.items()][:1])
        return super().fit_resample(X, y)


class FiveNeighbors(Repeat):
    def make(self, X_class, n_new):
        search = NearestNeighbors(n_neighbors=6).fit(X_class)
        search.kneighbors(X_class)
        return super().make(X_class, n_new)


class FewerNeighbors(FiveNeighbors):
    """The same, with a number of neighbours that clover can lower."""

    def __init__(self, sampling_strategy="auto", k_neighbors=5):
        super().__init__(sampling_strategy)
        self.k_neighbors = k_neighbors

    def make(self, X_class, n_new):
        search = NearestNeighbors(n_neighbors=self.k_neighbors + 1).fit(X_class)
        search.kneighbors(X_class)
        return Repeat.make(self, X_class, n_new)


class ArraysOnly(Repeat):
    def fit_resample(self, X, y):
        X[np.flatnonzero(y)[0], :]
        return super().fit_resample(X, y)


class RowsByKey(Repeat):
    def fit_resample(self, X, y):
        X[0]
        return super().fit_resample(X, y)


class PositionsInTheClass(Repeat):
    def make(self, X_class, n_new):
        self.base_indices_ = np.arange(n_new) % len(X_class)
        return super().make(X_class, n_new)


class PositionsOutOfRange(Repeat):
    def make(self, X_class, n_new):
        self.base_indices_ = np.full(n_new, 1000)
        return super().make(X_class, n_new)


class WritesClasses(Repeat):
    def fit_resample(self, X, y):
        X_res, y_res = super().fit_resample(X, y)
        y[:] = y[0]
        return X_res, y_res


class SetLater(Repeat):
    def set_first(self, first):
        self.first = first
        return self


class Unseeded(Repeat):
    def make(self, X_class, n_new):
        return X_class[np.random.randint(len(X_class), size=n_new)]


FAULTS = [
    (NewRowsFirst(), "check_given_rows_come_first", "the 90 rows that it was given"),
    (ScalesAllRows(), "check_given_rows_come_first", "unchanged and in their order"),
    (DropsAColumn(), "check_columns_are_kept", r"It returned shape \(110, 4\)"),
    (FirstColumnAlone(), "check_columns_are_kept", r"It returned shape \(110,\)"),
    (ListOfRows(), "check_columns_are_kept", "rows of the type list. Return an array"),
    (SparseRows(), "check_columns_are_kept", "rows of the type csr_array"),
    (LastRowWithoutAClass(), "check_columns_are_kept", r"classes of shape \(109,\)"),
    (EncodesClasses(), "check_classes_are_kept", r"was not given: \['0', '1'\]"),
    (MissingValues(), "check_new_rows_are_finite", r"in columns \[2\]"),
    (MakesAllThatIsNamed(), "check_strategy_is_followed", "It made 45 of class 1"),
    (MakesNothing(), "check_strategy_is_followed", "It made 0 of class 1"),
    (OneClassAtATime(), "check_several_classes_are_made", "too many values to unpack"),
    (FirstClassOnly(), "check_several_classes_are_made", "rows of one of them only"),
    (FiveNeighbors(), "check_few_rows_are_enough", "fails with 3 rows of the class"),
    (ArraysOnly(), "check_data_frames_are_taken", "InvalidIndexError"),
    (RowsByKey(), "check_data_frames_are_taken", "KeyError"),
    (PositionsInTheClass(), "check_parents_are_of_the_class", "of another class"),
    (PositionsOutOfRange(), "check_parents_are_of_the_class", "should hold positions"),
    (WritesClasses(), "check_input_is_left_alone", "WritesClasses writes to `y`"),
    (SetLater().set_first(3), "check_copies_are_alike", "A copy of SetLater answers"),
    (Unseeded(), "check_answers_depend_on_the_seed_alone", "asked the same again"),
]


@pytest.mark.parametrize(
    ("part", "name", "message"), FAULTS, ids=lambda value: type(value).__name__
)
def test_fault_fails_its_check_alone(part, name, message):
    failures = find_failures(check_oversampler, part)
    assert list(failures) == [name]
    assert re.search(message, failures[name])


def test_every_check_has_a_fault():
    assert {name for _, name, _ in FAULTS} == {
        *names_of_checks(check_oversampler, Repeat())
    }


def test_oversampler_without_faults_passes():
    assert find_failures(check_oversampler, Repeat()) == {}


def test_neighbors_that_can_be_lowered_are_no_fault():
    assert find_failures(check_oversampler, FewerNeighbors()) == {}


class RowsAlone(Repeat):
    def fit_resample(self, X, y):
        return super().fit_resample(X, y)[0]


def test_rows_without_classes_fail_all_checks_and_say_so():
    failures = find_failures(check_oversampler, RowsAlone())
    assert list(failures) == names_of_checks(check_oversampler, RowsAlone())
    for message in failures.values():
        assert "`fit_resample` of RowsAlone should return two things" in message
