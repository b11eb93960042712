"""Clover's presets next to the versions of smote-variants, on five data sets.

For every data set and method, with the defaults of either package:

- in how many folds the classes end balanced exactly, and the input is kept as it was;
- the median of the seconds of a resampling;
- average precision of a logistic regression and of a random forest, over two times five
  folds, and the mean difference to SMOTE in points. The overlap of the folds makes the
  standard errors too small rather than too large;
- over how many of ten parts of the class the new rows spread, effectively (exp of the
  entropy of their shares). The parts are by k-means, the same for both packages;
- how many of the new rows lie where the paper says: on a segment between two rows of
  the class, or in CURE-SMOTE between the mean of a cluster and a row of the class; and
  the standard deviation of their places on it, which is 0.29 of uniform ones, and 0.20
  of CURE-SMOTE's, whose ends are moved to the mean by three tenths of the way.

Run it where smote-variants is installed; without it, clover's side is measured alone::

    pip install 'cluster-over-sampling[benchmarks]'
    python benchmarks/literature.py
    python benchmarks/literature.py --only wine
"""

import argparse
import logging
import warnings
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
from imblearn.over_sampling import SMOTE
from scipy.spatial.distance import cdist
from scipy.stats import sem
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.datasets import (
    load_breast_cancer,
    load_digits,
    load_wine,
    make_blobs,
    make_classification,
)
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.preprocessing import StandardScaler

from clover import over_sampling

try:
    import smote_variants
except ImportError:
    smote_variants = None

# Where the sum of the distances to both ends exceeds that of the ends by less than this
# share, a row lies on the segment.
TOLERANCE = 1e-13
N_PARTS = 10
CLASSIFIERS = (
    LogisticRegression(C=0.1, max_iter=1_000),
    RandomForestClassifier(50, min_samples_leaf=2, random_state=0),
)
CENTERED = "CURE-SMOTE"
# Folds in which the new rows are located, which takes longer than to make them.
N_LOCATED = 2


def make_islands():
    """Return five islands of a class in two features, one of them noise elsewhere."""
    X_rest, _ = make_blobs(
        [400, 300, 100], centers=[[0, 0], [6, 6], [6, 0]], random_state=0
    )
    X_class, _ = make_blobs(
        [40, 20, 15, 10, 5],
        centers=[[0, 6], [3, 3], [7, 1], [-4, 0], [0, 0]],
        cluster_std=[0.8, 0.4, 0.8, 0.3, 1.0],
        random_state=0,
    )
    y = np.repeat([0, 1], [len(X_rest), len(X_class)])
    return np.concatenate([X_rest, X_class]), y


def load_data_sets():
    """Return the data sets by name; class 1 is the small one."""
    cancer, benign = load_breast_cancer(return_X_y=True)
    digits, digit = load_digits(return_X_y=True)
    wine, kind = load_wine(return_X_y=True)
    return {
        "breast cancer": (cancer, 1 - benign),
        "digits, 8": (digits, (digit == 8).astype(int)),
        # Its other features make it too easy.
        "wine, 2": (wine[:, :4], (kind == 2).astype(int)),
        "islands": make_islands(),
        "hypercube": make_classification(
            1_000,
            20,
            n_informative=6,
            n_clusters_per_class=4,
            weights=[0.9],
            flip_y=0.02,
            random_state=0,
        ),
    }


def resample_by_nothing(X, y, seed):
    """Return the data as they are, and that nothing was clustered."""
    return X, y, None


def resample_by_smote(X, y, seed):
    """Resample by imbalanced-learn's SMOTE, which clusters nothing."""
    return *SMOTE(random_state=seed).fit_resample(X, y), None


def resample_by_clover(name):
    """Return a function of data and a seed: by a preset, with the clusters it found."""
    # Where the default of a preset is not the rule of its paper.
    params = {"distances_exponent": "features"} if name == "KMeansSMOTE" else {}

    def resample(X, y, seed):
        sampler = getattr(over_sampling, name)(random_state=seed, **params)
        X_res, y_res = sampler.fit_resample(X, y)
        labels = sampler.labels_
        of_class = (np.flatnonzero((labels == c) & (y == 1)) for c in np.unique(labels))
        return X_res, y_res, [rows for rows in of_class if rows.size]

    return resample


def resample_by_variant(name):
    """Return a function of data and a seed: by smote-variants, with its clusters."""
    variant = getattr(smote_variants, name)

    class Recorder(variant):
        def do_the_clustering(self, *args):
            self.clusters = super().do_the_clustering(*args)
            return self.clusters

    def resample(X, y, seed):
        sampler = Recorder(random_state=seed)
        X_res, y_res = sampler.sample(X, y)
        clusters = getattr(sampler, "clusters", None)
        if name == "CURE_SMOTE":
            # It numbers the rows of the class alone.
            clusters = [np.flatnonzero(y == 1)[rows] for rows in clusters or []]
        return X_res, y_res, clusters

    return resample


def list_methods():
    """Return (method, package, function) triples."""
    methods = [
        ("no resampling", "", resample_by_nothing),
        ("SMOTE", "imbalanced-learn", resample_by_smote),
    ]
    for method, preset, variant in (
        ("Cluster-SMOTE", "ClusterSMOTE", "cluster_SMOTE"),
        ("CBO", "CBO", None),
        ("A-SUWO", "ASUWO", "A_SUWO"),
        (CENTERED, "CURESMOTE", "CURE_SMOTE"),
        ("KMeans-SMOTE", "KMeansSMOTE", "kmeans_SMOTE"),
        ("SOMO", "SOMO", "SOMO"),
    ):
        methods.append((method, "clover", resample_by_clover(preset)))
        if variant is not None and smote_variants is not None:
            methods.append((method, "smote-variants", resample_by_variant(variant)))
    return methods


