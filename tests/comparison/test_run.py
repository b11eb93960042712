import os
import pickle
import random
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest
from comparison_parts import (
    FailingSampler,
    RepeatingSampler,
    assert_same_results,
    list_runs,
    make_data,
)
from imblearn.over_sampling import SMOTE
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from clover.comparison import Comparison, plan, run
from clover.comparison._runs import execute
from clover.comparison._runs.files import read_record
from clover.comparison._runs.store import load
from clover.over_sampling import KMeansSMOTE

N_CALLS_OF_A_JOB = 3  # two inner folds, and all training rows


def make_plan(samplers, names=("one", "three"), **kwargs):
    return plan(
        samplers,
        {name: make_data(seed=len(name)) for name in names},
        {"tree": DecisionTreeClassifier(), "logit": LogisticRegression()},
        **{
            "cv": 3,
            "inner_cv": 2,
            "baselines": ["none", "random"],
            "random_state": 0,
            **kwargs,
        },
    )


def count_lines(log):
    return len(log.read_text(encoding="utf-8").splitlines()) if log.exists() else 0


def stamps_of(store):
    """Return when each file of a run was written."""
    return {name: (store / name).stat().st_mtime_ns for name in list_runs(store)}


SCRIPT = """
import pickle, sys
from pathlib import Path
from clover.comparison import run

run(pickle.loads(Path(sys.argv[1]).read_bytes()), sys.argv[2], progress=False)
"""


def start_run(planned, store, folder):
    """Start a run in another process, which can be killed."""
    (folder / "plan.pickle").write_bytes(pickle.dumps(planned))
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, folder / "plan.pickle", store],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )


def wait_for_files(process, store, n_files):
    deadline = time.monotonic() + 60
    while len(list_runs(store)) < n_files:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_run_killed_three_times_and_resumed_equals_an_uninterrupted_one(tmp_path):
    log = tmp_path / "log"
    planned = make_plan({"slow": RepeatingSampler(str(log), 0.05)})
    whole, resumed = tmp_path / "whole", tmp_path / "resumed"
    run(planned, whole, progress=False)
    # 2 data sets x 3 folds; the classifiers share the rows.
    assert count_lines(log) == 6 * N_CALLS_OF_A_JOB
    log.unlink()
    moments = random.Random(time.time_ns())
    for n_files in (4, 14, 24):
        process = start_run(planned, resumed, tmp_path)
        wait_for_files(process, resumed, n_files + moments.randrange(6))
        time.sleep(moments.uniform(0, 0.03))
        process.kill()
        process.wait()
        before = stamps_of(resumed)
        assert n_files <= len(before) < 36
    run(planned, resumed, progress=False)
    assert_same_results(whole, resumed)
    # No run that was there was done again.
    assert before.items() <= stamps_of(resumed).items()
    # Each kill cost at most the job that was under way.
    n_calls = count_lines(log)
    assert 6 * N_CALLS_OF_A_JOB <= n_calls <= (6 + 3) * N_CALLS_OF_A_JOB


def test_run_of_a_whole_store_does_nothing(tmp_path):
    log, store = tmp_path / "log", tmp_path / "store"
    planned = make_plan({"mine": RepeatingSampler(str(log))})
    run(planned, store, progress=False)
    stamps, n_calls = stamps_of(store), count_lines(log)
    run(planned, store, progress=False)
    assert stamps_of(store) == stamps
    assert count_lines(log) == n_calls


def test_rows_are_resampled_once_for_all_classifiers(tmp_path):
    log = tmp_path / "log"
    planned = make_plan(
        {"mine": RepeatingSampler(str(log))},
        names=["one"],
        grids={"mine": {"n_new_rows": [1, 2]}},
        baselines=False,
    )
    run(planned, tmp_path / "store", progress=False)
    # 3 folds x 2 candidates x 2 inner folds, and all training rows once for each
    # candidate that is chosen by a classifier.
    assert 3 * 5 <= count_lines(log) <= 3 * 6


def test_stores_filled_by_halves_and_merged_equal_one(tmp_path):
    planned = make_plan({"km": KMeansSMOTE(k_neighbors=2)})
    whole, merged = tmp_path / "whole", tmp_path / "merged"
    run(planned, whole, progress=False)
    merged.mkdir()
    for number, part in enumerate(planned.split(2)):
        half = tmp_path / f"half{number}"
        run(part, half, progress=False)
        assert len(list_runs(half)) == 18
        assert load(half).n_missing == 18
        for path in half.iterdir():
            shutil.copy(path, merged)
    assert_same_results(whole, merged)
    one, other = load(whole), load(merged)
    assert other.n_missing == 0
    assert (one.methods, one.classifiers) == (other.methods, other.classifiers)
    for name, info in one.datasets.items():
        assert info.descriptors == other.datasets[name].descriptors
        np.testing.assert_array_equal(info.y, other.datasets[name].y)


