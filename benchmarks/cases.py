"""The cases of the benchmark: what is done, on which data, and by whom.

A case has a function that makes the data and, for clover and each peer, one that takes
them and returns what is timed.
"""

from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

import numpy as np
from imblearn.over_sampling import SMOTE
from imblearn.over_sampling import KMeansSMOTE as ImblearnKMeansSMOTE
from imblearn_extra.clover import distribution as extra_distribution
from imblearn_extra.clover import over_sampling as extra
from imblearn_extra.gsmote import GeometricSMOTE as ExtraGeometricSMOTE
from minisom import MiniSom
from scipy import sparse
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import MiniBatchKMeans
from sklearn.datasets import make_blobs, make_classification
from sklearn.neighbors import NearestNeighbors

from clover import over_sampling
from clover.clusterer import SOM
from clover.distribution import DensityDistributor

CLOVER, EXTRA, IMBLEARN = "clover", "imbalanced-learn-extra", "imbalanced-learn"
PLAIN_SMOTE, LOOP, MINISOM = "SMOTE", "loop over clusters", "MiniSom"


@dataclass
class Case:
    """One comparison.

    Attributes
    ----------
    title : str
        What is done.

    make_data : callable
        Returns the data, ``X, y`` for samplers.

    actions : dict
        Maps names to functions that take the data and return something to call.

    targets : dict
        Maps names of peers to the ratio, clover's time over theirs, to stay below.

    memory_target : float or None
        What clover's peak memory above input and output may be, as a share of the
        output.

    is_quick : bool
        Whether it belongs to the quick benchmark.
    """

    title: str
    make_data: callable
    actions: dict
    targets: dict = field(default_factory=dict)
    memory_target: float | None = None
    is_quick: bool = False


class GivenClusters(ClusterMixin, BaseEstimator):
    """Gives the labels that it was given."""

    def __init__(self, labels):
        self.labels = labels

    def fit(self, X, y=None):
        self.labels_ = self.labels
        return self


def classification(n_samples, n_features=20, n_classes=2, share=0.1):
    """Return rows of overlapping classes, the first of which is the largest."""
    weights = [1 - share * (n_classes - 1), *[share] * (n_classes - 1)]
    return make_classification(
        n_samples,
        n_features,
        n_informative=min(n_features, max(10, n_classes.bit_length() + 2)),
        n_redundant=0,
        n_classes=n_classes,
        n_clusters_per_class=1 if n_classes > 2 else 2,
        weights=weights,
        random_state=0,
    )


def mixed(n_samples, n_features=20):
    """Return rows of a class that is everywhere, so that most clusters are used."""
    rng = np.random.RandomState(0)
    X = rng.normal(size=(n_samples, n_features))
    return X, (rng.uniform(size=n_samples) < 0.1).astype(int)


def texts(n_samples, n_terms=50_000, n_terms_per_row=100):
    """Return sparse rows as of texts of 20 topics, some of which are rare."""
    rng = np.random.RandomState(0)
    topic = rng.choice(20, size=n_samples, p=[0.09] * 10 + [0.01] * 10)
    terms = (rng.pareto(1.0, size=(n_samples, n_terms_per_row)) * 50).astype(int)
    terms = (terms + topic[:, np.newaxis] * 997) % n_terms
    rows = np.repeat(np.arange(n_samples), n_terms_per_row)
    X = sparse.coo_matrix(
        (np.ones(rows.size), (rows, terms.ravel())), shape=(n_samples, n_terms)
    ).tocsr()
    return X, (topic >= 10).astype(int)


def clustered(n_samples, n_clusters):
    """Return rows, classes, and labels of small clusters."""
    X, y = classification(n_samples)
    labels = MiniBatchKMeans(n_clusters, n_init=1, random_state=0).fit_predict(X)
    return X, y, labels


def points(n_samples, n_features):
    """Return points in the unit cube."""
    X, _ = make_blobs(n_samples, n_features, centers=30, random_state=0)
    return ((X - X.min(axis=0)) / np.ptp(X, axis=0),)


def resample_with(sampler):
    """Return an action for a sampler."""

    def prepare(X, y):
        return lambda: sampler.fit_resample(X, y)

    return prepare


