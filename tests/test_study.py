"""The study's lists, methods, rules and hypotheses, on made scores."""

import json
from argparse import Namespace
from collections import Counter
from dataclasses import replace

import baycomp
import numpy as np
import pandas as pd
import pytest
from comparison_parts import FailingSampler, list_runs
from imblearn.over_sampling import SMOTE
from scipy.stats import wilcoxon
from sklearn.base import clone
from sklearn.datasets import make_classification
from sklearn.dummy import DummyClassifier
from study_modules import import_study

from clover.comparison import Comparison, plan, run
from clover.over_sampling import GeometricSMOTE

OURS = "clusters G-SMOTE"
METRICS = (
    "average_precision",
    "roc_auc",
    "brier",
    "balanced_accuracy",
    "balanced_accuracy_tuned",
)


@pytest.fixture(scope="module", autouse=True)
def study():
    """The modules of the study by name."""
    with import_study("sets methods rules scores") as modules:
        yield modules


def test_each_binary_set_is_in_one_family(study):
    listed = [name for text in study.sets.FAMILIES.values() for name in text.split()]
    assert len(listed) == len(set(listed)) == len(study.sets.FAMILY_OF) == 139
    assert set(study.sets.TOO_FEW_ROWS) <= set(listed)
    assert set(study.sets.SEEN) <= set(listed)


def test_halves_are_disjoint_and_complete(study):
    discovery, confirmation = map(set, study.sets.HALVES.values())
    assert not discovery & confirmation
    assert discovery | confirmation == set(study.sets.FAMILIES)
    assert sum(map(len, study.sets.HALVES.values())) == len(study.sets.FAMILIES)


def test_discovery_is_the_families_of_the_sets_that_were_seen(study):
    families = {study.sets.FAMILY_OF[name] for name in study.sets.SEEN}
    assert set(study.sets.HALVES["discovery"]) == families
    confirmed = set(study.sets.list_sets("confirmation"))
    assert not confirmed & set(study.sets.SEEN)


@pytest.mark.parametrize(
    "names",
    [
        "adult ada",
        "sick_euthyroid hypothyroid thyroid_sick",
        "wine_quality keel_winequality_white_3_vs_7",
        "car_eval_34 car_eval_4 keel_car_good keel_car_vgood",
        "keel_flare_f solar_flare_m0",
        "yeast_me2 keel_yeast4",
        "ecoli keel_ecoli3",
    ],
)
def test_what_comes_from_one_original_is_one_family(study, names):
    assert len({study.sets.FAMILY_OF[name] for name in names.split()}) == 1


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("keel_new_thyroid1", "thyroid_sick"),
        ("wine_quality", "keel_winequality_red_4"),
        ("yeast_ml8", "yeast_me2"),
        ("pen_digits", "optical_digits"),
    ],
)
def test_other_originals_are_other_families(study, name, other):
    assert study.sets.FAMILY_OF[name] != study.sets.FAMILY_OF[other]


@pytest.mark.parametrize(
    "original",
    "glass ecoli yeast abalone vehicle page_blocks shuttle poker kddcup kr_vs_k "
    "new_thyroid".split(),
)
def test_partitions_of_an_original_are_its_family(study, original):
    of_original = [n for n in study.sets.FAMILY_OF if n.startswith(f"keel_{original}")]
    assert len(of_original) > 1
    assert {study.sets.FAMILY_OF[name] for name in of_original} == {original}


def test_numbers_of_sets_and_families(study):
    sizes = {
        half: (len(study.sets.list_sets(half)), len(study.sets.list_families(half)))
        for half in study.sets.HALVES
    }
    assert sizes == {"discovery": (32, 21), "confirmation": (81, 29)}
    assert len(study.sets.MULTICLASS) == 15


