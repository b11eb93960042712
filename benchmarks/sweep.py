"""Take every data set of a folder through a sampler and check the counts.

The folder holds gzip-compressed CSV files with a header, the class in the last column;
columns of strings are one-hot encoded. Prints a line for each data set, and fails if a
class is off by a row or a fit raises or warns. Warnings that rows are repeated are
counted only.

    python benchmarks/sweep.py DIR
    python benchmarks/sweep.py DIR --sampler SOMO --folds --max-rows 6000 --min-class 20
    python benchmarks/sweep.py DIR --only oil --params '{"kmeans_estimator": 100}'
"""

import argparse
import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.model_selection import RepeatedStratifiedKFold

from clover import over_sampling

# What warnings of repeated rows begin with.
OF_REPETITION = ("More than half of the new rows", "Class .* has a single row")


def load(path):
    """Return the one-hot encoded rows and the classes of a data set."""
    frame = pd.read_csv(path)
    X = pd.get_dummies(frame.iloc[:, :-1], dtype=float)
    return X, frame.iloc[:, -1]


def resample(sampler, X, y):
    """Return what went wrong, if anything, and a summary of the result."""
    X_res, y_res = sampler.fit_resample(X, y)
    sizes = y.value_counts()
    # CBO asks for more rows than the largest class has.
    goal = (sizes + pd.Series(sampler.sampling_strategy_)).max()
    goal = max(sizes.max(), goal)
    counts = y_res.value_counts()
    problems = []
    if not (counts == goal).all() or len(counts) != y.nunique():
        problems.append(f"counts {counts.to_dict()}, not {goal} each")
    if not X_res.iloc[: len(X)].equals(X.reset_index(drop=True)):
        problems.append("original rows changed")
    if not np.isfinite(X_res.to_numpy(dtype=float)).all():
        problems.append("values that are not finite")
    report = sampler.cluster_report_
    used = (report.n_new_rows > 0).sum()
    return problems, f"{goal} rows a class, {used} of {len(report)} cells used"


def split(X, y, with_folds):
    """Yield the data, or the training parts of two times five stratified folds."""
    if not with_folds:
        yield X, y
        return
    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=2, random_state=0)
    for train, _ in folds.split(X, y):
        yield X.iloc[train], y.iloc[train]


def parse_arguments():
    """Return the arguments of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sampler", default="KMeansSMOTE")
    parser.add_argument("--params", type=json.loads, default={}, help="as JSON")
    parser.add_argument("--max-rows", type=int, default=20_000)
    parser.add_argument("--min-class", type=int, default=2)
    parser.add_argument("--folds", action="store_true", help="binary sets, 2 x 5 folds")
    parser.add_argument("--only", nargs="*", help="names of data sets")
    return parser.parse_args()


def main():
    """Run the sweep."""
    args = parse_arguments()
    # A warning would be a failure as well.
    warnings.simplefilter("error")
    for text in OF_REPETITION:
        warnings.filterwarnings("always", text)
    n_sets = n_fits = n_failed = n_repeating = 0
    for path in sorted(args.folder.glob("*.csv.gz")):
        name = path.name.removesuffix(".csv.gz")
        if args.only and name not in args.only:
            continue
        X, y = load(path)
        sizes = y.value_counts()
        if len(y) >= args.max_rows or sizes.min() < args.min_class:
            continue
        if args.folds and len(sizes) > 2:
            continue
        n_sets += 1
        for seed, part in enumerate(split(X, y, args.folds)):
            make = getattr(over_sampling, args.sampler)
            sampler = make(random_state=seed, **args.params)
            start = time.perf_counter()
            try:
                with warnings.catch_warnings(record=True) as told:
                    problems, summary = resample(sampler, *part)
                n_repeating += bool(told)
            except (ValueError, RuntimeError, TypeError, Warning) as error:
                problems, summary = [f"{type(error).__name__}: {error}"], "raised"
            seconds = time.perf_counter() - start
            n_fits += 1
            n_failed += bool(problems)
            verdict = "FAILED " + "; ".join(problems) if problems else "exact"
            print(
                f"{name:<45} {len(part[1]):>6} x {X.shape[1]:<5} "
                f"{len(sizes):>2} classes  {summary:<45} {seconds:6.2f} s  {verdict}"
            )
    print(
        f"{args.sampler}: {n_sets} data sets, {n_fits} fits, {n_failed} failed, "
        f"{n_repeating} warned of repeated rows"
    )
    return int(n_failed > 0 or n_fits == 0)


if __name__ == "__main__":
    sys.exit(main())
