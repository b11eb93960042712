"""What the resampling of files beyond memory costs, step by step, as a formula.

Resamples made files over a grid of sizes on one thread, and takes the seconds of the
processor for each step. The constants of the formula in ``docs/guide/large_data.rst``
are fitted to two thirds of the runs. The other third and a run of 1,200,000 x 50 rows,
which is larger than all of these, tell how far the formula is off.

    python benchmarks/large_data_cost.py folder
"""

import argparse
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from large_data import make_data
from scipy.optimize import nnls
from sklearn.cluster import MiniBatchKMeans
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

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
REST = "rest"


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
    """Return how often each of the terms is needed, by its position, in each step."""
    n_rows, d, k = made.n_rows, len(made.features), made.labels.n_clusters
    is_wanted = made.n_new_rows > 0
    cells, n_new = made.n_cell_rows[is_wanted], made.n_new
    groups = [group_sizes(int(cell), made.max_group_rows) for cell in cells]
    n_class = made.n_class_rows[is_wanted.any(axis=0)].sum()
    measured = np.minimum(cells, MAX_DISTANCE_ROWS).astype(float)
    n_pairs = sum((of_cell.astype(float) ** 2).sum() for of_cell in groups)
    reading = {1: n_rows * d, 2: n_rows}
    return {
        "drawing a sample": reading,
        "counting clusters": reading | {3: n_rows * k * d},
        "gathering rows": reading
        | {3: measured.sum() * k * d, 4: (measured**2).sum() / 2 * d},
        "copying and gathering rows": reading | {3: n_class * k * d, 5: n_rows * d},
        "making samples": {6: n_pairs * d, 7: n_new * d},
        REST: {0: 1},
    }


def list_terms(counted):
    """Return the terms of the steps and of the rest, in seconds."""
    terms = [[of_step.get(j, 0) for j in range(len(TERMS))] for of_step in counted]
    return np.array(terms, dtype=float) * list(TERMS.values())


def list_seconds(seconds, total, counted):
    """Return the seconds of the steps, in the order of the terms."""
    steps = [seconds[step] for step in counted if step != REST]
    return np.array([*steps, total - sum(steps)])


def main():
    """Measure, fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the data and the output go")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    order = np.random.RandomState(0).permutation(len(GRID))
    settings = [*(GRID[place] for place in order), LARGER]
    results = []
    with threadpool_limits(1):
        run(folder, 20_000, 10, 4, 2_000)
        for setting in settings:
            seconds, total, counted = run(folder, *setting)
            seconds = list_seconds(seconds, total, counted)
            results.append((list_terms(counted.values()), seconds))
            print(setting, seconds.round(2), flush=True)
    is_held_out = np.arange(len(settings)) % 3 == 2
    is_held_out[-1] = True
    constants = fit_constants(
        [of_run for of_run, held in zip(results, is_held_out, strict=True) if not held]
    )
    for number in np.flatnonzero(is_held_out):
        tell(settings[number], counted, *results[number], constants)


def fit_constants(results):
    """Print and return the constants, none of which is negative."""
    terms, seconds = map(np.concatenate, zip(*results, strict=True))
    # Relative errors count, but for the shortest steps.
    weights = 1 / np.maximum(seconds, 0.05)
    constants, _ = nnls(terms * weights[:, np.newaxis], seconds * weights)
    for name, constant in zip(TERMS, constants, strict=True):
        print(f"  {constant:10.3g}  {name}")
    return constants


def tell(setting, steps, terms, seconds, constants):
    """Print the seconds of a run that was not fitted, next to the formula's."""
    predicted = terms @ constants
    print(f"{setting}: {seconds.sum():.1f} s, {predicted.sum():.1f} s by the formula")
    for step, measured, by_formula in zip(steps, seconds, predicted, strict=True):
        print(f"  {step}: {measured:.2f} s, {by_formula:.2f} s")


if __name__ == "__main__":
    main()
