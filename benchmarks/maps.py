"""SOM, GeometricSMOTE, SOMO and GeometricSOMO next to the peers, in one run.

Compared are MiniSom for the map and imbalanced-learn-extra for the others. Prints
seconds, ratios (how many times as fast clover is), the errors of the maps over several
seeds, and the memory of the presets at 200,000 x 10 above the input.

    python benchmarks/maps.py
"""

import resource
import statistics
import subprocess
import sys
import time
import warnings
from importlib import import_module

import numpy as np
from minisom import MiniSom
from sklearn.datasets import make_blobs, make_classification

from clover.clusterer import SOM
from clover.over_sampling import SOMO, GeometricSMOTE, GeometricSOMO

N_ROUNDS = 3


def seconds(action):
    """Return the median time of several rounds."""
    times = []
    for _ in range(N_ROUNDS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def compare_maps(n_seeds=5):
    """Print errors and times of 20 x 20 maps on 20,000 x 10 rows."""
    print("SOM, 20 x 20 units, 20,000 x 10 rows, 10 epochs")
    for seed in range(n_seeds):
        X, _ = make_blobs(20_000, 10, centers=30, random_state=seed)
        X = (X - X.min(axis=0)) / np.ptp(X, axis=0)
        print(f"  seed {seed}: seconds, quantization error, topographic error")
        for sigma_final in (0.55, 0.33):
            som = SOM(20, 20, sigma_final=sigma_final, max_iter=10, random_state=seed)
            start = time.perf_counter()
            som.fit(X)
            ours = time.perf_counter() - start
            print(
                f"    SOM, sigma_final {sigma_final:<5} {ours:6.3f} "
                f"{som.quantization_error_:.4f} {som.topographic_error_:.4f}"
            )
        for sigma in (1.0, 2.0):
            peer = MiniSom(20, 20, 10, sigma=sigma, random_seed=seed)
            peer.random_weights_init(X)
            start = time.perf_counter()
            peer.train(X, 10, use_epochs=True)
            theirs = time.perf_counter() - start
            print(
                f"    MiniSom, sigma {sigma:<8} {theirs:6.3f} "
                f"{peer.quantization_error(X):.4f} {peer.topographic_error(X):.4f}"
                f"   {theirs / ours:.0f} times the seconds"
            )


def compare_geometric_smote():
    """Print times at 50,000 x 20 rows."""
    theirs = import_module("imblearn_extra.gsmote").GeometricSMOTE
    X, y = make_classification(50_000, 20, weights=[0.9], random_state=0)
    print("GeometricSMOTE, 50,000 x 20 rows, 10 % minority")
    for strategy in ("combined", "minority", "majority"):
        params = {"selection_strategy": strategy, "random_state": 0}
        print_ratio(strategy, GeometricSMOTE, theirs, params, X, y)


def compare_presets():
    """Print times of SOMO and GeometricSOMO."""
    peers = import_module("imblearn_extra.clover.over_sampling")
    # Of the sets that make_classification gives, some on which the peer does not raise.
    for n_samples, n_informative, weight in ((3_000, 2, 0.9), (20_000, 6, 0.8)):
        X, y = make_classification(
            n_samples,
            10,
            n_informative=n_informative,
            weights=[weight],
            flip_y=0.01 if n_informative == 2 else 0,
            class_sep=1 if n_informative == 2 else 2,
            random_state=0,
        )
        print(f"Presets, {n_samples:,} x 10 rows")
        for ours in (SOMO, GeometricSOMO):
            theirs = getattr(peers, ours.__name__)
            print_ratio(ours.__name__, ours, theirs, {"random_state": 0}, X, y)


def print_ratio(name, ours, theirs, params, X, y):
    """Print the times of two samplers on the same data."""
    try:
        slow = seconds(lambda: theirs(**params).fit_resample(X, y))
    except ValueError as error:
        print(f"  {name:<14} the peer raises: {str(error)[:60]}")
        return
    quick = seconds(lambda: ours(**params).fit_resample(X, y))
    print(f"  {name:<14} {quick:7.3f} s, peer {slow:7.3f} s: {slow / quick:5.1f} times")


def measure_memory(name):
    """Print the peak memory of a preset at 200,000 x 10 rows above its input."""
    sampler = getattr(import_module("clover.over_sampling"), name)(random_state=0)
    # Data whose making takes no more memory than they do.
    rng = np.random.RandomState(0)
    X, y = rng.normal(size=(200_000, 10)), np.repeat([0, 1], [180_000, 20_000])
    X[y == 1] += 1
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    _, y_res = sampler.fit_resample(X, y)
    mib = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"{name} at 200,000 x 10 rows: {time.perf_counter() - start:.1f} s, {mib:.0f} "
        f"MiB above the input, counts {np.bincount(y_res).tolist()}"
    )


def main():
    """Run all comparisons."""
    warnings.simplefilter("ignore")
    compare_geometric_smote()
    compare_presets()
    compare_maps()
    for name in ("SOMO", "GeometricSOMO"):
        subprocess.run([sys.executable, __file__, name], check=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure_memory(sys.argv[1])
    else:
        main()
