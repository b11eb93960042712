"""Probabilities recalibrated by those of the training rows."""

import numpy as np
import pytest
from crafted_results import two_columns
from sklearn.datasets import make_classification
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.naive_bayes import GaussianNB

from clover.comparison import Comparison
from clover.comparison._analysis.calibration import calibrate
from clover.comparison._runs.records import DataInfo, Record, Results

EPS = np.finfo(np.float32).eps


def make_records(n_classes):
    X, y = make_classification(
        300,
        n_informative=4,
        n_classes=n_classes,
        weights=[0.7, 0.1][: n_classes - 1],
        class_sep=0.5,
        random_state=0,
    )
    train, test = np.arange(200), np.arange(200, 300)
    model = GaussianNB()
    train_proba = cross_val_predict(
        model, X[train], y[train], cv=3, method="predict_proba"
    )
    test_proba = model.fit(X[train], y[train]).predict_proba(X[test])
    arrays = (
        test,
        test_proba.astype(np.float32),
        train,
        train_proba.astype(np.float32),
    )
    info = DataInfo("a", "hash", y, tuple("abc"[:n_classes]), {})
    records = tuple(Record("a", name, "nb", 0, 0, *arrays) for name in ("none", "x"))
    return Results(records, {"a": info}, ("none", "x"), ("nb",))


@pytest.fixture
def results():
    return make_records(2)


def read(results):
    """Return y and the probabilities of class 1 of the training and test rows."""
    y, record = results.datasets["a"].y, results.records[0]
    train, test = (p.astype(float) for p in (record.train_proba, record.test_proba))
    columns = [(p / p.sum(axis=1, keepdims=True))[:, 1] for p in (train, test)]
    return y[record.train_rows], columns[0], y[record.test_rows], columns[1]


def value_of(results, metric):
    return Comparison.from_results(results).scores(metric)["value"].iloc[0]


def test_platt_is_a_logistic_regression_without_penalty_on_the_logit(results):
    y_train, train, y_test, test = read(results)

    def logit(p):
        p = np.clip(p, EPS, 1 - EPS)
        return np.log(p / (1 - p)).reshape(-1, 1)

    model = LogisticRegression(C=np.inf).fit(logit(train), y_train)
    proba = model.predict_proba(logit(test))[:, 1]
    by_hand = brier_score_loss(y_test, proba)
    assert value_of(results, "brier_platt") == pytest.approx(by_hand, abs=1e-9)
    assert value_of(results, "brier_platt") != pytest.approx(
        value_of(results, "brier"), abs=1e-4
    )
    assert value_of(results, "log_loss_platt") == pytest.approx(log_loss(y_test, proba))


def test_isotonic_is_an_isotonic_regression_clipped_out_of_range(results):
    y_train, train, y_test, test = read(results)
    model = IsotonicRegression(out_of_bounds="clip").fit(train, y_train)
    proba = model.predict(test)
    by_hand = brier_score_loss(y_test, proba)
    assert value_of(results, "brier_isotonic") == pytest.approx(by_hand, abs=1e-12)
    assert value_of(results, "roc_auc_isotonic") == pytest.approx(
        roc_auc_score(y_test, proba)
    )


def test_the_calibrator_may_read_either_of_two_columns():
    y_train, train = np.array([0, 1, 0, 1]), two_columns([0.1, 0.4, 0.6, 0.9])
    test = two_columns([0.3, 0.7])
    for method in ("platt", "isotonic"):
        last = calibrate(method, y_train, train, test, positive=1)
        first = calibrate(method, y_train, train, test, positive=0)
        np.testing.assert_allclose(last, first, atol=1e-3)
        np.testing.assert_allclose(last.sum(axis=1), 1.0)


def test_several_classes_are_calibrated_one_against_the_rest():
    results = make_records(3)
    record, y = results.records[0], results.datasets["a"].y
    train, test = (
        p.astype(float) / p.astype(float).sum(axis=1, keepdims=True)
        for p in (record.train_proba, record.test_proba)
    )
    columns = [
        IsotonicRegression(out_of_bounds="clip")
        .fit(train[:, k], y[record.train_rows] == k)
        .predict(test[:, k])
        for k in range(3)
    ]
    proba = np.column_stack(columns)
    proba /= proba.sum(axis=1, keepdims=True)
    one_hot = np.eye(3)[y[record.test_rows]]
    by_hand = ((proba - one_hot) ** 2).sum(axis=1).mean()
    assert value_of(results, "brier_isotonic") == pytest.approx(by_hand)


def test_rows_that_no_class_wants_get_equal_probabilities():
    # Each column is 0 up to .4 and 1 from .6 on.
    train = np.array([[0.6, 0.0, 0.4], [0.4, 0.6, 0.0], [0.0, 0.4, 0.6]])
    test = np.array([[1 / 3, 1 / 3, 1 / 3], [0.8, 0.2, 0.0]])
    proba = calibrate("isotonic", np.array([0, 1, 2]), train, test)
    np.testing.assert_allclose(proba, [[1 / 3, 1 / 3, 1 / 3], [1.0, 0.0, 0.0]])


@pytest.mark.parametrize("method", ["platt", "isotonic"])
@pytest.mark.parametrize("code", [0, 1])
def test_a_single_class_in_training_is_predicted(method, code):
    train = two_columns([0.2, 0.4])
    proba = calibrate(method, np.array([code, code]), train, two_columns([0.3]))
    np.testing.assert_allclose(proba, [np.eye(2)[code]])
