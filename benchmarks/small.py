"""Time of clover next to the peers on small data, where checks and copies are the cost.

A grid search over a few hundred rows fits a sampler hundreds of times in one process.
Here the samplers of a case take turns in one process, after a fit of each that is not
measured. What the machine does besides meets all of them, and a ratio is that of fits
that followed each other. Numerical libraries are limited to one thread: where another
process keeps a core busy, threads that wait for each other make k-means of 300 rows
take 50 times as long.

    python benchmarks/small.py                  # all cases, in a minute
    python benchmarks/small.py --fits 15
    python benchmarks/small.py --only kmeans-300 somo-300 --fits 100
"""

import argparse
import warnings
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter

import numpy as np
from bench import describe
from cases import (
    CLOVER,
    EXTRA,
    IMBLEARN,
    PLAIN,
    classification,
    geometric_smotes,
    kmeans_smotes,
    presets,
    resample_with,
)
from imblearn.over_sampling import SMOTE
from sklearn.base import clone
from sklearn.cluster import MiniBatchKMeans
from sklearn.datasets import make_classification
from threadpoolctl import threadpool_limits

from clover.over_sampling import ClusterOverSampler, GeometricSMOTE, KMeansSMOTE

CLUSTERER = "the clusterer"
HEADER = ("By", "ms", "ratio", "ms without", "ratio without")


@dataclass
class SmallCase:
    """One comparison.

    Attributes
    ----------
    title : str
        What is done.

    make_data : callable
        Returns the rows and their classes.

    actions : dict
        Maps names to functions that take the data and return something to call. The
        first one is clover's.

    clusterer : estimator or None
        The clusterer that all of them fit, whose time is also measured by itself.

    targets : dict
        Maps names of lines to the ratio, clover's time over theirs, to stay below.

    max_fits : int or None
        The most fits to measure, if a fit takes long.
    """

    title: str
    make_data: callable
    actions: dict
    clusterer: object = None
    targets: dict = field(default_factory=dict)
    max_fits: int | None = None


def separate(n_samples, n_features):
    """Return rows of two classes that are far apart.

    Where they overlap, the peer's SOMO selects no cluster and raises.
    """
    return make_classification(
        n_samples, n_features, weights=[0.9], flip_y=0, class_sep=2, random_state=0
    )


def same_clusterer(n_samples, n_features):
    """Return the case of KMeansSMOTE with the same clusterer for all."""
    clusterer = MiniBatchKMeans(8, n_init=1, random_state=0)
    return SmallCase(
        f"KMeansSMOTE with a clusterer of 8 clusters, {n_samples:,} x {n_features}",
        partial(classification, n_samples, n_features),
        kmeans_smotes(clusterer),
        clusterer,
        {EXTRA: 0.9, IMBLEARN: 0.9},
    )


def preset(name, n_samples, n_features):
    """Return the case of a preset and of its predecessor."""
    return SmallCase(
        f"{name}, {n_samples:,} x {n_features}",
        partial(separate, n_samples, n_features),
        presets(name),
    )


def next_to_smote(title, sampler, n_samples, n_features):
    """Return the case of a sampler of clover next to plain SMOTE."""
    return SmallCase(
        f"{title} next to SMOTE, {n_samples:,} x {n_features}",
        partial(classification, n_samples, n_features),
        {CLOVER: resample_with(sampler), **PLAIN},
    )


def planned(n_samples, n_features):
    """Return the case of `fit`, which plans, and of `fit_resample`."""
    clusterer = MiniBatchKMeans(8, n_init=1, random_state=0)
    sampler = KMeansSMOTE(
        kmeans_estimator=clusterer, distances_exponent="features", random_state=0
    )
    return SmallCase(
        f"KMeansSMOTE.fit next to fit_resample, {n_samples:,} x {n_features}",
        partial(classification, n_samples, n_features),
        {
            CLOVER: lambda X, y: partial(sampler.fit, X, y),
            "fit_resample": resample_with(sampler),
        },
        targets={"fit_resample": 1},
    )


def geometric(n_samples, n_features):
    """Return the case of Geometric SMOTE and of its predecessor."""
    return SmallCase(
        f"GeometricSMOTE, {n_samples:,} x {n_features}",
        partial(classification, n_samples, n_features),
        geometric_smotes("combined"),
        targets={EXTRA: 0.3},
        max_fits=5,
    )