def kmeans_smotes(clusterer, *, peers=(EXTRA, IMBLEARN), exponent="features"):
    """Return actions for the KMeansSMOTE of clover and of peers."""
    common = {"kmeans_estimator": clusterer, "k_neighbors": 5, "random_state": 0}
    # The rule of the paper, which is the default of imbalanced-learn-extra.
    of_extra = "auto" if exponent == "features" else exponent
    samplers = {
        CLOVER: over_sampling.KMeansSMOTE(**common, distances_exponent=exponent),
        EXTRA: extra.KMeansSMOTE(**common, distances_exponent=of_extra),
        # Its default, half of the rows, selects no cluster here.
        IMBLEARN: ImblearnKMeansSMOTE(**common, cluster_balance_threshold=0.1),
    }
    return {name: resample_with(samplers[name]) for name in (CLOVER, *peers)}


def presets(name, **params):
    """Return actions for a preset of clover and of its predecessor."""
    params = {"random_state": 0, **params}
    return {
        CLOVER: resample_with(getattr(over_sampling, name)(**params)),
        EXTRA: resample_with(getattr(extra, name)(**params)),
    }


def geometric_smotes(strategy):
    """Return actions for Geometric SMOTE."""
    params = {"selection_strategy": strategy, "random_state": 0}
    return {
        CLOVER: resample_with(over_sampling.GeometricSMOTE(**params)),
        EXTRA: resample_with(ExtraGeometricSMOTE(**params)),
    }


def cluster_over_samplers():
    """Return actions for SMOTE inside clusters that are given."""

    def prepare(make, make_distributor):
        def prepare_data(X, y, labels):
            sampler = make(
                SMOTE(),
                GivenClusters(labels),
                make_distributor(distances_exponent=2),
                random_state=0,
            )
            return lambda: sampler.fit_resample(X, y)

        return prepare_data

    return {
        CLOVER: prepare(over_sampling.ClusterOverSampler, DensityDistributor),
        EXTRA: prepare(extra.ClusterOverSampler, extra_distribution.DensityDistributor),
        LOOP: lambda X, y, labels: lambda: loop_over_clusters(X, y, labels),
    }


