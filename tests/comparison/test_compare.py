import numpy as np
import pandas as pd
import pytest
from comparison_parts import (
    FailingSampler,
    RepeatingSampler,
    assert_same_results,
    list_runs,
    make_data,
)
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from clover.comparison import Comparison, compare, plan, run
from clover.over_sampling import KMeansSMOTE

SETTINGS = {"cv": 2, "inner_cv": 2, "baselines": ["none"]}


def call(samplers=None, datasets=None, classifiers=None, **kwargs):
    return compare(
        {"mine": RepeatingSampler()} if samplers is None else samplers,
        {"one": make_data(), "two": make_data(seed=1)}
        if datasets is None
        else datasets,
        {"tree": DecisionTreeClassifier()} if classifiers is None else classifiers,
        **{**SETTINGS, "random_state": 0, "progress": False, **kwargs},
    )


def frames_equal(one, other):
    pd.testing.assert_frame_equal(one.scores(), other.scores())
    return True


def test_compare_is_plan_run_and_load_in_one(tmp_path):
    planned = plan(
        {"mine": RepeatingSampler()},
        {"one": make_data(), "two": make_data(seed=1)},
        {"tree": DecisionTreeClassifier()},
        **SETTINGS,
        random_state=0,
    )
    run(planned, tmp_path / "apart", progress=False)
    at_once = call(store=tmp_path / "at_once")
    assert_same_results(tmp_path / "apart", tmp_path / "at_once")
    assert frames_equal(at_once, Comparison.load(tmp_path / "apart"))
    # Without a store, the results are the same and no file is left.
    assert frames_equal(at_once, call())


def test_compare_passes_all_on():
    comparison = call(
        {"mine": RepeatingSampler(), "km": KMeansSMOTE(k_neighbors=2)},
        {"one": make_data(240), "two": make_data(240, seed=1)},
        {"tree": DecisionTreeClassifier(), "bayes": GaussianNB()},
        grids={"mine": {"n_new_rows": [1, 2, 3]}, "km": {"k_neighbors": [1, 2, 3]}},
        n_candidates=2,
        n_repeats=2,
        inner_scoring="brier",
        groups={"one": "family", "two": "family"},
        baselines=True,
        failures="worst",
        n_jobs=1,
    )
    assert comparison.methods == (
        "none",
        "class_weight",
        "random",
        "SMOTE",
        "mine",
        "km",
    )
    assert comparison.classifiers == ("tree", "bayes")
    assert comparison.groups == {"one": "family", "two": "family"}
    assert comparison.failure_rule == "worst"
    scores = comparison.scores(["brier"])
    assert set(scores["repeat"]) == {0, 1}
    assert set(scores["fold"]) == {0, 1}


def test_comparison_with_a_drawn_seed_is_resumed(tmp_path):
    first = call(random_state=None, store=tmp_path)
    files = {name: (tmp_path / name).stat().st_mtime_ns for name in list_runs(tmp_path)}
    (tmp_path / list_runs(tmp_path)[0]).unlink()
    again = call(random_state=None, store=tmp_path)
    now = {name: (tmp_path / name).stat().st_mtime_ns for name in list_runs(tmp_path)}
    assert now.keys() == files.keys()
    assert sum(now[name] != files[name] for name in files) == 1
    assert frames_equal(first, again)


def test_drawn_seed_serves_the_samplers_that_come_later(tmp_path):
    call(random_state=None, store=tmp_path)
    assert len(list_runs(tmp_path)) == 8
    both = {"mine": RepeatingSampler(), "km": KMeansSMOTE(k_neighbors=2)}
    call(both, random_state=None, store=tmp_path)
    assert len(list_runs(tmp_path)) == 12
    assert Comparison.load(tmp_path).methods == ("none", "mine", "km")


def test_seed_of_the_same_comparison_goes_before_a_newer_one(tmp_path):
    call(random_state=3, store=tmp_path)
    call({"other": RepeatingSampler(n_new_rows=1)}, random_state=5, store=tmp_path)
    n_runs = len(list_runs(tmp_path))
    call(random_state=None, store=tmp_path)
    assert len(list_runs(tmp_path)) == n_runs


