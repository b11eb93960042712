"""Time of every preset where classes are many and small.

Beside one class of 1,000 rows stand 500, and then 1,000, classes of 3 rows, each of
which gets 3 more. The time of a preset should be linear in the number of classes: twice
the classes should take at most 2.5 times the time. Exits with 1 if a preset takes
longer, or longer than the limit, or makes another number of rows.

Of several fits the shortest counts, in seconds of the processor and with one thread of
the numerical libraries, so that other processes of the machine do not count.

    python benchmarks/many_classes.py
    python benchmarks/many_classes.py --limit 5 --repeats 3 --features 50 --strings
    python benchmarks/many_classes.py --only ASUWO CBO
"""

import argparse
import sys
import warnings
from collections import Counter
from time import process_time

import numpy as np
from threadpoolctl import threadpool_limits

from clover import over_sampling

LARGE, SMALL, TARGET = 1_000, 3, 6
N_CLASSES = (500, 1_000)
MAX_QUOTIENT = 2.5
PRESETS = {
    "KMeansSMOTE": {},
    "SOMO": {},
    "GeometricSOMO": {},
    "ClusterSMOTE": {},
    "ASUWO": {},
    "CBO": {},
    "CURESMOTE": {},
    # By itself it takes no class with fewer rows than neighbours.
    "GeometricSMOTE": {"k_neighbors": SMALL - 1},
    "CenterSMOTE": {},
    "SimplicialSMOTE": {"k_neighbors": SMALL - 1},
    "GaussianOversampler": {},
}


def make_data(n_classes, n_features, with_strings):
    """Return rows and classes: one large class, and small ones scattered in it."""
    rng = np.random.RandomState(0)
    y = np.repeat(np.arange(n_classes + 1), [LARGE, *[SMALL] * n_classes])
    centers = 3 * rng.normal(size=(n_classes + 1, n_features))
    centers[0] = 0
    spread = np.where(y == 0, 3, 0.5)[:, np.newaxis]
    X = centers[y] + spread * rng.normal(size=(y.size, n_features))
    mixed = rng.permutation(y.size)
    X, y = X[mixed], y[mixed]
    return X, np.array([f"class {code}" for code in y]) if with_strings else y


def measure(name, X, y, repeats):
    """Return the seconds of the shortest fit; the sizes of the classes are checked."""
    sizes = Counter(y.tolist())
    strategy = {label: TARGET for label, size in sizes.items() if size == SMALL}
    sampler = getattr(over_sampling, name)(strategy, random_state=0, **PRESETS[name])
    seconds = []
    for _ in range(repeats):
        start = process_time()
        _, y_res = sampler.fit_resample(X, y)
        seconds.append(process_time() - start)
    if Counter(y_res.tolist()) != {**sizes, **strategy}:
        raise SystemExit(f"{name} made another number of rows than asked for")
    return min(seconds)


def main():
    """Print the seconds of the presets; return whether one takes too long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--limit", type=float, default=5.0, help="seconds of a fit")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--features", type=int, default=10)
    parser.add_argument("--strings", action="store_true", help="strings as classes")
    parser.add_argument("--only", nargs="+", choices=PRESETS, default=list(PRESETS))
    args = parser.parse_args()
    data = [make_data(n, args.features, args.strings) for n in N_CLASSES]
    print(f"{'preset':16}{N_CLASSES[0]:>8,}{N_CLASSES[1]:>8,}  quotient")
    are_slow = False
    for name in args.only:
        few, many = (measure(name, *of_size, args.repeats) for of_size in data)
        is_slow = many > args.limit or many > MAX_QUOTIENT * few
        are_slow |= is_slow
        print(
            f"{name:16}{few:8.2f}{many:8.2f}{many / few:10.2f}"
            f"{'  too slow' if is_slow else ''}"
        )
    return int(are_slow)


if __name__ == "__main__":
    # Some maps have clusters that no two of are neighbours.
    warnings.simplefilter("ignore", UserWarning)
    with threadpool_limits(1):
        sys.exit(main())
