"""Scores of probabilities against scikit-learn's and imbalanced-learn's functions."""

import warnings

import numpy as np
import pytest
from imblearn.metrics import geometric_mean_score
from sklearn.metrics import (
    average_precision_score,
    balanced_accuracy_score,
    brier_score_loss,
    f1_score,
    log_loss,
    roc_auc_score,
)

from clover.comparison._analysis.metrics import (
    GREATER_IS_BETTER,
    LABEL_SCORES,
    positive_class,
    score,
    score_labels,
    split_sign,
    to_float64,
)

BINARY_PEERS = {
    "average_precision": lambda y, p: average_precision_score(y, p[:, 1]),
    "roc_auc": lambda y, p: roc_auc_score(y, p[:, 1]),
    "brier": lambda y, p: brier_score_loss(y, p[:, 1]),
    "log_loss": log_loss,
    "f1": lambda y, p: f1_score(y, p.argmax(1)),
    "geometric_mean": lambda y, p: geometric_mean_score(y, p.argmax(1)),
    "balanced_accuracy": lambda y, p: balanced_accuracy_score(y, p.argmax(1)),
}
MULTICLASS_PEERS = {
    "average_precision": lambda y, p: average_precision_score(y, p, average="macro"),
    "roc_auc": lambda y, p: roc_auc_score(y, p, multi_class="ovr", average="macro"),
    "log_loss": log_loss,
    "f1": lambda y, p: f1_score(y, p.argmax(1), average="macro"),
    "geometric_mean": lambda y, p: geometric_mean_score(y, p.argmax(1)),
    "balanced_accuracy": lambda y, p: balanced_accuracy_score(y, p.argmax(1)),
}


def draw(n_classes, n_samples=200):
    """Return codes of classes, and probabilities that know something of them."""
    rng = np.random.RandomState(0)
    y = rng.choice(
        n_classes,
        n_samples,
        p=np.arange(1, n_classes + 1)[::-1] / sum(range(n_classes + 1)),
    )
    proba = rng.dirichlet(np.ones(n_classes), n_samples)
    proba[np.arange(n_samples), y] += 0.3
    return y, proba / proba.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("name", GREATER_IS_BETTER)
def test_binary_scores_are_those_of_scikit_learn(name):
    y, proba = draw(2)
    expected = BINARY_PEERS[name](y, proba)
    assert score(name, y, proba) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", GREATER_IS_BETTER)
def test_ties_and_certain_probabilities_count_as_in_scikit_learn(name):
    y, proba = draw(2)
    proba = proba.round(1)
    assert {0.0, 1.0} <= set(proba.ravel())
    expected = BINARY_PEERS[name](y, proba)
    assert score(name, y, proba) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", GREATER_IS_BETTER)
def test_first_class_as_positive_is_the_same_as_columns_in_turn(name):
    y, proba = draw(2)
    expected = BINARY_PEERS[name](1 - y, proba[:, ::-1])
    assert score(name, y, proba, positive=0) == pytest.approx(expected)


@pytest.mark.parametrize("name", MULTICLASS_PEERS)
def test_multiclass_scores_are_macro_averages_of_scikit_learn(name):
    y, exact = draw(4)
    rounded = exact.round(1) / exact.round(1).sum(axis=1, keepdims=True)
    for proba in (exact, rounded):
        expected = MULTICLASS_PEERS[name](y, proba)
        assert score(name, y, proba) == pytest.approx(expected, rel=1e-12)


def test_multiclass_brier_sums_squared_differences_over_classes():
    y = np.array([0, 2])
    proba = np.array([[0.5, 0.3, 0.2], [0.0, 0.0, 1.0]])
    # 0.25 + 0.09 + 0.04 for the first row, nothing for the second.
    assert score("brier", y, proba) == pytest.approx(0.38 / 2)


