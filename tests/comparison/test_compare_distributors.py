import json
import shutil

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE, SMOTENC
from sklearn.cluster import KMeans
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from clover.comparison import DistributorComparison, compare, compare_distributors
from clover.comparison._intrinsic.families import add_validity, average_families
from clover.comparison._intrinsic.measuring import MEASURES, Measuring
from clover.comparison._runs.folds import derive_seed
from clover.distribution import DensityDistributor
from clover.inspection import diversity, validity, within_class_imbalance
from clover.over_sampling import ClusterOverSampler

ALL = DensityDistributor(np.inf)
TREE = {"tree": DecisionTreeClassifier(max_depth=3)}


def make_data(seed=0, n_rows=120):
    return make_classification(
        n_rows, 4, n_redundant=0, weights=[0.75], random_state=seed
    )


def compare_two(datasets=None, oversampler=None, **others):
    settings = {
        "cv": 2,
        "inner_cv": 2,
        "baselines": ["none", "SMOTE"],
        "measure_repeats": 2,
        "random_state": 0,
        "progress": False,
    }
    return compare_distributors(
        KMeans(3, n_init=1),
        oversampler or SMOTE(k_neighbors=3),
        {"all": ALL, "some": DensityDistributor()},
        datasets or {"one": make_data(), "two": make_data(1)},
        TREE,
        **settings | others,
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store with a finished comparison, not to be changed."""
    folder = tmp_path_factory.mktemp("distributors") / "store"
    compare_two(store=folder)
    return folder


@pytest.fixture
def comparison(store):
    return DistributorComparison.load(store)


def measures_of(comparison, dataset, method):
    frame = comparison.intrinsic().set_index(["dataset", "method"])
    return frame.loc[(dataset, method)]


def test_samplers_are_compositions_under_the_names_of_the_distributors(comparison):
    samplers = {
        "all": ClusterOverSampler(SMOTE(k_neighbors=3), KMeans(3, n_init=1), ALL),
        "some": ClusterOverSampler(
            SMOTE(k_neighbors=3), KMeans(3, n_init=1), DensityDistributor()
        ),
    }
    same = compare(
        samplers,
        {"one": make_data(), "two": make_data(1)},
        TREE,
        cv=2,
        inner_cv=2,
        baselines=["none", "SMOTE"],
        random_state=0,
        progress=False,
    )
    assert comparison.methods == ("none", "SMOTE", "all", "some")
    pd.testing.assert_frame_equal(comparison.scores(), same.scores())


def test_measures_are_those_of_all_rows_as_the_comparison_prepares_them(comparison):
    X, y = make_data(1)
    X = StandardScaler().fit_transform(X)
    seed = derive_seed(0, "two", "intrinsic")
    sampler = ClusterOverSampler(SMOTE(k_neighbors=3), KMeans(3, n_init=1), ALL)
    found = measures_of(comparison, "two", "all")
    valid = validity(sampler, X, y, n_repeats=2, random_state=seed)
    for name in ("synthetic", "real", "difference", "standard_error", "ratio"):
        assert found[f"validity_{name}"] == pytest.approx(getattr(valid, name))
    diverse = diversity(sampler, X, y, n_repeats=2, random_state=seed)
    assert found["diversity"] == pytest.approx(diverse.relative_distance)
    assert found["near_copies"] == diverse.near_copies
    sampler.fit(X, y)
    before = within_class_imbalance(sampler).before
    assert found["effective_clusters_before"] > 1
    assert 0 < found["within_class_imbalance_before"] < 1
    assert before.size == 1


def test_all_methods_that_make_rows_are_measured(comparison):
    frame = comparison.intrinsic()
    assert frame.columns.tolist() == ["dataset", "method", *MEASURES, "error"]
    pairs = list(zip(frame["dataset"], frame["method"], strict=True))
    assert pairs == [
        (dataset, method)
        for dataset in ("one", "two")
        for method in ("SMOTE", "all", "some")
    ]
    is_clustered = frame["method"] != "SMOTE"
    assert frame["effective_clusters_after"].notna().tolist() == is_clustered.tolist()
    assert (frame["error"] == "").all()


def test_all_methods_are_measured_on_the_same_halves(comparison):
    frame = comparison.intrinsic()
    assert frame.groupby("dataset")["validity_real"].nunique().tolist() == [1, 1]
    assert frame["validity_synthetic"].nunique() > 2


def test_categories_stay_for_an_oversampler_that_takes_them():
    X, y = make_data()
    table = pd.DataFrame(X, columns=list("abcd")).assign(
        e=np.random.default_rng(0).choice(["x", "y", "z"], len(y))
    )
    found = compare_two({"mixed": (table, y)}, SMOTENC([0], k_neighbors=3))
    scaled = table.copy()
    scaled[list("abcd")] = StandardScaler().fit_transform(X)
    seed = derive_seed(0, "mixed", "intrinsic")
    real = validity(SMOTENC(["e"]), scaled, y, n_repeats=2, random_state=seed).real
    measures = measures_of(found, "mixed", "all")
    assert measures["validity_real"] == pytest.approx(real)
    assert measures["error"] == ""
    # SMOTE gets the one-hot table, whose rows are as far from each other.
    of_smote = measures_of(found, "mixed", "SMOTE")
    assert of_smote["error"] == ""
    assert of_smote["validity_real"] == measures["validity_real"]


def test_grids_choose_among_parameters_of_the_distributor(monkeypatch):
    measured = []

    def note(measuring):
        measured.append((measuring.dataset.name, measuring.method, measuring.candidate))
        return {"dataset": measuring.dataset.name, "method": "all", "error": ""}

    monkeypatch.setattr(Measuring, "measure", note)
    grid = {"distributor__filtering_threshold": [np.inf, "auto"]}
    found = compare_two(grids={"all": grid, "some": grid}, baselines=["none"])
    assert found.failures().empty
    chosen = found.scores("f1")
    assert set(chosen["method"]) == {"none", "all", "some"}
    assert [pair[:2] for pair in measured] == [
        (dataset, method) for dataset in ("one", "two") for method in ("all", "some")
    ]
    # Both distributors have the same two candidates, and so the same choice.
    assert measured[0][2] == measured[1][2]
    assert measured[0][2] in [{name: v} for name, of in grid.items() for v in of]


def test_the_candidate_chosen_most_often_is_measured():
    # Nothing is selected at a threshold of 0, so that this candidate always fails.
    grid = {"distributor__filtering_threshold": [0, np.inf]}
    with pytest.warns(UserWarning, match="'all' has 1 candidate, not 2") as caught:
        found = compare_two(grids={"some": grid}, baselines=["none"])
    assert caught[0].filename == __file__
    measures = found.intrinsic().set_index(["dataset", "method"])
    for name in MEASURES:
        of_some, of_all = (
            measures.loc[("one", method), name] for method in ("some", "all")
        )
        assert of_some == of_all


# The store


def test_a_second_call_measures_nothing_again(store, comparison, monkeypatch):
    def fail(measuring):
        raise AssertionError(measuring.method)

    monkeypatch.setattr(Measuring, "measure", fail)
    again = compare_two(store=store)
    pd.testing.assert_frame_equal(again.intrinsic(), comparison.intrinsic())


def test_what_is_lost_or_half_written_is_measured_again(store, comparison, tmp_path):
    copied = shutil.copytree(store, tmp_path / "copy")
    first, second, *_ = sorted(copied.glob("intrinsic-*.json"))
    first.unlink()
    second.write_text(second.read_text()[:20])
    assert len(DistributorComparison.load(copied).intrinsic()) == 4
    again = compare_two(store=copied)
    pd.testing.assert_frame_equal(again.intrinsic(), comparison.intrinsic())


def test_more_repeats_are_measured_anew(store, tmp_path):
    copied = shutil.copytree(store, tmp_path / "copy")
    more = compare_two(store=copied, measure_repeats=3)
    assert len(list(copied.glob("intrinsic-*.json"))) == 12
    loaded = DistributorComparison.load(copied)
    pd.testing.assert_frame_equal(loaded.intrinsic(), more.intrinsic())


def test_a_plan_has_the_measures_of_its_own_samplers(store, comparison, tmp_path):
    copied = shutil.copytree(store, tmp_path / "copy")
    (first,) = copied.glob("plan-*.json")
    other = compare_two(store=copied, oversampler=SMOTE(k_neighbors=1))
    (second,) = set(copied.glob("plan-*.json")) - {first}
    for name, expected in ((first.name, comparison), (second.name, other)):
        loaded = DistributorComparison.load(copied, name)
        pd.testing.assert_frame_equal(loaded.intrinsic(), expected.intrinsic())
    measured = [
        measures_of(one, "one", "all")["diversity"] for one in (comparison, other)
    ]
    assert measured[0] != measured[1]


def test_fewer_repeats_are_those_of_the_last_call(store, tmp_path):
    copied = shutil.copytree(store, tmp_path / "copy")
    fewer = compare_two(store=copied, measure_repeats=1)
    loaded = DistributorComparison.load(copied)
    pd.testing.assert_frame_equal(loaded.intrinsic(), fewer.intrinsic())


def test_files_are_small_and_plain(store):
    paths = list(store.glob("intrinsic-*.json"))
    assert len(paths) == 6
    for path in paths:
        assert len(path.name) < 120
        assert path.stat().st_size < 2_000
        assert "NaN" not in path.read_text()
        assert json.loads(path.read_text())["error"] == ""


def test_the_result_does_not_depend_on_n_jobs(store, comparison, tmp_path):
    copied = shutil.copytree(store, tmp_path / "copy")
    for path in copied.glob("intrinsic-*.json"):
        path.unlink()
    parallel = compare_two(store=copied, n_jobs=2)
    pd.testing.assert_frame_equal(parallel.intrinsic(), comparison.intrinsic())


# Failures


def test_a_failed_measurement_is_counted_and_not_fatal():
    # The rows of class 1 repeat three rows, so that no half can be measured.
    X, y = make_data()
    X[y == 1] = np.resize(X[y == 1][:3], (np.count_nonzero(y), 4))
    found = compare_two(
        {"few": (X, y), "one": make_data()}, oversampler=SMOTE(k_neighbors=1)
    )
    measures = measures_of(found, "few", "all")
    assert measures["error"].startswith("ValueError: Each class should have at least 4")
    assert np.isnan(measures["validity_difference"])
    # What does not halve the rows is measured all the same.
    assert measures["effective_clusters_before"] > 0
    table = found.table()
    assert table["measure_failures"].to_dict() == {
        "none": 0,
        "SMOTE": 1,
        "all": 1,
        "some": 1,
    }
    assert (
        table.loc["all", "validity_difference"]
        == (measures_of(found, "one", "all")["validity_difference"])
    )
    assert "3 measurements of made rows failed (" in found.verdict()


# Tables and sentences


def test_families_are_averaged_before_all_data_sets():
    frame = pd.DataFrame(
        {
            "dataset": ["a", "b", "c"] * 2,
            "method": ["all"] * 3 + ["some"] * 3,
            "validity_difference": [0.1, 0.3, 0.6, 0.0, np.nan, 0.2],
            "diversity": [1.0, 1, 1, 2, 2, 2],
            "error": ["", "", "", "", "ValueError: no", ""],
        }
    )
    # The family of a and b has the mean 0.2; a is also the name of a family.
    averaged = average_families(frame, {"b": "a", "a": "a"}, "validity_difference")
    assert averaged["all"].tolist() == pytest.approx([0.6, 0.2])
    assert averaged["some"].tolist() == pytest.approx([0.2, 0.0])
    table = pd.DataFrame({"mean": 0.5}, index=["none", "all", "some"])
    table = add_validity(table, frame, {"b": "a", "a": "a"})
    expected = [np.nan, 0.4, 0.1]
    np.testing.assert_allclose(table["validity_difference"], expected)
    assert table["diversity"].tolist()[1:] == [1, 2]
    assert table["measure_failures"].tolist() == [0, 0, 1]


def test_a_data_set_with_the_name_of_a_family_is_none_of_it():
    frame = pd.DataFrame(
        {"dataset": ["a", "b"], "method": "all", "validity_difference": [0.1, 0.3]}
    )
    averaged = average_families(frame, {"b": "a"}, "validity_difference")
    assert sorted(averaged["all"]) == [0.1, 0.3]


def test_table_and_verdict_show_validity_beside_the_gain(comparison):
    table = comparison.table()
    assert {"difference", "validity_difference", "diversity"} <= set(table.columns)
    assert table.attrs["reference"] == "none"
    means = comparison.intrinsic().groupby("method")["validity_difference"].mean()
    assert table.loc["all", "validity_difference"] == pytest.approx(means["all"])
    assert np.isnan(table.loc["none", "validity_difference"])
    verdict = comparison.verdict()
    assert "all was " in verdict
    assert "Of the rows that all made, " in verdict
    assert "Of the rows that none made" not in verdict
    assert verdict.endswith("that look real may not.")
    assert "Validity is not benefit" in verdict


def test_every_form_of_the_table_shows_validity(comparison):
    validity_of_all = f"{comparison.table().loc['all', 'validity_difference']:.3f}"
    for text in (
        comparison.to_markdown(),
        comparison.to_latex(),
        comparison._repr_html_(),
    ):
        assert "validity (0: as real rows)" in text
        assert validity_of_all in text
        assert "it is not benefit" in text


def test_a_part_has_its_own_measures(comparison):
    part = comparison.select(methods=["none", "all"], datasets=["two"])
    frame = part.intrinsic()
    assert frame[["dataset", "method"]].to_numpy().tolist() == [["two", "all"]]


def test_scores_of_others_have_no_measures():
    frame = pd.DataFrame(
        {
            "dataset": ["a", "a", "b", "b"],
            "method": ["SMOTE", "mine"] * 2,
            "auc": [0.7, 0.8, 0.6, 0.7],
        }
    )
    found = DistributorComparison.from_frame(frame)
    assert found.intrinsic().empty
    assert "validity_difference" not in found.table()
    assert "made" not in found.verdict()


# Bad input


def compare_bad(clusterer=None, oversampler=None, distributors=None, **others):
    return compare_distributors(
        clusterer or KMeans(3),
        oversampler or SMOTE(),
        {"all": ALL} if distributors is None else distributors,
        {"one": make_data()},
        {"lr": LogisticRegression()},
        progress=False,
        **others,
    )


def test_a_distributor_with_the_name_of_a_baseline_is_an_error():
    with pytest.raises(ValueError, match=r"\['SMOTE'\] has the name of a baseline"):
        compare_bad(distributors={"SMOTE": ALL})


def test_a_baseline_that_is_left_out_leaves_its_name():
    found = compare_distributors(
        KMeans(2, n_init=1),
        SMOTE(k_neighbors=2),
        {"SMOTE": ALL},
        {"one": make_data()},
        TREE,
        cv=2,
        inner_cv=2,
        baselines=["none"],
        measure_repeats=1,
        progress=False,
    )
    assert found.methods == ("none", "SMOTE")
    assert found.intrinsic()["effective_clusters_after"].notna().all()


def test_what_is_no_distributor_is_an_error():
    with pytest.raises(ValueError, match=r"distributors\['km'\] should be a distrib"):
        compare_bad(distributors={"km": KMeans(2)})
    with pytest.raises(TypeError, match=r"distributors\['all'\] must be an instance"):
        compare_bad(distributors={"all": DensityDistributor})
    with pytest.raises(ValueError, match="`distributors` should hold at least one"):
        compare_bad(distributors={})
    with pytest.raises(ValueError, match=r"`distributors` has two of the name 'all'"):
        compare_bad(distributors=[("all", ALL), ("all", ALL)])


def test_the_default_distributor_can_be_compared():
    found = compare_distributors(
        KMeans(2, n_init=1),
        SMOTE(k_neighbors=2),
        {"default": None},
        {"one": make_data()},
        TREE,
        cv=2,
        inner_cv=2,
        baselines=["none"],
        measure_repeats=1,
        progress=False,
    )
    assert found.intrinsic()["error"].tolist() == [""]


def test_parts_that_cannot_be_used_are_errors():
    with pytest.raises(ValueError, match=r"`clusterer` should be a clusterer.* None"):
        compare_distributors(None, SMOTE(), {"all": ALL}, {"one": make_data()}, TREE)
    with pytest.raises(TypeError, match="`clusterer` must be an instance"):
        compare_bad(clusterer=KMeans)
    with pytest.raises(ValueError, match="`oversampler` should be an oversampler"):
        compare_bad(oversampler=KMeans(2))
    with pytest.raises(ValueError, match="`measure_repeats` should be at least 1"):
        compare_bad(measure_repeats=0)
    with pytest.raises(ValueError, match="`failures` should be one of"):
        compare_bad(failures="all")
