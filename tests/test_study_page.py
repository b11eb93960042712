"""The page of the study, from made scores."""

import json
import re
from argparse import Namespace
from dataclasses import replace
from types import SimpleNamespace

import matplotlib
import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE
from sklearn.datasets import make_classification
from sklearn.dummy import DummyClassifier
from sklearn.neighbors import KNeighborsClassifier
from study_modules import BENCHMARKS, import_study

OURS, WEIGHTED = "clusters G-SMOTE", "clusters G-SMOTE w0.5"
METRICS = (
    "average_precision",
    "roc_auc",
    "brier",
    "balanced_accuracy",
    "balanced_accuracy_tuned",
)
BASES = ("SMOTE", "G-SMOTE", "KMeansSMOTE")
METHODS = (
    "none",
    "class_weight",
    *BASES,
    OURS,
    *(f"{name} w0.5" for name in BASES),
    WEIGHTED,
)
GAINS = {"none": 0.0, WEIGHTED: 0.004, OURS: 0.03, "G-SMOTE w0.5": 0.001}
ABOUT = {
    "n_datasets": 8,
    "n_planned_datasets": 8,
    "n_families": 8,
    "n_runs": 12_345,
    "n_failed_runs": 0,
    "composition": OURS,
    "chi": 0.5,
    "date": "2026-01-02",
    "cluster-over-sampling": "0.7",
    "scikit-learn": "1.9",
    "imbalanced-learn": "0.14",
    "numpy": "2.4",
    "scipy": "1.17",
}


@pytest.fixture(scope="module", autouse=True)
def study():
    """The modules of the study by name."""
    matplotlib.use("Agg")
    with import_study(
        "all findings labels methods other_ways page pictures rules scores sets tables"
    ) as modules:
        yield modules


def make_scores(study, methods=METHODS, gains=GAINS):
    """Return scores of eight families of a data set each, with gains over 0.5."""
    rng, rows = np.random.RandomState(0), []
    for family in range(8):
        for method in methods:
            gain = gains.get(method, 0.0) + rng.normal(scale=0.0005)
            for classifier in study.methods.CLASSIFIERS:
                values = {
                    name: 0.5 + gain * (-1 if name == "brier" else 1)
                    for name in METRICS
                }
                keys = {"dataset": f"set {family}", "family": f"family {family}"}
                rows.append(
                    {
                        **keys,
                        "method": method,
                        "classifier": classifier,
                        "repeat": 0,
                        **values,
                        "n_failed": 0,
                    }
                )
    return pd.DataFrame(rows)


def write_part(study, folder, part, scores, **about):
    """Write the files of a part as `study_scores.py` does."""
    names = scores[["dataset", "family"]].drop_duplicates(ignore_index=True)
    datasets = names.assign(
        n_rows=range(100, 900, 100),
        class_rows=[30, 20, 90, 40, 50, 70, 60, 80],
        imbalance_ratio=[2, 3, 30, 5, 9, 8, 4, 20],
        n_features=4,
        separability=np.linspace(0.2, 0.8, 8),
        cluster_structure=np.linspace(0.5, 0.1, 8),
    )
    intrinsic = pd.concat(
        names.assign(method=name, validity_synthetic=share)
        for name, share in (("SMOTE", 0.4), ("G-SMOTE", 0.3), (OURS, 0.2))
    )
    tables = {"scores": scores, "datasets": datasets, "intrinsic": intrinsic}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study.scores, "FOLDER", folder)
        for kind, frame in tables.items():
            study.scores.write(frame, kind, part)
    text = json.dumps(ABOUT | about)
    (folder / f"about-{part}.json").write_text(text, encoding="utf-8")
    return study.page.read_part(folder, part)


def tell(study, part):
    """Return the first paragraph of a part."""
    findings = study.findings.find_all(part.tables, part.about)
    return study.findings.tell_findings(findings, part.about)


