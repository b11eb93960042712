"""Peak memory of one huge cluster, above the input, in a fresh process.

40,000 rows of the minority, in a single cluster of 20 features, are taken through
KMeansSMOTE of clover and of the peers that are installed.

    python benchmarks/memory.py
"""

import resource
import subprocess
import sys

import numpy as np

SAMPLERS = {
    "clover": "clover.over_sampling",
    "imbalanced-learn-extra": "imblearn_extra.clover.over_sampling",
    "imbalanced-learn": "imblearn.over_sampling",
}
N_MINORITY, N_MAJORITY, N_FEATURES = 40_000, 50_000, 20
LIMIT_SECONDS = 300
LIMIT_BYTES = 20 * 2**30


def peak_bytes():
    """Return the highest resident size of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure(module):
    """Print the peak above the input, and the counts, of one KMeansSMOTE."""
    from importlib import import_module

    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
    sampler = import_module(module).KMeansSMOTE(
        kmeans_estimator=1, random_state=0, k_neighbors=5
    )
    rng = np.random.RandomState(0)
    X = rng.normal(size=(N_MINORITY + N_MAJORITY, N_FEATURES))
    y = np.repeat([1, 0], [N_MINORITY, N_MAJORITY])
    before = peak_bytes()
    _, y_res = sampler.fit_resample(X, y)
    mib = (peak_bytes() - before) / 2**20
    print(f"{mib:8.0f} MiB above the input, counts {np.bincount(y_res).tolist()}")


def main():
    """Measure each sampler in a process of its own."""
    for name, module in SAMPLERS.items():
        print(f"{name:<24}", end="", flush=True)
        try:
            done = subprocess.run(
                [sys.executable, __file__, module],
                capture_output=True,
                text=True,
                timeout=LIMIT_SECONDS,
            )
        except subprocess.TimeoutExpired:
            print(f" more than {LIMIT_SECONDS} s")
            continue
        failed = done.stderr.strip().splitlines() or ["no message"]
        print(done.stdout.rstrip() if done.returncode == 0 else f" {failed[-1]}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1])
    else:
        main()