def test_unknown_set_in_the_folder_is_an_error(study, tmp_path):
    known = study.sets.FAMILY_OF, study.sets.MULTICLASS, study.sets.TOO_LARGE
    for name in (name for names in known for name in names):
        (tmp_path / f"{name}.csv.gz").touch()
    study.sets.check_folder(tmp_path)
    (tmp_path / "another.csv.gz").touch()
    with pytest.raises(SystemExit, match=r"Unknown: \['another'\]; missing: \[\]"):
        study.sets.check_folder(tmp_path)
    (tmp_path / "abalone.csv.gz").unlink()
    with pytest.raises(SystemExit, match=r"missing: \['abalone'\]"):
        study.sets.check_folder(tmp_path)


def test_repeated_rows_are_dropped_and_other_targets_are_not(study, tmp_path):
    text = "a,target\n1,0\n1,0\n1,1\n2,0\n"
    pd.read_csv(pd.io.common.StringIO(text)).to_csv(
        tmp_path / "made.csv.gz", index=False
    )
    X, y = study.sets.load_set(tmp_path, "made")
    assert X["a"].tolist() == [1, 1, 2]
    assert y.tolist() == [0, 1, 0]


def test_large_sets_are_sampled_by_class_and_seeded(study):
    frame = pd.DataFrame({"a": range(12_000), "target": [1] * 120 + [0] * 11_880})
    sample = study.sets.prepare(frame)
    assert sample["target"].value_counts().to_dict() == {0: 5_940, 1: 60}
    assert sample["a"].is_monotonic_increasing
    pd.testing.assert_frame_equal(sample, study.sets.prepare(frame))
    assert study.sets.prepare(frame[:6_000]).equals(frame[:6_000])


def test_classes_that_are_too_small_are_left_out_of_several(study):
    target = ["a"] * 30 + ["b"] * 12 + ["c"] * 11
    frame = pd.DataFrame({"x": range(53), "target": target})
    assert Counter(study.sets.prepare(frame)["target"]) == {"a": 30, "b": 12}


def test_at_most_eight_compositions_are_tried(study):
    assert len(study.methods.COMPOSITIONS | study.methods.KMEANS_RULES) == 8


def test_all_methods_make_what_is_asked_for(study, two_classes):
    X, y = two_classes
    tried = study.methods.choose_from(OURS) | study.methods.ANCHORS
    for name, sampler in tried.items():
        sampler = clone(sampler)
        _, y_res = sampler.fit_resample(X, y)
        expected = 135 if "half" in name else 270
        assert np.bincount(y_res).tolist() == [270, expected], name
        if " w" in name:
            totals = np.bincount(y_res, sampler.sample_weight_)
            np.testing.assert_allclose(totals, [270, 30])
            chi = float(name.rpartition(" w")[2])
            lowest = 30 / expected
            assert sampler.sample_weight_[:300][y == 1] == pytest.approx(
                max(chi, lowest)
            )


def test_confirmation_has_one_composition_with_weights_and_without(study):
    (part,) = study.methods.list_parts("1", "confirmation", OURS, 0.25)
    plain = ["SMOTE", "G-SMOTE", "KMeansSMOTE", OURS]
    weighted = [f"{name} w0.25" for name in plain]
    assert list(part.samplers) == [*plain, *weighted, study.methods.CHOSEN_RULE]
    assert part.n_repeats == 3
    assert part.baselines == ["none", "class_weight"]


def test_chis_are_tried_of_the_composition_that_was_chosen(study):
    (before,) = study.methods.list_parts("1", "discovery", None, 0.5)
    (part,) = study.methods.list_parts("1", "discovery", OURS, 0.5)
    added = part.samplers.keys() - before.samplers.keys()
    assert added == {f"{OURS} w0", f"{OURS} w0.25", f"{OURS} w0.75"}
    assert before.samplers.keys() < part.samplers.keys()


def test_contenders_have_four_candidates_of_ratios_and_weights(study, two_classes):
    (part,) = study.methods.list_parts("tuned", "discovery", OURS, 0.25)
    assert part.inner_cv == 3
    planned = plan(
        part.samplers,
        {"made": two_classes},
        {"dummy": DummyClassifier()},
        grids=part.grids,
        baselines=part.baselines,
        random_state=0,
    )
    names = [f"{name} tuned" for name in ("SMOTE", "G-SMOTE", OURS)]
    assert list(part.samplers) == names
    for name in names:
        found = planned.candidates[name]
        assert len(found) == 4
        assert {candidate["weighting"] for candidate in found} == {None, 0.25}


