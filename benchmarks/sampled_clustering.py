"""What is lost when k-means is fitted on a sample, as KMeansSMOTE does of many rows.

1. Inertia of all rows with the centers of a fit on the default sample, over that with
   the centers of a fit on all of them, for data of several kinds.
2. Average precision of classifiers behind KMeansSMOTE on real sets, with the clusterer
   fitted on 256 rows a cluster and on all. The real sets are smaller than the default
   sample, of which nothing would be seen: the smaller sample stands for it.

    python benchmarks/sampled_clustering.py
    python benchmarks/sampled_clustering.py DIR      # the folder of sweep.py, for 2
"""

import argparse
import warnings
from pathlib import Path

import numpy as np
from imblearn.pipeline import make_pipeline
from sklearn.datasets import make_blobs, make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import pairwise_distances_argmin_min
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler
from sweep import load

from clover.over_sampling import KMeansSMOTE

N_SEEDS = 5
# The largest that train in seconds, of measurements and of records.
REAL_SETS = (
    "pen_digits",
    "satimage",
    "optical_digits",
    "letter_img",
    "mammography",
    "wine_quality",
    "coil_2000",
    "keel_page_blocks0",
    "htru2",
    "phoneme",
)
N_CLUSTERS = 8


def make_kinds():
    """Yield names, rows and numbers of clusters."""
    rng = np.random.RandomState(0)
    for n_samples, n_clusters in ((100_000, 50), (400_000, 100), (400_000, 500)):
        kinds = {
            "one Gaussian": rng.normal(size=(n_samples, 20)),
            "classes of make_classification": make_classification(
                n_samples, 20, n_informative=10, n_redundant=0, random_state=0
            )[0],
            "200 blobs": make_blobs(
                n_samples, 20, centers=200, cluster_std=3.0, random_state=0
            )[0],
            "heavy tails": rng.standard_t(3, size=(n_samples, 20)),
        }
        for name, X in kinds.items():
            yield name, X, n_clusters


def inertia(clusterer, X):
    """Return the sum of squared distances to the nearest center."""
    _, distances = pairwise_distances_argmin_min(X, clusterer.cluster_centers_)
    return np.square(distances).sum()


def fitted_centers(X, y, n_clusters, max_samples, seed):
    """Return the clusterer of a KMeansSMOTE, fitted on all rows or some."""
    sampler = KMeansSMOTE(
        kmeans_estimator=n_clusters,
        max_samples=max_samples,
        distances_exponent=0,
        random_state=seed,
    )
    sampler.fit_resample(X, y)
    return sampler.clusterer_


def compare_inertia():
    """Print the inertia after fits on samples, relative to that after full ones."""
    print("Inertia after a fit on the default sample, relative to one on all rows")
    for name, X, n_clusters in make_kinds():
        y = (np.arange(len(X)) % 10 == 0).astype(int)
        ratios = []
        for seed in range(N_SEEDS):
            full, sampled = (
                inertia(fitted_centers(X, y, n_clusters, max_samples, seed), X)
                for max_samples in (None, "auto")
            )
            ratios.append(sampled / full)
        print(
            f"  {name:<32} {len(X):>8,} x 20, {n_clusters:>3} clusters: "
            f"{np.mean(ratios):.4f}, from {min(ratios):.4f} to {max(ratios):.4f}"
        )


def compare_scores(folder):
    """Print the change of average precision by sampling, over 2 x 5 folds."""
    print(f"Average precision, fitted on {256 * N_CLUSTERS:,} rows minus on all")
    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=2, random_state=0)
    changes = []
    for name in REAL_SETS:
        X, y = load(folder / f"{name}.csv.gz")
        line = [f"  {name:<20} {len(X):>6} x {X.shape[1]:<3}"]
        for classifier in (LogisticRegression(max_iter=300), KNeighborsClassifier()):
            scores = [
                np.concatenate(
                    [
                        cross_val_score(
                            make_model(classifier, max_samples, seed),
                            *(X.to_numpy(), y.to_numpy()),
                            scoring="average_precision",
                            cv=folds,
                        )
                        for seed in range(3)
                    ]
                )
                for max_samples in (256 * N_CLUSTERS, None)
            ]
            difference = scores[0] - scores[1]
            changes.append(difference.mean())
            # What another seed changes by itself.
            by_seed = scores[1].reshape(3, -1).std(axis=0, ddof=1).mean()
            line.append(
                f"{type(classifier).__name__} {difference.mean():+.4f} "
                f"(another seed: {by_seed:.4f})"
            )
        print(*line)
    error = np.std(changes, ddof=1) / np.sqrt(len(changes))
    print(
        f"  mean of {len(changes)}: {np.mean(changes):+.5f}, standard error {error:.5f}"
    )


def make_model(classifier, max_samples, seed):
    """Return a classifier behind scaling and KMeansSMOTE."""
    sampler = KMeansSMOTE(
        kmeans_estimator=N_CLUSTERS,
        distances_exponent=0,
        max_samples=max_samples,
        random_state=seed,
    )
    return make_pipeline(StandardScaler(), sampler, classifier)


def main():
    """Run both comparisons, the second if there are real sets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    compare_inertia()
    if args.folder:
        compare_scores(args.folder)


if __name__ == "__main__":
    main()
