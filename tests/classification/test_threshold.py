"""The threshold of `predict`: given as a number, or chosen on real rows."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from numpy.testing import assert_array_equal
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, get_scorer, make_scorer
from sklearn.metrics._scorer import _SCORERS
from sklearn.model_selection import GroupKFold, StratifiedKFold
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from clover.classification import ResampledClassifier
from clover.over_sampling import ClusterOverSampler, KMeansSMOTE


class Ramp(ClassifierMixin, BaseEstimator):
    """Takes the first column of a row for the probability of the second class."""

    def fit(self, X, y, sample_weight=None):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        return np.column_stack((1 - X[:, 0], X[:, 0]))

    def predict(self, X):
        return self.classes_[(X[:, 0] >= 0.5).astype(int)]


class Witness(LogisticRegression):
    """Notes the rows that it is fitted to, and those that it is asked about."""

    fitted, asked = [], []

    def fit(self, X, y, sample_weight=None):
        self.fitted.append((X, y, sample_weight))
        return super().fit(X, y, sample_weight)

    def predict_proba(self, X):
        self.asked.append(X)
        return super().predict_proba(X)


@pytest.fixture
def witness():
    Witness.fitted.clear()
    Witness.asked.clear()
    return Witness(max_iter=1_000)


@pytest.fixture
def ramp():
    """Twelve rows whose first column tells how likely the second class is."""
    X = np.array([0.0, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    return X[:, np.newaxis], np.repeat(["ill", "well"], [4, 8])


def rows_of(X):
    return set(map(tuple, X.tolist()))


@pytest.mark.parametrize(
    ("threshold", "n_second"), [(None, 5), (0.5, 5), (0.3, 8), (0, 12), (1, 0)]
)
def test_second_class_is_predicted_from_the_threshold_on(ramp, threshold, n_second):
    model = ResampledClassifier(Ramp(), None, threshold=threshold).fit(*ramp)
    predicted = model.predict(ramp[0]).tolist()
    assert predicted == ["ill"] * (12 - n_second) + ["well"] * n_second
    assert model.threshold_ == threshold


def test_threshold_changes_nothing_but_predict(two_classes):
    X, y = two_classes
    model = ResampledClassifier(LogisticRegression(), SMOTE(), random_state=0)
    without = [
        getattr(model.fit(X, y), method)(X)
        for method in ("predict_proba", "predict_log_proba", "decision_function")
    ]
    n_positive = model.predict(X).sum()
    for threshold in (0.9, "balanced_accuracy"):
        model.set_params(threshold=threshold).fit(X, y)
        assert_array_equal(model.predict_proba(X), without[0])
        assert_array_equal(model.predict_log_proba(X), without[1])
        assert_array_equal(model.decision_function(X), without[2])
    model.set_params(threshold=0.9).fit(X, y)
    assert model.predict(X).sum() < n_positive


def test_chosen_threshold_is_the_best_one(ramp):
    # From 0.3 on, all rows are well; no fold has other rows in between.
    model = ResampledClassifier(Ramp(), None, threshold="accuracy", cv=4).fit(*ramp)
    assert 0.25 < model.threshold_ <= 0.3
    assert_array_equal(model.predict(ramp[0]), ramp[1])


@pytest.mark.parametrize("scoring", ["f1", "recall"])
def test_second_class_is_positive_whatever_its_name(ramp, scoring):
    X, y = ramp
    names, numbers = (
        ResampledClassifier(Ramp(), None, threshold=scoring, cv=2).fit(X, labels)
        for labels in (y, np.where(y == "well", 1, 0))
    )
    assert names.threshold_ == numbers.threshold_
    # A class called 1 is not positive if it is the first one.
    ones = ResampledClassifier(Ramp(), None, threshold=scoring, cv=2)
    assert ones.fit(X, np.where(y == "well", 2, 1)).threshold_ == numbers.threshold_


@pytest.mark.parametrize("weighting", [None, "prevalence"])
def test_no_synthetic_sample_is_scored(two_classes, witness, monkeypatch, weighting):
    scored = []

    def metric(y_true, y_pred):
        scored.append(y_true)
        return balanced_accuracy_score(y_true, y_pred)

    monkeypatch.setitem(_SCORERS, "recording", make_scorer(metric))
    X, y = two_classes
    sampler = KMeansSMOTE(kmeans_estimator=3)
    model = ResampledClassifier(
        witness, sampler, weighting=weighting, threshold="recording", random_state=0
    ).fit(X, y)
    # Each of the 5 folds has 54 rows of class 0 and 6 of class 1, all of them real.
    assert {(len(labels), labels.sum()) for labels in scored} == {(60, 6)}
    held_out = np.vstack(witness.asked)
    assert len(held_out) == 300
    assert rows_of(held_out) == rows_of(X)
    assert model.threshold_ != 0.5


def test_each_fold_is_resampled_and_weighed_anew(two_classes, witness):
    X, y = two_classes
    sampler = KMeansSMOTE(kmeans_estimator=3)
    ResampledClassifier(
        witness, sampler, weighting=0.5, threshold="accuracy", random_state=0
    ).fit(X, y)
    (all_rows, *_), *folds = witness.fitted
    assert len(all_rows) == 540
    assert len(folds) == 5
    for (fold, labels, weights), held_out in zip(folds, witness.asked, strict=True):
        assert np.bincount(labels).tolist() == [216, 216]
        assert not rows_of(fold) & rows_of(held_out)
        assert len(rows_of(fold) & rows_of(X)) == 240
        assert np.bincount(labels, weights) == pytest.approx([216, 24])


def test_fit_to_all_rows_is_that_without_a_threshold(two_classes):
    X, y = two_classes
    weights = np.linspace(1, 2, 300)
    model = ResampledClassifier(
        DecisionTreeClassifier(max_depth=3, max_features=2),
        KMeansSMOTE(kmeans_estimator=3),
        weighting=0.7,
        random_state=0,
    )
    expected = model.fit(X, y, weights).predict_proba(X)
    weights_of_rows = model.sample_weight_
    model.set_params(threshold="accuracy").fit(X, y, weights)
    assert_array_equal(model.predict_proba(X), expected)
    assert_array_equal(model.sample_weight_, weights_of_rows)
    assert model.sampler_.provenance_.base.size == 240


def test_weights_of_the_user_are_divided_by_fold(two_classes, witness):
    X, y = two_classes
    weights = np.arange(1.0, 301)
    ResampledClassifier(witness, None, threshold="accuracy").fit(X, y, weights)
    weight_of = dict(zip(map(tuple, X.tolist()), weights, strict=True))
    for rows, _, of_fold in witness.fitted:
        expected = [weight_of[row] for row in map(tuple, rows.tolist())]
        assert of_fold.tolist() == expected


def test_classifier_without_probabilities_has_a_threshold_of_its_scores(two_classes):
    X, y = two_classes
    model = ResampledClassifier(
        LinearSVC(random_state=0), SMOTE(random_state=0), threshold="accuracy"
    ).fit(X, y)
    assert not hasattr(model, "predict_proba")
    scores = model.decision_function(X)
    assert_array_equal(model.predict(X), (scores >= model.threshold_).astype(int))
    # SMOTE makes class 1 too likely for accuracy: it is held back by the threshold.
    assert model.threshold_ > 0
    assert model.score(X, y) > (y == (scores >= 0)).mean()


def test_threshold_for_balanced_accuracy_undoes_the_weights(two_classes):
    X, y = two_classes
    model = ResampledClassifier(
        LogisticRegression(max_iter=1_000),
        ClusterOverSampler(SMOTE()),
        weighting=0.5,
        random_state=0,
    )
    scorer = get_scorer("balanced_accuracy")
    without = scorer(model.fit(X, y), X, y)
    tuned = model.set_params(threshold="balanced_accuracy").fit(X, y)
    assert tuned.threshold_ < 0.3
    assert scorer(tuned, X, y) > without + 0.05


def test_folds_may_be_a_splitter_a_list_or_none(two_classes):
    X, y = two_classes
    splitter = StratifiedKFold(4)
    thresholds = [
        ResampledClassifier(
            LogisticRegression(), SMOTE(), threshold="accuracy", cv=cv, random_state=0
        )
        .fit(X, y)
        .threshold_
        for cv in (4, splitter, list(splitter.split(X, y)))
    ]
    assert len(set(thresholds)) == 1
    model = ResampledClassifier(
        LogisticRegression(), SMOTE(), threshold="accuracy", random_state=0
    )
    chosen = model.fit(X, y).threshold_
    assert model.set_params(cv=None).fit(X, y).threshold_ == chosen


def test_folds_are_made_from_the_rows(two_classes, witness):
    class ByFirstColumn:
        def split(self, X, y):
            yield from GroupKFold(2).split(X, y, np.argsort(X[:, 0]) % 7)

        def get_n_splits(self, X=None, y=None):
            return 2

    X, y = two_classes
    model = ResampledClassifier(witness, None, threshold="accuracy", cv=ByFirstColumn())
    model.fit(X, y)
    assert len(witness.fitted) == 3


def test_score_with_a_threshold_is_the_accuracy(two_classes):
    X, y = two_classes
    model = ResampledClassifier(LogisticRegression(), SMOTE(), threshold=0.8)
    model.fit(X, y)
    assert model.score(X, y) == (model.predict(X) == y).mean()
    weights = y + 1.0
    expected = np.average(model.predict(X) == y, weights=weights)
    assert model.score(X, y, sample_weight=weights) == pytest.approx(expected)


def test_fitted_model_does_not_hold_the_rows(two_classes):
    import pickle

    X, y = two_classes
    wide = np.hstack((X, np.zeros((300, 1_000))))
    model = ResampledClassifier(LogisticRegression(), None, threshold="accuracy")
    assert len(pickle.dumps(model.fit(wide, y))) < wide.nbytes / 10
