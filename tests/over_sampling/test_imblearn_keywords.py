"""The keywords of imbalanced-learn's KMeansSMOTE, next to that class."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.over_sampling import KMeansSMOTE as KMeansSMOTEOfImblearn
from numpy.testing import assert_array_equal
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.datasets import make_classification
from sklearn.frozen import FrozenEstimator
from sklearn.neighbors import NearestNeighbors
from stubs import GivenClusters

from clover.distribution import (
    ClusterDistributor,
    LogLinearAllocation,
    MinimumShareFilter,
    MinimumSupportFilter,
)
from clover.exceptions import NoSamplesError
from clover.over_sampling import ClusterOverSampler, KMeansSMOTE

# Rounding of distances may move a number of rows over a whole number.
TOLERANCE = 1e-6


def make_rows(seed, weights, n_features=4, n_samples=900):
    """Return rows of several classes, with features of unlike scale."""
    X, y = make_classification(
        n_samples,
        n_features,
        n_informative=n_features,
        n_redundant=0,
        n_classes=len(weights),
        n_clusters_per_class=2,
        class_sep=2.0,
        weights=weights,
        random_state=seed,
    )
    return X * np.arange(1, n_features + 1), y


def count_rows_of_imblearn(sampler, X, y):
    """Return the rows that imbalanced-learn makes, by cluster and class."""
    X_res, y_res = sampler.fit_resample(X, y)
    # Between rows of a k-means cluster, every point is nearest to its center.
    clusters = sampler.kmeans_estimator_.predict(X_res[len(X) :])
    counts = np.zeros((sampler.kmeans_estimator_.n_clusters, y.max() + 1), dtype=int)
    np.add.at(counts, (clusters, y_res[len(X) :]), 1)
    return counts


def read_report(sampler, column, shape):
    """Return a column of the report by cluster and class, 0 for those not targeted."""
    report = sampler.cluster_report_
    values = np.zeros(shape)
    values[report.cluster, report.class_label] = getattr(report, column)
    return values


def check_same_shares(X, y, k_neighbors=2, **params):
    """Compare selection and shares; return the rows of imbalanced-learn."""
    params = {"k_neighbors": k_neighbors, "random_state": 0, **params}
    theirs = KMeansSMOTEOfImblearn(**params)
    counts = count_rows_of_imblearn(theirs, X, y)

    ours = KMeansSMOTE(
        **{"cluster_balance_threshold": "auto", "density_exponent": "auto", **params}
    ).fit(X, y)
    assert_array_equal(ours.labels_, theirs.kmeans_estimator_.labels_)
    shares = read_report(ours, "proportion", counts.shape)
    assert_array_equal(shares > 0, counts > 0)
    n_requested = np.zeros(counts.shape[1])
    for class_label, number in ours.sampling_strategy_.items():
        n_requested[class_label] = number
    exact = shares * n_requested
    # They round the number of rows of each cluster up.
    assert (exact <= counts + TOLERANCE).all()
    assert (counts < exact + 1 + TOLERANCE).all()
    made = read_report(ours, "n_new_rows", counts.shape)
    assert (abs(made - counts) <= 1).all()
    assert_array_equal(made.sum(axis=0), n_requested)

    assert ours.nn_k_.n_neighbors == theirs.nn_k_.n_neighbors
    assert ours.cluster_balance_threshold_ == theirs.cluster_balance_threshold_
    assert ours.kmeans_estimator_.n_clusters == theirs.kmeans_estimator_.n_clusters
    return counts


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "weights", [[0.8, 0.2], [0.55, 0.3, 0.15], [0.4, 0.25, 0.2, 0.15]]
)
def test_shares_are_those_of_imbalanced_learn(seed, weights):
    X, y = make_rows(seed, weights)
    kmeans = KMeans(12, n_init=1, random_state=seed)
    counts = check_same_shares(X, y, kmeans_estimator=kmeans)
    assert ((counts > 0).sum(axis=0)[1:] > 1).all()


@pytest.mark.parametrize(
    "params",
    [
        {"cluster_balance_threshold": 0.1},
        {"cluster_balance_threshold": 0.35, "density_exponent": 0},
        {"cluster_balance_threshold": 0.0, "density_exponent": 1.5},
        {"density_exponent": 4},
        {"k_neighbors": 5},
        {"k_neighbors": NearestNeighbors(n_neighbors=4)},
        {"sampling_strategy": {1: 400, 2: 180}},
        {"sampling_strategy": "minority"},
        {"kmeans_estimator": KMeans(1, n_init=1, random_state=0)},
        {"kmeans_estimator": MiniBatchKMeans(9, n_init=1, random_state=0)},
    ],
    ids=str,
)
def test_every_keyword_means_the_same(params):
    X, y = make_rows(7, [0.6, 0.25, 0.15])
    kmeans = KMeans(15, n_init=1, random_state=0)
    check_same_shares(X, y, **{"kmeans_estimator": kmeans, **params})


@pytest.mark.parametrize("k_neighbors", [1, 3, 6])
def test_small_clusters_are_dropped_as_there(k_neighbors):
    X, y = make_rows(3, [0.7, 0.3], n_samples=300)
    kmeans = KMeans(40, n_init=1, random_state=0)
    counts = check_same_shares(X, y, k_neighbors, kmeans_estimator=kmeans)
    clusters = KMeans(40, n_init=1, random_state=0).fit_predict(X[:])
    n_rows = np.bincount(clusters[y == 1], minlength=40)
    n_all = np.bincount(clusters, minlength=40)
    is_small = (n_rows <= k_neighbors) & (n_rows / n_all >= 0.5)
    assert is_small.any()
    assert not counts[is_small].any()


@pytest.mark.parametrize("exponent", ["auto", 0, 2])
def test_clusters_of_equal_rows_get_what_they_get_there(exponent):
    # Ten rows of the class are equal, the others lie at two places.
    X = np.r_[np.zeros(10), np.linspace(5, 6, 12), np.linspace(9, 12, 9), [20] * 60]
    X, y = X[:, np.newaxis], np.repeat([1, 0], [31, 60])
    kmeans = KMeans(4, init=np.array([[0.0], [5.5], [10.5], [20.0]]), n_init=1)
    counts = check_same_shares(X, y, kmeans_estimator=kmeans, density_exponent=exponent)
    assert (counts[0, 1] > 0) == (exponent == 0)
    assert (counts[1:3, 1] > 0).all()


def test_rows_are_repeated_if_all_are_equal():
    X, y = (
        np.repeat([0.0, 3, 9], [5, 5, 20])[:, np.newaxis],
        np.repeat([1, 0], [10, 20]),
    )
    sampler = KMeansSMOTE(
        k_neighbors=2,
        kmeans_estimator=KMeans(3, init=np.array([[0.0], [3], [9]]), n_init=1),
        cluster_balance_threshold="auto",
        density_exponent="auto",
        random_state=0,
    )
    X_res, _ = sampler.fit_resample(X, y)
    assert_array_equal(np.sort(X_res[30:, 0]), np.repeat([0, 3], 5))


def test_many_features_do_not_change_the_rule():
    X, y = make_rows(0, [0.7, 0.3], n_features=30)
    kmeans = KMeans(10, n_init=1, random_state=0)
    counts = check_same_shares(X, y, kmeans_estimator=kmeans)
    assert (counts[:, 1] > 0).sum() > 1


@pytest.mark.parametrize(
    "params", [{"cluster_balance_threshold": 0.99}, {"k_neighbors": 200}]
)
def test_both_raise_a_runtime_error_where_nothing_is_selected(params):
    X, y = make_rows(0, [0.8, 0.2], n_samples=300)
    kmeans = KMeans(3, n_init=1, random_state=0)
    for cls in (KMeansSMOTEOfImblearn, KMeansSMOTE):
        sampler = cls(
            kmeans_estimator=kmeans,
            **{"cluster_balance_threshold": "auto", "density_exponent": "auto"},
        ).set_params(**params)
        with pytest.raises(RuntimeError), np.errstate(invalid="ignore"):
            sampler.fit_resample(X, y)


@pytest.fixture
def three_pure_clusters():
    """Return rows of classes 0, 1 and 2 around 0, 10 and 20, and their k-means.

    Class 1 has 8 rows there and 2 among the 20 of class 0; class 2 has 4 and 1 of 9.
    """
    places = {(0, 0): 20, (0, 1): 2, (10, 1): 8, (10, 2): 1, (20, 2): 4}
    X, y = np.array(
        [(at + i / 100, label) for (at, label), n in places.items() for i in range(n)]
    ).T
    X = X[:, np.newaxis]
    centers = np.array([[0.1], [10.05], [20.02]])
    kmeans = KMeans(3, init=centers, n_init=1).fit(X)
    return X, y.astype(int), kmeans


def test_auto_is_half_of_the_part_of_the_class(three_pure_clusters):
    X, y, kmeans = three_pure_clusters
    # Class 1 lacks 10 rows and class 2 lacks 15: their parts are 0.4 and 0.6.
    sampler = KMeansSMOTE(
        k_neighbors=1,
        kmeans_estimator=FrozenEstimator(kmeans),
        cluster_balance_threshold="auto",
    ).fit(X, y)
    assert sampler.cluster_balance_threshold_ == "auto"
    share_filter, _ = sampler.distributor_.filter_.filters
    assert_array_equal(share_filter.min_share_, [0, 0.2, 0.3])
    assert sampler.distributor_.filtered_clusters_ == [(1, 1), (2, 2)]
    assert sampler.distributor_.reasons_ == {
        (0, 1): "share 0.0909 of the cluster below 0.2",
        (1, 2): "share 0.111 of the cluster below 0.3; "
        "rows of the class, 1, fewer than 2",
    }


@pytest.mark.parametrize(
    ("y", "labels", "min_shares"),
    [
        # Class 1 lacks 4 rows and class 2 lacks 6.
        ([0] * 8 + [1] * 4 + [2] * 2, [0] * 14, [0, 0.2, 0.3]),
        # Class 2 has a single row and lacks 6; class 1 lacks 4.
        ([0] * 7 + [1] * 3 + [2], [0] * 11, [0, 0.2, 0.3]),
        # Classes 2 and 3 have a single row each and lack 8; class 1 lacks 4.
        ([0] * 9 + [1] * 5 + [2, 3], [0] * 16, [0, 0.1, 0.2, 0.2]),
        # All rows of class 2, which lacks 6, are noise.
        ([0] * 8 + [1] * 4 + [2] * 2, [0] * 12 + [-1] * 2, [0, 0.2, 0.3]),
        # So is the single row of class 2.
        ([0] * 7 + [1] * 3 + [2], [0] * 10 + [-1], [0, 0.2, 0.3]),
    ],
    ids=["none", "one", "two", "noise", "single noise"],
)
@pytest.mark.filterwarnings("ignore:Class", "ignore:Classes", "ignore:No samples were")
def test_auto_share_counts_classes_of_which_nothing_is_distributed(
    y, labels, min_shares
):
    sampler = ClusterOverSampler(
        SMOTE(k_neighbors=1),
        GivenClusters(labels),
        ClusterDistributor(MinimumShareFilter("auto")),
        raise_error=False,
    ).fit(np.arange(len(y)).reshape(-1, 1), y)
    assert_array_equal(sampler.distributor_.filter_.min_share_, min_shares)


def test_auto_share_next_to_a_single_row_is_that_of_imbalanced_learn():
    X = np.random.default_rng(0).normal(size=(200, 3))
    y = np.repeat([0, 1, 2], [140, 59, 1])
    with pytest.warns(UserWarning, match="Class 2 has a single row"):
        sampler = KMeansSMOTE(
            kmeans_estimator=KMeans(6, random_state=0, n_init=1),
            cluster_balance_threshold="auto",
            density_exponent="auto",
            k_neighbors=2,
            random_state=0,
        ).fit(X, y)
    # Class 1 lacks 81 rows and class 2 lacks 139.
    share_filter, _ = sampler.distributor_.filter_.filters
    assert share_filter.min_share_[1] == 81 / 220 / 2
    assert sampler.distributor_.target_classes_ == [1]
    assert sampler.distributor_.n_requested_ == {1: 81, 2: 139}


def test_auto_share_is_inclusive():
    # Class 1 is half of the first cluster, and 4 of 9 in the second.
    X = np.r_[np.linspace(0, 1, 8), np.linspace(5, 6, 9)].reshape(-1, 1)
    y = np.r_[[0, 1] * 4, [0, 1] * 4, 0]
    kmeans = KMeans(2, init=np.array([[0.5], [5.5]]), n_init=1).fit(X)
    sampler = KMeansSMOTE(
        k_neighbors=2,
        kmeans_estimator=FrozenEstimator(kmeans),
        cluster_balance_threshold="auto",
    ).fit(X, y)
    assert sampler.distributor_.filtered_clusters_ == [(0, 1)]


@pytest.mark.parametrize(("k_neighbors", "n_selected"), [(6, 3), (7, 2), (9, 1)])
def test_support_is_k_plus_one_rows(k_neighbors, n_selected):
    # Clusters of 7, 9 and 10 rows of the class, and no others.
    X = np.repeat([0.0, 10, 20, 30], [7, 9, 10, 40])
    X = (X + np.arange(66) / 100)[:, np.newaxis]
    y = np.repeat([1, 0], [26, 40])
    sampler = KMeansSMOTE(
        k_neighbors=k_neighbors,
        kmeans_estimator=KMeans(4, n_init=10, random_state=0),
        cluster_balance_threshold=0.5,
        random_state=0,
    ).fit(X, y)
    assert sampler.cluster_report_.selected.sum() == n_selected


def test_support_does_not_depend_on_rounding():
    # 3 / 47 * 47 is below 3 in floats.
    X = np.linspace(0, 1, 47).reshape(-1, 1)
    y = np.r_[[1] * 3, [0] * 44]
    sampler = KMeansSMOTE(
        k_neighbors=2, kmeans_estimator=1, cluster_balance_threshold="auto"
    )
    _, y_res = sampler.fit_resample(X, y)
    assert y_res.sum() == 44


@pytest.mark.parametrize("threshold", ["auto", 0.9])
def test_one_cluster_needs_no_share(threshold):
    X, y = make_rows(0, [0.9, 0.1], n_samples=100)
    sampler = KMeansSMOTE(
        kmeans_estimator=1, cluster_balance_threshold=threshold, random_state=0
    )
    _, y_res = sampler.fit_resample(X, y)
    assert (y_res == 1).sum() == (y == 0).sum()
    assert sampler.cluster_balance_threshold_ == -np.inf


def test_one_cluster_still_needs_support():
    X, y = np.arange(30.0).reshape(-1, 1), np.r_[[1] * 5, [0] * 25]
    sampler = KMeansSMOTE(kmeans_estimator=1, cluster_balance_threshold="auto")
    with pytest.raises(NoSamplesError, match="rows of the class, 5, fewer than 6"):
        sampler.fit(X, y)


def test_exponent_alone_leaves_the_selection_to_clover():
    X, y = make_rows(1, [0.8, 0.2])
    common = {"random_state": 0, "kmeans_estimator": 12}
    by_default = KMeansSMOTE(**common).fit(X, y)
    sampler = KMeansSMOTE(**common, density_exponent="auto").fit(X, y)
    assert_array_equal(
        sampler.cluster_report_.selected, by_default.cluster_report_.selected
    )
    assert sampler.distributor_.distances_exponent_ == "imbalanced-learn"


def test_threshold_alone_leaves_the_exponent_to_clover():
    X, y = make_rows(1, [0.8, 0.2])
    common = {"random_state": 0, "cluster_balance_threshold": "auto"}
    by_default = KMeansSMOTE(**common).fit(X, y)
    by_number = KMeansSMOTE(**common, distances_exponent=4, temperature="auto")
    by_number.fit(X, y)
    assert_array_equal(
        by_default.cluster_report_.proportion, by_number.cluster_report_.proportion
    )


def test_keywords_are_the_composition_in_the_documentation():
    X, y = make_rows(2, [0.5, 0.3, 0.2])
    kmeans = MiniBatchKMeans(10, n_init="auto")
    composed = ClusterOverSampler(
        SMOTE(k_neighbors=2),
        kmeans,
        ClusterDistributor(
            MinimumShareFilter("auto") & MinimumSupportFilter(3),
            LogLinearAllocation.by_sparsity("imbalanced-learn", equal_rows="nothing"),
        ),
        random_state=0,
    )
    preset = KMeansSMOTE(
        k_neighbors=2,
        kmeans_estimator=10,
        cluster_balance_threshold="auto",
        density_exponent="auto",
        random_state=0,
    )
    assert_array_equal(preset.fit_resample(X, y)[0], composed.fit_resample(X, y)[0])
