"""CBO: the clusters of all classes are levelled by repetition."""

from collections import Counter
from inspect import signature

import numpy as np
import pytest
from imblearn.over_sampling import RandomOverSampler
from numpy.testing import assert_array_equal
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import DBSCAN, KMeans

from clover.distribution import ClusterDistributor, LogLinearAllocation
from clover.exceptions import NoSamplesError
from clover.over_sampling import CBO, ClusterOverSampler

# Clusters of class 0 at tens of thousands, those of class 1 between them.
MAJORITY, MINORITY = [10, 10, 10, 24], [2, 3, 2]


class Tens(ClusterMixin, BaseEstimator):
    """Rows of the same ten thousand are a cluster; below zero they are noise."""

    def fit(self, X, y=None):
        self.labels_ = np.maximum(np.asarray(X)[:, 0] // 10_000, -1).astype(int)
        return self


def make_clusters(*sizes_of_classes):
    """Return rows whose clusters of each class have the given sizes."""
    X, y = [], []
    for class_label, sizes in enumerate(sizes_of_classes):
        for cluster, size in enumerate(sizes):
            start = 10_000 * cluster + 1_000 * class_label
            X += [[start + row] for row in range(size)]
            y += [class_label] * size
    return np.array(X, dtype=float), np.array(y)


def sizes_of_clusters(X, y):
    """Return the rows of each cluster, a list for each class."""
    return [
        np.unique(X[y == class_label] // 10_000, return_counts=True)[1].tolist()
        for class_label in np.unique(y)
    ]


def test_all_classes_get_the_rows_of_the_levelled_largest_one():
    X, y = make_clusters(MAJORITY, MINORITY)
    sampler = CBO(random_state=0, kmeans_estimator=Tens())
    X_res, y_res = sampler.fit_resample(X, y)
    assert sizes_of_clusters(X_res, y_res) == [[24, 24, 24, 24], [32, 32, 32]]
    assert sampler.sampling_strategy_ == {0: 96 - 54, 1: 96 - 7}


def test_kmeans_finds_the_clusters_to_level():
    X, y = make_clusters(MAJORITY, [2, 3, 2, 5])
    X_res, y_res = CBO(random_state=0, kmeans_estimator=4).fit_resample(X, y)
    assert sizes_of_clusters(X_res, y_res) == [[24] * 4, [24] * 4]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        # 12 rows a class: three clusters of 4, one above the level of 12 / 4 and three
        # that share the rest.
        (([4, 4, 1], [6, 1, 1]), ([4, 4, 4], [6, 3, 3])),
        (([4, 4, 2], [6, 1, 1, 1]), ([4, 4, 4], [6, 2, 2, 2])),
        # Parts of the 10 rows that are no whole numbers.
        (([5, 4], [1, 1, 1]), ([5, 5], [4, 3, 3])),
        # Nothing to level in the largest class.
        (([4, 4], [1, 2]), ([4, 4], [4, 4])),
        # Of two largest classes the second needs more rows.
        (([3, 3], [5, 1], [2]), ([5, 5], [5, 5], [10])),
    ],
)
def test_clusters_end_at_the_level_and_totals_are_exact(sizes, expected):
    X, y = make_clusters(*sizes)
    X_res, y_res = CBO(random_state=0, kmeans_estimator=Tens()).fit_resample(X, y)
    found = sizes_of_clusters(X_res, y_res)
    # Which of several clusters gets the odd row is drawn by their order.
    assert [sorted(of_class) for of_class in found] == [
        sorted(of_class) for of_class in expected
    ]


def test_balanced_classes_are_levelled_inside():
    X, y = make_clusters([5, 1], [2, 4])
    sampler = CBO(random_state=0, kmeans_estimator=Tens())
    X_res, y_res = sampler.fit_resample(X, y)
    assert sizes_of_clusters(X_res, y_res) == [[5, 5], [5, 5]]
    assert sampler.sampling_strategy_ == {0: 4, 1: 4}


def test_classes_of_level_clusters_come_back_as_they_are():
    X, y = make_clusters([3, 3], [2, 2, 2])
    X_res, y_res = CBO(kmeans_estimator=Tens()).fit_resample(X, y)
    assert_array_equal(X_res, X)
    assert_array_equal(y_res, y)


@pytest.mark.parametrize("strategy", ["not majority", {1: 54}, lambda y: {1: 54}, 1.0])
def test_any_other_strategy_levels_the_classes_it_names(strategy):
    X, y = make_clusters(MAJORITY, MINORITY)
    sampler = CBO(strategy, random_state=0, kmeans_estimator=Tens())
    X_res, y_res = sampler.fit_resample(X, y)
    assert sizes_of_clusters(X_res, y_res) == [MAJORITY, [18, 18, 18]]
    assert sampler.sampling_strategy_ == {1: 47}
    assert list(sampler.clusterer_) == [1]


def test_rows_asked_for_level_as_far_as_they_reach():
    X, y = make_clusters([30], [2, 9, 3])
    sampler = CBO({1: 17}, random_state=0, kmeans_estimator=Tens())
    X_res, y_res = sampler.fit_resample(X, y)
    assert sizes_of_clusters(X_res, y_res) == [[30], [4, 9, 4]]


