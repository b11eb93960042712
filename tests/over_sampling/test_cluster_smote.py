"""ClusterSMOTE: each class divided by k-means, SMOTE at one rate in its clusters."""

from collections import Counter
from inspect import signature

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from numpy.testing import assert_array_equal
from scipy import stats
from sklearn import config_context
from sklearn.cluster import DBSCAN, KMeans
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from stubs import name_of

from clover.distribution import ClusterDistributor, LogLinearAllocation
from clover.over_sampling import ClusterOverSampler, ClusterSMOTE


class Halves:
    """A clusterer that is no estimator of scikit-learn."""

    n_clusters = 5

    def __init__(self, kmeans):
        self.kmeans = kmeans

    def fit_predict(self, X):
        return self.kmeans.predict(X) // 3


@pytest.mark.parametrize(
    ("kmeans_estimator", "clusterer"),
    [
        (3, KMeans(3, n_init="auto")),
        (np.int64(5), KMeans(5, n_init="auto")),
        (DBSCAN(eps=5), DBSCAN(eps=5)),
        (make_pipeline(StandardScaler(), KMeans(4, n_init=2)),) * 2,
    ],
    ids=name_of,
)
def test_it_is_the_composition_it_says(three_classes, kmeans_estimator, clusterer):
    preset = ClusterSMOTE(
        random_state=0, k_neighbors=3, kmeans_estimator=kmeans_estimator
    )
    composed = ClusterOverSampler(
        SMOTE(k_neighbors=3),
        clusterer,
        ClusterDistributor(allocation=LogLinearAllocation.by_size()),
        random_state=0,
        clustering_scope="class",
    )
    assert_array_equal(
        preset.fit_resample(*three_classes)[0],
        composed.fit_resample(*three_classes)[0],
    )


def test_clusters_get_rows_in_proportion_to_their_sizes(two_classes):
    sampler = ClusterSMOTE({1: 330}, random_state=0)
    sampler.fit_resample(*two_classes)
    report = sampler.cluster_report_
    has_rows = report.n_rows > 0
    assert has_rows.sum() == 3
    assert_array_equal(report.n_new_rows[has_rows], 10 * report.n_rows[has_rows])


def test_marginal_over_clusters_is_that_of_smote_by_itself(two_classes):
    X, y = two_classes
    sampler = ClusterSMOTE({1: 630}, random_state=0)
    sampler.fit_resample(X, y)
    by_cluster = np.bincount(sampler.labels_[sampler.provenance_.base])
    sizes = np.bincount(sampler.labels_[y == 1])
    alone = ClusterOverSampler(SMOTE(sampling_strategy={1: 630}), random_state=1)
    alone.fit_resample(X, y)
    expected = by_cluster[sizes > 0]
    found = np.bincount(
        sampler.labels_[alone.provenance_.base], minlength=by_cluster.size
    )[sizes > 0]
    assert stats.chisquare(found, expected).pvalue > 0.01


def test_no_new_row_lies_between_regions_of_the_class():
    rng = np.random.RandomState(0)
    places = np.repeat([0.0, 100.0, 200.0], 8)[:, np.newaxis]
    X = np.vstack((places + rng.uniform(size=(24, 1)), rng.uniform(0, 200, (90, 1))))
    y = np.repeat([1, 0], [24, 90])
    X_res, _ = ClusterSMOTE(random_state=0).fit_resample(X, y)
    new = X_res[114:, 0]
    assert new.size == 66
    assert (np.abs(new - np.round(new / 100 - 0.005) * 100 - 0.5) <= 0.5).all()


def test_other_classes_do_not_move_the_clusters(two_classes):
    X, y = two_classes
    sampler = ClusterSMOTE(random_state=0)
    sampler.fit_resample(X, y)
    labels = sampler.labels_[y == 1]
    sampler.fit_resample(np.where(y[:, np.newaxis] == 0, 7 * X, X), y)
    assert_array_equal(sampler.labels_[y == 1], labels)