def test_neighbors_get_no_weights(study):
    first, *_ = study.methods.list_parts("2", "confirmation", OURS, 0.5)
    assert list(first.classifiers) == ["neighbors"]
    assert not [name for name in first.samplers if " w" in name]


def test_runs_of_a_store_have_the_same_inner_folds(study):
    for tier in ("1", "2", "tuned", "multiclass"):
        for half in ("discovery", "confirmation"):
            parts = study.methods.list_parts(tier, half, OURS, 0.25)
            assert len({part.inner_cv for part in parts}) == 1


def make_scores(study, gains, n_families=8, noise=0.001):
    """Return scores of methods whose gains over the rest, 0.5, are given.

    `gains` maps methods to a gain of all metrics, or to gains of some. A family has two
    data sets, of which the first is as much better as the second is worse.
    """
    methods = [
        "none",
        "SMOTE",
        *study.methods.choose_from(OURS),
    ]
    rng = np.random.RandomState(0)
    rows = []
    for family in range(n_families):
        for method in dict.fromkeys(methods):
            given = gains.get(method, {})
            given = given if isinstance(given, dict) else dict.fromkeys(METRICS, given)
            drawn = rng.normal(scale=noise)
            for side, name in ((0.1, f"a{family}"), (-0.1, f"b{family}")):
                for classifier in study.methods.CLASSIFIERS:
                    sign = {"brier": -1}
                    values = {
                        metric: 0.5
                        + side
                        + sign.get(metric, 1) * (given.get(metric, 0.0) + drawn)
                        for metric in METRICS
                    }
                    rows.append(
                        {
                            "dataset": name,
                            "family": f"family {family}",
                            "method": method,
                            "classifier": classifier,
                            **values,
                        }
                    )
    return pd.DataFrame(rows)


def test_score_of_a_family_is_the_mean_over_sets_and_classifiers(study):
    frame = pd.DataFrame(
        {
            "family": ["f"] * 6 + ["g"] * 3,
            "dataset": ["a"] * 3 + ["b"] * 3 + ["c"] * 3,
            "method": "m",
            "classifier": ["logistic", "boosting", "tree"] * 3,
            "brier": [0.1, 0.2, 0.9, 0.3, 0.4, 0.9, 0.1, 0.1, 0.9],
        }
    )
    # Less is better, so the sign is turned; the tree is not asked for.
    found = study.rules.family_scores(frame, "brier", "m", ("logistic", "boosting"))
    np.testing.assert_allclose(found[["f", "g"]], [-25.0, -10.0])


def test_repeats_count_once_a_classifier(study):
    frame = pd.DataFrame(
        {
            "family": "f",
            "dataset": "a",
            "method": "m",
            "classifier": ["logistic", "logistic", "tree"],
            "roc_auc": [0.6, 0.8, 0.9],
        }
    )
    found = study.rules.family_scores(frame, "roc_auc", "m", ("logistic", "tree"))
    assert found["f"] == pytest.approx(80.0)


def test_missing_scores_are_an_error(study):
    scores = make_scores(study, {})
    with pytest.raises(ValueError, match="scores of 'none' should be there for all 16"):
        is_one = (scores["method"] == "none") & (scores["dataset"] == "a3")
        study.rules.family_scores(scores[~is_one], "brier", "none", ("logistic",))


def test_not_worse_is_one_minus_the_left_of_baycomp(study):
    scores = make_scores(study, {OURS: -0.004}, noise=0.004)
    ours, none = (
        study.rules.family_scores(scores, "roc_auc", name, study.methods.STRONG)
        for name in (OURS, "none")
    )
    left, _, _ = baycomp.SignedRankTest.probs(
        none.to_numpy(), ours.to_numpy(), rope=0.5, random_state=0
    )
    found = study.rules.not_worse(scores, "roc_auc", OURS, "none")
    assert 0.0 < found < 1.0
    assert found == 1 - left