def test_splitter_is_taken_as_it_is(tmp_path):
    splitter = StratifiedKFold(3, shuffle=True, random_state=1)
    X, y = make_data()
    call(datasets={"one": (X, y)}, cv=splitter, store=tmp_path)
    planned_rows = [test.tolist() for _, test in splitter.split(X, y)]
    stored = {
        (record.fold, tuple(record.test_rows.tolist()))
        for record in load_records(tmp_path)
    }
    assert stored == {(fold, tuple(rows)) for fold, rows in enumerate(planned_rows)}


def load_records(store):
    from clover.comparison._runs.store import load

    return load(store).records


def test_folder_of_files_is_compared(tmp_path):
    folder = tmp_path / "sets"
    folder.mkdir()
    for name, seed in (("b", 0), ("a", 1)):
        X, y = make_data(seed=seed)
        pd.DataFrame(X).assign(target=y).to_csv(folder / f"{name}.csv", index=False)
    comparison = call(datasets=folder)
    assert comparison.datasets == ("a", "b")


def test_data_with_categories_and_three_classes_is_compared():
    X, y = make_data(90)
    y = np.where(np.arange(90) % 4 == 0, 2, y)
    frame = pd.DataFrame(X[:, :2]).assign(letter=np.array(["a", "b", "c"])[y - 1])
    comparison = call(
        datasets={"mixed": (frame, y)},
        classifiers={"logit": LogisticRegression()},
        baselines=["none", "random"],
    )
    scores = comparison.scores(["roc_auc"])
    assert scores["value"].notna().all()


def test_failures_are_counted_and_their_rule_is_checked_first(tmp_path):
    sampler = FailingSampler(max_columns=4)
    datasets = {"narrow": make_data(), "wide": make_data(n_features=5)}
    comparison = call({"picky": sampler}, datasets)
    failures = comparison.failures()
    assert set(failures["dataset"]) == {"wide"}
    assert set(failures["method"]) == {"picky"}
    with pytest.raises(ValueError, match=r"`failures` should be one of .*'best'"):
        call(failures="best", store=tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_sampler_that_never_succeeds_is_an_error_that_tells_where_results_are(tmp_path):
    with pytest.raises(RuntimeError, match="'never' failed in all") as caught:
        call({"never": FailingSampler()})
    assert "Give a `store`" in caught.value.__notes__[0]
    with pytest.raises(RuntimeError, match="'never' failed in all") as caught:
        call({"never": FailingSampler()}, store=tmp_path)
    assert not hasattr(caught.value, "__notes__")
    assert len(Comparison.load(tmp_path).failures()) == 4


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"samplers": [("a", KMeansSMOTE()), ("a", KMeansSMOTE())]}, "two of the name"),
        ({"samplers": {"a": DecisionTreeClassifier()}}, "fit_resample"),
        ({"cv": 40}, "and `cv` is 40"),
        ({"groups": {"three": "family"}}, "unknown data set 'three'"),
        ({"inner_scoring": "gini"}, "gini"),
        ({"datasets": "absent"}, "absent"),
    ],
)
def test_bad_input_is_an_error_before_a_store_is_made(tmp_path, changes, message):
    with pytest.raises(ValueError, match=message):
        call(**changes, store=tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_other_data_of_the_same_name_is_an_error(tmp_path):
    call(store=tmp_path)
    with pytest.raises(ValueError, match="other data under the name 'one'"):
        call(datasets={"one": make_data(seed=7)}, store=tmp_path)


def test_failed_runs_have_the_score_of_no_resampling_by_whatever_name():
    comparison = call(
        {
            "as it is": "passthrough",
            "none": RepeatingSampler(),
            "narrow": FailingSampler(4),
        },
        {"one": make_data(), "wide": make_data(n_features=5)},
        baselines=["class_weight"],
    )
    assert set(comparison.failures()["dataset"]) == {"wide"}
    scores = comparison.blocks("brier", by="dataset")
    assert scores.loc["wide", "narrow"] == scores.loc["wide", "as it is"]
    assert scores.loc["wide", "narrow"] != scores.loc["wide", "none"]
    assert comparison.table().attrs["reference"] == "as it is"
