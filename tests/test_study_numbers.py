"""The numbers of the study that the documentation quotes, on made scores."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from study_modules import import_study

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "should_i_oversample.rst"
OURS = "clusters simplicial"
FAMILIES = "abc"


@pytest.fixture(scope="module", autouse=True)
def study():
    """The modules of the study by name."""
    with import_study("claims methods numbers rules scores") as modules:
        yield modules


def make_scores(methods, metrics, gains=()):
    """Return scores of 0.5 in three families of one set, plus gains of some methods.

    `gains` maps a pair of method and metric to the gains of the three families.
    """
    gains = dict(gains)
    return pd.DataFrame(
        [
            {
                "dataset": family,
                "family": family,
                "method": method,
                "classifier": classifier,
                "repeat": 0,
                **{
                    metric: 0.5 + gains.get((method, metric), (0, 0, 0))[place]
                    for metric in metrics
                },
            }
            for place, family in enumerate(FAMILIES)
            for method in methods
            for classifier in ("logistic", "boosting", "tree")
        ]
    )


def confirmed_methods(chi="0.25"):
    plain = ["SMOTE", "G-SMOTE", "KMeansSMOTE", OURS]
    weighted = [f"{name} w{chi}" for name in plain]
    return ["none", "class_weight", *plain, *weighted]


@pytest.fixture
def metrics(study):
    return list(study.rules.ROPES)


@pytest.fixture
def write_half(study, tmp_path, monkeypatch):
    """Return a function that writes the scores of a half, and measures of rows."""
    monkeypatch.setattr(study.scores, "FOLDER", tmp_path)

    def write(half, scores, validity=()):
        study.scores.write(scores, "scores", half)
        measures = pd.DataFrame(
            [
                {
                    "family": family,
                    "dataset": family,
                    "method": method,
                    "validity_synthetic": share,
                }
                for method, shares in dict(validity).items()
                for family, share in zip(FAMILIES, shares, strict=True)
            ],
            columns=["family", "dataset", "method", "validity_synthetic"],
        )
        study.scores.write(measures, "intrinsic", half)

    return write


def read_definitions(text):
    """Return the texts of substitutions by their names."""
    found = re.findall(r"^\.\. \|(.+?)\| replace:: (.+)$", text, re.MULTILINE)
    assert len(found) == len(text.splitlines())
    return dict(found)


def test_numbers_are_gains_over_families_in_points(study, write_half, metrics):
    gains = {
        ("SMOTE", "brier"): (0.01, 0.02, 0.03),
        ("SMOTE", "average_precision"): (0.01, 0.02, 0.06),
        (f"{OURS} w0.25", "roc_auc"): (0.01, 0.01, 0.01),
    }
    write_half("confirmation", make_scores(confirmed_methods(), metrics, gains))
    found = read_definitions(study.numbers.tell_numbers("confirmation"))
    # A larger Brier score is worse.
    assert found["SMOTE Brier"] == "-2.00"
    assert found["weights of SMOTE Brier"] == "+2.00"
    assert found["SMOTE AP"] == "+3.00"
    assert found["SMOTE AP in full"].endswith(
        " points (-3.57 to +9.57), 3 of 3 families"
    )
    assert found["weighted clusters AUC"] == found["clusters to G-SMOTE AUC"] == "+1.00"
    assert found["composition"] == OURS
    assert found["chi"] == "0.25"
    assert found["half"] == "the half for confirmation, 3 data sets in 3 families"


def test_strong_classifiers_and_the_tree_are_apart(study, write_half, metrics):
    scores = make_scores(confirmed_methods(), metrics)
    is_better = (scores["method"] == "SMOTE") & (scores["classifier"] == "tree")
    scores.loc[is_better, "roc_auc"] += 0.04
    write_half("confirmation", scores)
    found = read_definitions(study.numbers.tell_numbers("confirmation"))
    assert found["SMOTE AUC tree"] == "+4.00"
    assert found["SMOTE AUC"] == "+0.00"


def test_learners_are_compared_without_resampling(study, write_half, metrics):
    scores = make_scores(confirmed_methods(), metrics)
    is_worse = (scores["method"] == "none") & (scores["classifier"] == "tree")
    scores.loc[is_worse, "roc_auc"] -= 0.03
    scores.loc[scores["method"] == "SMOTE", "roc_auc"] += 0.1
    write_half("confirmation", scores)
    found = read_definitions(study.numbers.tell_numbers("confirmation"))
    assert found["strong to tree AUC"] == "+3.00"


def test_threshold_is_compared_with_smote_at_one_half(study, write_half, metrics):
    gains = {
        ("none", "balanced_accuracy_tuned"): (0.2, 0.2, 0.2),
        ("SMOTE", "balanced_accuracy_tuned"): (0.4, 0.4, 0.4),
        ("SMOTE", "balanced_accuracy"): (0.1, 0.1, 0.1),
    }
    write_half("confirmation", make_scores(confirmed_methods(), metrics, gains))
    found = read_definitions(study.numbers.tell_numbers("confirmation"))
    assert found["threshold of nothing"] == "+10.00"


@pytest.mark.parametrize(
    ("gains", "words"),
    [
        ([0.1, 0.1, 0.2, 0.2, 0.2, 0.3], "as good as"),
        ([-0.1, -0.1, -0.2, -0.2, -0.2, -0.3], "as good as"),
        # Of six gains of one sign, the p-value is 2 / 2 ** 6.
        ([0.8, 0.9, 1.0, 1.1, 1.2, 1.3], "better than"),
        ([-0.8, -0.9, -1.0, -1.1, -1.2, -1.3], "worse than"),
        ([-30.0, -0.9, -1.0, -1.1, -1.2, -1.3], "worse than"),
        ([90.0, *[-1.0] * 11], "in most families worse than"),
        ([0.8, 0.9, 1.0, 1.1, 1.2], "not clearly different from"),
        ([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0], "not clearly different from"),
    ],
)
def test_words_follow_from_the_interval_and_the_ranks(study, gains, words):
    assert study.numbers.compare(np.array(gains), "roc_auc") == words


def test_region_of_brier_is_narrower(study):
    gains = np.array([0.1, 0.1, 0.2, 0.2, 0.2, 0.3])
    assert study.numbers.compare(gains, "roc_auc") == "as good as"
    assert study.numbers.compare(gains, "brier") == "better than"


def test_discovery_stands_in_for_confirmation(study, write_half, metrics, tmp_path):
    tried = ["none", "class_weight", *study.methods.choose_from(None)]
    without_thresholds = [name for name in metrics if not name.endswith("_tuned")]
    gains = {(f"{OURS} w0.5", "roc_auc"): (0.02, 0.02, 0.02)}
    gains |= {(OURS, "average_precision"): (0.02, 0.02, 0.02)}
    gains |= {(OURS, "brier"): (-0.02, -0.02, -0.02)}
    write_half("discovery", make_scores(tried, without_thresholds, gains))
    assert study.numbers.find_half(tmp_path) == "discovery"
    found = read_definitions(study.numbers.tell_numbers("discovery"))
    assert found["composition"] == OURS
    assert found["chi"] == "0.5"
    assert found["weighted clusters AUC"] == "+2.00"
    assert "has not been computed yet" in found["status"]
    for ending in ("", " in full", " in words"):
        assert found[f"threshold of nothing{ending}"] == "(not measured yet)"
    write_half("confirmation", make_scores(confirmed_methods(), metrics))
    assert study.numbers.find_half(tmp_path) == "confirmation"


def test_weights_are_those_that_all_methods_have(study, metrics):
    weighted = [f"{OURS} w{chi:g}" for chi in study.methods.CHIS]
    scores = make_scores(["none", OURS, "G-SMOTE w0.5", *weighted], metrics)
    assert study.numbers.find_choice(scores) == (OURS, 0.5)


def test_validity_is_told_where_it_was_measured(study, write_half, metrics):
    scores = make_scores(confirmed_methods(), metrics)
    write_half("confirmation", scores)
    found = read_definitions(study.numbers.tell_numbers("confirmation"))
    assert found["validity of clusters"] == "(not measured yet)"
    measured = {"G-SMOTE": (0.4, 0.5, 0.6), OURS: (0.3, 0.4, 0.5)}
    write_half("confirmation", scores, measured)
    found = read_definitions(study.numbers.tell_numbers("confirmation"))
    assert found["validity of clusters"].startswith("+10.00 points")


def test_missing_scores_are_told(study, tmp_path):
    with pytest.raises(SystemExit, match=r"scores-discovery\.csv\.gz at least"):
        study.numbers.find_half(tmp_path)


def test_page_marks_each_claim_by_its_name(study):
    marked = re.findall(r"^\.\. claim: (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert set(marked) == set(study.claims.CLAIMS)


def test_claims_are_about_numbers_that_are_written(study):
    named = {name for claim in study.claims.CLAIMS.values() for name in claim.names}
    assert named <= {*study.numbers.METRIC_OF, study.numbers.VALIDITY}


BETTER, WORSE = "better than", "in most families worse than"


@pytest.mark.parametrize(
    ("claim", "words", "is_true"),
    [
        ("often not", ["as good as"] * 4, True),
        ("often not", ["as good as"] * 3 + [BETTER], False),
        ("distorts the probabilities", [WORSE, WORSE], True),
        ("distorts the probabilities", [WORSE, "not clearly different from"], False),
        ("tree: AUC rises", [BETTER] * 5, True),
        ("tree: AUC rises", [BETTER] * 4 + ["as good as"], False),
        ("tree: average precision does not", ["as good as"] * 5, True),
        ("tree: average precision does not", ["as good as"] * 4 + [BETTER], False),
        ("threshold without new rows", ["not clearly different from"], True),
        ("threshold without new rows", [WORSE], False),
        ("accuracy at 0.5 grows", [BETTER] * 4, True),
        ("accuracy at 0.5 grows", [BETTER] * 3 + ["as good as"], False),
    ],
)
def test_claims_follow_from_words(study, claim, words, is_true):
    names = study.claims.CLAIMS[claim].names
    found = {
        name: study.claims.Found(np.array([]), word)
        for name, word in zip(names, words, strict=True)
    }
    assert (claim not in study.claims.find_false(found)) is is_true
    # What was not measured contradicts nothing.
    found.popitem()
    assert claim not in study.claims.find_false(found)


@pytest.mark.parametrize(
    ("claim", "gains", "is_true"),
    [
        ("weights take away the harm", [[-3, -1], [-0.1, 0.1], [-2], [-0.3]], True),
        ("weights take away the harm", [[-3, -1], [-0.1, 0.1], [-2], [-0.5]], False),
        ("weights take away the harm", [[1, 1], [1, 1], [-2], [-0.3]], False),
        ("with weights, as reluctant", [[9, 10, 11], [-2, -2, -2]], True),
        ("with weights, as reluctant", [[9, 10, 11], [2, 2, 3]], False),
        ("clusters: fewer samples among the majority", [[1.0, 1.1, 1.2]], True),
        ("clusters: fewer samples among the majority", [[-1, 1, 2]], False),
    ],
)
def test_claims_follow_from_gains(study, claim, gains, is_true):
    names = study.claims.CLAIMS[claim].names
    found = {
        name: study.claims.Found(np.array(values))
        for name, values in zip(names, gains, strict=True)
    }
    assert (claim not in study.claims.find_false(found)) is is_true


def test_larger_step_is_the_larger_one_in_each_score(study):
    make = study.claims.Found
    high, middle, low = (make(np.array([x]), BETTER) for x in (3.0, 2.0, 1.0))
    is_larger = study.claims.first_two_are_larger
    assert is_larger(high, middle, middle, low)
    assert not is_larger(high, middle, middle, high)
    assert not is_larger(high, make(np.array([2.0]), "as good as"), middle, low)


def test_command_fails_where_the_scores_contradict_the_page(
    study, write_half, metrics, tmp_path, monkeypatch
):
    # No score differs, so that nothing is distorted.
    write_half("confirmation", make_scores(confirmed_methods(), metrics))
    monkeypatch.setattr("sys.argv", ["study_numbers.py", str(tmp_path), str(tmp_path)])
    with pytest.raises(SystemExit, match="'distorts the probabilities'"):
        study.numbers.main()
    # The numbers that contradict it can be looked at.
    assert (tmp_path / study.numbers.FILE).exists()


def test_command_writes_the_file(study, write_half, metrics, tmp_path, monkeypatch):
    monkeypatch.setattr(study.numbers, "find_false", lambda found: [])
    write_half("confirmation", make_scores(confirmed_methods(), metrics))
    docs = tmp_path / "docs"
    docs.mkdir()
    monkeypatch.setattr("sys.argv", ["study_numbers.py", str(tmp_path), str(docs)])
    study.numbers.main()
    written = (docs / study.numbers.FILE).read_text(encoding="utf-8")
    assert written == study.numbers.tell_numbers("confirmation")


def test_page_of_the_study_leaves_the_quoted_numbers(study):
    # Both commands write to one folder, and each page includes its own file.
    assert not study.numbers.FILE.startswith("study_")
    assert PAGE.read_text(encoding="utf-8").startswith(
        f".. include:: {study.numbers.FILE}\n"
    )


def test_page_quotes_numbers_that_are_written(study, write_half, metrics):
    write_half("confirmation", make_scores(confirmed_methods(), metrics))
    names = read_definitions(study.numbers.tell_numbers("confirmation"))
    quoted = set(re.findall(r"\|([\w-][^|]*)\|", PAGE.read_text(encoding="utf-8")))
    assert quoted
    assert quoted - names.keys() == set()