@pytest.mark.parametrize(("gain", "holds"), [(0.0, True), (0.02, True), (-0.02, False)])
def test_verdict_on_the_cost(study, gain, holds):
    scores = make_scores(study, {f"{OURS} w0.5": gain}, noise=0.0002)
    finding = study.rules.confirm_cost(scores, f"{OURS} w0.5")
    assert finding.letter == "a"
    assert finding.holds is holds


@pytest.mark.parametrize("metric", ["average_precision", "roc_auc", "brier"])
def test_each_score_alone_can_be_what_it_costs(study, metric):
    gains = {f"{OURS} w0.5": {metric: -0.02}}
    scores = make_scores(study, gains)
    finding = study.rules.confirm_cost(scores, f"{OURS} w0.5")
    assert finding.holds is False


@pytest.mark.parametrize(
    ("of_smote", "holds"),
    [
        ({"balanced_accuracy_tuned": 0.0, "balanced_accuracy": 0.0}, True),
        ({"balanced_accuracy_tuned": 0.03, "balanced_accuracy": 0.0}, False),
        ({"balanced_accuracy_tuned": 0.0, "balanced_accuracy": 0.03}, False),
    ],
)
def test_verdict_on_the_threshold_is_for_both_of_smote(study, of_smote, holds):
    scores = make_scores(study, {"SMOTE": of_smote})
    finding = study.rules.confirm_threshold(scores, f"{OURS} w0.5")
    assert finding.letter == "b"
    assert finding.holds is holds


def test_p_values_of_c_and_d_are_adjusted_together(study):
    gains = {
        OURS: {"brier": 0.02, "average_precision": 0.0004},
        f"{OURS} w0.5": {"roc_auc": -0.02},
    }
    scores = make_scores(study, gains)
    found = study.rules.confirm_gains(scores, OURS, f"{OURS} w0.5")
    p_values = [
        wilcoxon(
            study.rules.family_gains(scores, metric, ours, other, classifiers),
            zero_method="zsplit",
        ).pvalue
        for metric, ours, other, classifiers in (
            ("brier", OURS, "SMOTE", ("logistic", "boosting")),
            ("average_precision", OURS, "SMOTE", ("logistic", "boosting")),
            ("roc_auc", f"{OURS} w0.5", "none", ("tree",)),
        )
    ]
    assert p_values[1] == max(p_values)
    assert p_values[0] == p_values[2] == pytest.approx(2 / 2**8)
    adjusted = [3 * p_values[0], p_values[1], 3 * p_values[2]]
    for finding, p in zip(found, adjusted, strict=True):
        assert f"p {p:.4f} by Holm" in finding.found
    # A significant loss is no gain.
    assert [finding.holds for finding in found] == [
        True,
        bool(adjusted[1] < 0.05),
        False,
    ]
    assert [finding.letter for finding in found] == ["c", "c", "d"]


def test_gain_of_the_tree_is_of_the_tree_alone(study):
    scores = make_scores(study, {f"{OURS} w0.5": {"roc_auc": 0.02}})
    is_other = (scores["classifier"] != "tree") & (scores["method"] == f"{OURS} w0.5")
    scores.loc[is_other, "roc_auc"] -= 0.1
    *_, finding = study.rules.confirm_gains(scores, OURS, f"{OURS} w0.5")
    assert finding.letter == "d"
    assert finding.holds is True


def test_equal_scores_are_no_gain(study):
    gains = np.zeros(8)
    assert study.rules.signed_rank(gains) == 1.0


@pytest.mark.parametrize(
    ("ap", "auc", "recommended"),
    [
        (0.02, 0.0, OURS),
        (0.0, 0.02, OURS),
        (0.02, 0.02, OURS),
        (0.0, 0.0, "G-SMOTE"),
        (0.02, -0.02, "G-SMOTE"),
        (-0.02, -0.02, "G-SMOTE"),
    ],
)
def test_clusters_are_recommended_where_they_add_something(study, ap, auc, recommended):
    gains = {f"{OURS} w0.5": {"average_precision": ap, "roc_auc": auc}}
    scores = make_scores(study, gains, noise=0.002)
    assert study.rules.recommend(scores, OURS, 0.5) == recommended