@pytest.fixture(scope="module")
def quick(study):
    """Baycomp's probabilities without its loop: all mass where the mean gain lies."""

    def probs(other, ours, rope, random_state=None):
        gain = np.mean(ours - other)
        return float(gain < -rope), float(abs(gain) <= rope), float(gain > rope)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study.rules.baycomp.SignedRankTest, "probs", staticmethod(probs))
        yield


@pytest.fixture
def confirmed(study, quick, tmp_path):
    return write_part(study, tmp_path, "confirmation", make_scores(study))


def test_reached_targets_are_told_with_figures(study, confirmed):
    text = tell(study, confirmed)
    assert text.startswith(
        "**Of four targets, all are reached: (a) not to be worse than no resampling, "
        "with weights; (b) not"
    )
    assert "They were tested once, on 8 data sets in 8 families." in text
    assert "missed" not in text
    assert "1.000 in average precision (gain +0.4" in text
    assert "target (c) is reached" in text


@pytest.mark.parametrize(
    ("gains", "letter"),
    [
        ({WEIGHTED: -0.02, "SMOTE": -0.05}, "a"),
        ({"SMOTE": 0.02, OURS: 0.05}, "b"),
        ({OURS: -0.01}, "c"),
    ],
)
def test_first_sentence_names_a_missed_target(study, quick, tmp_path, gains, letter):
    scores = make_scores(study, gains=GAINS | gains)
    if letter == "a":
        # The tree alone gains.
        of_tree = (scores["method"] == WEIGHTED) & (scores["classifier"] == "tree")
        scores.loc[of_tree, "roc_auc"] = 0.6
    text = tell(study, write_part(study, tmp_path, "confirmation", scores))
    assert text.startswith(f"**Of four targets, one is missed: ({letter}) ")
    assert ", and three are reached: " in text
    assert f"target ({letter}) is **missed**" in text
    assert text.count("**missed**") == 1


def test_target_with_two_scores_is_missed_if_one_is(study, quick, tmp_path):
    scores = make_scores(study)
    ours = scores["method"] == OURS
    scores.loc[ours, "brier"] = 0.6
    text = tell(study, write_part(study, tmp_path, "confirmation", scores))
    assert text.startswith(
        "**Of four targets, one is missed: (c) to be better than SMOTE, without weights"
    )


def test_all_targets_may_be_missed(study, quick, tmp_path):
    scores = make_scores(study, gains={WEIGHTED: -0.05, OURS: -0.05})
    text = tell(study, write_part(study, tmp_path, "confirmation", scores))
    assert text.startswith(
        "**Of four targets, all are missed: (a) not to be worse than no resampling"
    )


@pytest.mark.parametrize(
    ("gain", "told"),
    [
        (0.02, "better in average precision, AUC and validity"),
        (-0.02, "worse in average"),
    ],
)
def test_first_paragraph_tells_what_clusters_add(study, quick, tmp_path, gain, told):
    scores = make_scores(study, gains=GAINS | {"G-SMOTE w0.5": 0.004 - gain})
    text = tell(study, write_part(study, tmp_path, "confirmation", scores))
    assert f"the composition is {told}" in text
    assert "+10.00 (+10.00 to +10.00) in validity" in text


def test_intervals_that_hold_zero_show_no_difference(study):
    make = study.findings.Figures
    figures = [
        make("roc_auc", "", "", "+0.10", "\N{MINUS SIGN}0.10", "+0.30", "5 of 8"),
        make("validity", "", "", "0.00", "+0.00", "+0.00", "0 of 8"),
    ]
    told = study.findings.tell_signs(figures)
    assert told == "no difference is shown in AUC and validity"


def test_unfinished_half_is_told(study, quick, tmp_path):
    scores = make_scores(study)
    part = write_part(study, tmp_path, "confirmation", scores, n_planned_datasets=81)
    assert "They rest on 8 data sets in 8 families only: of the 81" in tell(study, part)


