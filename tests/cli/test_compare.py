"""``clover compare``: what a comparison on one table says and recommends."""

import json
import shlex

import numpy as np
import pandas as pd
import pytest

from clover.cli._commands.compare import draw_rows, tell_filled, write_command
from clover.cli._commands.prepare import Request, prepare
from clover.cli._sampling.contest import to_plain
from clover.cli._sampling.verdict import (
    Gain,
    advise,
    choose,
    corrected_interval,
    find_gains,
    tabulate_scores,
)

AP, BRIER = "average_precision", "brier"
BA, TUNED = "balanced_accuracy", "balanced_accuracy_tuned"


def make_scores(values):
    """Return scores of methods: a value for each of five folds, by method and metric.

    A single number is the score of all folds.
    """
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
            for fold, value in enumerate(np.broadcast_to(folds, 5))
        ]
    )


@pytest.fixture
def equal_scores():
    """Return scores of four ways that are all the same."""
    means = {AP: 0.5, BRIER: 0.1, BA: 0.6, TUNED: 0.7}
    ways = ("none", "class_weight", "random", "SMOTE", "recommended")
    return {(way, metric): mean for way in ways for metric, mean in means.items()}


def test_the_interval_is_that_of_nadeau_and_bengio():
    differences = np.array([0.01, 0.02, 0.03, 0.02, 0.02])
    # The mean is 0.02, the variance 0.00005, and t of 95 % with 4 degrees 2.776.
    half = 2.776 * np.sqrt(0.00005 * (1 / 5 + 1 / 4))
    low, high = corrected_interval(differences, n_folds=5)
    assert (low, high) == pytest.approx((0.02 - half, 0.02 + half), abs=1e-5)


def test_repeats_do_not_make_an_interval_as_narrow_as_they_like():
    differences = np.tile([0.0, 0.02], 50_000)
    low, high = corrected_interval(differences, n_folds=5)
    assert high - low == pytest.approx(2 * 1.96 * 0.01 / np.sqrt(4), rel=0.01)


@pytest.mark.parametrize(
    ("mean", "low", "high", "verdict"),
    [
        (0.02, 0.01, 0.03, "better"),
        (0.004, 0.001, 0.007, "not clearly different"),
        (0.02, -0.001, 0.041, "not clearly different"),
        (0.0, -0.004, 0.004, "as good"),
        (-0.02, -0.03, -0.01, "worse"),
    ],
)
def test_a_difference_counts_if_it_is_above_noise_and_matters(mean, low, high, verdict):
    assert Gain("SMOTE", AP, mean, low, high).verdict == verdict


def test_less_is_better_in_briers_score():
    scores = make_scores({("none", BRIER): 0.10, ("SMOTE", BRIER): 0.15})
    (gain,) = find_gains(scores, BRIER)
    assert gain.mean == pytest.approx(-0.05)
    assert gain.verdict == "worse"


def test_of_better_ways_the_simplest_is_chosen_unless_it_matters():
    gains = [
        Gain("class_weight", AP, 0.020, 0.01, 0.03),
        Gain("SMOTE", AP, 0.024, 0.02, 0.03),
    ]
    assert choose(gains).way == "class_weight"
    much = Gain("recommended", AP, 0.050, 0.04, 0.06)
    assert choose([*gains, much]).way == "recommended"


def test_gains_of_noise_are_no_reason_to_resample(equal_scores):
    # Better by 0.03 on average, and worse in two folds.
    equal_scores["SMOTE", AP] = [0.6, 0.49, 0.48, 0.52, 0.56]
    advice = advise(make_scores(equal_scores))
    assert advice.ways == []
    assert advice.recommendation == (
        "Start without resampling. For labels, tune a threshold."
    )
    assert advice.findings[0] == (
        "Ranking (average precision): no way is clearly better than no resampling."
    )


def test_a_threshold_of_one_half_is_held_against_a_tuned_one(equal_scores):
    equal_scores["SMOTE", BA] = 0.7
    advice = advise(make_scores(equal_scores))
    assert advice.ways == []
    assert advice.findings[2] == (
        "Labels (balanced accuracy): no resampling with a tuned threshold has 0.700; "
        "no way is clearly better."
    )


def test_a_way_that_ranks_better_is_recommended_with_its_harm(equal_scores):
    equal_scores["SMOTE", AP] = [0.55, 0.56, 0.54, 0.55, 0.55]
    equal_scores["SMOTE", BRIER] = [0.15, 0.16, 0.15, 0.15, 0.15]
    advice = advise(make_scores(equal_scores))
    assert advice.ways == ["SMOTE"]
    assert advice.recommendation == (
        "For ranking, try SMOTE. For probabilities and labels, start without "
        "resampling. For labels, tune a threshold. With SMOTE, probabilities are "
        "worse: use the order of the rows alone. Keep no resampling as a contender."
    )
    assert advice.findings[1].endswith("Worse: SMOTE by 0.052.")