def test_what_clusters_add_is_reported_with_validity(study):
    scores = make_scores(study, {f"{OURS} w0.5": 0.02}, noise=0.0)
    intrinsic = pd.DataFrame(
        {
            "family": ["f", "f", "g", "g", "h", "h"],
            "dataset": ["a", "a", "b", "b", "c", "c"],
            "method": ["G-SMOTE", OURS] * 3,
            "validity_synthetic": [0.5, 0.4, 0.6, 0.4, 0.4, 0.1],
        }
    )
    found = study.rules.confirm(scores, OURS, 0.5, intrinsic)
    assert [finding.letter for finding in found] == ["a", "b", "c", "c", "d", "e"]
    finding = found[-1]
    assert finding.holds is None
    assert "average_precision +2.00 points (+2.00 to +2.00), 8 of 8" in finding.found
    assert "validity +20.00 points" in finding.found
    assert str(finding).startswith(
        "(e) reported: clusters G-SMOTE w0.5 to G-SMOTE w0.5"
    )


def test_composition_with_the_largest_gain_is_chosen(study):
    gains = dict.fromkeys(study.methods.COMPOSITIONS, 0.01) | {
        "clusters simplicial w0.5": 0.02,
        "clusters Gaussian w0.5": 0.01,
    }
    assert (
        study.rules.choose_composition(make_scores(study, gains))
        == "clusters simplicial"
    )


@pytest.mark.parametrize(
    "fault",
    [
        {"clusters simplicial w0.5": {"roc_auc": 0.04, "brier": -0.01}},
        {"clusters simplicial": {"brier": 0.01, "average_precision": -0.01}},
        {"clusters simplicial": {"brier": -0.01, "average_precision": 0.01}},
    ],
    ids=["Brier with weights", "precision to SMOTE", "Brier to SMOTE"],
)
def test_composition_that_costs_is_not_chosen(study, fault):
    gains = dict.fromkeys(study.methods.COMPOSITIONS, 0.01) | {
        "clusters simplicial w0.5": 0.02,
        "clusters Gaussian w0.5": 0.01,
        **fault,
    }
    found = study.rules.choose_composition(make_scores(study, gains))
    assert found == "clusters Gaussian"


def test_best_composition_is_chosen_where_all_cost(study):
    gains = dict.fromkeys(study.methods.COMPOSITIONS, -0.01)
    gains |= {"class by class w0.5": -0.001, f"{OURS} w0.5": -0.02}
    gains |= {f"{name} w0.5": -0.02 for name in ("clusters G-SMOTE half",)}
    gains |= {f"clusters {name} w0.5": -0.02 for name in ("simplicial", "Gaussian")}
    assert study.rules.choose_composition(make_scores(study, gains)) == "class by class"


def test_chi_with_the_largest_gain_is_chosen_if_it_keeps_the_probabilities(study):
    best = {f"{OURS} w0.25": 0.02, f"{OURS} w0.75": 0.01}
    choose = study.rules.choose_chi
    assert choose(make_scores(study, best), OURS) == 0.25
    costly = best | {f"{OURS} w0.25": {"roc_auc": 0.04, "brier": -0.01}}
    assert choose(make_scores(study, costly), OURS) == 0.75
    assert choose(make_scores(study, {}, noise=0.0), OURS) == 0.75


def test_rule_of_kmeans_smote_is_changed_only_for_a_better_one(study):
    choose = study.rules.choose_kmeans_rule
    rule = "KMeansSMOTE tempered"
    assert choose(make_scores(study, {rule: 0.02})) == rule
    assert choose(make_scores(study, {rule: {"roc_auc": 0.02}})) == "KMeansSMOTE"
    mixed = {rule: {"roc_auc": 0.03, "average_precision": -0.01}}
    assert choose(make_scores(study, mixed)) == "KMeansSMOTE"