def test_targets_have_a_row_for_each_score(study, confirmed):
    findings = study.findings.find_all(confirmed.tables, confirmed.about)
    table = study.findings.tabulate_targets(findings)
    rows = [line for line in table.splitlines() if line.startswith("   * - \\(")]
    # Three scores of (a), two of (b) and (c), one of (d) and three of (e).
    assert [row[8:11] for row in rows] == [f"({x})" for x in "aaabbccdeee"]
    assert "balanced accuracy, against SMOTE at the threshold 0.5" in table


@pytest.mark.parametrize(
    ("gain", "told"),
    [
        (0.02, "clusters + Geometric SMOTE is recommended over Geometric SMOTE, both"),
        (-0.02, "Geometric SMOTE is recommended over clusters + Geometric SMOTE, both"),
    ],
)
def test_recommended_method_is_told(study, tmp_path, gain, told):
    scores = make_scores(study, gains=GAINS | {"G-SMOTE w0.5": 0.004 - gain})
    part = write_part(study, tmp_path, "confirmation", scores)
    assert f"below, {told} with weights." in study.page.tell_recommended(part)


def test_numbers_of_the_plan_that_the_page_names_are_there(study):
    page = (BENCHMARKS.parent / "docs" / "study.rst").read_text(encoding="utf-8")
    defined = re.findall(r"^\.\. \|(.+?)\| ", study.page.define_numbers(), re.MULTILINE)
    assert set(re.findall(r"\|(\w+)\|", page)) == set(defined)


def test_table_of_gains_has_a_row_for_each_method(study, confirmed):
    table = study.tables.tabulate_gains("Gains", confirmed.scores, ("tree",))
    rows = [line[7:] for line in table.splitlines() if line.startswith("   * - ")]
    assert rows == [
        "method",
        "class weights",
        "SMOTE",
        "Geometric SMOTE",
        "KMeansSMOTE, paper's rule",
        "clusters + Geometric SMOTE",
        "SMOTE, weighted",
        "Geometric SMOTE, weighted",
        "KMeansSMOTE, paper's rule, weighted",
        "clusters + Geometric SMOTE, weighted",
    ]


def test_cell_holds_gain_interval_and_wins(study):
    cell = study.tables.tell_cell(np.array([-1.0, -1.0, -1.0, -1.0]))
    minus = "\N{MINUS SIGN}"
    interval = study.tables.keep_together(f"{minus}1.00 to {minus}1.00")
    assert cell == [f"**{minus}1.00**", interval, "0 of 4"]
    assert study.tables.format_signed(-0.001) == "0.00"


def test_method_without_scores_of_a_classifier_has_no_row(study):
    scores = make_scores(study, ("none", "SMOTE", "G-SMOTE"))
    is_gone = (scores["method"] == "SMOTE") & (scores["classifier"] == "tree")
    table = study.tables.tabulate_gains("Gains", scores[~is_gone], ("tree",))
    assert "* - Geometric SMOTE" in table
    assert "* - SMOTE" not in table


def test_chosen_ones_are_marked(study, quick, tmp_path):
    methods = ("none", *study.methods.choose_from(OURS))
    gains = dict.fromkeys(study.methods.COMPOSITIONS, 0.01) | {
        "clusters simplicial w0.5": 0.02,
        "KMeansSMOTE tempered": 0.03,
    }
    scores = make_scores(study, methods, gains)
    part = write_part(study, tmp_path, "discovery", scores)
    tables = study.page.write_choice(part, None)
    chosen = [
        row.splitlines()[0].strip()
        for row in tables.split("   * - ")
        if "**chosen**" in row
    ]
    assert chosen == ["clusters + simplicial SMOTE", "KMeansSMOTE, tempered"]
    # Its other chis are not there.
    assert "The chis of clusters + simplicial SMOTE are not computed yet." in tables


