"""Compare plans and samples beyond memory with those of KMeansSMOTE in memory.

The data are 200,000 rows of 20 columns, written as Parquet files. Both get the same
fitted clusterer. With at most 4,096 rows of the class in a cluster, plan and counts
should be equal; above, counts should differ by at most 1 %. The samples are compared by
two-sample tests: Kolmogorov-Smirnov column by column, the same for the distances to the
nearest given row, and a classifier that tells both apart.

    python benchmarks/large_data_in_memory.py
"""

import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from scipy.stats import ks_2samp, norm
from sklearn.base import clone
from sklearn.cluster import MiniBatchKMeans
from sklearn.datasets import make_blobs
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import cross_val_predict
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover.over_sampling import KMeansSMOTE
from clover.scale import plan, resample

N_ROWS, N_FEATURES, N_BLOBS, N_FILES = 200_000, 20, 10, 8
NAMES = [f"x{j}" for j in range(N_FEATURES)]
# Rows of the class in a cluster: at most 4,096, and more.
SHARES = {"at most 4,096 rows of the class a cluster": 0.1, "more rows": 0.4}
N_COMPARED = 10_000


def main():
    """Print the comparison for few and for many rows of the class."""
    for title, share in SHARES.items():
        X, y = make_rows(share)
        with tempfile.TemporaryDirectory() as folder:
            compare(title, X, y, Path(folder))


def make_rows(minority_share):
    """Return rows of two classes in blobs of different spreads."""
    rng = np.random.RandomState(0)
    spreads = np.linspace(0.5, 3.0, N_BLOBS)
    X, blob = make_blobs(
        N_ROWS, N_FEATURES, centers=N_BLOBS, cluster_std=spreads, random_state=0
    )
    shares = minority_share * np.linspace(0.5, 1.5, N_BLOBS)
    return X, (rng.uniform(size=N_ROWS) < shares[blob]).astype(int)


def compare(title, X, y, folder):
    """Print how a plan and its samples differ from those in memory."""
    clusterer = make_pipeline(
        StandardScaler(), MiniBatchKMeans(N_BLOBS, n_init=3, random_state=0)
    ).fit(X)
    frozen = make_pipeline(*(FrozenEstimator(step) for _, step in clusterer.steps))
    start = time.perf_counter()
    sampler = KMeansSMOTE(kmeans_estimator=frozen, random_state=0)
    in_memory = sampler.fit_resample(X, y)[0][N_ROWS:]
    seconds = time.perf_counter() - start
    source = write(X, y, folder / "data")
    start = time.perf_counter()
    distributor = clone(sampler.distributor_)
    made = plan(source, "y", clusterer=frozen, distributor=distributor, random_state=0)
    resample(source, folder / "output", made)
    print(
        f"{title}: {N_ROWS:,} x {N_FEATURES}, {seconds:.1f} s in memory, "
        f"{time.perf_counter() - start:.1f} s from files to files"
    )
    compare_plans(made.cluster_report, sampler.cluster_report_)
    table = ds.dataset(folder / "output").to_table().slice(N_ROWS)
    new = np.column_stack([table.column(name).to_numpy() for name in NAMES])
    compare_samples(new, in_memory, X[y == 1])


def write(X, y, folder):
    """Write rows as several Parquet files, and return their folder."""
    folder.mkdir()
    table = pa.table([*X.T, y], names=[*NAMES, "y"])
    n_rows = N_ROWS // N_FILES
    for number in range(N_FILES):
        path = folder / f"part-{number}.parquet"
        pq.write_table(table.slice(number * n_rows, n_rows), path)
    return folder


def compare_plans(report, in_memory):
    """Print what is equal, and how far the counts differ."""
    names = ("cluster", "n_rows", "n_majority_rows", "selected", "n_new_rows")
    equal = [
        np.array_equal(getattr(report, name), getattr(in_memory, name))
        for name in names
    ]
    errors = np.abs(report.n_new_rows - in_memory.n_new_rows)
    largest = (errors / np.maximum(in_memory.n_new_rows, 1)).max()
    print(
        f"  largest cell {report.n_rows.max():,} rows; equal: "
        f"{dict(zip(names, equal, strict=True))}; counts differ by {largest:.3%} at "
        f"most, of {in_memory.n_new_rows.sum():,} samples"
    )


def compare_samples(new, in_memory, given):
    """Print the results of two-sample tests."""
    p_values = [ks_2samp(*pair).pvalue for pair in zip(new.T, in_memory.T, strict=True)]
    nearest = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(given)
    some = [
        X[np.random.RandomState(0).permutation(len(X))[:N_COMPARED]]
        for X in (new, in_memory)
    ]
    distances = [nearest.kneighbors(X)[0].ravel() for X in some]
    of_distances = ks_2samp(*distances).pvalue
    rows, labels = np.vstack(some), np.repeat([0, 1], [len(X) for X in some])
    predicted = cross_val_predict(
        HistGradientBoostingClassifier(random_state=0), rows, labels, cv=5
    )
    accuracy = (predicted == labels).mean()
    of_classifier = norm.sf((accuracy - 0.5) * 2 * np.sqrt(labels.size))
    print(
        f"  smallest p of {len(p_values)} columns, times their number: "
        f"{min(1, min(p_values) * len(p_values)):.3f}; of the distances to the nearest "
        f"given row: {of_distances:.3f}; a classifier tells {accuracy:.2%} right, "
        f"p = {of_classifier:.3f}"
    )


if __name__ == "__main__":
    main()