def test_table_of_a_store_has_means_over_folds(study, tmp_path):
    X, y = make_classification(80, weights=[0.7], random_state=0)
    planned = plan(
        {"weighted": GeometricSMOTE(weighting=0.5)},
        {"abalone": (X, y)},
        {"dummy": DummyClassifier(), "weak": DummyClassifier(strategy="stratified")},
        baselines=["none"],
        cv=3,
        n_repeats=2,
        random_state=0,
    )
    run(planned, tmp_path, progress=False)
    frame = study.scores.tabulate(Comparison.load(tmp_path))
    assert len(frame) == 2 * 2 * 2
    assert set(frame["family"]) == {"abalone"}
    assert frame["n_failed"].tolist() == [0] * 8
    expected = Comparison.load(tmp_path).scores("brier")
    one = {"method": "weighted", "classifier": "weak", "repeat": 1}
    of_one = expected[(expected[list(one)] == pd.Series(one)).all(axis=1)]
    row = frame[(frame[list(one)] == pd.Series(one)).all(axis=1)]
    assert row["brier"].item() == pytest.approx(of_one["value"].mean())
    assert row["balanced_accuracy_tuned"].notna().all()


def test_tables_are_written_and_read(study, tmp_path, monkeypatch):
    monkeypatch.setattr(study.scores, "FOLDER", tmp_path)
    frame = pd.DataFrame({"dataset": ["a"], "brier": [0.1234567]})
    study.scores.write(frame, "scores", "discovery")
    written = (tmp_path / "scores-discovery.csv.gz").read_bytes()
    assert study.scores.read("scores", "discovery")["brier"].tolist() == [0.123457]
    study.scores.write(frame, "scores", "discovery")
    assert (tmp_path / "scores-discovery.csv.gz").read_bytes() == written


@pytest.fixture
def small_study(study, tmp_path, monkeypatch):
    """The options of a study of two small sets, one method and one that fails."""
    for name, n_rows in (("keel_pima", 90), ("keel_haberman", 60)):
        X, y = make_classification(n_rows, weights=[0.7], random_state=0)
        frame = pd.DataFrame(X).assign(target=y)
        frame.to_csv(tmp_path / f"{name}.csv.gz", index=False)
    samplers = {"SMOTE": SMOTE(), "failing": FailingSampler()}
    part = study.methods.Part(samplers, {"dummy": DummyClassifier()})
    monkeypatch.setattr(study.main, "list_parts", lambda *_: [part])
    monkeypatch.setattr(
        study.main, "list_of_part", lambda part: ["keel_pima", "keel_haberman"]
    )
    return Namespace(
        folder=tmp_path,
        store=tmp_path / "store",
        half="discovery",
        tier="1",
        composition=None,
        chi=0.5,
        n_jobs=1,
        sets=None,
        repeats=None,
        validity=False,
    )


def test_study_keeps_a_store_for_each_set_and_goes_on(study, small_study, capsys):
    small_study.sets = 1
    study.main.run_sets(small_study)
    # The smallest is first. The dummy has no class weights.
    stores = small_study.store / "discovery"
    assert [path.name for path in stores.iterdir()] == ["keel_haberman"]
    assert len(list_runs(stores / "keel_haberman")) == 3 * 5
    told = capsys.readouterr().err
    assert "The sampler 'failing' failed in all of its 5 runs" in told
    assert "1 of 1 sets" in told
    stamps = {path: path.stat().st_mtime_ns for path in stores.rglob("*keel*.npz")}
    small_study.sets = None
    study.main.run_sets(small_study)
    assert sorted(path.name for path in stores.iterdir()) == [
        "keel_haberman",
        "keel_pima",
    ]
    assert len(list_runs(stores / "keel_pima")) == 3 * 5
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps


