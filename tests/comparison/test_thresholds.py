"""Thresholds that are chosen on the training rows."""

import numpy as np
import pytest
from crafted_results import craft_record, craft_results
from imblearn.metrics import geometric_mean_score
from sklearn.metrics import balanced_accuracy_score, f1_score

from clover.comparison import Comparison
from clover.comparison._analysis.thresholds import tune_threshold

SCORES = {
    "f1": f1_score,
    "geometric_mean": geometric_mean_score,
    "balanced_accuracy": balanced_accuracy_score,
}


def test_the_threshold_separates_what_can_be_separated():
    is_positive = np.array([False, False, True, True])
    proba = np.array([0.1, 0.2, 0.3, 0.4])
    for name in SCORES:
        assert tune_threshold(name, is_positive, proba) == pytest.approx(0.25)


@pytest.mark.parametrize("name", SCORES)
@pytest.mark.parametrize("seed", range(5))
def test_no_midpoint_gives_a_better_score_and_none_as_good_is_nearer_to_a_half(
    name, seed
):
    rng = np.random.RandomState(seed)
    is_positive = np.r_[True, False, rng.rand(40) < 0.3]
    # Several rows have the same probability.
    proba = np.round(0.6 * rng.rand(42) + 0.2 * is_positive, 1)
    values = np.unique(proba)
    midpoints = (values[:-1] + values[1:]) / 2
    scores = np.array([SCORES[name](is_positive, proba >= t) for t in midpoints])
    best = midpoints[np.isclose(scores, scores.max(), atol=1e-12)]
    expected = best[np.abs(best - 0.5).argmin()]
    assert tune_threshold(name, is_positive, proba) == pytest.approx(expected)


def test_of_equally_good_thresholds_the_nearest_to_a_half_is_taken():
    is_positive = np.array([False, True, False, True])
    proba = np.array([0.1, 0.3, 0.4, 0.9])
    # 0.2 and 0.65 give (1 + 0.5) / 2.
    threshold = tune_threshold("balanced_accuracy", is_positive, proba)
    assert threshold == pytest.approx(0.65)


@pytest.mark.parametrize(
    ("is_positive", "proba"),
    [([True, False], [0.3, 0.3]), ([True, True], [0.2, 0.3]), ([False] * 2, [0, 1])],
)
def test_without_two_probabilities_or_classes_it_is_a_half(is_positive, proba):
    assert tune_threshold("f1", np.array(is_positive), np.array(proba)) == 0.5


def test_tuned_scores_use_the_threshold_of_the_training_rows_on_the_test_rows():
    # The training rows have .1, .2, .6 for class 0, and .4, .8 for class 1: 0.3 gives
    # the F1 score 0.8, and 0.7 gives 2/3. The test rows are of the classes 0, 1, 0.
    records = [
        craft_record("a", "none", proba=(0.1, 0.35, 0.2)),
        craft_record("a", "x", proba=(0.4, 0.2, 0.1)),
    ]
    comparison = Comparison.from_results(craft_results(records))
    values = comparison.scores(["f1", "f1_tuned"]).set_index(["metric", "method"])
    assert values["value"].to_dict() == {
        ("f1", "none"): 0.0,
        ("f1", "x"): 0.0,
        ("f1_tuned", "none"): 1.0,
        ("f1_tuned", "x"): 0.0,
    }
    balanced = comparison.scores("balanced_accuracy_tuned")["value"]
    # One of two rows of class 0 is below 0.3, and none of class 1 above.
    assert balanced.tolist() == [1.0, 0.25]
