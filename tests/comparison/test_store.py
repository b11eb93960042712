import json
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from comparison_parts import RepeatingSampler, list_runs, make_data
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from clover.comparison import Comparison, plan, run
from clover.comparison._analysis.metrics import GREATER_IS_BETTER
from clover.comparison._runs.files import (
    open_store,
    read_data,
    read_record,
    write_data,
    write_record,
)
from clover.comparison._runs.records import DataInfo, Record
from clover.comparison._runs.store import load


def make_record(**changes):
    record = Record(
        dataset="set é",
        method="none",
        classifier="tree",
        repeat=1,
        fold=2,
        test_rows=np.array([0, 3]),
        test_proba=np.array([[0.25, 0.75], [0.5, 0.5]], np.float32),
        train_rows=np.array([1, 2, 4]),
        train_proba=np.array([[0.1, 0.9]] * 3, np.float32),
        candidate=1,
        candidate_params='{"k": 2}',
        candidate_scores=(float("nan"), 0.5),
        n_made=3,
        counts_before=(2, np.int64(1)),
        counts_asked=(2, 2),
        counts_got=(2, 2),
        seconds_resampling=0.125,
        seconds_fitting=0.25,
        warnings=("UserWarning: 'quoted'\nand more",),
    )
    return replace(record, **changes)


def make_plan(names=("one",), sampler=None, random_state=0, **kwargs):
    return plan(
        {"mine": sampler or RepeatingSampler()},
        {name: make_data(seed=len(name)) for name in names},
        {"tree": DecisionTreeClassifier(max_depth=2)},
        cv=2,
        random_state=random_state,
        **{"baselines": ["none"], "inner_cv": 2, **kwargs},
    )


@pytest.fixture
def filled(tmp_path):
    """A store with all runs of a plan, and the plan."""
    planned = make_plan()
    run(planned, tmp_path / "store", progress=False)
    return tmp_path / "store", planned


def test_record_is_read_as_it_was_written(tmp_path):
    record = make_record()
    write_record(tmp_path, "run.npz", record)
    found = read_record(tmp_path, "run.npz")
    for name in ("test_rows", "test_proba", "train_rows", "train_proba"):
        np.testing.assert_array_equal(getattr(found, name), getattr(record, name))
    assert found.test_proba.dtype == found.train_proba.dtype == np.float32
    assert np.isnan(found.candidate_scores[0])
    same = replace(found, candidate_scores=(0.0, 0.5))
    for name in (
        "dataset method classifier repeat fold candidate candidate_params n_made "
        "counts_before counts_asked counts_got seconds_resampling seconds_fitting "
        "warnings error"
    ).split():
        assert getattr(same, name) == getattr(record, name)
    assert os.listdir(tmp_path) == ["run.npz"]


def test_record_of_an_error_has_no_probabilities(tmp_path):
    none = np.empty((0, 2))
    record = make_record(error="ValueError: no", test_proba=none, train_proba=none)
    write_record(tmp_path, "run.npz", record)
    found = read_record(tmp_path, "run.npz")
    assert found.error == "ValueError: no"
    assert found.test_proba.shape == found.train_proba.shape == (0, 2)


def test_data_is_read_under_the_name_that_a_plan_gives_it(tmp_path):
    y = np.array([0, 1, 1])
    write_data(tmp_path, DataInfo("a", "f00", y, ("no", "yes"), {"ratio": 0.5}))
    found = read_data(tmp_path, "b", "f00")
    assert (found.name, found.data_hash, found.classes) == ("b", "f00", ("no", "yes"))
    assert found.descriptors == {"ratio": 0.5}
    assert found.y.tolist() == [0, 1, 1]
    assert read_data(tmp_path, "b", "f01") is None


