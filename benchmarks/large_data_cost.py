"""What the resampling of files beyond memory costs, step by step, as a formula.

Resamples made files over a grid of sizes on one thread, and takes the seconds of the
processor for each step. The constants of the formula in ``docs/guide/large_data.rst``
are fitted to two thirds of the runs. The other third and a run of 1,200,000 x 50 rows,
which is larger than all of these, tell how far the formula is off.

    python benchmarks/large_data_cost.py folder
"""

import argparse
import os
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np
from large_data import make_data
from scipy.optimize import nnls
from sklearn.cluster import MiniBatchKMeans
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover.distribution import DensityDistributor
from clover.scale import plan, resample
from clover.scale._core.groups import group_sizes

GRID = [
    (n_rows, n_features, n_clusters, max_group_rows)
    for n_rows in (150_000, 450_000)
    for n_features in (10, 50)
    for n_clusters in (6, 40)
    for max_group_rows in (2_000, 25_000)
]
LARGER = (1_200_000, 50, 12, 25_000)
MAX_DISTANCE_ROWS = 4_096
TERMS = {
    "run, s": 1,
    "reading, ns per value and pass": 1e-9,
    "counting, ns per row and pass": 1e-9,
    "labelling, ns per row, cluster and feature": 1e-9,
    "density, ns per pair of rows and feature": 1e-9,
    "copying, ns per value": 1e-9,
    "neighbours, ns per pair of rows and feature": 1e-9,
    "making and writing, ns per value of the samples": 1e-9,
}
STEPS = {
    "drawing a sample": [1, 2],
    "counting clusters": [1, 2, 3],
    "gathering rows": [1, 2, 3, 4],
    "copying and gathering rows": [1, 2, 3, 5],
    "making samples": [6, 7],
}


def run(folder, n_rows, n_features, n_clusters, max_group_rows):
    """Return the seconds of each step and in all, and what the formula counts."""
    options = SimpleNamespace(
        folder=folder, features=n_features, dtype="float64", share=None
    )
    source, output = make_data(n_rows, options), folder / "output-cost"
    kmeans = MiniBatchKMeans(n_clusters, n_init=1)
    clock = Clock()
    made = plan(
        source,
        "y",
        clusterer=make_pipeline(StandardScaler(), kmeans),
        distributor=DensityDistributor(np.inf, temperature="auto"),
        random_state=0,
        max_group_rows=max_group_rows,
        progress=clock,
    )
    resample(source, output, made, progress=clock)
    total = time.process_time() - clock.start
    shutil.rmtree(output)
    return clock.seconds, total, count(made)


class Clock:
    """Counts the seconds of the processor that each step takes."""

    def __init__(self):
        self.start = self.last = time.process_time()
        self.step, self.seconds = None, {}

    def __call__(self, step, n_done, n_total):
        now = time.process_time()
        # What is between two steps belongs to the first, as the fit to the sample.
        if self.step is not None:
            self.seconds[self.step] = self.seconds.get(self.step, 0) + now - self.last
        self.step, self.last = step, now


def count(made):
    """Return how often each unit of time is needed, by the step."""
    n_rows, d, k = made.n_rows, len(made.features), made.labels.n_clusters
    is_wanted = made.n_new_rows > 0
    cells, n_new = made.n_cell_rows[is_wanted], made.n_new
    groups = [group_sizes(int(cell), made.max_group_rows) for cell in cells]
    n_class = made.n_class_rows[is_wanted.any(axis=0)].sum()
    measured = np.minimum(cells, MAX_DISTANCE_ROWS).astype(float)
    n_pairs = sum((of_cell.astype(float) ** 2).sum() for of_cell in groups)
    values = n_rows * d
    return {
        "drawing a sample": [0, values, n_rows, 0, 0, 0, 0, 0],
        "counting clusters": [0, values, n_rows, n_rows * k * d, 0, 0, 0, 0],
        "gathering rows": [
            0,
            values,
            n_rows,
            measured.sum() * k * d,
            (measured**2).sum() / 2 * d,
            0,
            0,
            0,
        ],
        "copying and gathering rows": [
            0,
            values,
            n_rows,
            n_class * k * d,
            0,
            values,
            0,
            0,
        ],
        "making samples": [0, 0, 0, 0, 0, 0, n_pairs * d, n_new * d],
        "rest": [1, 0, 0, 0, 0, 0, 0, 0],
    }


def list_terms(counted):
    """Return the terms of the steps and of what is between them, in seconds."""
    return np.array([*counted.values()], dtype=float) * list(TERMS.values())


def list_seconds(seconds, total, counted):
    """Return the seconds of the steps, in the order of the terms."""
    steps = [seconds.get(step, 0) for step in counted if step != "rest"]
    return np.array([*steps, total - sum(steps)])


def main():
    """Measure, fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the data and the output go")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    run(folder, 20_000, 10, 4, 2_000)
    order = np.random.RandomState(0).permutation(len(GRID))
    settings = [*(GRID[place] for place in order), LARGER]
    results = []
    for setting in settings:
        seconds, total, counted = run(folder, *setting)
        results.append((list_terms(counted), list_seconds(seconds, total, counted)))
        print(setting, results[-1][1].round(2), flush=True)
    is_fitted = np.arange(len(settings)) % 3 != 2
    is_fitted[-1] = False
    terms, seconds = (
        np.concatenate([results[place][part] for place in np.flatnonzero(is_fitted)])
        for part in (0, 1)
    )
    weights = 1 / np.maximum(seconds, 0.05)
    constants, _ = nnls(terms * weights[:, np.newaxis], seconds * weights)
    for name, constant in zip(TERMS, constants, strict=True):
        print(f"  {constant:10.3g}  {name}")
    for number in np.flatnonzero(~is_fitted):
        tell(settings[number], *results[number], constants)


def tell(setting, terms, seconds, constants):
    """Print the seconds of a run that was not fitted, next to the formula's."""
    predicted = terms @ constants
    print(f"{setting}: {seconds.sum():.1f} s, {predicted.sum():.1f} s by the formula")
    names = [*STEPS, "rest"]
    for name, measured, by_formula in zip(names, seconds, predicted, strict=True):
        print(f"  {name}: {measured:.2f} s, {by_formula:.2f} s")


if __name__ == "__main__":
    main()
