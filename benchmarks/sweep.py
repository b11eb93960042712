"""Take every data set of a folder through KMeansSMOTE and check the counts.

The folder holds gzip-compressed CSV files with a header, the class in the last column;
columns of strings are one-hot encoded. Prints a line for each data set, and fails if a
class is off by a row or a fit raises.

    python benchmarks/sweep.py DIR [--max-rows 20000]
"""

import argparse
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from clover.over_sampling import KMeansSMOTE


def load(path):
    """Return the one-hot encoded rows and the classes of a data set."""
    frame = pd.read_csv(path)
    X = pd.get_dummies(frame.iloc[:, :-1], dtype=float)
    return X, frame.iloc[:, -1]


def resample(X, y):
    """Return what went wrong, if anything, and a summary of the result."""
    sampler = KMeansSMOTE(random_state=0)
    X_res, y_res = sampler.fit_resample(X, y)
    goal = y.value_counts().max()
    counts = y_res.value_counts()
    problems = []
    if not (counts == goal).all() or len(counts) != y.nunique():
        problems.append(f"counts {counts.to_dict()}, not {goal} each")
    if not X_res.iloc[: len(X)].equals(X):
        problems.append("original rows changed")
    if not np.isfinite(X_res.to_numpy(dtype=float)).all():
        problems.append("values that are not finite")
    report = sampler.cluster_report_
    used = (report.n_new_rows > 0).sum()
    return problems, f"{goal} rows a class, {used} of {len(report)} cells used"


def main():
    """Run the sweep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--max-rows", type=int, default=20_000)
    args = parser.parse_args()
    # A warning would be a failure as well.
    warnings.simplefilter("error")
    n_sets = n_failed = 0
    for path in sorted(args.folder.glob("*.csv.gz")):
        X, y = load(path)
        if len(y) >= args.max_rows:
            continue
        start = time.perf_counter()
        try:
            problems, summary = resample(X, y)
        except (ValueError, RuntimeError, TypeError, Warning) as error:
            problems, summary = [f"{type(error).__name__}: {error}"], "raised"
        seconds = time.perf_counter() - start
        n_sets += 1
        n_failed += bool(problems)
        verdict = "FAILED " + "; ".join(problems) if problems else "exact"
        name = path.name.removesuffix(".csv.gz")
        print(
            f"{name:<45} {len(y):>6} x {X.shape[1]:<5} {y.nunique():>2} classes  "
            f"{summary:<45} {seconds:6.2f} s  {verdict}"
        )
    print(f"{n_sets} data sets, {n_failed} failed")
    return int(n_failed > 0 or n_sets == 0)


if __name__ == "__main__":
    sys.exit(main())