def test_stores_are_exported_with_versions_and_failures(
    study, small_study, tmp_path, monkeypatch
):
    monkeypatch.setattr(study.scores, "FOLDER", tmp_path / "study")
    # Other processes would not find the modules of the study.
    monkeypatch.setattr(study.scores, "N_JOBS", 1)
    part = replace(study.main.list_parts()[0], n_repeats=3)
    monkeypatch.setattr(study.main, "list_parts", lambda *_: [part])
    small_study.repeats = 2
    study.main.run_sets(small_study)
    study.scores.export(small_study.store / "discovery", "discovery")
    frame = study.scores.read("scores", "discovery")
    assert frame.groupby(["family", "method"]).size().to_dict() == {
        (family, method): 2
        for family in ("haberman", "pima")
        for method in ("none", "SMOTE", "failing")
    }
    assert set(frame[frame["method"] == "failing"]["n_failed"]) == {5}
    by_method = frame.groupby("method")["brier"].mean()
    # A failure has the score of no resampling.
    assert by_method["failing"] == by_method["none"] != by_method["SMOTE"]
    about = json.loads((tmp_path / "study" / "about-discovery.json").read_text())
    assert about["numpy"] == np.__version__
    assert len(about["date"]) == len("2000-01-01")


def test_rows_are_measured_where_it_is_asked_for(
    study, small_study, tmp_path, monkeypatch
):
    monkeypatch.setattr(study.scores, "FOLDER", tmp_path / "study")
    monkeypatch.setattr(study.main, "BASES", {"SMOTE": SMOTE()})
    monkeypatch.setattr(study.main, "CLASSIFIERS", {"dummy": DummyClassifier()})
    small_study.sets, small_study.validity, small_study.composition = 1, True, OURS
    study.main.run_sets(small_study)
    study.scores.export(small_study.store / "discovery", "discovery")
    frame = study.scores.read("intrinsic", "discovery")
    assert frame["method"].tolist() == ["SMOTE", OURS]
    assert set(frame["family"]) == {"haberman"}
    assert frame["validity_synthetic"].between(0, 1).all()


def test_a_trial_and_the_largest_set_have_fewer_repeats(study, small_study):
    part = study.methods.Part({}, {}, n_repeats=3)
    small_study.repeats = None
    assert study.main.count_repeats(part, 1_000, small_study) == 3
    assert study.main.count_repeats(part, 3_000_000, small_study) == 1
    small_study.repeats = 2
    assert study.main.count_repeats(part, 1_000, small_study) == 2


def test_discovery_needs_no_inner_folds_and_confirmation_does(study):
    (choice,) = study.methods.list_parts("1", "discovery", None, 0.5)
    (confirmed,) = study.methods.list_parts("1", "confirmation", OURS, 0.5)
    assert choice.inner_cv is None
    assert confirmed.inner_cv == 3
    assert choice.n_repeats == confirmed.n_repeats == 3


def test_cost_is_told_before_the_study(study, small_study, capsys):
    study.main.tell_cost(small_study)
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("keel_haberman: 1200 values, ")
    assert told[-1] == "2 sets: about 0.0 hours on 1 processes"
    assert not small_study.store.exists()


def test_other_ways_are_three_and_of_discovery_alone(study, monkeypatch, capsys):
    ways = study.methods.list_other_ways(OURS, 0.25)
    assert [list(way) for way in ways] == [
        [f"{OURS} w0.9"],
        [f"{OURS} half", f"{OURS} half w0.25"],
        ["no clusters", "no clusters w0.25"],
    ]
    (part,) = study.methods.list_parts("other", "discovery", OURS, 0.25)
    (first,) = study.methods.list_parts("1", "discovery", OURS, 0.25)
    assert (part.n_repeats, part.inner_cv) == (first.n_repeats, first.inner_cv)
    target = part.samplers[f"{OURS} half"].oversampler.sampling_strategy
    assert target(np.repeat([0, 1], [90, 10])) == {0: 90, 1: 45}
    choice = ["--half", "confirmation", "--tier", "other", "--composition", OURS]
    monkeypatch.setattr("sys.argv", ["study.py", "folder", "store", *choice])
    with pytest.raises(SystemExit):
        study.main.parse_options()
    assert "on the half for discovery alone" in capsys.readouterr().err


@pytest.mark.parametrize("choice", [["--half", "confirmation"], ["--tier", "2"]])
def test_confirmation_needs_what_was_chosen(study, monkeypatch, choice, capsys):
    monkeypatch.setattr("sys.argv", ["study.py", "folder", "store", *choice])
    with pytest.raises(SystemExit):
        study.main.parse_options()
    assert "a --composition is needed" in capsys.readouterr().err
