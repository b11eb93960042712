"""Measure what the division of large cells into groups changes in the samples.

A class of 100,000 rows of 6 columns lies in one cluster. Neighbours are searched among
all of its rows, twice with different seeds, and in groups of at most 25,000, 5,000 and
500 rows. The samples are compared with those of the first seed: the smallest p of the
Kolmogorov-Smirnov tests of the columns, times their number; the ratios of the standard
deviations; and the mean distance to the nearest given row.

    python benchmarks/large_data_groups.py
"""

import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from scipy.stats import ks_2samp
from sklearn.cluster import KMeans
from sklearn.neighbors import NearestNeighbors

from clover.scale import plan, resample

N_ROWS, N_FEATURES = 100_000, 6
NAMES = [f"x{j}" for j in range(N_FEATURES)]
N_COMPARED = 20_000
# The largest number of rows of a group, and the seed of the samples.
RUNS = ((N_ROWS, 0), (N_ROWS, 1), (25_000, 2), (5_000, 3), (500, 4))


def main():
    """Print a line for each size of groups."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(N_ROWS, N_FEATURES))
    rows = rows @ rng.normal(size=(N_FEATURES, N_FEATURES))
    others = 3 * rng.normal(size=(2 * N_ROWS, N_FEATURES))
    X, y = np.concatenate((rows, others)), np.repeat([1, 0], [N_ROWS, 2 * N_ROWS])
    table = pa.table([*X.T, y], names=[*NAMES, "y"])
    with tempfile.TemporaryDirectory() as folder:
        pq.write_table(table, Path(folder, "data.parquet"))
        samples = [make_samples(Path(folder), *run) for run in RUNS]
    search = NearestNeighbors(n_neighbors=1).fit(rows)
    for (max_rows, seed), X_new in zip(RUNS[1:], samples[1:], strict=True):
        print(f"groups of at most {max_rows:,} rows, seed {seed}:", end=" ")
        print(compare(samples[0], X_new, search))


def make_samples(folder, max_group_rows, seed):
    """Return the samples of a class, made in groups of at most so many rows."""
    source, output = folder / "data.parquet", folder / f"output-{seed}"
    clusterer = KMeans(1, n_init=1)
    params = {"max_group_rows": max_group_rows, "random_state": seed}
    resample(source, output, plan(source, "y", clusterer=clusterer, **params))
    made = ds.dataset(output).to_table(columns=NAMES).slice(3 * N_ROWS)
    return np.column_stack([column.to_numpy() for column in made.columns])


def compare(X, X_new, search):
    """Return a text on how samples differ from others."""
    columns = range(N_FEATURES)
    smallest = min(ks_2samp(X[:, j], X_new[:, j]).pvalue for j in columns)
    ratios = X_new.std(axis=0) / X.std(axis=0)
    chosen = np.random.default_rng(0).choice(len(X), N_COMPARED, replace=False)
    distance, new_distance = (
        search.kneighbors(some[chosen])[0].mean() for some in (X, X_new)
    )
    return (
        f"p times columns {min(1, N_FEATURES * smallest):.3f}, standard deviations "
        f"{ratios.min():.3f} to {ratios.max():.3f}, distance to the nearest given row "
        f"{new_distance / distance:.3f}"
    )


if __name__ == "__main__":
    main()