def test_the_largest_class_can_be_asked_for():
    X, y = make_clusters(MAJORITY, MINORITY)
    sampler = CBO({0: 96, 1: 96}, random_state=0, kmeans_estimator=Tens())
    asked = sampler.fit_resample(X, y)
    auto = CBO(random_state=0, kmeans_estimator=Tens()).fit_resample(X, y)
    assert_array_equal(asked[0], auto[0])


@pytest.mark.parametrize("strategy", ["not majority", {1: 70, 2: 200}])
def test_it_is_the_composition_it_says(three_classes, strategy):
    preset = CBO(strategy, random_state=0, kmeans_estimator=4)
    composed = ClusterOverSampler(
        RandomOverSampler(sampling_strategy=strategy),
        KMeans(4, n_init="auto"),
        ClusterDistributor(allocation=LogLinearAllocation.uniform(), mode="final size"),
        random_state=0,
        clustering_scope="class",
    )
    assert_array_equal(
        preset.fit_resample(*three_classes)[0],
        composed.fit_resample(*three_classes)[0],
    )


def test_paper_totals_are_the_composition_with_these_totals(three_classes):
    X, y = three_classes
    preset = CBO(random_state=0)
    found, y_found = preset.fit_resample(X, y)
    composed = ClusterOverSampler(
        RandomOverSampler(sampling_strategy=dict(Counter(y_found.tolist()))),
        KMeans(3, n_init="auto"),
        ClusterDistributor(allocation=LogLinearAllocation.uniform(), mode="final size"),
        random_state=0,
        clustering_scope="class",
    )
    assert_array_equal(composed.fit_resample(X, y)[0], found)
    assert composed.sampling_strategy_ == preset.sampling_strategy_


def test_rows_are_repeated(three_classes):
    X, y = three_classes
    sampler = CBO(random_state=0)
    X_res, y_res = sampler.fit_resample(X, y)
    base = sampler.provenance_.base
    assert_array_equal(X_res[300:], X[base])
    assert_array_equal(y_res[300:], y[base])


def test_noise_counts_but_is_not_repeated():
    X, y = make_clusters([4, 2], [2, 3])
    X[[0, 6]] = -5.0
    sampler = CBO(random_state=0, kmeans_estimator=Tens())
    X_res, y_res = sampler.fit_resample(X, y)
    # Class 0: 3 and 2 rows and one of noise, so that 7 rows level it.
    assert sizes_of_clusters(X_res, y_res) == [[1, 3, 3], [1, 3, 3]]


def test_class_of_noise_alone_is_an_error_or_left_alone():
    X, y = make_clusters([4, 2], [3])
    X[6:] = -5.0
    with pytest.raises(NoSamplesError, match="Class 1: all its rows are noise"):
        CBO(kmeans_estimator=Tens()).fit_resample(X, y)
    sampler = CBO(kmeans_estimator=Tens(), raise_error=False, random_state=0)
    with pytest.warns(match="Class 1: all its rows are noise"):
        X_res, y_res = sampler.fit_resample(X, y)
    assert sizes_of_clusters(X_res, y_res) == [[4, 4], [3]]


def test_noise_of_the_largest_class_alone_leaves_the_rest_to_be_balanced():
    X, y = make_clusters([7], [2, 2])
    X[:7] = np.arange(7)[:, np.newaxis] * 10_000
    clusterer = DBSCAN(eps=2, min_samples=2)
    X_res, y_res = CBO(kmeans_estimator=clusterer).fit_resample(X, y)
    assert Counter(y_res.tolist()) == {0: 7, 1: 7}
    assert_array_equal(X_res[:11], X)


def test_class_of_fewer_rows_than_clusters_works():
    X, y = make_clusters([4, 4, 4, 4], [1])
    sampler = CBO(random_state=0, kmeans_estimator=4)
    X_res, y_res = sampler.fit_resample(X, y)
    assert sizes_of_clusters(X_res, y_res) == [[4] * 4, [16]]
    # The single row needs no clusterer.
    assert list(sampler.clusterer_) == [0]


def test_fit_says_what_levels_the_clusters():
    X, y = make_clusters(MAJORITY, MINORITY)
    sampler = CBO(random_state=0)
    sampler.fit_resample(X, y)
    assert (
        CBO(random_state=0).fit(X, y).sampling_strategy_ == sampler.sampling_strategy_
    )


def test_positions_and_defaults_of_parameters():
    parameters = signature(CBO).parameters
    assert {name: p.default for name, p in parameters.items()} == {
        "sampling_strategy": "auto",
        "random_state": None,
        "kmeans_estimator": 3,
        "raise_error": True,
        "n_jobs": None,
        "weighting": None,
    }
    assert CBO({1: 9}, 0, 4, False).get_params() == {
        "sampling_strategy": {1: 9},
        "random_state": 0,
        "kmeans_estimator": 4,
        "raise_error": False,
        "n_jobs": None,
        "weighting": None,
    }
