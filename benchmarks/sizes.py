"""Seconds and memory of oversampling 100,000 to 10,000,000 rows.

Each run is in a fresh process with one thread, whose processor time is measured, so
that other work on the machine counts little. The data have 20 features of 64-bit
floats, and 2 % of the rows are the minority class, which is made as large as the
majority class. A run is left out if the last two runs of its sampler let expect that it
would take longer than the limit. Writes the table in ``docs/performance.rst``. It takes
ten minutes, and 10 GB of memory.

    python benchmarks/sizes.py
    python benchmarks/sizes.py --max-rows 1000000 --table sizes.txt
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from bench import describe
from imblearn.over_sampling import SMOTE
from peak import with_peak
from threadpoolctl import threadpool_limits

from clover.over_sampling import KMeansSMOTE, ScaledGeometricSMOTE

TABLE = Path(__file__).parent.parent / "docs" / "sizes_table.inc"
ROWS = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
N_FEATURES, N_CLUSTERS, SHARE = 20, 100, 0.02
SAMPLERS = {
    f"``KMeansSMOTE({N_CLUSTERS})``": KMeansSMOTE(
        kmeans_estimator=N_CLUSTERS, random_state=0
    ),
    f"``ScaledGeometricSMOTE``, ``n_clusters={N_CLUSTERS}``": ScaledGeometricSMOTE(
        n_clusters=N_CLUSTERS, random_state=0
    ),
    "``ScaledGeometricSMOTE``": ScaledGeometricSMOTE(random_state=0),
    "SMOTE of imbalanced-learn": SMOTE(random_state=0),
}


def make_data(n_samples):
    """Return normal rows, of which the minority class is shifted."""
    rng = np.random.default_rng(0)
    X = rng.standard_normal((n_samples, N_FEATURES))
    n_minority = round(n_samples * SHARE)
    X[:n_minority] += 1
    return X, (np.arange(n_samples) < n_minority).astype(int)


def run_here(name, n_samples):
    """Print seconds, and the GB by which this process grew, as JSON."""
    X, y = make_data(n_samples)
    start = time.process_time()
    with threadpool_limits(1):
        (_, y_res), n_mebibytes = with_peak(lambda: SAMPLERS[name].fit_resample(X, y))
    seconds = time.process_time() - start
    assert np.ptp(np.bincount(y_res)) == 0
    print(json.dumps([seconds, n_mebibytes * 2**20 / 1e9]))


def run(name, n_samples):
    """Return seconds and GB of a run in a fresh process."""
    command = [sys.executable, __file__, "--one", name, str(n_samples)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def is_within_limit(runs, limit):
    """Return whether the next size takes less than the limit, if time grows as before.

    `runs` maps the numbers of rows so far to seconds and GB.
    """
    if len(runs) < 2:
        return True
    (n_0, (seconds_0, _)), (n_1, (seconds_1, _)) = list(runs.items())[-2:]
    n_2 = next((n for n in ROWS if n > n_1), n_1)
    growth = np.log(seconds_1 / seconds_0) / np.log(n_1 / n_0)
    return seconds_1 * (n_2 / n_1) ** growth < limit


def measure(sizes, limit):
    """Return seconds and GB, by sampler and number of rows."""
    results = {name: {} for name in SAMPLERS}
    for name, runs in results.items():
        for n_samples in sizes:
            if not is_within_limit(runs, limit):
                break
            runs[n_samples] = run(name, n_samples)
            print(f"{name}, {n_samples:,}: {runs[n_samples]}", file=sys.stderr)
    return results


def make_table(sizes, results):
    """Return the lines of the table in reStructuredText."""
    header = ("rows", "input, output", *results)
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in (header, *(make_row(n, results) for n in sizes)):
        first, *others = row
        lines += [f"   * - {first}", *(f"     - {cell}" for cell in others)]
    return [*lines, ""]


def make_row(n_samples, results):
    """Return the cells of a number of rows."""
    n_output = 2 * (n_samples - round(n_samples * SHARE))
    sizes = [f"{n * N_FEATURES * 8 / 1e9:.2f}" for n in (n_samples, n_output)]
    cells = [f"{n_samples:,}", f"{', '.join(sizes)} GB"]
    for runs in results.values():
        seconds, gigabytes = runs.get(n_samples, (None, None))
        cells.append(f"{seconds:.2g} s, {gigabytes:.2f} GB" if seconds else "--")
    return cells


def main():
    """Measure, print the table, and write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--max-rows", type=int, default=ROWS[-1])
    parser.add_argument("--limit", type=float, default=120, help="in seconds")
    parser.add_argument("--table", default=TABLE, type=Path)
    parser.add_argument("--one", nargs=2, metavar=("NAME", "ROWS"))
    args = parser.parse_args()
    if args.one:
        run_here(args.one[0], int(args.one[1]))
        return
    sizes = [n for n in ROWS if n <= args.max_rows]
    lines = [
        *make_table(sizes, measure(sizes, args.limit)),
        f"One run each, {describe()} One thread was used.",
        "",
    ]
    args.table.write_text("\n".join(lines), encoding="utf-8")
    print(*lines, sep="\n")


if __name__ == "__main__":
    main()