def test_results_do_not_depend_on_the_number_of_processes(tmp_path):
    planned = make_plan({"km": KMeansSMOTE(k_neighbors=2)})
    one, two = tmp_path / "one", tmp_path / "two"
    run(planned, one, progress=False)
    run(planned, two, n_jobs=2, progress=False)
    assert_same_results(one, two)


def test_results_do_not_depend_on_the_other_classifiers(tmp_path):
    together, apart = tmp_path / "together", tmp_path / "apart"
    planned = make_plan({"km": KMeansSMOTE(k_neighbors=2)}, names=["one"])
    run(planned, together, progress=False)
    for name in ("logit", "tree"):
        single = plan(
            {"km": KMeansSMOTE(k_neighbors=2)},
            {"one": make_data(seed=3)},
            {name: planned.classifiers[name]},
            cv=3,
            inner_cv=2,
            baselines=["none", "random"],
            random_state=0,
        )
        run(single, apart, progress=False)
    assert_same_results(together, apart)


def test_force_makes_the_runs_of_a_sampler_anew_and_no_others(tmp_path):
    planned = make_plan({"mine": RepeatingSampler()}, names=["one"])
    run(planned, tmp_path, progress=False)
    before = stamps_of(tmp_path)
    run(planned, tmp_path, force="mine", progress=False)
    after = stamps_of(tmp_path)
    renewed = {name for name in before if before[name] != after[name]}
    assert renewed == {run.file for run in planned.runs() if run.method == "mine"}
    run(planned, tmp_path, force=["mine", "random"], progress=False)
    last = stamps_of(tmp_path)
    same = {name for name in after if last[name] == after[name]}
    assert same == {run.file for run in planned.runs() if run.method == "none"}


def test_what_is_no_plan_is_an_error(tmp_path):
    with pytest.raises(ValueError, match=r"clover\.comparison\.plan`. Got list"):
        run([], tmp_path)


def test_force_of_an_unknown_sampler_is_an_error(tmp_path):
    planned = make_plan({"mine": RepeatingSampler()}, names=["one"])
    with pytest.raises(ValueError, match=r"names of samplers of the plan.*'other'"):
        run(planned, tmp_path, force=["other"])
    assert list_runs(tmp_path) == []


def test_forced_run_that_was_interrupted_goes_on_without_force(tmp_path, monkeypatch):
    log, store = tmp_path / "log", tmp_path / "store"
    planned = make_plan({"mine": RepeatingSampler(str(log))}, names=["one"])
    run(planned, store, progress=False)
    n_calls = count_lines(log)

    def interrupt(job):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(execute, "do_job", interrupt)
        run(planned, store, force="mine", progress=False)
    assert load(store).n_missing == 6
    run(planned, store, progress=False)
    assert count_lines(log) == 2 * n_calls
    assert load(store).n_missing == 0


def test_interrupt_leaves_the_runs_that_were_done(tmp_path, monkeypatch):
    planned = make_plan({"mine": RepeatingSampler()}, names=["one"])
    whole, store = tmp_path / "whole", tmp_path / "store"
    run(planned, whole, progress=False)
    done = []

    def do_four_jobs(job):
        if len(done) == 4:
            raise KeyboardInterrupt
        done.append(job)
        return do_job(job)

    do_job = execute.do_job
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(execute, "do_job", do_four_jobs)
        run(planned, store, progress=False)
    assert len(list_runs(store)) == 8
    assert not list(store.glob(".tmp-*"))
    results = load(store)
    assert (len(results.records), results.n_missing) == (8, 10)
    run(planned, store, progress=False)
    assert_same_results(whole, store)


def test_runs_that_another_process_has_done_meanwhile_are_left(tmp_path, monkeypatch):
    planned = make_plan({"mine": RepeatingSampler()}, names=["one"])
    whole, store = tmp_path / "whole", tmp_path / "store"
    run(planned, whole, progress=False)
    first = planned.runs()[0].file

    def copy_and_order(jobs, n_workers):
        shutil.copy2(whole / first, store)
        return jobs

    monkeypatch.setattr(execute, "_order", copy_and_order)
    run(planned, store, progress=False)
    assert_same_results(whole, store)
    assert stamps_of(store)[first] == stamps_of(whole)[first]


