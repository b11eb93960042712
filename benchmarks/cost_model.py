"""What KMeansSMOTE costs as a formula of rows, features and clusters.

Runs KMeansSMOTE over a grid of sizes, fits the constants of the formulas in
``docs/performance.rst`` to two thirds of the runs, prints them, and tells how far the
formulas are off in the other third. The data are a class that is everywhere, with all
clusters selected, which costs most.

    python benchmarks/cost_model.py
"""

import statistics
import sys
import time
import tracemalloc

import numpy as np
from scipy.optimize import nnls

from clover.distribution._allocations.spread import MAX_EXACT_ROWS, N_SHIFTS
from clover.over_sampling import KMeansSMOTE
from clover.over_sampling._kmeans_smote import MIN_SAMPLES, MIN_SAMPLES_PER_CLUSTER

GRID = [
    (n_samples, n_features, n_clusters, share)
    for n_samples in (50_000, 200_000, 800_000)
    for n_features in (10, 40)
    for n_clusters in (20, 100, 400)
    for share in (0.1, 0.3)
]
N_ROUNDS = 3
TIME_TERMS = {
    "call, s": 1,
    "fitting k-means, ns per sampled row, cluster and feature": 1e-9,
    "assigning rows, ns per row, cluster and feature": 1e-9,
    "density, ns per pair of rows and feature": 1e-9,
    "neighbours, ns per pair of rows and feature": 1e-9,
    "checking, copying and writing, ns per row and feature of the output": 1e-9,
    "preparing clusters, us per cluster": 1e-6,
}
MEMORY_TERMS = {
    "call, MiB": 2**20,
    "bytes per row of the input": 1,
    "bytes per new row": 1,
    "bytes per row and feature of the class": 1,
    "bytes per sampled row and feature": 1,
}


def count(n_samples, n_features, n_clusters, share):
    """Return what the formulas count: sampled rows, rows of the class, new rows."""
    n_sampled = min(n_samples, max(MIN_SAMPLES, MIN_SAMPLES_PER_CLUSTER * n_clusters))
    n_class = round(n_samples * share)
    return n_sampled, n_class, n_samples - 2 * n_class


def time_terms(n_samples, n_features, n_clusters, share):
    """Return how often each unit of time is needed."""
    n_sampled, n_class, n_new = count(n_samples, n_features, n_clusters, share)
    cell = n_class / n_clusters
    pairs = cell**2 / 2 if cell <= MAX_EXACT_ROWS else N_SHIFTS * cell
    return (
        1,
        n_sampled * n_clusters * n_features,
        n_samples * n_clusters * n_features,
        n_clusters * pairs * n_features,
        n_clusters * cell**2 * n_features,
        (n_samples + n_new) * n_features,
        n_clusters,
    )


def memory_terms(n_samples, n_features, n_clusters, share):
    """Return how often each unit of memory is needed above input and output."""
    n_sampled, n_class, n_new = count(n_samples, n_features, n_clusters, share)
    return 1, n_samples, n_new, n_class * n_features, n_sampled * n_features


def run(n_samples, n_features, n_clusters, share):
    """Return the median seconds, and the bytes above input and output."""
    rng = np.random.RandomState(0)
    X = rng.normal(size=(n_samples, n_features))
    y = (np.arange(n_samples) < round(n_samples * share)).astype(int)
    sampler = KMeansSMOTE(
        kmeans_estimator=n_clusters,
        imbalance_ratio_threshold=np.inf,
        distances_exponent=2,
        random_state=0,
    )
    # Of a process that has run before, the system would not tell what is used.
    tracemalloc.start()
    X_res, y_res = sampler.fit_resample(X, y)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    memory = peak - X_res.nbytes - y_res.nbytes
    del X_res, y_res
    seconds = []
    for _ in range(N_ROUNDS):
        start = time.perf_counter()
        sampler.fit_resample(X, y)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), memory


def fit_constants(settings, measured, terms_of, units):
    """Print the constants, none of which is negative, and how far they are off."""
    terms = np.array([terms_of(*setting) for setting in settings], dtype=float)
    terms *= list(units.values())
    is_held_out = np.arange(len(settings)) % 3 == 2
    # Relative errors count.
    weights = 1 / np.asarray(measured)
    kept = ~is_held_out
    constants, _ = nnls(terms[kept] * weights[kept, np.newaxis], np.ones(kept.sum()))
    for name, constant in zip(units, constants, strict=True):
        print(f"  {constant:10.3g}  {name}")
    errors = np.abs(terms @ constants * weights - 1)
    print(
        f"  off by {np.median(errors[is_held_out]):.0%} in the median, by "
        f"{errors[is_held_out].max():.0%} at most, in {is_held_out.sum()} other runs"
    )


def main():
    """Measure, fit, and print."""
    settings = np.random.RandomState(0).permutation(GRID).tolist()
    settings = [(int(n), int(d), int(k), share) for n, d, k, share in settings]
    results = []
    run(20_000, 10, 10, 0.1)
    for setting in settings:
        results.append(run(*setting))
        print(setting, *(f"{figure:.4g}" for figure in results[-1]), file=sys.stderr)
    seconds, memory = zip(*results, strict=True)
    print("Seconds")
    fit_constants(settings, seconds, time_terms, TIME_TERMS)
    print("Memory above input and output")
    fit_constants(settings, memory, memory_terms, MEMORY_TERMS)


if __name__ == "__main__":
    main()