def test_truncated_file_is_never_read(tmp_path):
    write_record(tmp_path, "run.npz", make_record())
    content = (tmp_path / "run.npz").read_bytes()
    for n_bytes in (0, 1, 30, len(content) // 2, len(content) - 30, len(content) - 1):
        (tmp_path / "run.npz").write_bytes(content[:n_bytes])
        assert read_record(tmp_path, "run.npz") is None


@pytest.mark.parametrize("place", [0.05, 0.3, 0.6, 0.9])
def test_file_with_wrong_bytes_is_not_read_or_gives_what_was_written(tmp_path, place):
    write_record(tmp_path, "run.npz", make_record())
    expected = read_record(tmp_path, "run.npz").test_proba
    content = bytearray((tmp_path / "run.npz").read_bytes())
    start = int(place * len(content))
    content[start : start + 64] = b"\xff" * 64
    (tmp_path / "run.npz").write_bytes(content)
    found = read_record(tmp_path, "run.npz")
    assert found is None or np.array_equal(found.test_proba, expected)


def test_files_of_other_kinds_are_not_read(tmp_path):
    (tmp_path / "text.npz").write_text("garbage", encoding="utf-8")
    np.savez(tmp_path / "arrays.npz", y=[1])
    np.savez(tmp_path / "pickle.npz", text=np.array([{"format": 1}], dtype=object))
    with open(tmp_path / "array.npz", "wb") as stream:
        np.save(stream, [1])
    (tmp_path / "folder.npz").mkdir()
    for name in ("text", "arrays", "pickle", "array", "folder", "absent"):
        assert read_record(tmp_path, f"{name}.npz") is None


def test_unreadable_files_count_as_missing_and_are_made_again(filled):
    store, planned = filled
    names = list_runs(store)
    assert len(names) == len(planned) == 4
    content = (store / names[0]).read_bytes()
    (store / names[0]).write_bytes(content[:-10])
    (store / names[1]).write_bytes(b"garbage")
    with pytest.warns(UserWarning, match="2 files of the store") as caught:
        results = load(store)
    assert len(caught) == 1
    assert len(results.records) == results.n_missing == 2
    with pytest.warns(UserWarning, match="2 files of the store"):
        run(planned, store, progress=False)
    assert load(store).n_missing == 0


def test_killed_writer_leaves_what_is_ignored_and_cleared_when_old(filled):
    store, planned = filled
    young, old = store / ".tmp-young", store / ".tmp-old"
    for path in (young, old):
        path.write_bytes(b"half a file")
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    assert len(load(store).records) == 4
    run(planned, store, progress=False)
    assert young.exists()
    assert not old.exists()


def test_interrupt_while_writing_leaves_the_store_as_it_was(tmp_path, monkeypatch):
    write_record(tmp_path, "run.npz", make_record())
    before = (tmp_path / "run.npz").read_bytes()

    def write_half(stream, **arrays):
        stream.write(b"half a file")
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", write_half)
    with pytest.raises(KeyboardInterrupt):
        write_record(tmp_path, "run.npz", make_record(n_made=0))
    assert os.listdir(tmp_path) == ["run.npz"]
    assert (tmp_path / "run.npz").read_bytes() == before


def test_store_of_a_newer_format_is_refused(filled):
    store, planned = filled
    (store / "format.json").write_text('{"format": 2}', encoding="utf-8")
    for read in (lambda: load(store), lambda: run(planned, store, progress=False)):
        with pytest.raises(ValueError, match=r"has format 2, .* up to format 1"):
            read()


@pytest.mark.parametrize("pattern", ["plan-*.json", "one-*.npz"])
def test_file_of_a_newer_format_is_refused(filled, pattern):
    store, _ = filled
    path = next(store.glob(pattern))
    if path.suffix == ".json":
        content = json.loads(path.read_bytes()) | {"format": 2}
        path.write_text(json.dumps(content), encoding="utf-8")
    else:
        text = np.frombuffer(b'{"format": 2}', np.uint8)
        np.savez(path, text=text)
    with pytest.raises(ValueError, match=r"has format 2, .* up to format 1"):
        load(store)


def test_format_file_that_tells_nothing_is_an_error(tmp_path):
    (tmp_path / "format.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match="does not hold the format of a store"):
        open_store(tmp_path)


def test_workers_get_the_whole_path_of_a_store(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert open_store("store") == tmp_path / "store"


def test_store_that_is_no_folder_is_an_error(tmp_path):
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match="`store` should be a folder"):
        open_store(file)
    with pytest.raises(ValueError, match="folder that can be written to"):
        open_store(file / "below")
    with pytest.raises(ValueError, match=r"path of a folder\. Got None"):
        open_store(None)


def test_store_that_cannot_be_written_to_is_an_error(tmp_path, monkeypatch):
    def refuse(*args):
        raise PermissionError("read-only")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(ValueError, match=r"folder that can be written to.*read-only"):
        open_store(tmp_path)
    assert os.listdir(tmp_path) == []


def test_store_that_has_become_read_only_is_an_error(filled, monkeypatch):
    store, planned = filled

    def refuse(path):
        raise PermissionError(f"read-only: {path.name}")

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(ValueError, match=r"can be written to.*read-only: \.tmp-"):
        run(planned, store, progress=False)
    assert len(load(store).records) == 4


def test_folder_without_a_store_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="no store in the folder"):
        load(tmp_path / "absent")
    with pytest.raises(ValueError, match="holds no plan of a comparison"):
        load(tmp_path)


def test_other_data_under_the_same_name_is_an_error(filled):
    store, _ = filled
    others = plan(
        {},
        {"one": make_data(seed=9)},
        {"tree": DecisionTreeClassifier()},
        cv=2,
        inner_cv=2,
        baselines=["none"],
        random_state=0,
    )
    with pytest.raises(ValueError, match="other data under the name 'one'"):
        run(others, store, progress=False)


def test_plans_of_the_same_conditions_are_put_together(filled):
    store, planned = filled
    more = plan(
        {"mine": RepeatingSampler(), "more": RepeatingSampler(n_new_rows=3)},
        {"one": make_data(seed=3), "three": make_data(seed=5)},
        {"tree": DecisionTreeClassifier(max_depth=2), "logit": LogisticRegression()},
        cv=2,
        inner_cv=2,
        baselines=["none"],
        groups={"three": "family"},
        random_state=0,
    )
    run(more, store, progress=False)
    results = load(store)
    # 2 data sets x 3 methods x 2 classifiers x 2 folds; the 4 first runs are shared.
    assert len(results.records) == len(list_runs(store)) == 24
    assert results.n_missing == 0
    assert results.methods == ("none", "mine", "more")
    assert results.classifiers == ("tree", "logit")
    assert results.groups == {"three": "family"}
    assert list(results.datasets) == ["one", "three"]
    assert len(load(store, planned).records) == 4


def test_plans_with_other_folds_are_not_put_together(filled):
    store, _ = filled
    other = make_plan(random_state=1)
    run(other, store, progress=False)
    with pytest.raises(ValueError, match=r"several plans .*plan-.*random_state=1"):
        load(store)
    by_object, by_name = load(store, other), load(store, other.manifest.name)
    assert len(by_object.records) == len(by_name.records) == 4
    with pytest.raises(ValueError, match="name of one plan"):
        load(store, "plan-")


def test_other_sampler_under_the_same_name_is_not_put_together(filled):
    store, _ = filled
    run(make_plan(sampler=RepeatingSampler(n_new_rows=1)), store, progress=False)
    with pytest.raises(ValueError, match="Choose one by `plan`"):
        load(store)


def test_method_of_another_seed_is_not_put_beside_the_others(tmp_path):
    # The folds differ, although no run is there twice.
    for name, seed in (("mine", 0), ("other", 1)):
        planned = plan(
            {name: "passthrough"},
            {"one": make_data()},
            {"tree": DecisionTreeClassifier()},
            cv=2,
            inner_cv=2,
            baselines=False,
            random_state=seed,
        )
        run(planned, tmp_path, progress=False)
    with pytest.raises(ValueError, match="other folds, seeds, versions or parts"):
        load(tmp_path)


def test_plan_that_was_not_run_leaves_the_results_of_another_alone(filled):
    store, _ = filled
    other = make_plan(random_state=1)
    empty = store.parent / "empty"
    run(other.split(100)[-1], empty, progress=False)
    for path in empty.glob("plan-*"):
        shutil.copy(path, store)
    results = load(store)
    assert len(results.records) == 4
    assert results.n_missing == 0


def test_lost_file_of_a_data_set_is_an_error_until_run_makes_it_again(filled):
    store, planned = filled
    next(store.glob("data-*.npz")).unlink()
    with pytest.raises(ValueError, match=r"of data set 'one' is missing .* again"):
        load(store)
    run(planned, store, progress=False)
    assert load(store).datasets["one"].y.tolist() == make_data(seed=3)[1].tolist()


def test_unreadable_manifest_is_made_again(filled):
    store, planned = filled
    path = store / planned.manifest.name
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ValueError, match="holds no plan"):
        load(store)
    run(planned, store, progress=False)
    assert len(load(store).records) == 4


def test_without_inner_folds_there_is_no_threshold_and_no_calibrator(tmp_path):
    planned = make_plan(inner_cv=None)
    run(planned, tmp_path, progress=False)
    comparison = Comparison.load(tmp_path)
    assert comparison.n_missing == 0
    assert comparison.metrics == tuple(GREATER_IS_BETTER)
    assert comparison.scores()["value"].notna().all()
    with pytest.raises(ValueError, match="need a plan with inner folds"):
        comparison.scores("brier_platt")