def test_scores_worked_out_by_hand():
    y = np.array([0, 0, 0, 1])
    proba = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.4, 0.6]])
    # The only positive row is second of the ranking; one of three negatives is above.
    assert score("average_precision", y, proba) == pytest.approx(1 / 2)
    assert score("roc_auc", y, proba) == pytest.approx(2 / 3)
    assert score("brier", y, proba) == pytest.approx((0.01 + 0.04 + 0.49 + 0.16) / 4)
    # Precision 1/2 and recall 1; recalls of the classes 2/3 and 1.
    assert score("f1", y, proba) == pytest.approx(2 / 3)
    assert score("geometric_mean", y, proba) == pytest.approx(np.sqrt(2 / 3))
    assert score("balanced_accuracy", y, proba) == pytest.approx(5 / 6)


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("name", GREATER_IS_BETTER)
def test_32_bit_probabilities_give_nearly_the_same_score(name, n_classes):
    y, proba = draw(n_classes)
    stored = score(name, y, proba.astype(np.float32))
    assert isinstance(stored, float)
    assert stored == pytest.approx(score(name, y, proba), abs=1e-6)


def test_equal_probabilities_of_a_class_stay_equal():
    # The sums of the rows differ in their last digits as 32-bit floats.
    proba = np.array([[0.3, 0.7, 0.0], [0.3, 0.35, 0.35], [0.3, 0.6, 0.1]])
    y = np.array([0, 1, 2])
    stored = score("roc_auc", y, proba.astype(np.float32))
    # 1/2 for the first class, 0 for the second, 1/2 for the third.
    assert stored == pytest.approx((0.5 + 0.0 + 0.5) / 3)


def test_rows_of_probabilities_sum_to_one_and_empty_rows_are_uniform():
    proba = to_float64(np.array([[1, 3], [0, 0]], dtype=np.float32))
    assert proba.dtype == np.float64
    np.testing.assert_array_equal(proba, [[0.25, 0.75], [0.5, 0.5]])


@pytest.mark.parametrize("name", LABEL_SCORES)
@pytest.mark.parametrize("n_classes", [2, 3])
def test_scores_of_labels_are_those_of_the_largest_probabilities(name, n_classes):
    y, proba = draw(n_classes)
    labels = proba.argmax(axis=1)
    assert score_labels(name, y, labels, n_classes) == score(name, y, proba)


@pytest.mark.parametrize("name", GREATER_IS_BETTER)
@pytest.mark.parametrize("n_classes", [2, 3])
def test_no_score_warns_of_a_class_that_is_never_predicted_or_absent(name, n_classes):
    y = np.zeros(4, dtype=int)
    proba = np.tile(np.eye(n_classes)[-1] * 0.8 + 0.2 / n_classes, (4, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        value = score(name, y, proba)
    has_none = name == "roc_auc" or (name, n_classes) == ("average_precision", 2)
    assert np.isnan(value) == has_none


def test_probabilities_of_all_rows_of_the_positive_class_have_brier_and_log_loss():
    y, proba = np.array([1, 1]), np.array([[0.2, 0.8], [0.2, 0.8]])
    assert score("brier", y, proba) == pytest.approx(0.04)
    assert score("log_loss", y, proba) == pytest.approx(-np.log(0.8))


@pytest.mark.parametrize(
    "counts, code", [([9, 3], 1), ([3, 9], 0), ([5, 5], 1), ([4, 3, 2], None)]
)
def test_positive_class_is_the_smaller_of_two(counts, code):
    assert positive_class(np.array(counts)) == code


@pytest.mark.parametrize(
    "scoring, expected",
    [
        ("roc_auc", ("roc_auc", 1)),
        ("brier", ("brier", -1)),
        ("neg_brier_score", ("brier", -1)),
        ("neg_log_loss", ("log_loss", -1)),
    ],
)
def test_signs_turn_losses_round(scoring, expected):
    assert split_sign(scoring) == expected


def test_unknown_scores_are_named_with_those_that_there_are():
    y, proba = draw(2)
    with pytest.raises(ValueError, match=r"Unknown score 'auc'\. Use one of .*roc_auc"):
        score("auc", y, proba)
    with pytest.raises(ValueError, match="Unknown score 'brier'"):
        score_labels("brier", y, y, 2)
    with pytest.raises(ValueError, match=r"'accuracy'.*neg_brier_score"):
        split_sign("accuracy")
