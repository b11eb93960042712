"""Time of clover's own oversamplers next to SMOTE, inside given clusters.

The rows lie in 100 clusters, a tenth of them is of the class to oversample, and the
labels of the clusters are given, so that no clustering is measured. The oversamplers
take turns in one process, and of several fits the shortest counts, in seconds of the
processor and with one thread of the numerical libraries. Exits with 1 if
SimplicialSMOTE or GaussianOversampler takes more than 1.5 times the time of SMOTE.

    python benchmarks/natives.py
    python benchmarks/natives.py --rows 200000 --features 50 --repeats 9
"""

import argparse
import sys
from time import process_time

import numpy as np
from imblearn.over_sampling import SMOTE
from sklearn.base import BaseEstimator, ClusterMixin
from threadpoolctl import threadpool_limits

from clover.distribution import ClusterDistributor, LogLinearAllocation
from clover.over_sampling import (
    CenterSMOTE,
    ClusterOverSampler,
    GaussianOversampler,
    GeometricSMOTE,
    SimplicialSMOTE,
)

N_CLUSTERS = 100
MAX_RATIO = 1.5
OVERSAMPLERS = (
    SMOTE(),
    SimplicialSMOTE(),
    SimplicialSMOTE(n_vertices=5),
    GaussianOversampler(),
    CenterSMOTE(),
    GeometricSMOTE(),
)
LIMITED = {str(SimplicialSMOTE()), str(GaussianOversampler())}


class GivenLabels(ClusterMixin, BaseEstimator):
    """Gives the labels that it was given."""

    def __init__(self, labels):
        self.labels = labels

    def fit(self, X, y=None):
        self.labels_ = self.labels
        return self


def make_data(n_rows, n_features):
    """Return rows, classes and the labels of clusters."""
    rng = np.random.RandomState(0)
    labels = rng.randint(N_CLUSTERS, size=n_rows)
    centers = 3 * rng.normal(size=(N_CLUSTERS, n_features))
    X = centers[labels] + rng.normal(size=(n_rows, n_features))
    return X, (rng.uniform(size=n_rows) < 0.1).astype(int), labels


def measure(oversampler, X, y, labels):
    """Return the seconds of a fit."""
    sampler = ClusterOverSampler(
        oversampler,
        GivenLabels(labels),
        ClusterDistributor(allocation=LogLinearAllocation.by_size()),
        random_state=0,
    )
    start = process_time()
    _, y_res = sampler.fit_resample(X, y)
    seconds = process_time() - start
    if np.ptp(np.bincount(y_res)):
        raise SystemExit(f"{oversampler} made another number of rows than asked for")
    return seconds


def main():
    """Print the seconds of the oversamplers; return whether one takes too long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--features", type=int, default=20)
    parser.add_argument("--repeats", type=int, default=5)
    args = parser.parse_args()
    data = make_data(args.rows, args.features)
    turns = [
        [measure(oversampler, *data) for oversampler in OVERSAMPLERS]
        for _ in range(args.repeats)
    ]
    shortest = np.min(turns, axis=0)
    ratios = shortest / shortest[0]
    are_slow = False
    for oversampler, seconds, ratio in zip(OVERSAMPLERS, shortest, ratios, strict=True):
        is_slow = str(oversampler) in LIMITED and ratio > MAX_RATIO
        are_slow |= is_slow
        print(
            f"{oversampler!s:32}{seconds:8.4f}{ratio:8.2f}"
            f"{'  too slow' if is_slow else ''}"
        )
    return int(are_slow)


if __name__ == "__main__":
    with threadpool_limits(1):
        sys.exit(main())