def test_chi_is_marked_and_another_one_confirmed_is_told(study, quick, tmp_path):
    methods = ("none", *study.methods.choose_from(OURS))
    gains = dict.fromkeys(study.methods.COMPOSITIONS, 0.01)
    gains |= {WEIGHTED: 0.02, f"{OURS} w0.25": 0.032}
    part = write_part(study, tmp_path, "discovery", make_scores(study, methods, gains))
    same = SimpleNamespace(about={"composition": OURS, "chi": 0.25})
    tables = study.page.write_choice(part, same)
    assert "   * - 0.25\n     - +3." in tables
    assert tables.count("**chosen**") == 3
    assert "By these scores the rules choose" not in tables
    about = {"composition": OURS, "chi": 0.5}
    told = study.page.tell_mismatch(part.scores, OURS, about)
    assert "with chi = 0.25, but the half for confirmation was computed with" in told


def test_all_methods_have_names_for_readers(study):
    tried = [
        part.samplers
        for tier, half in (
            ("1", "discovery"),
            ("1", "confirmation"),
            ("2", "discovery"),
            ("tuned", "discovery"),
            ("other", "discovery"),
        )
        for part in study.methods.list_parts(tier, half, OURS, 0.25)
    ]
    names = {"none", "class_weight", "random"}.union(*tried)
    labels = [study.labels.label_method(name, tell_chi=True) for name in names]
    assert len(set(labels)) == len(names)
    assert study.labels.label_method(WEIGHTED) == "clusters + Geometric SMOTE, weighted"
    assert len(study.labels.sort_methods(names)) == len(names)


def make_other_ways(study, gains):
    """Return scores of discovery and of the other ways, of the same eight families."""
    ways = study.methods.list_other_ways(OURS, 0.5)
    names = [name for way in ways for name in way]
    first = make_scores(study, gains=gains)
    rest = make_scores(study, names, gains)
    of_none = first[first["method"] == "none"]
    return first, pd.concat([of_none, rest], ignore_index=True)


def test_other_ways_have_the_figures_of_discovery(study, quick):
    first, others = make_other_ways(study, {f"{OURS} half": 0.03, "no clusters": -0.02})
    table = study.other_ways.tabulate_other_ways(first, others, OURS, 0.5)
    labels = re.findall(r"   \* - (.*)", table)[1:]
    assert labels == [
        "the compositions' Geometric SMOTE",
        "clusters + Geometric SMOTE",
        "clusters + Geometric SMOTE to half",
        "the compositions' Geometric SMOTE, chi 0.5",
        "clusters + Geometric SMOTE, chi 0.5",
        "clusters + Geometric SMOTE, chi 0.9",
        "clusters + Geometric SMOTE to half, chi 0.5",
    ]
    half = study.rules.family_gains(
        pd.concat([first, others]), "brier", f"{OURS} half", "SMOTE"
    )
    row = study.other_ways.tell_way(pd.concat([first, others]), f"{OURS} half")
    # Without weights, a way has no figures of the targets (a) and (d).
    assert row[1:4] == ["--"] * 3 and row[-1] == "--"
    assert row[4][0] == f"**{half.mean():+.2f}**"
    assert row[4][1].replace("\N{NO-BREAK SPACE}", " ") == "p = 0.0078"
    weighted = study.other_ways.tell_way(first, WEIGHTED)
    assert [cell[1] for cell in weighted[1:4]] == ["1.000"] * 3
    assert weighted[4:6] == ["--"] * 2


@pytest.mark.parametrize(
    ("gains", "told"),
    [
        ({}, "none is better than SMOTE"),
        ({"no clusters": 0.03}, "the compositions' Geometric SMOTE is better than"),
        (
            {"no clusters": 0.03, f"{OURS} half": 0.02},
            "clusters + Geometric SMOTE to half and the compositions' Geometric SMOTE "
            "are better than SMOTE in both scores of target (c) there",
        ),
    ],
)
def test_ways_that_are_better_than_smote_are_named(study, quick, gains, told):
    first, others = make_other_ways(study, gains)
    assert told in study.other_ways.tabulate_other_ways(first, others, OURS, 0.5)


