"""What a comparison says in sentences."""

import numpy as np
import pytest
from crafted_results import craft_record, craft_results, tidy

from clover.comparison import Comparison


def compare(gains, metric="auc", **others):
    """Return the comparison of `x` with `none`, given the gains of data sets."""
    sign = -1 if metric == "brier" else 1
    scores = {
        f"d{number}": {"none": 0.5, "x": 0.5 + sign * gain}
        for number, gain in enumerate(gains)
    }
    return Comparison.from_frame(tidy(scores, metric), metric, **others)


def line_of(verdict, start):
    (line,) = (line for line in verdict.splitlines() if line.startswith(start))
    return line


def test_a_clear_gain():
    verdict = compare(np.arange(1, 11) / 100).verdict()
    assert verdict.splitlines()[0] == (
        "2 methods were compared on 10 data sets in 10 families, by auc (greater is "
        "better)."
    )
    assert line_of(verdict, "x has the best") == (
        "x has the best mean rank; 1 would be the best in every family: x (1.00), none "
        "(2.00)."
    )
    line = line_of(verdict, "x was")
    assert line.startswith("x was better than none by 0.055 on average (95 % interval")
    assert "better in 10 families, equal in 0, worse in 0." in line
    # All ten have one sign: 2 of 1,024.
    assert "It is significantly better by its ranks (p = 0.002 after Holm)." in line
    assert "it is better by more than that with probability" in line
    assert "No run failed." in verdict.splitlines()


def test_a_clear_loss_of_a_metric_of_which_less_is_better():
    verdict = compare(-np.arange(1, 11) / 100, "brier").verdict()
    assert "by brier (less is better, and a gain is a decrease)" in verdict
    line = line_of(verdict, "x was")
    assert line.startswith("x was worse than none by 0.055 on average")
    assert "It is significantly worse by its ranks" in line
    assert "it is worse by more than that with probability" in line


def test_what_is_not_shown_is_not_claimed():
    gains = [0.05, -0.04, 0.03, -0.05, 0.04, -0.02, 0.01, -0.03]
    line = line_of(compare(gains).verdict(), "x was")
    assert "The difference is not significant" in line
    assert "significantly" not in line
    assert "the data do not decide" in line


def test_practically_equal_is_said_with_its_margin():
    gains = np.array([1, -1, 2, -2, 1, -1, 2, -2, 3, -3]) / 10_000
    line = line_of(compare(gains).verdict(), "x was")
    assert "The difference is not significant" in line
    assert (
        "If gains within 0.005 of zero do not matter, it is practically equal" in line
    )
    narrow = line_of(compare(gains).verdict(rope=1e-5), "x was")
    assert (
        "If gains within 1e-05 of zero do not matter, the data do not decide" in narrow
    )


def test_a_mean_that_points_the_other_way_than_the_ranks_is_said():
    # One large gain against twenty small losses, which sum to 0.21.
    gains = [0.42, *(-np.arange(1, 21) / 1000)]
    line = line_of(compare(gains).verdict(), "x was")
    assert line.startswith("x was better than none by 0.010 on average")
    assert "It is significantly worse by its ranks (p < 0.001 after Holm)." in line
    assert "The mean points the other way, as a few large differences outweigh" in line


def test_equal_scores_are_said_to_be_equal():
    verdict = compare([0.0, 0.0, 0.0]).verdict()
    assert "x and none have the same scores in all families." in verdict
    assert "All methods have the same mean rank: none (1.50), x (1.50)." in verdict


def test_methods_that_are_all_equal_have_no_order():
    scores = {str(i): dict.fromkeys(("none", "x", "y"), 0.1 * i) for i in range(4)}
    lines = Comparison.from_frame(tidy(scores)).verdict().splitlines()
    assert (
        "Friedman's test does not show that any methods differ (p = 1.000)."
    ) in lines


def test_gains_that_cancel_are_not_called_worse():
    line = line_of(compare([0.1, -0.1, 0.2, -0.2]).verdict(), "x was")
    assert line.startswith("x was as good as none on average (95 % interval")
    assert "better in 2 families, equal in 0, worse in 2." in line