def loop_over_clusters(X, y, labels, k_neighbors=5):
    """Resample as one would write it by hand, with a share of its own a cluster."""
    rng = np.random.RandomState(0)
    order = np.argsort(labels, kind="stable")
    bounds = np.searchsorted(labels[order], np.arange(labels.max() + 2))
    clusters = [order[start:stop] for start, stop in pairwise(bounds)]
    ratio = (y == 0).sum() / (y == 1).sum()
    rows_of_class = [
        rows[y[rows] == 1]
        for rows in clusters
        if 0 < (y[rows] == 0).sum() <= ratio * (y[rows] == 1).sum()
    ]
    rows_of_class = [rows for rows in rows_of_class if rows.size > 1]
    n_new = (y == 0).sum() - (y == 1).sum()
    shares = np.full(len(rows_of_class), n_new // len(rows_of_class))
    shares[: n_new - shares.sum()] += 1
    pieces = [X]
    for rows, share in zip(rows_of_class, shares, strict=True):
        k = min(k_neighbors, rows.size - 1)
        search = NearestNeighbors(n_neighbors=k + 1).fit(X[rows])
        neighbors = search.kneighbors(X[rows], return_distance=False)[:, 1:]
        base = rng.randint(rows.size, size=share)
        partner = neighbors[base, rng.randint(k, size=share)]
        gaps = rng.uniform(size=(share, 1))
        pieces.append(X[rows[base]] + gaps * (X[rows[partner]] - X[rows[base]]))
    return np.vstack(pieces), np.append(y, np.ones(n_new, dtype=int))


def maps():
    """Return actions for maps of 20 x 20 units, trained over 10 epochs."""

    def train_minisom(X):
        som = MiniSom(20, 20, X.shape[1], sigma=2.0, random_seed=0)
        som.random_weights_init(X)
        return lambda: som.train(X, 10, use_epochs=True)

    def train_clover(X):
        return lambda: SOM(20, 20, max_iter=10, random_state=0).fit(X)

    return {CLOVER: train_clover, MINISOM: train_minisom}


PLAIN = {PLAIN_SMOTE: resample_with(SMOTE(random_state=0))}

CASES = {
    "own-50": Case(
        "KMeansSMOTE with its own 50 clusters, 100,000 x 20",
        lambda: classification(100_000),
        {**kmeans_smotes(50), **PLAIN},
        {PLAIN_SMOTE: 1.0},
        is_quick=True,
    ),
    "given-50": Case(
        "KMeansSMOTE with a clusterer of 50 clusters, 100,000 x 20",
        lambda: classification(100_000),
        kmeans_smotes(MiniBatchKMeans(50, n_init=1, random_state=0)),
        {EXTRA: 0.9, IMBLEARN: 0.9},
    ),
    "given-500": Case(
        "KMeansSMOTE with a clusterer of 500 clusters, 100,000 x 20",
        lambda: classification(100_000),
        kmeans_smotes(MiniBatchKMeans(500, n_init=1, random_state=0)),
        {EXTRA: 0.75, IMBLEARN: 0.75},
    ),
    "million": Case(
        "KMeansSMOTE with its own 100 clusters, 1,000,000 x 20",
        lambda: classification(1_000_000),
        {**kmeans_smotes(100), **PLAIN},
        {PLAIN_SMOTE: 0.12, EXTRA: 0.12, IMBLEARN: 0.05},
        memory_target=0.5,
    ),
    "million-mixed": Case(
        "The same, of a class that is in all clusters",
        lambda: mixed(1_000_000),
        {**kmeans_smotes(100), **PLAIN},
        {PLAIN_SMOTE: 0.12, EXTRA: 0.12, IMBLEARN: 0.05},
        memory_target=0.5,
    ),
    "framework": Case(
        "SMOTE in 1,000 given clusters, 100,000 x 20",
        lambda: clustered(100_000, 1_000),
        cluster_over_samplers(),
        {EXTRA: 0.35, LOOP: 0.7},
        is_quick=True,
    ),
    "gsmote-combined": Case(
        "GeometricSMOTE, 'combined', 50,000 x 20",
        lambda: classification(50_000),
        geometric_smotes("combined"),
        {EXTRA: 0.35},
    ),
    "gsmote-minority": Case(
        "GeometricSMOTE, 'minority', 50,000 x 20",
        lambda: classification(50_000),
        geometric_smotes("minority"),
        {EXTRA: 0.12},
        is_quick=True,
    ),
    "som": Case(
        "SOM of 20 x 20 units, 10 epochs, 20,000 x 10",
        lambda: points(20_000, 10),
        maps(),
        {MINISOM: 0.055},
    ),
    "somo-3000": Case(
        "SOMO, 3,000 x 10",
        lambda: make_classification(3_000, 10, weights=[0.9], random_state=0),
        presets("SOMO"),
        {EXTRA: 0.25},
        is_quick=True,
    ),
    "geometric-somo-3000": Case(
        "GeometricSOMO, 3,000 x 10",
        lambda: make_classification(3_000, 10, weights=[0.9], random_state=0),
        presets("GeometricSOMO"),
        {EXTRA: 0.15},
        is_quick=True,
    ),
    "somo-20000": Case(
        "SOMO, 20,000 x 10",
        lambda: make_classification(
            20_000,
            10,
            n_informative=6,
            weights=[0.8],
            flip_y=0,
            class_sep=2,
            random_state=0,
        ),
        presets("SOMO"),
        {EXTRA: 0.2},
    ),
    "one-cluster": Case(
        "KMeansSMOTE with one cluster, 40,000 rows of the smaller class, 20 features",
        lambda: (mixed(90_000)[0], np.repeat([1, 0], [40_000, 50_000])),
        kmeans_smotes(1),
    ),
    "texts": Case(
        "KMeansSMOTE of sparse rows, 20,000 x 50,000, 100 terms a row",
        lambda: texts(20_000),
        {**kmeans_smotes(20, peers=(IMBLEARN,), exponent=2), **PLAIN},
    ),
    "many-classes": Case(
        "KMeansSMOTE of 50 classes, 100,000 x 20",
        lambda: classification(100_000, n_classes=50, share=0.01),
        {**kmeans_smotes(50, peers=(EXTRA,)), **PLAIN},
    ),
    "many-features": Case(
        "KMeansSMOTE of 1,000 features, 20,000 rows",
        lambda: classification(20_000, n_features=1_000),
        {**kmeans_smotes(20), **PLAIN},
    ),
}

# Of the cost of rows, with clusters in proportion.
SIZES = (10_000, 25_000, 50_000, 100_000, 200_000, 400_000, 800_000, 1_600_000)
ROWS_PER_CLUSTER = 10_000
SCALING = {
    f"rows-{n_samples}": Case(
        f"KMeansSMOTE, {n_samples:,} x 20",
        partial(classification, n_samples),
        {**kmeans_smotes(max(2, n_samples // ROWS_PER_CLUSTER)), **PLAIN},
    )
    for n_samples in (*SIZES, 2_000_000)
}