def test_other_ways_of_other_folds_are_an_error(study):
    first, others = make_other_ways(study, {})
    others["average_precision"] += 0.001
    with pytest.raises(ValueError, match="not computed with the folds of tier 1"):
        study.other_ways.join_scores(first, others)


def test_missing_parts_are_told(study, tmp_path):
    study.page.write_page(tmp_path / "nothing", tmp_path)
    texts = {path.name: path.read_text() for path in tmp_path.glob("study_*.rst")}
    assert texts["study_findings.rst"] == study.findings.MISSING + "\n"
    assert "not been computed yet" in texts["study_choice.rst"]
    assert "not been computed yet" in texts["study_second.rst"]
    assert "|n_sets_confirmation| replace:: 81" in texts["study_numbers.rst"]
    assert not list(tmp_path.glob("*.png"))


def test_page_includes_all_that_is_written_and_no_more(study, tmp_path):
    study.page.write_page(tmp_path / "nothing", tmp_path)
    page = (BENCHMARKS.parent / "docs" / "study.rst").read_text(encoding="utf-8")
    included = [
        line.split()[-1] for line in page.splitlines() if line.startswith(".. include")
    ]
    written = [path.name for path in tmp_path.glob("study_*.rst")]
    assert sorted(included) == sorted(written)


FEW_METHODS = ("none", "SMOTE", "G-SMOTE", OURS, "G-SMOTE w0.5", WEIGHTED)


def test_same_scores_make_the_same_page(study, quick, tmp_path, monkeypatch):
    def touch(tables, composition, chi, folder):
        (folder / "study_matrix.png").touch()

    monkeypatch.setattr(study.page, "draw_all", touch)
    write_part(study, tmp_path, "confirmation", make_scores(study, FEW_METHODS))
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "study_old.png").touch()
        study.page.write_page(tmp_path, tmp_path / name)
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("one", "two")
    )
    assert first == second
    assert "study_old.png" not in first
    # What is not drawn is not shown.
    assert first["study_pictures.rst"].count(b".. figure:: ") == 1


def test_all_pictures_of_the_page_are_drawn(study, confirmed, tmp_path):
    scores = confirmed.scores[confirmed.scores["method"].isin(FEW_METHODS)]
    tables = confirmed.tables | {"scores": scores}
    study.pictures.draw_all(tables, OURS, 0.5, tmp_path)
    names = study.page.PICTURES | study.page.MODERATORS
    drawn = sorted(path.name for path in tmp_path.glob("*.png"))
    assert drawn == sorted(f"study_{name}.png" for name in names)


def test_verdict_does_not_deny_failures(study, quick, tmp_path):
    part = write_part(
        study, tmp_path, "confirmation", make_scores(study), n_failed_runs=7
    )
    text = study.page.tell_verdict(part)
    assert "No run failed" not in text
    assert "7 of 12,345 runs failed" in text


def test_gain_of_a_family_goes_with_its_properties(study, confirmed):
    comparison = study.pictures.compare(confirmed.scores, "average_precision")
    display = study.pictures.show_moderators(
        comparison,
        confirmed.tables["datasets"],
        "clusters + Geometric SMOTE, weighted",
        "no resampling",
    )
    expected = study.rules.family_gains(
        confirmed.scores, "average_precision", WEIGHTED, "none"
    )
    np.testing.assert_allclose(display.frame["gain"], expected)
    assert display.frame["imbalance_ratio"].tolist() == [2, 3, 30, 5, 9, 8, 4, 20]