SIZES = ((300, 8), (1_000, 10), (5_000, 20))
WITHOUT_CLUSTERER = ClusterOverSampler(SMOTE(), None, random_state=0)
CASES = {
    **{f"kmeans-{n}": same_clusterer(n, p) for n, p in SIZES},
    **{f"somo-{n}": preset("SOMO", n, p) for n, p in SIZES[:2]},
    **{f"geometric-somo-{n}": preset("GeometricSOMO", n, p) for n, p in SIZES[:2]},
    **{
        f"no-clusterer-{n}": next_to_smote(
            "ClusterOverSampler(SMOTE(), None)", WITHOUT_CLUSTERER, n, p
        )
        for n, p in SIZES
    },
    **{
        f"gsmote-smote-{n}": next_to_smote(
            "GeometricSMOTE", GeometricSMOTE(random_state=0), n, p
        )
        for n, p in SIZES
    },
    **{f"fit-{n}": planned(n, p) for n, p in SIZES},
    **{f"gsmote-{n}": geometric(n, 20) for n in (5_000, 50_000)},
}


def measure(case, n_fits):
    """Return the seconds of each fit by name, and the errors of those that fail."""
    X, y = case.make_data()
    actions = {name: prepare(X, y) for name, prepare in case.actions.items()}
    if case.clusterer is not None:
        actions[CLUSTERER] = lambda: clone(case.clusterer).fit(X)
    errors = {}
    for name, action in actions.items():
        try:
            action()
        except (ValueError, RuntimeError) as error:
            errors[name] = f"{type(error).__name__}: {error}".splitlines()[0]
    seconds = {name: np.empty(n_fits) for name in actions if name not in errors}
    for number in range(n_fits):
        for name, of_fit in seconds.items():
            start = perf_counter()
            actions[name]()
            of_fit[number] = perf_counter() - start
    return seconds, errors


def summarize(case, seconds, errors):
    """Return the rows of a case's table, and the ratios that are above their target.

    A ratio is the median of those of single turns.
    """
    rows, missed = [], []
    ours, clusterer = seconds[CLOVER], seconds.get(CLUSTERER)
    for name, of_fit in seconds.items():
        cells = [f"{1000 * np.median(of_fit):.2f}"]
        is_peer = name not in (CLOVER, CLUSTERER)
        ratio = np.median(ours / of_fit)
        cells.append(f"{ratio:.2f}" if is_peer else "")
        if clusterer is not None and name != CLUSTERER:
            rest = of_fit - clusterer
            cells.append(f"{1000 * np.median(rest):.2f}")
            # In a turn that something disturbed, nothing or less may be left.
            ratios = np.divide(
                ours - clusterer, rest, out=np.full_like(rest, np.nan), where=rest > 0
            )
            cells.append(f"{np.nanmedian(ratios):.2f}" if is_peer else "")
        rows.append((name, *cells))
        target = case.targets.get(name, np.inf)
        if ratio > target:
            missed.append(f"{ratio:.2f} of {name}'s time, not {target}")
    return rows + [(name, error[:70]) for name, error in errors.items()], missed


def print_table(title, header, rows):
    """Print a table with a title."""
    print(f"\n{title}")
    for name, *cells in (header, *rows):
        print(f"  {name:<24}", *(f"{cell:>14}" for cell in cells))


def main():
    """Run the cases and print their tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", choices=CASES, default=list(CASES))
    parser.add_argument("--fits", type=int, default=50)
    args = parser.parse_args()
    # The peers warn in some fits, and it is not their warnings that are compared.
    warnings.simplefilter("ignore")
    print(f"Medians {describe()}")
    print("ratio: clover's time over that of the line; without: less the clusterer's")
    missed = []
    for key in args.only:
        case = CASES[key]
        n_fits = min(args.fits, case.max_fits or args.fits)
        with threadpool_limits(1):
            rows, missed_here = summarize(case, *measure(case, n_fits))
        header = HEADER if case.clusterer is not None else HEADER[:3]
        print_table(f"{key}: {case.title}, {n_fits} fits each", header, rows)
        missed += [f"{key}: {what}" for what in missed_here]
    print("\nabove their target:", *(missed or ["none"]), sep="\n  ")


if __name__ == "__main__":
    main()