def test_of_several_classes_the_likeliest_one_is_the_label(equal_scores):
    scores = make_scores(
        {key: value for key, value in equal_scores.items() if key[1] != TUNED}
        | {("class_weight", BA): 0.8}
    )
    advice = advise(scores)
    assert "no resampling with the likeliest class has 0.600" in advice.findings[2]
    assert "For labels, try class weights." in advice.recommendation
    assert "threshold" not in advice.recommendation
    assert list(tabulate_scores(scores)[0]) == ["way", "AP", "Brier", "BA at 0.5"]


def test_a_sample_keeps_the_shares_of_the_classes():
    X = pd.DataFrame({"a": range(1_000)})
    y = np.repeat(["no", "yes"], [100, 900])
    drawn, y_drawn, notes = draw_rows(X, y, max_rows=200, seed=0)
    assert (y_drawn == "no").sum() == 20
    assert drawn["a"].is_monotonic_increasing
    assert notes == [
        "200 of 1,000 rows were drawn, each class in its share. --max-rows takes more."
    ]
    assert draw_rows(X, y, max_rows=1_000, seed=0) == (X, y, [])


def test_named_categories_are_text_and_numbers_are_floats():
    from clover.cli._sampling.columns import Columns

    X = pd.DataFrame(
        {"branch": [1, 2], "size": pd.array([1, 2], dtype="Int64"), "on": [True, False]}
    )
    plain = to_plain(X, Columns(["size"], ["branch", "on"], [], ["size"], [], []))
    assert plain["branch"].tolist() == ["1", "2"]
    assert plain["on"].tolist() == ["True", "False"]
    assert plain["size"].dtype == np.float64


def test_the_command_that_is_recommended_can_be_pasted():
    request = Request(
        "my table.csv", "paid", separator=";", categorical=["a,b"], ignored=["id"]
    )
    command = write_command(request, ["--method", "smote"])
    assert shlex.split(command) == [
        *("clover", "resample", "my table.csv", "--target", "paid"),
        *("--method", "smote", "--separator", ";", "--categorical", '"a,b"'),
        *("--ignore", "id", "--output", "balanced.csv"),
    ]


@pytest.fixture(scope="module")
def lenders():
    """Return a text table of 150 rows with two classes, a category and booleans."""
    rng = np.random.RandomState(0)
    is_late = np.arange(150) < 40
    frame = pd.DataFrame(
        {
            "income": np.round(rng.normal(50 - 15 * is_late, 10), 1),
            "shop": rng.choice(["north", "south west"], 150),
            "member": rng.rand(150) < 0.5,
            "late": is_late,
        }
    )
    return frame.to_csv(index=False)


def test_all_ways_are_compared(clover, write, lenders):
    table = write("lenders.csv", lenders)
    options = ("--folds", 2, "--repeats", 1, "--max-rows", 120)
    ended = clover("compare", table, "--target", "late", *options, "--json")
    assert ended.code == 0, ended.error
    told = json.loads(ended.out)
    assert ended.error == ""
    ways = ("none", "class_weight", "random", "SMOTE", "recommended")
    assert {score["way"] for score in told["scores"]} == set(ways)
    assert {score["classifier"] for score in told["scores"]} == {"logistic", "boosting"}
    assert told["rows"] == 120
    assert told["notes"][0].startswith("120 of 150 rows were drawn")
    assert len(told["findings"]) == 3
    assert told["recommendation"].startswith(("Start without", "For "))


@pytest.mark.parametrize(
    ("missing", "filled"), [("impute", [True, True]), ("category", [True, False])]
)
def test_values_that_are_filled_in_from_all_rows_are_told(
    tmp_path, write, missing, filled
):
    numbers = write("numbers.csv", "a,b,y\n1,u,0\n,v,1\n3,u,1\n")
    texts = write("texts.csv", "a,b,y\n1,u,0\n2,,1\n3,u,1\n")
    requests = [
        Request(str(tmp_path / name), "y", missing=missing) for name in (numbers, texts)
    ]
    told = [tell_filled(prepare(request), request) for request in requests]
    assert list(map(bool, told)) == filled


def test_too_few_rows_of_a_class_are_an_error(clover, write):
    lines = [f"{row},{'no' if row < 3 else 'yes'}" for row in range(30)]
    table = write("few.csv", "\n".join(["a,paid", *lines]))
    ended = clover("compare", table, "--target", "paid")
    assert ended.code == 1
    assert ended.error == (
        "Error: Class 'no' has 3 rows, and a comparison with 5 folds needs 6.\n"
    )


def test_too_few_rows_are_told_before_a_sample_is_drawn(clover_here, write):
    lines = [f"{row},{'no' if row < 1 else 'yes'}" for row in range(300)]
    table = write("few.csv", "\n".join(["a,paid", *lines]))
    ended = clover_here("compare", table, "--target", "paid", "--max-rows", 100)
    assert ended.code == 1
    assert ended.error == (
        "Error: Class 'no' has 1 row, and a comparison with 5 folds needs 6.\n"
    )


@pytest.mark.parametrize("option", ["--folds=1", "--repeats=0", "--max-rows=50"])
def test_an_option_that_is_too_small_is_an_error(clover, option):
    ended = clover("compare", "none.csv", "--target", "paid", option)
    assert ended.code == 2
    assert f"{option.split('=')[0]} should be" in ended.error
