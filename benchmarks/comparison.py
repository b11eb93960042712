"""Compare six samplers on twelve real data sets, killed and resumed if wanted.

The folder holds CSV files, whose last column is the target. Of a list of names, the
first twelve sets with fewer than 3,000 rows are taken. Each sampler has four
candidates, each data set five folds, and there are two classifiers: 720 runs. Prints
the seconds and the mean ranks.

With ``--kill 3``, the same is done in a second store by a process that is killed three
times at random moments and started again; with ``--halves``, two halves of the plan
fill two stores, which are then merged. Fails if a run is done twice, or if the results
differ in anything but the seconds.

    python benchmarks/comparison.py FOLDER
    python benchmarks/comparison.py FOLDER --store STORE --kill 3 --halves
    python benchmarks/comparison.py FOLDER --sets 2 --kill 3
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import warnings
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from clover.comparison import Comparison, plan, run
from clover.comparison._runs.files import read_record
from clover.over_sampling import GeometricSMOTE, KMeansSMOTE

NAMES = """
    german_credit phoneme keel_haberman keel_vehicle1 adult keel_ecoli1
    keel_new_thyroid1 keel_segment0 bank_marketing keel_yeast3 ecoli keel_page_blocks0
    optical_digits satimage pen_digits abalone htru2 spectrometer us_crime yeast_ml8
    scene thyroid_sick coil_2000 keel_abalone9_18 arrhythmia wilt solar_flare_m0 oil
    wine_quality
""".split()
ENDINGS = ".csv", ".csv.gz"
MAX_ROWS = 3000
SAMPLERS = {"KMeansSMOTE": KMeansSMOTE(), "GeometricSMOTE": GeometricSMOTE()}
GRIDS = {
    "KMeansSMOTE": {"k_neighbors": [3, 5], "distances_exponent": ["auto", 2]},
    "GeometricSMOTE": {
        "selection_strategy": ["combined", "minority"],
        "deformation_factor": [0.0, 0.5],
    },
}
SECONDS = "seconds_resampling", "seconds_fitting"


def main():
    options = parse_options()
    # A classifier that does not converge is no news here.
    warnings.simplefilter("ignore", UserWarning)
    planned = make_plan(options)
    if options.only_run:
        run(planned, options.store, n_jobs=options.n_jobs, progress=False)
        return
    with TemporaryDirectory() as folder:
        store = options.store or Path(folder) / "whole"
        seconds = time_run(planned, store, options)
        print(f"{len(planned)} runs in {seconds:.0f} s on {options.n_jobs} processes")
        started = time.perf_counter()
        comparison = Comparison.load(store, planned)
        print(f"read in {time.perf_counter() - started:.2f} s")
        print(comparison.mean_ranks().round(2).to_string())
        print(f"failed runs: {len(comparison.failures())}")
        if options.kill:
            kill_and_resume(planned, store, Path(folder) / "resumed", options)
        if options.halves:
            fill_by_halves(planned, store, Path(folder), options)


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--store", type=Path, help="kept; a temporary one by default")
    parser.add_argument("--kill", type=int, default=0, help="how often to kill")
    parser.add_argument("--halves", action="store_true", help="fill two stores, merge")
    parser.add_argument("--sets", type=int, default=12)
    parser.add_argument("--n-jobs", type=int, default=2)
    parser.add_argument("--only-run", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def make_plan(options):
    planned = plan(
        SAMPLERS,
        load_sets(options.folder, options.sets),
        {
            "logistic": LogisticRegression(max_iter=1000),
            "tree": DecisionTreeClassifier(),
        },
        grids=GRIDS,
        n_candidates=4,
        random_state=0,
    )
    if not options.only_run:
        print(planned)
    return planned


def load_sets(folder, n_sets):
    """Return the first sets of the list that are small enough."""
    sets = {}
    for name in NAMES:
        found = [folder / f"{name}{ending}" for ending in ENDINGS]
        for path in filter(Path.exists, found):
            frame = pd.read_csv(path)
            if len(frame) < MAX_ROWS and len(sets) < n_sets:
                sets[name] = frame.iloc[:, :-1], frame.iloc[:, -1]
    return sets


def time_run(planned, store, options):
    started = time.perf_counter()
    run(planned, store, n_jobs=options.n_jobs)
    return time.perf_counter() - started


def kill_and_resume(planned, whole, store, options):
    """Kill a run at random moments and resume it; then compare it with a whole one."""
    moments = random.Random(time.time_ns())
    targets = sorted(moments.sample(range(len(planned) * 8 // 10), options.kill))
    arguments = [str(options.folder), "--store", str(store), "--only-run"]
    arguments += ["--sets", str(options.sets), "--n-jobs", str(options.n_jobs)]
    before, n_twice, n_killed = {}, 0, 0
    for target in [*targets, None]:
        process = subprocess.Popen(
            [sys.executable, __file__, *arguments], start_new_session=True
        )
        while process.poll() is None:
            if target is not None and len(stamps_of(store)) >= target:
                time.sleep(moments.uniform(0, 0.3))
                kill(process)
            time.sleep(0.01)
        after = stamps_of(store)
        n_twice += sum(after[name] != before[name] for name in before)
        n_killed += process.returncode < 0
        print(f"ended with {process.returncode} after {len(after)} runs")
        before = after
    n_different = count_differences(whole, store)
    print(f"killed {n_killed} times: {n_twice} runs done twice, ", end="")
    print(f"{n_different} different from those of an uninterrupted run")
    if n_twice or n_different:
        sys.exit(1)


def kill(process):
    """Kill a process, and its workers, which would wait for minutes for more to do."""
    if process.poll() is not None:
        return
    process.kill()
    if hasattr(os, "killpg"):
        # The process that removes shared memory ignores this signal.
        os.killpg(process.pid, signal.SIGTERM)


def fill_by_halves(planned, whole, folder, options):
    """Fill two stores by halves of a plan and merge them by copying."""
    merged = folder / "merged"
    merged.mkdir()
    for number, part in enumerate(planned.split(2)):
        half = folder / f"half{number}"
        time_run(part, half, options)
        for path in half.iterdir():
            shutil.copy(path, merged)
    n_different = count_differences(whole, merged)
    print(f"merged from halves: {n_different} different runs")
    if n_different:
        sys.exit(1)


def stamps_of(store):
    """Return when each file of a run was written."""
    paths = (path for path in store.glob("*.npz") if not path.name.startswith("data-"))
    return {path.name: path.stat().st_mtime_ns for path in paths}


def count_differences(one, other):
    """Return the number of runs that are not the same in both, seconds apart."""
    names = stamps_of(one).keys() | stamps_of(other).keys()
    return sum(read(one, name) != read(other, name) for name in names)


def read(store, name):
    """Return what a run gave as texts and bytes; None if it is not there."""
    record = read_record(store, name)
    if record is None:
        return None
    values = [getattr(record, f.name) for f in fields(record) if f.name not in SECONDS]
    return [
        (value.dtype.str, value.shape, value.tobytes())
        if isinstance(value, np.ndarray)
        else repr(value)
        for value in values
    ]


if __name__ == "__main__":
    main()