@pytest.mark.parametrize("n_rows", [2, 3, 5])
def test_class_of_few_rows_has_fewer_clusters(n_rows):
    X = np.arange(20.0)[:, np.newaxis]
    y = np.repeat([1, 0], [n_rows, 20 - n_rows])
    sampler = ClusterSMOTE(kmeans_estimator=4, random_state=0)
    _, y_res = sampler.fit_resample(X, y)
    assert Counter(y_res.tolist()) == {0: 20 - n_rows, 1: 20 - n_rows}
    assert sampler.clusterer_[1].n_clusters == min(n_rows, 4)
    assert sampler.kmeans_estimator == 4


@pytest.mark.filterwarnings("error")
def test_class_of_few_distinct_rows_has_fewer_clusters():
    X = np.array([[1.0], [1.0], [1.0], [4.0], [4.0], *([[9.0]] * 8)])
    y = np.repeat([1, 0], [5, 8])
    sampler = ClusterSMOTE(random_state=0)
    X_res, _ = sampler.fit_resample(X, y)
    assert sampler.clusterer_[1].n_clusters == 2
    assert set(X_res[13:, 0]) <= {1.0, 4.0}


@pytest.mark.parametrize("freeze", [FrozenEstimator, Halves])
def test_clusterer_whose_clusters_cannot_be_fewer_is_left_alone(freeze):
    X = np.arange(20.0)[:, np.newaxis]
    y = np.repeat([1, 0], [3, 17])
    clusterer = freeze(KMeans(5, random_state=0).fit(X))
    _, y_res = ClusterSMOTE(kmeans_estimator=clusterer).fit_resample(X, y)
    assert (y_res == 1).sum() == 17


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_units_change_no_cluster(two_classes, scale):
    X, y = two_classes
    sampler = ClusterSMOTE(random_state=0)
    sampler.fit_resample(X, y)
    labels = sampler.labels_
    # A power of two, so that no digit is lost.
    sampler.fit_resample(X * 2.0 ** np.round(np.log2(scale)), y)
    assert_array_equal(sampler.labels_, labels)


def test_routed_weights_reach_the_clusters(two_classes):
    X, y = two_classes
    weights = np.ones(len(y))
    weights[y == 1] = np.linspace(1, 1000, 30)
    sampler = ClusterSMOTE(random_state=0)
    with config_context(enable_metadata_routing=True):
        kmeans = KMeans(3, n_init=1).set_fit_request(sample_weight=True)
        sampler.set_params(kmeans_estimator=kmeans)
        sampler.fit_resample(X, y, sample_weight=weights)
    weighted = sampler.clusterer_[1].cluster_centers_
    sampler.fit_resample(X, y)
    assert not np.allclose(weighted, sampler.clusterer_[1].cluster_centers_)


@pytest.mark.parametrize("kmeans_estimator", [0, 1.5, None, "kmeans", KMeans])
def test_what_is_no_clusterer_is_refused(two_classes, kmeans_estimator):
    sampler = ClusterSMOTE(kmeans_estimator=kmeans_estimator)
    with pytest.raises(ValueError, match="'kmeans_estimator' parameter"):
        sampler.fit_resample(*two_classes)


def test_positions_and_defaults_of_parameters():
    parameters = signature(ClusterSMOTE).parameters
    assert {name: p.default for name, p in parameters.items()} == {
        "sampling_strategy": "auto",
        "random_state": None,
        "k_neighbors": 5,
        "kmeans_estimator": 3,
        "raise_error": True,
        "n_jobs": None,
        "weighting": None,
    }
    assert ClusterSMOTE({1: 9}, 0, 3, 4, False).get_params() == {
        "sampling_strategy": {1: 9},
        "random_state": 0,
        "k_neighbors": 3,
        "kmeans_estimator": 4,
        "raise_error": False,
        "n_jobs": None,
        "weighting": None,
    }