def is_kept(X, X_res):
    """Return whether the output begins with the input."""
    return np.array_equal(X_res[: len(X)], X)


def find_new_rows(X, X_res, y_res):
    """Return the rows of class 1 that were made."""
    if is_kept(X, X_res):
        return X_res[len(X) :][y_res[len(X) :] == 1]
    known = {row.tobytes() for row in X}
    is_new = np.array([row.tobytes() not in known for row in X_res])
    return X_res[is_new & (y_res == 1)]


def count_parts(X_class, new):
    """Return the effective number of parts of the class that new rows lie in."""
    parts = KMeans(min(N_PARTS, len(X_class)), n_init=5, random_state=0).fit(X_class)
    shares = np.bincount(parts.predict(new)) / len(new)
    shares = shares[shares > 0]
    return float(np.exp(-(shares * np.log(shares)).sum()))


def locate(new, starts, ends):
    """Return where rows lie on a segment, from 0 to 1; NaN for those on none.

    Parameters
    ----------
    new : ndarray of shape (n_new, n_features)
        The rows.

    starts, ends : ndarray of shape (n_starts, n_features) and (n_ends, n_features)
        Any start and any end make a segment.
    """
    lengths = cdist(starts, ends)
    lengths[lengths == 0] = np.inf
    places = np.full(len(new), np.nan)
    for i, (to_starts, to_ends) in enumerate(
        zip(cdist(new, starts), cdist(new, ends), strict=True)
    ):
        excess = np.abs((to_starts[:, np.newaxis] + to_ends) / lengths - 1)
        start, end = np.unravel_index(np.argmin(excess), excess.shape)
        if excess[start, end] < TOLERANCE:
            places[i] = to_starts[start] / lengths[start, end]
    return places


@dataclass
class Findings:
    """What a method did on a data set, a value for each fold or each new row."""

    scores: list = field(default_factory=list)
    seconds: list = field(default_factory=list)
    exact: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    parts: list = field(default_factory=list)
    places: list = field(default_factory=list)


def find_segments(method, X, y, clusters):
    """Return starts and ends of the segments on which the paper puts new rows."""
    X_class = X[y == 1]
    if method != CENTERED:
        return X_class, X_class
    return np.array([X[rows].mean(axis=0) for rows in clusters]), X_class


def measure(method, resample, X, y, splits):
    """Return what a method does in the folds."""
    found = Findings()
    for seed, (train, test) in enumerate(splits):
        scaler = StandardScaler().fit(X[train])
        X_train, y_train = scaler.transform(X[train]), y[train]
        start = perf_counter()
        X_res, y_res, clusters = resample(X_train, y_train, seed)
        found.seconds.append(perf_counter() - start)
        found.exact.append(len(set(np.bincount(y_res))) == 1)
        found.kept.append(is_kept(X_train, X_res))
        found.scores.append([])
        for classifier in CLASSIFIERS:
            model = clone(classifier).fit(X_res, y_res)
            probability = model.predict_proba(scaler.transform(X[test]))[:, 1]
            found.scores[-1].append(average_precision_score(y[test], probability))
        new = find_new_rows(X_train, X_res, y_res)
        if seed < N_LOCATED and len(new):
            found.parts.append(count_parts(X_train[y_train == 1], new))
            segments = find_segments(method, X_train, y_train, clusters)
            found.places.extend(locate(new, *segments))
    return found


def format_line(method, package, found, smote_scores):
    """Return a line of the table."""
    scores, places = np.array(found.scores), np.array(found.places)
    difference = 100 * (scores - smote_scores)
    on_segment = np.isfinite(places)
    inside = places[on_segment & (places > 0) & (places < 1)]
    cells = [
        f"{method:<14}",
        f"{package:<16}",
        f"{sum(found.exact):>2}/{len(scores)}",
        f"{sum(found.kept):>2}/{len(scores)}",
        f"{np.median(found.seconds):7.3f}",
        *(
            f"{score:.3f} ({mean:+5.1f} ± {error:.1f})"
            for score, mean, error in zip(
                scores.mean(axis=0),
                difference.mean(axis=0),
                sem(difference),
                strict=True,
            )
        ),
        f"{np.mean(found.parts):5.1f}" if found.parts else "    -",
        f"{on_segment.mean():5.0%}" if places.size else "    -",
        f"{inside.std():.2f}" if inside.size else "   -",
    ]
    return "  ".join(cells)


HEADER = (
    "method          package           exact  kept   seconds  linear (to SMOTE)    "
    "forest (to SMOTE)    parts  on it  sd"
)


def main():
    """Measure, and print a table for each data set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", help="part of the name of a data set")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable()
    if smote_variants is None:
        print("smote-variants is not installed: clover alone is measured. To compare,")
        print("pip install 'cluster-over-sampling[benchmarks]'")
    for name, (X, y) in load_data_sets().items():
        if args.only and args.only not in name:
            continue
        print(f"\n{name}: {np.bincount(y)} rows, {X.shape[1]} features\n{HEADER}")
        folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=2, random_state=0)
        splits = list(folds.split(X, y))
        smote = measure("SMOTE", resample_by_smote, X, y, splits)
        for method, package, resample in list_methods():
            try:
                found = measure(method, resample, X, y, splits)
            except (ValueError, RuntimeError) as error:
                print(f"{method:<14}  {package:<16}  {str(error)[:80]}", flush=True)
                continue
            print(format_line(method, package, found, smote.scores), flush=True)


if __name__ == "__main__":
    main()
