"""Comparisons from stored probabilities and from frames of others."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from crafted_results import TEST, Y, craft_record, craft_results, tidy
from sklearn.metrics import average_precision_score, brier_score_loss

from clover.comparison import Comparison
from clover.comparison._analysis import stored
from clover.comparison._runs.records import DataInfo, Record, Results

PROBA = {"none": (0.1, 0.9, 0.2), "SMOTE": (0.6, 0.5, 0.2), "x": (0.3, 0.7, 0.8)}
SCORES = {"a": {"x": 0.5, "y": 0.6}, "b": {"x": 0.7, "y": 0.9}}


@pytest.fixture
def results():
    return craft_results(
        [
            craft_record(
                name,
                method,
                proba,
                fold=fold,
                classifier=classifier,
                seconds_resampling=0.0 if method == "none" else 1.0,
                seconds_fitting=2.0 if classifier == "lr" else 4.0,
            )
            for name in ("a", "b")
            for method, proba in PROBA.items()
            for classifier in ("lr", "tree")
            for fold in range(2)
        ],
        notes=("A sentence of the plan.",),
    )


@pytest.fixture
def comparison(results):
    return Comparison.from_results(results)


def several_classes():
    """Return a comparison on a data set of two and another of three classes."""
    proba = np.array([[0.8, 0.1, 0.1], [0.2, 0.6, 0.2], [0.3, 0.3, 0.4]], np.float32)
    y = np.array([0, 1, 2, 0, 1, 2])
    rows = np.arange(3), proba, np.arange(3, 6), proba
    results = craft_results([craft_record("a", name) for name in ("none", "x")])
    return Comparison.from_results(
        Results(
            records=(
                *results.records,
                *(Record("three", name, "lr", 0, 0, *rows) for name in ("none", "x")),
            ),
            datasets={
                **results.datasets,
                "three": DataInfo("three", "hash", y, ("k", "l", "m"), {}),
            },
            methods=("none", "x"),
            classifiers=("lr",),
        )
    )


def test_scores_are_tidy_and_those_of_scikit_learn(comparison):
    frame = comparison.scores()
    assert frame.columns.tolist() == [
        "dataset",
        "method",
        "classifier",
        "repeat",
        "fold",
        "metric",
        "value",
    ]
    assert len(frame) == 18 * 2 * 3 * 2 * 2
    first = frame[(frame["dataset"] == "a") & (frame["fold"] == 0)]
    first = first[first["classifier"] == "lr"].set_index(["metric", "method"])["value"]
    for method, proba in PROBA.items():
        proba = np.float32(proba).astype(float)
        assert first["average_precision", method] == pytest.approx(
            average_precision_score(Y[TEST], proba)
        )
        assert first["brier", method] == pytest.approx(brier_score_loss(Y[TEST], proba))


def test_all_metrics_of_the_issue_are_there(comparison):
    metrics = [
        f"{name}{suffix}"
        for names, suffixes in (
            (
                ("average_precision", "roc_auc", "brier", "log_loss"),
                ("", "_platt", "_isotonic"),
            ),
            (("f1", "geometric_mean", "balanced_accuracy"), ("", "_tuned")),
        )
        for name in names
        for suffix in suffixes
    ]
    assert comparison.metrics == tuple(metrics)
    assert comparison.scores()["metric"].unique().tolist() == metrics
    less = [name for name in metrics if not comparison.greater_is_better(name)]
    assert less == [name for name in metrics if name.startswith(("brier", "log_loss"))]


def test_chosen_metrics_only(comparison):
    assert set(comparison.scores("brier")["metric"]) == {"brier"}
    assert comparison.scores(["f1", "brier"])["metric"].unique().tolist() == [
        "f1",
        "brier",
    ]


def test_every_metric_is_computed_once(comparison, monkeypatch):
    calls = []
    score = stored.score

    def counted(*args):
        calls.append(args[0])
        return score(*args)

    monkeypatch.setattr(stored, "score", counted)
    for _ in range(2):
        comparison.scores("brier")
        comparison.table("brier")
        comparison.select(methods=["none", "x"]).mean_ranks("brier")
    assert calls == ["brier"] * 24


def test_names_are_in_the_order_of_the_plan(comparison):
    assert comparison.methods == ("none", "SMOTE", "x")
    assert comparison.datasets == ("a", "b")
    assert comparison.classifiers == ("lr", "tree")
    assert comparison.notes == ("A sentence of the plan.",)
    assert comparison.n_missing == 0
    assert comparison.failure_rule == "none"
    assert repr(comparison) == "Comparison of 3 methods on 2 data sets in 2 families"


def test_the_table_has_a_row_a_method(comparison):
    table = comparison.table("brier")
    assert table.index.tolist() == ["none", "SMOTE", "x"]
    assert table.columns.tolist() == [
        "mean",
        "mean_rank",
        "difference",
        "low",
        "high",
        "wins",
        "ties",
        "losses",
        "p_holm",
        "failures",
    ]
    # (.01 + .01 + .04) / 3 and (.36 + .25 + .04) / 3.
    assert table.loc["none", "mean"] == pytest.approx(0.02)
    assert table.loc["SMOTE", "difference"] == pytest.approx(0.02 - 0.65 / 3)
    assert table["mean_rank"].tolist() == [1.0, 2.0, 3.0]
    assert table.loc["SMOTE", ["wins", "ties", "losses"]].tolist() == [0, 0, 2]
    assert table.attrs["reference"] == "none"
    assert comparison.table("brier", "x").attrs["reference"] == "x"


def test_smote_and_then_the_first_method_are_references_without_none(comparison):
    part = comparison.select(methods=["x", "SMOTE"])
    assert part.table().attrs["reference"] == "SMOTE"
    assert Comparison.from_frame(tidy(SCORES)).table().attrs["reference"] == "x"


def test_intervals_hold_the_mean_gain():
    rng = np.random.RandomState(0)
    scores = {str(i): {"none": 0.5, "x": 0.5 + rng.normal(0.1, 0.05)} for i in range(9)}
    row = Comparison.from_frame(tidy(scores)).table().loc["x"]
    assert 0 < row["low"] < row["difference"] < row["high"] < 0.2


def test_a_part_has_the_selected_names_and_scores(comparison):
    part = comparison.select(methods=["x", "none"], datasets="b", classifiers=["tree"])
    assert part.methods == ("x", "none")
    assert part.datasets == ("b",)
    assert part.classifiers == ("tree",)
    assert len(part.scores("brier")) == 4
    assert comparison.methods == ("none", "SMOTE", "x")


def test_the_groups_of_a_part_are_those_of_its_sets():
    comparison = Comparison.from_frame(tidy(SCORES), groups={"a": "g", "b": "g"})
    assert repr(comparison) == "Comparison of 2 methods on 2 data sets in 1 family"
    assert comparison.select(datasets=["a"]).groups == {"a": "g"}


def test_unknown_or_no_selected_names_are_errors(comparison):
    with pytest.raises(ValueError, match=r"`methods` should be some of none.*Got 'y'"):
        comparison.select(methods=["x", "y"])
    with pytest.raises(ValueError, match=r"`datasets` should be .* Got none of them"):
        comparison.select(datasets=[])


def test_no_metrics_are_an_error(comparison):
    with pytest.raises(ValueError, match="`metrics` should hold at least one"):
        comparison.scores([])


def test_unknown_metrics_are_errors(comparison):
    with pytest.raises(ValueError, match=r"Unknown metric 'auc'\. Use one of average"):
        comparison.scores("auc")
    with pytest.raises(ValueError, match="`by` should be 'family' or 'dataset'"):
        comparison.blocks(by="fold")


def test_a_metric_that_needs_probabilities_is_an_error_for_a_frame():
    comparison = Comparison.from_frame(tidy(SCORES))
    for method in (comparison.table, comparison.mean_ranks, comparison.verdict):
        with pytest.raises(ValueError, match="'brier' needs what was not stored"):
            method("brier")


def test_tuned_metrics_are_for_two_classes():
    comparison = several_classes()
    assert "f1_tuned" not in comparison.metrics
    assert "f1_tuned" not in set(comparison.scores()["metric"])
    with pytest.raises(ValueError, match=r"two classes\. There are more in three"):
        comparison.scores("f1_tuned")
    part = comparison.select(datasets=["a"])
    assert part.scores("f1_tuned")["value"].notna().all()


def test_scores_of_several_classes():
    frame = several_classes().scores("brier").set_index("dataset")
    # (.06 + .24 + .54) / 3.
    assert frame.loc["three", "value"].tolist() == pytest.approx([0.28, 0.28])


def test_a_fold_of_a_single_class_has_no_ranking_and_is_left_out():
    only_negative = {"test_rows": np.array([5, 7])}
    records = [
        craft_record("a", method, proba, fold=0)
        for method, proba in (("none", (0.1, 0.9, 0.2)), ("x", (0.9, 0.3, 0.2)))
    ]
    for record in records[:2]:
        values = {**vars(record), **only_negative, "fold": 1}
        values["test_proba"] = record.test_proba[:2]
        records.append(Record(**values))
    comparison = Comparison.from_results(craft_results(records))
    assert comparison.blocks("roc_auc").loc["a"].to_dict() == {"none": 1.0, "x": 0.5}


def test_methods_without_runs_are_left_out_and_named(results):
    values = {**vars(results), "methods": (*results.methods, "late"), "n_missing": 8}
    comparison = Comparison.from_results(Results(**values))
    assert comparison.methods == ("none", "SMOTE", "x")
    assert comparison.notes[1:] == (
        "Methods without a finished run are left out: late.",
        "Not done yet: 8 planned runs. This is a comparison in part.",
    )


def test_an_empty_store_is_an_error(results):
    values = {**vars(results), "records": ()}
    with pytest.raises(ValueError, match="The store has no finished runs"):
        Comparison.from_results(Results(**values))


def test_times_are_means_and_ratios_to_the_reference(comparison):
    times = comparison.times().set_index(["method", "classifier"])
    assert times.columns.tolist() == [
        "runs",
        "seconds_resampling",
        "seconds_fitting",
        "seconds",
        "ratio",
    ]
    assert times.loc[("none", "lr")].tolist() == [4, 0.0, 2.0, 2.0, 1.0]
    assert times.loc[("x", "lr")].tolist() == [4, 1.0, 2.0, 3.0, 1.5]
    assert times.loc[("x", "tree")].tolist() == [4, 1.0, 4.0, 5.0, 1.25]
    assert comparison.times("x")["ratio"][0] == pytest.approx(2 / 3)


def test_ratios_of_times_are_those_of_the_folds_that_both_have():
    records = [
        craft_record("a", "none", fold=0, seconds_fitting=1.0),
        craft_record("a", "none", fold=1, seconds_fitting=9.0),
        craft_record("a", "x", fold=0, seconds_fitting=2.0),
        craft_record("a", "x", fold=1, error="ValueError: no"),
    ]
    times = Comparison.from_results(craft_results(records)).times()
    assert times.set_index("method")["ratio"].to_dict() == {"none": 1.0, "x": 2.0}
    assert times["runs"].tolist() == [2, 1]


def test_times_without_a_reference_or_without_a_success_have_no_ratio():
    records = [
        craft_record("a", "none"),
        craft_record("a", "none", classifier="knn", seconds_fitting=0.5),
        craft_record("a", "class_weight", error="ValueError: no"),
        craft_record("a", "x", classifier="knn", seconds_fitting=1.0),
        craft_record("a", "x", error="ValueError: no"),
    ]
    comparison = Comparison.from_results(craft_results(records))
    times = comparison.times("class_weight").set_index(["method", "classifier"])
    assert times.index.tolist() == [("none", "lr"), ("none", "knn"), ("x", "knn")]
    assert times["ratio"].isna().all()
    assert comparison.times()["ratio"].tolist()[1:] == [1.0, 2.0]
    assert comparison.select(methods="class_weight").times().empty


def test_a_frame_of_scores_has_no_times():
    with pytest.raises(ValueError, match="does not tell how long runs took"):
        Comparison.from_frame(tidy(SCORES)).times()


def test_failures_have_a_row_a_failed_run():
    records = [
        craft_record("a", "none"),
        craft_record("a", "x", error="ValueError: too few rows"),
        craft_record("b", "none"),
        craft_record("b", "x"),
    ]
    comparison = Comparison.from_results(craft_results(records))
    failures = comparison.failures()
    assert failures.columns.tolist() == [
        "dataset",
        "method",
        "classifier",
        "repeat",
        "fold",
        "error",
    ]
    assert failures.to_numpy().tolist() == [
        ["a", "x", "lr", 0, 0, "ValueError: too few rows"]
    ]
    assert comparison.select(datasets=["b"]).failures().empty


def test_sets_and_classifiers_without_common_runs_are_an_error():
    frame = tidy(SCORES).assign(classifier=["lr", "lr", "tree", "tree"])
    with pytest.raises(ValueError, match="No selected data set has runs of a selected"):
        Comparison.from_frame(frame).select(datasets="a", classifiers="tree")


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, dict])
def test_any_kind_of_frame_is_read(make):
    columns = {
        "dataset": ["a", "a", "b", "b"],
        "method": ["x", "none", "x", "none"],
        "auc": [None, 0.5, 0.7, 0.6],
    }
    comparison = Comparison.from_frame(make(columns))
    assert comparison.methods == ("x", "none")
    assert comparison.metrics == ("auc",)
    assert comparison.blocks()["x"].tolist() == [0.5, 0.7]
    assert comparison.failures()["dataset"].tolist() == ["a"]


def test_columns_that_are_not_needed_are_not_read():
    frame = tidy(SCORES).assign(machine="mine", classifier=1)
    comparison = Comparison.from_frame(frame)
    assert comparison.classifiers == ("1",)
    assert "machine" not in comparison.scores()


def test_categories_and_whole_numbers_are_read():
    frame = tidy({"a": {"x": 1, "y": 2}, "b": {"x": 3, "y": 2}, "c": {"x": 0, "y": 0}})
    frame = frame.astype({"dataset": "category", "method": "category", "auc": "Int64"})
    frame["fold"] = frame["fold"].astype("category")
    comparison = Comparison.from_frame(frame[frame["dataset"] != "c"])
    assert comparison.datasets == ("a", "b")
    assert comparison.blocks()["x"].tolist() == [1.0, 3.0]
    assert comparison.scores()["value"].tolist() == [1.0, 2.0, 3.0, 2.0]


def test_the_given_frame_stays_as_it_is():
    frame = tidy(SCORES)
    before = frame.copy()
    Comparison.from_frame(frame).table()
    pd.testing.assert_frame_equal(frame, before)


def test_scores_of_a_comparison_can_be_read_again(comparison):
    frame = comparison.scores("brier").rename(columns={"value": "brier"})
    again = Comparison.from_frame(frame, "brier")
    pd.testing.assert_frame_equal(again.blocks(), comparison.blocks("brier"))
    pd.testing.assert_frame_equal(again.table(), comparison.table("brier"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.drop(columns="dataset"), "no column 'dataset'.*Got 'method'"),
        (lambda f: f.rename(columns={"auc": "f1"}), "no column 'auc'"),
        (lambda f: f.iloc[:0], "no rows"),
        (lambda f: f.assign(auc="high"), "'auc' should hold numbers"),
        (lambda f: f.assign(auc=np.inf), "'auc' has infinite values"),
        (lambda f: f.assign(method="x").drop_duplicates("dataset"), "only 'x'"),
        (lambda f: f.assign(method=["x", None, "x", "y"]), "'method' has missing"),
        (lambda f: pd.concat([f, f["auc"]], axis=1), "has several columns 'auc'"),
        (lambda f: pd.concat([f, f["method"]], axis=1), "several columns 'method'"),
        (lambda f: pd.concat([f, f[:1]]), "1 row too many.*: the first is dataset 'a'"),
    ],
)
def test_frames_that_cannot_be_read_are_errors(change, message):
    with pytest.raises(ValueError, match=message):
        Comparison.from_frame(change(tidy(SCORES)))


def test_the_metric_is_no_column_that_tells_runs_apart():
    with pytest.raises(ValueError, match="Got 'fold', which tells runs apart"):
        Comparison.from_frame(tidy(SCORES), "fold")


@pytest.mark.parametrize("frame", ["scores.csv", None, [1, 2]])
def test_what_is_no_frame_is_an_error(frame):
    with pytest.raises(TypeError, match="`frame` should be a pandas or polars"):
        Comparison.from_frame(frame)


@pytest.mark.parametrize(
    ("metric", "greater_is_better"),
    [
        ("auc", True),
        ("accuracy", True),
        ("brier", False),
        ("Brier_score", False),
        ("brier_platt", False),
        ("log_loss_isotonic", False),
        ("cross_entropy_loss", False),
        ("error", False),
        ("neg_log_loss", True),
        ("neg_brier_score", True),
        ("average_precision_platt", True),
    ],
)
def test_the_direction_of_a_metric_is_known_by_its_name(metric, greater_is_better):
    comparison = Comparison.from_frame(tidy(SCORES, metric), metric)
    assert comparison.greater_is_better() is greater_is_better


def test_the_direction_of_a_metric_can_be_given():
    frame = tidy(SCORES, "cost")
    assert Comparison.from_frame(frame, "cost").mean_ranks().idxmin() == "y"
    comparison = Comparison.from_frame(frame, "cost", greater_is_better=False)
    assert comparison.mean_ranks().idxmin() == "x"
