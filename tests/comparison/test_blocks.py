"""Scores of data sets and families, and the rules for failures."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from crafted_results import craft_record, craft_results, tidy

from clover.comparison import Comparison

NAN = np.nan
# In the first fold of the data set, one method failed.
WITH_FAILURE = {"a": {"none": [0.5, 0.7], "mine": [NAN, 0.9], "other": [0.3, 0.8]}}


def compare(scores, metric="auc", **others):
    return Comparison.from_frame(tidy(scores, metric), metric, **others)


def test_sets_of_a_family_are_averaged_before_ranks_and_gains():
    comparison = compare(
        {
            "a1": {"x": 0.6, "y": 0.8},
            "a2": {"x": 0.8, "y": 0.8},
            "b": {"x": 0.5, "y": 0.4},
        },
        groups={"a1": "a", "a2": "a"},
    )
    blocks = comparison.blocks()
    assert blocks.index.tolist() == ["a", "b"]
    np.testing.assert_allclose(blocks["x"], [0.7, 0.5])
    np.testing.assert_allclose(blocks["y"], [0.8, 0.4])
    # Each method is the better one of one family.
    assert comparison.mean_ranks().to_dict() == {"x": 1.5, "y": 1.5}
    table = comparison.table(reference="x")
    assert table.loc["y", "difference"] == pytest.approx(0.0)
    assert table.loc["y", ["wins", "ties", "losses"]].tolist() == [1, 0, 1]


def test_partitions_of_one_original_do_not_outvote_the_others():
    scores = {f"ecoli{i}": {"x": 0.6, "y": 0.7} for i in range(3)}
    scores |= {name: {"x": 0.6, "y": 0.5} for name in ("b", "c")}
    groups = dict.fromkeys(["ecoli0", "ecoli1", "ecoli2"], "ecoli")
    assert compare(scores).mean_ranks().idxmin() == "y"
    assert compare(scores, groups=groups).mean_ranks().idxmin() == "x"


def test_a_set_without_a_group_is_a_family_of_its_own_also_if_a_group_has_its_name():
    scores = {name: {"x": 0.5, "y": 0.6} for name in ("a", "a1", "a2")}
    comparison = compare(scores, groups={"a1": "a", "a2": "a"})
    assert comparison.blocks().index.tolist() == ["a (alone)", "a"]


def test_sets_and_families_may_be_named_as_methods():
    ranks = {"x": 2.0, "y": 1.0}
    scores = {"x": {"x": 0.5, "y": 0.6}, "y": {"x": 0.4, "y": 0.7}}
    assert compare(scores).mean_ranks().to_dict() == ranks
    assert compare({"x": scores["x"]}).mean_ranks().to_dict() == ranks
    groups = {"x": "y", "y": "y"}
    assert compare(scores, groups=groups).mean_ranks().to_dict() == ranks


def test_a_group_for_an_unknown_set_is_an_error():
    with pytest.raises(ValueError, match="names the data set 'b', which there is not"):
        compare({"a": {"x": 0.5, "y": 0.6}}, groups={"b": "family"})


@pytest.mark.parametrize("missing", [None, NAN, pd.NA])
@pytest.mark.parametrize("make", [dict, pd.Series])
def test_sets_whose_family_is_missing_are_no_family(make, missing):
    scores = {name: {"x": 0.5, "y": 0.6} for name in ("a", "b", "c", "d")}
    groups = make({"a": missing, "b": missing, "c": "f", "d": "f"})
    comparison = compare(scores, groups=groups)
    assert comparison.blocks().index.tolist() == ["a", "b", "f"]


@pytest.mark.parametrize("groups", ["ab", ["f", "f"]])
def test_groups_that_do_not_map_are_an_error(groups):
    with pytest.raises(ValueError, match="`groups` should map data sets to their fam"):
        compare({"a": {"x": 0.5, "y": 0.6}}, groups=groups)


def test_folds_are_averaged_before_classifiers():
    frame = pd.DataFrame(
        {
            "dataset": "a",
            "method": ["x", "x", "x", "y", "y", "y"],
            "classifier": ["lr", "lr", "tree", "lr", "lr", "tree"],
            "fold": [0, 1, 0, 0, 1, 0],
            "auc": [0.2, 0.4, 0.9, 0.5, 0.5, 0.5],
        }
    )
    blocks = Comparison.from_frame(frame).blocks()
    # (0.3 + 0.9) / 2, not the mean 0.5 of all three.
    assert blocks.loc["a"].to_dict() == pytest.approx({"x": 0.6, "y": 0.5})


def test_of_a_loss_the_least_is_best_and_gains_are_turned_round():
    scores = {"a": {"none": 0.30, "x": 0.10}, "b": {"none": 0.20, "x": 0.25}}
    comparison = compare(scores, "brier", groups={})
    assert comparison.greater_is_better() is False
    assert comparison.blocks().loc["a", "x"] == 0.10
    assert comparison.table(reference="none").loc["x", "difference"] == pytest.approx(
        (0.20 - 0.05) / 2
    )
    ranks = compare({"a": scores["a"], "b": scores["a"]}, "brier").mean_ranks()
    assert ranks.to_dict() == {"none": 2.0, "x": 1.0}


@pytest.mark.parametrize("factor", [1.0, 100.0, 1e-290, 1e9])
def test_equal_gains_are_equal_whatever_the_digits_of_the_scores(factor):
    # The gain is a tenth on all sets but the last, where it is minus two tenths.
    pairs = [(0.3, 0.2), (0.2, 0.1), (0.8, 0.7), (0.9, 0.8), (0.5, 0.7)]
    comparison = compare(
        {
            f"d{place}": {"x": factor * x, "none": factor * none}
            for place, (x, none) in enumerate(pairs)
        }
    )
    # Ranks 2.5, four times, against 5: sums of up to 5 are 12 of 32, where noise does
    # not tell the ranks apart.
    row = comparison.posthoc().iloc[0]
    assert row["statistic"] == 5.0
    assert row["p"] == pytest.approx(24 / 32)


def test_gains_that_cancel_have_the_mean_zero():
    scores = {
        f"d{place}": {"none": 0.5, "x": 0.5 + gain}
        for place, gain in enumerate([0.1, -0.1, 0.2, -0.2, 0.3, -0.3])
    }
    table = compare(scores).table()
    assert table.loc["x", "difference"] == 0.0


def test_tied_methods_share_the_mean_of_their_ranks():
    ranks = compare({"a": {"x": 0.5, "y": 0.7, "z": 0.5}}).mean_ranks()
    assert ranks.to_dict() == {"x": 2.5, "y": 1.0, "z": 2.5}


def test_equal_means_are_tied_whatever_the_order_of_their_terms():
    folds = [0.1, 0.2, 0.3]
    assert np.sum(folds) / 3 != np.sum(folds[::-1]) / 3
    comparison = compare({"a": {"x": folds, "y": folds[::-1]}})
    assert comparison.mean_ranks().to_dict() == {"x": 1.5, "y": 1.5}


@pytest.mark.parametrize(
    ("rule", "none", "mine", "other"),
    [
        ("none", 0.6, (0.5 + 0.9) / 2, 0.55),
        ("worst", 0.6, (0.3 + 0.9) / 2, 0.55),
        ("drop", 0.7, 0.9, 0.8),
    ],
)
def test_the_rule_decides_on_the_score_of_a_failed_run(rule, none, mine, other):
    comparison = compare(WITH_FAILURE, failures=rule)
    assert comparison.blocks().loc["a"].to_dict() == pytest.approx(
        {"none": none, "mine": mine, "other": other}
    )
    table = comparison.table()
    assert table["failures"].to_dict() == {"none": 0, "mine": 1, "other": 0}
    assert table.attrs["failures"] == rule
    scores = comparison.scores()
    assert scores.attrs == {"failures": rule, "n_failures": 1}
    assert len(scores) == (3 if rule == "drop" else 6)


def test_the_worst_of_a_loss_is_the_greatest():
    comparison = compare(WITH_FAILURE, "log_loss", failures="worst")
    assert comparison.blocks().loc["a", "mine"] == pytest.approx((0.5 + 0.9) / 2)


def test_no_resampling_stands_in_also_where_it_is_not_selected():
    part = compare(WITH_FAILURE).select(methods=["mine", "other"])
    assert part.blocks().loc["a", "mine"] == pytest.approx(0.7)


def test_without_the_method_none_another_rule_is_asked_for():
    scores = {"a": {"x": NAN, "y": 0.5}, "b": {"x": 0.4, "y": 0.5}}
    with pytest.raises(
        ValueError, match=r"1 run failed.*named 'none' among x, y\. Use .*'worst'"
    ):
        compare(scores).table()
    assert compare(scores, failures="worst").blocks().loc["a", "x"] == 0.5


@pytest.fixture
def with_own_names():
    """One failed run, and a method without resampling that is not named none."""
    records = [
        craft_record("a", "none", (0.9, 0.1, 0.8)),
        craft_record("a", "as it is", (0.1, 0.9, 0.2)),
        craft_record("a", "x", error="ValueError: no"),
        craft_record("a", "class_weight", (0.6, 0.5, 0.2)),
        *(craft_record("a", name, classifier="knn") for name in ("as it is", "none")),
        craft_record("a", "x", classifier="knn"),
    ]
    return craft_results(records, not_resampled=("as it is",))


def test_the_sampler_and_not_the_name_tells_what_no_resampling_is(with_own_names):
    comparison = Comparison.from_results(with_own_names)
    scores = comparison.scores("brier").set_index(["classifier", "method"])["value"]
    assert scores["lr", "x"] == scores["lr", "as it is"] != scores["lr", "none"]
    assert scores["knn", "class_weight"] == scores["knn", "as it is"]
    assert "class_weight has the scores of as it is there" in comparison.notes[0]
    assert comparison.table().attrs["reference"] == "as it is"


def test_a_sampler_named_none_is_not_taken_for_no_resampling(with_own_names):
    comparison = Comparison.from_results(replace(with_own_names, not_resampled=()))
    with pytest.raises(ValueError, match="a method without resampling"):
        comparison.scores("brier")


def test_an_unknown_rule_is_an_error():
    with pytest.raises(ValueError, match="`failures` should be one of 'none'"):
        compare(WITH_FAILURE, failures="zero")


def test_sets_without_a_run_of_every_method_are_left_out_and_named():
    comparison = compare(
        {"a": {"x": 0.5, "y": 0.6}, "b": {"x": 0.5}, "c": {"x": 0.4, "y": 0.3}}
    )
    assert comparison.blocks().index.tolist() == ["a", "c"]
    left_out = comparison.table().attrs["left_out"]
    assert left_out == {"b": "no run of y in some folds"}
    assert "b (no run of y in some folds)" in comparison.verdict()


def test_a_set_whose_fold_failed_for_none_and_another_is_left_out():
    scores = {
        "a": {"none": [NAN, 0.5], "x": [NAN, 0.6]},
        "b": {"none": [0.4, 0.5], "x": [0.5, 0.6]},
    }
    left_out = compare(scores).table().attrs["left_out"]
    assert left_out == {"a": "no score of none, x in some folds"}
    left_out = (
        compare({**scores, "a": {"none": [NAN, 0.5], "x": [0.5, NAN]}}, failures="drop")
        .table()
        .attrs["left_out"]
    )
    assert left_out == {"a": "no fold is left"}


@pytest.mark.parametrize("rule", ["none", "worst", "drop"])
def test_if_everything_failed_the_error_says_so(rule):
    comparison = compare({"a": {"none": NAN, "x": NAN}}, failures=rule)
    with pytest.raises(ValueError, match="No data set has a score of 'auc'"):
        comparison.blocks()
    assert comparison.failures()["error"].tolist() == ["no value", "no value"]


def test_class_weights_are_those_of_none_for_a_classifier_without_weights():
    records = [
        craft_record(name, method, proba, classifier=classifier)
        for name in ("a", "b")
        for method, classifier, proba in [
            ("none", "lr", (0.1, 0.9, 0.2)),
            ("class_weight", "lr", (0.9, 0.1, 0.9)),
            ("none", "knn", (0.1, 0.6, 0.7)),
        ]
    ]
    comparison = Comparison.from_results(craft_results(records))
    scores = comparison.scores("roc_auc").set_index(["dataset", "method", "classifier"])
    value = scores["value"].xs("a", level="dataset")
    # The positive row is ranked above one of two.
    assert value["none", "knn"] == 0.5
    assert value["class_weight", "knn"] == 0.5
    assert value["class_weight", "lr"] == 0.0
    assert comparison.table()["failures"].sum() == 0
    assert comparison.notes == (
        "knn cannot weigh classes: class_weight has the scores of none there.",
    )


def test_a_failure_of_none_is_not_counted_again_for_class_weights():
    records = [
        craft_record("a", "none"),
        craft_record("a", "class_weight"),
        craft_record("a", "none", classifier="knn", error="ValueError: no"),
        craft_record("a", "SMOTE"),
        craft_record("a", "SMOTE", classifier="knn"),
    ]
    comparison = Comparison.from_results(craft_results(records), failures="worst")
    assert comparison.table()["failures"].to_dict() == {
        "none": 1,
        "class_weight": 0,
        "SMOTE": 0,
    }
    assert comparison.failures()["method"].tolist() == ["none"]
    assert comparison.blocks().notna().all(axis=None)


def test_missing_runs_of_class_weights_are_not_those_of_none():
    records = [
        craft_record("a", "none"),
        craft_record("a", "class_weight"),
        craft_record("b", "none"),
    ]
    comparison = Comparison.from_results(craft_results(records, n_missing=1))
    assert comparison.blocks().index.tolist() == ["a"]
    assert comparison.notes == (
        "Not done yet: 1 planned run. This is a comparison in part.",
    )