@pytest.fixture
def second_tier(study, tmp_path, monkeypatch):
    """The options of a second tier of one small set, with two parts."""
    X, y = make_classification(60, weights=[0.7], random_state=0)
    frame = pd.DataFrame(X).assign(target=y)
    frame.to_csv(tmp_path / "keel_haberman.csv.gz", index=False)
    part = study.methods.Part({"SMOTE": SMOTE()}, {"logistic": DummyClassifier()})
    parts = [
        replace(part, classifiers={"neighbors": KNeighborsClassifier()}),
        replace(part, samplers={"Borderline": SMOTE(k_neighbors=3)}),
    ]
    monkeypatch.setattr(study.main, "list_parts", lambda *_: parts)
    monkeypatch.setattr(study.main, "list_of_part", lambda _: ["keel_haberman"])
    monkeypatch.setattr(study.scores, "FOLDER", tmp_path / "study")
    return Namespace(
        folder=tmp_path,
        store=tmp_path / "store",
        half="discovery",
        tier="2",
        composition=OURS,
        chi=0.5,
        n_jobs=1,
        sets=None,
        repeats=None,
        validity=False,
    )


def test_second_tier_has_a_store_of_its_own_with_all_parts(study, second_tier):
    study.main.run_sets(second_tier)
    assert [path.name for path in second_tier.store.iterdir()] == ["discovery-tier2"]
    name = study.sets.name_part("discovery", "2")
    study.scores.export(second_tier.store / name, name, OURS, 0.25)
    scores = study.scores.read("scores", name)
    # Neither classifier has class weights.
    assert sorted(zip(scores["method"], scores["classifier"], strict=True)) == [
        ("Borderline", "logistic"),
        ("SMOTE", "neighbors"),
        ("none", "logistic"),
        ("none", "neighbors"),
    ]
    assert "seconds_resampling" not in scores
    datasets = study.scores.read("datasets", name)
    assert datasets[["dataset", "family", "n_rows"]].to_numpy().tolist() == [
        ["keel_haberman", "haberman", 60]
    ]
    assert datasets["imbalance_ratio"].item() == pytest.approx(41 / 19, abs=0.3)
    about = json.loads((study.scores.FOLDER / f"about-{name}.json").read_text())
    expected = {"n_datasets": 1, "n_planned_datasets": 32, "n_runs": 4 * 5, "chi": 0.25}
    assert {key: about[key] for key in expected} == expected


def test_unfinished_sets_are_left_out(study, second_tier, capsys):
    study.main.run_sets(second_tier)
    name = study.sets.name_part("discovery", "2")
    next((second_tier.store / name / "keel_haberman").glob("*borderline*")).unlink()
    with pytest.raises(SystemExit, match="is complete"):
        study.scores.export(second_tier.store / name, name)
    assert "left out, as runs are missing: keel_haberman" in capsys.readouterr().err


def test_whole_study_hands_on_what_is_chosen(study, monkeypatch):
    calls = []
    monkeypatch.setattr(study.all, "call", lambda *parts: calls.append(parts))
    monkeypatch.setattr(study.all, "read", lambda *_: None)
    monkeypatch.setattr(study.all, "choose_composition", lambda _: "class by class")
    monkeypatch.setattr(study.all, "choose_chi", lambda *_: 0.25)
    monkeypatch.setattr("sys.argv", ["study_all.py", "data", "results"])
    study.all.main()
    choice = ("--composition", "class by class", "--chi", "0.25")
    told = [(path.name, *rest) for path, *rest in calls]
    assert told[0] == ("study.py", "data", "results", "--half", "discovery")
    assert told[4] == (
        *("study.py", "data", "results", "--half", "confirmation"),
        *choice,
        "--validity",
    )
    assert all(call[-5:-1] == choice or choice == call[-4:] for call in told[4:])
    other = ("study.py", "data", "results", "--half", "discovery", "--tier", "other")
    assert told[-2] == (*other, *choice)
    assert len(told) == 18
