"""What two jobs gain: seconds with n_jobs=2 over those with one, by oversampler.

The clusters are given, so that all of the time is that of the oversampler. Workers are
processes (joblib's default) or threads. A job gets the rows of its cluster, no others.

    python benchmarks/jobs.py
"""

import statistics
import time
import warnings

import numpy as np
from cases import GivenClusters, classification
from imblearn.over_sampling import ADASYN, SMOTE, SMOTENC, SVMSMOTE, BorderlineSMOTE
from joblib import parallel_backend
from sklearn.cluster import MiniBatchKMeans

from clover.distribution import DensityDistributor
from clover.over_sampling import ClusterOverSampler, GeometricSMOTE

N_SAMPLES = 100_000
N_ROUNDS = 3
RUNS = {
    50: [BorderlineSMOTE(), ADASYN(), SMOTENC([0]), SMOTE(), GeometricSMOTE()],
    500: [BorderlineSMOTE(), ADASYN(), SVMSMOTE(), SMOTE(), GeometricSMOTE()],
}


def measure(oversampler, labels, X, y, n_jobs, backend):
    """Return the median seconds of several rounds, after one that starts workers."""
    sampler = ClusterOverSampler(
        oversampler,
        GivenClusters(labels),
        DensityDistributor(np.inf, 0),
        random_state=0,
        n_jobs=n_jobs,
    )
    seconds = []
    with parallel_backend(backend, n_jobs=n_jobs):
        for _ in range(N_ROUNDS + 1):
            start = time.perf_counter()
            sampler.fit_resample(X, y)
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds[1:])


def main():
    """Print a line for each number of clusters and oversampler."""
    warnings.simplefilter("ignore")
    X, y = classification(N_SAMPLES)
    X[:, 0] = X[:, 0].round()
    print(f"{N_SAMPLES:,} x 20: seconds with one job, and with two over one")
    for n_clusters, oversamplers in RUNS.items():
        labels = MiniBatchKMeans(n_clusters, n_init=1, random_state=0).fit_predict(X)
        for oversampler in oversamplers:
            one, processes, threads = (
                measure(oversampler, labels, X, y, *jobs)
                for jobs in ((1, "loky"), (2, "loky"), (2, "threading"))
            )
            print(
                f"  {n_clusters:>4} clusters, {type(oversampler).__name__:<16} "
                f"{one:8.3f} s  processes {processes / one:.2f}  "
                f"threads {threads / one:.2f}"
            )


if __name__ == "__main__":
    main()
