"""What a comparison on one table recommends."""

import pandas as pd
import pytest

from clover.cli._sampling.verdict import find_better, recommend, tabulate_scores


def make_scores(values):
    """Return scores of methods: a value for each of two folds, by method and metric."""
    return pd.DataFrame(
        [
            {
                "method": method,
                "metric": metric,
                "classifier": "logistic",
                "repeat": 0,
                "fold": fold,
                "value": value,
            }
            for (method, metric), folds in values.items()
            for fold, value in enumerate(folds)
        ]
    )


def test_a_way_is_better_only_if_it_is_in_each_fold():
    scores = make_scores(
        {
            ("none", "average_precision"): [0.5, 0.6],
            ("SMOTE", "average_precision"): [0.7, 0.59],
            ("random", "average_precision"): [0.52, 0.62],
            ("recommended", "average_precision"): [0.501, 0.601],
        }
    )
    assert find_better(scores, "average_precision").to_dict() == {
        "random": pytest.approx(0.02)
    }
    assert recommend(scores)[0].startswith("For ranking, try random repetition")


def test_without_a_better_way_nothing_is_resampled():
    scores = make_scores(
        {
            ("none", "average_precision"): [0.5, 0.6],
            ("none", "balanced_accuracy"): [0.5, 0.5],
            ("none", "balanced_accuracy_tuned"): [0.8, 0.8],
            ("SMOTE", "average_precision"): [0.4, 0.5],
            ("SMOTE", "balanced_accuracy"): [0.7, 0.7],
        }
    )
    ranking, labels, _ = recommend(scores)
    assert "start without resampling" in ranking
    assert "tune a threshold" in labels
    rows = {row["way"]: row for row in tabulate_scores(scores)}
    assert rows["no resampling, threshold"]["balanced accuracy"] == 0.8
    assert rows["no resampling"]["balanced accuracy"] == 0.5
    assert rows["SMOTE"]["AUC"] is None
