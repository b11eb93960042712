"""Time of KMeansSMOTE next to the peers, as ratios in one run.

Each sampler runs in turn in a process of its own, so that none warms the other up, and
the median of several rounds counts. A ratio below 1 means that clover is faster.

    python benchmarks/compare.py
"""

import json
import statistics
import subprocess
import sys
import time
from importlib import import_module

import numpy as np
from sklearn.datasets import make_classification

CASES = {
    "20,000 x 20, 50 clusters": {"n_samples": 20_000, "n_clusters": 50},
    "100,000 x 20, 50 clusters": {"n_samples": 100_000, "n_clusters": 50},
}
SAMPLERS = {
    "clover": ("clover.over_sampling", "KMeansSMOTE"),
    "imbalanced-learn-extra": ("imblearn_extra.clover.over_sampling", "KMeansSMOTE"),
    "imbalanced-learn": ("imblearn.over_sampling", "KMeansSMOTE"),
    "SMOTE": ("imblearn.over_sampling", "SMOTE"),
}
N_ROUNDS = 3


def make_sampler(name, n_clusters):
    """Return a sampler with the settings that all of them share."""
    module, class_name = SAMPLERS[name]
    params = {"random_state": 0, "k_neighbors": 5}
    if class_name == "KMeansSMOTE":
        params["kmeans_estimator"] = n_clusters
    if name == "imbalanced-learn":
        # Its default, one half, selects no cluster here.
        params["cluster_balance_threshold"] = 0.1
    return getattr(import_module(module), class_name)(**params)


def measure(case, name):
    """Print seconds and counts of one run as JSON."""
    n_samples, n_clusters = CASES[case].values()
    X, y = make_classification(
        n_samples, n_features=20, n_informative=10, weights=[0.9], random_state=0
    )
    sampler = make_sampler(name, n_clusters)
    start = time.perf_counter()
    _, y_res = sampler.fit_resample(X, y)
    seconds = time.perf_counter() - start
    exact = bool(np.ptp(np.bincount(y_res)) == 0)
    print(json.dumps({"seconds": seconds, "exact": exact}))


def run(case, name):
    """Return the result of one run in a fresh process."""
    done = subprocess.run(
        [sys.executable, __file__, case, name], capture_output=True, text=True
    )
    if done.returncode:
        return {"error": done.stderr.strip().splitlines()[-1]}
    return json.loads(done.stdout.splitlines()[-1])


def main():
    """Print a table of times and ratios."""
    for case in CASES:
        results = {name: [] for name in SAMPLERS}
        for _ in range(N_ROUNDS):
            for name in SAMPLERS:
                results[name].append(run(case, name))
        print(case)
        medians = {
            name: statistics.median(r.get("seconds", np.nan) for r in rounds)
            for name, rounds in results.items()
        }
        for name, rounds in results.items():
            if "error" in rounds[0]:
                print(f"  {name:<24} {rounds[0]['error']}")
                continue
            counts = "exact" if all(r["exact"] for r in rounds) else "counts off"
            ratio = medians["clover"] / medians[name]
            print(
                f"  {name:<24} {medians[name]:7.2f} s   clover / it {ratio:5.2f}   "
                f"{counts}"
            )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(*sys.argv[1:])
    else:
        main()