def test_run_that_fails_among_many_is_kept_with_its_error(tmp_path):
    planned = plan(
        {"picky": FailingSampler(max_columns=4)},
        {"narrow": make_data(), "wide": make_data(n_features=5)},
        {"tree": DecisionTreeClassifier()},
        cv=2,
        inner_cv=2,
        baselines=["none"],
        random_state=0,
    )
    run(planned, tmp_path, progress=False)
    errors = {
        (record.dataset, record.method): record.error
        for record in load(tmp_path).records
        if record.error
    }
    assert list(errors) == [("wide", "picky")]
    assert errors["wide", "picky"] == "ValueError: cannot take 5 columns"
    stamps = stamps_of(tmp_path)
    run(planned, tmp_path, progress=False)
    assert stamps_of(tmp_path) == stamps


def test_sampler_that_never_succeeds_is_an_error_each_time(tmp_path):
    planned = make_plan({"never": FailingSampler()}, names=["one"])
    message = "'never' failed in all of its 6 runs.*ValueError: cannot take 4 columns"
    for _ in range(2):
        with pytest.raises(RuntimeError, match=message):
            run(planned, tmp_path, progress=False)
    # All other runs are done.
    results = load(tmp_path)
    assert results.n_missing == 0
    assert {record.method for record in results.records if record.error} == {"never"}
    assert Comparison.load(tmp_path).failures()["method"].unique().tolist() == ["never"]


def test_baseline_that_never_succeeds_is_warned_of(tmp_path):
    # Four rows of the class are too few for six neighbours.
    planned = make_plan({}, names=["one"], baselines=["none", "SMOTE"])
    with pytest.warns(
        UserWarning, match="baseline 'SMOTE' failed in all of its 6 runs"
    ):
        run(planned, tmp_path, progress=False)
    assert load(tmp_path).n_missing == 0
    own = make_plan({"SMOTE": SMOTE()}, names=["one"], baselines=["none", "SMOTE"])
    with pytest.raises(RuntimeError, match="sampler 'SMOTE' failed in all of its 6"):
        run(own, tmp_path, progress=False)


def test_part_of_a_plan_judges_its_own_runs_only(tmp_path):
    planned = make_plan({"never": FailingSampler()}, names=["one"])
    parts = planned.split(9)
    first = next(part for part in parts if part.runs()[0].method != "never")
    run(first, tmp_path, progress=False)
    assert len(list_runs(tmp_path)) == 2


def test_records_tell_what_was_made(tmp_path):
    planned = make_plan({"mine": RepeatingSampler(n_new_rows=2)}, names=["one"])
    run(planned, tmp_path, progress=False)
    for planned_run in planned.runs():
        record = read_record(tmp_path, planned_run.file)
        assert planned_run.key == (
            record.dataset,
            record.method,
            record.classifier,
            record.repeat,
            record.fold,
        )
        n_new_rows = {"none": 0, "mine": 2}.get(record.method, record.n_made)
        assert record.n_made == n_new_rows
        assert record.test_proba.shape == (20, 2)
        assert record.train_proba.shape == (40, 2)
        assert record.seconds_fitting > 0


def test_progress_is_told_on_the_error_stream_if_wanted(tmp_path, capsys):
    planned = make_plan({"mine": SMOTE(k_neighbors=2)}, names=["one"])
    run(planned, tmp_path / "quiet", progress=False)
    assert capsys.readouterr() == ("", "")
    run(planned, tmp_path / "told")
    out, err = capsys.readouterr()
    assert out == ""
    assert "9 out of   9" in err or "9 tasks" in err


def test_large_jobs_go_first_if_there_are_several_workers(tmp_path):
    planned = plan(
        {"mine": RepeatingSampler()},
        {"small": make_data(40), "large": make_data(80)},
        {"tree": DecisionTreeClassifier()},
        cv=2,
        inner_cv=2,
        baselines=False,
        random_state=0,
    )
    jobs = planned.make_jobs(planned.runs())
    in_turn, largest_first = (
        [job.dataset.name for job, _ in execute._order(jobs, n)] for n in (1, 2)
    )
    assert in_turn == ["small"] * 2 + ["large"] * 2
    assert largest_first == ["large"] * 2 + ["small"] * 2