def test_a_mean_of_zero_does_not_point_the_other_way():
    # Twenty small gains, which one loss outweighs exactly.
    gains = np.array([-210, *range(1, 21)]) / 1024
    line = line_of(compare(gains).verdict(), "x was")
    assert "It is significantly better by its ranks" in line
    assert "points the other way" not in line


def test_too_few_families_for_significance_are_said():
    verdict = compare([0.1, 0.2, 0.3]).verdict()
    assert (
        "With 3 families and 1 comparison, p cannot be below 0.250: no difference "
        "could be significant, however large. Probabilities of so few families are not "
        "to be relied on either."
    ) in verdict.splitlines()
    assert "p cannot be below" not in compare([0.1] * 6).verdict()


def test_many_comparisons_do_not_make_probabilities_unreliable():
    scores = {
        str(i): {"none": 0.5, **{f"x{k}": 0.5 + 0.01 * k for k in range(1, 4)}}
        for i in range(6)
    }
    verdict = Comparison.from_frame(tidy(scores)).verdict()
    assert "With 6 families and 3 comparisons, p cannot be below 0.094:" in verdict
    assert "so few families" not in verdict


def test_a_single_family_is_described_and_not_tested():
    comparison = compare([0.1, 0.2], groups={"d0": "d", "d1": "d"})
    verdict = comparison.verdict()
    assert "x was better than none by 0.150 on average: better in 1 family," in verdict
    assert "With a single family of data sets nothing can be tested." in verdict
    assert "significant" not in verdict.lower()
    assert np.isnan(comparison.table().loc["x", "p_holm"])


def test_friedman_is_told_with_three_methods():
    scores = {
        str(i): {"none": 0.5, "x": 0.5 + gain, "y": 0.5 - gain}
        for i, gain in enumerate(np.arange(1, 9) / 100)
    }
    verdict = Comparison.from_frame(tidy(scores)).verdict()
    assert (
        "Friedman's test finds that the methods differ (p < 0.001)."
        in verdict.splitlines()
    )
    for i, gain in enumerate([1, -1, 1, -1, 1, -1, 1, 1]):
        scores[str(i)] |= {"x": 0.5 + gain / 100, "y": 0.5 - gain / 100}
    verdict = Comparison.from_frame(tidy(scores)).verdict()
    assert (
        "Friedman's test does not show that any methods differ (p = 0.607). The "
        "order of the mean ranks may be chance."
    ) in verdict


def test_failures_their_rule_and_what_is_left_out_are_told():
    records = [
        craft_record(name, method, classifier=classifier)
        for name in ("a", "b")
        for method in ("none", "x")
        for classifier in ("lr", "tree")
    ]
    records += [
        craft_record("c", "none"),
        craft_record("c", "x", error="ValueError: no"),
        craft_record("d", "none"),
    ]
    results = craft_results(records, notes=("The grid is smaller.",), n_missing=1)
    verdict = Comparison.from_results(results).verdict()
    lines = verdict.splitlines()
    assert (
        "on 3 data sets in 3 families with lr and tree, by average_precision"
        in (lines[0])
    )
    assert (
        "1 run failed (x: 1): a failed run has the score of no resampling in the same "
        "fold."
    ) in lines
    assert "The grid is smaller." in lines
    assert "Not done yet: 1 planned run. This is a comparison in part." in lines
    assert ("Left out, as a score is missing: d (no run of x in some folds).") in lines


def test_the_limits_stand_at_the_end():
    last = compare([0.1, 0.2, 0.3]).verdict().splitlines()[-1]
    assert "not significant does not mean equal" in last
    assert "Mean ranks depend on which methods are compared" in last


def test_the_reference_can_be_chosen():
    verdict = compare([0.1, 0.2, 0.3]).verdict(reference="x")
    assert "none was worse than x by 0.200 on average" in verdict
    with pytest.raises(ValueError, match="`reference` should be one of"):
        compare([0.1]).verdict(reference="y")
