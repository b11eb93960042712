"""How keyword arguments reach the clusterer by metadata routing."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from numpy.testing import assert_array_equal
from sklearn import config_context
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

from clover.distribution import DensityDistributor
from clover.over_sampling import (
    ASUWO,
    CBO,
    CURESMOTE,
    SOMO,
    ClusterOverSampler,
    ClusterSMOTE,
    KMeansSMOTE,
)


@pytest.fixture(autouse=True)
def _routing():
    with config_context(enable_metadata_routing=True):
        yield


@pytest.fixture
def weights():
    return np.where(np.arange(300) < 100, 1.0, 1e-9)


@pytest.mark.parametrize(
    "sampler",
    [
        KMeansSMOTE(),
        KMeansSMOTE(kmeans_estimator=1.0),
        # What is wrong with these is said by `fit`.
        KMeansSMOTE(kmeans_estimator="8"),
        KMeansSMOTE(cluster_balance_threshold=1, imbalance_ratio_threshold=1),
        CBO(),
        ClusterSMOTE(),
    ],
)
def test_own_k_means_takes_weights(sampler):
    routing = sampler.get_metadata_routing()
    for method in ("fit", "fit_resample"):
        assert routing.consumes(method, ["sample_weight"]) == {"sample_weight"}


def test_weights_reach_the_own_k_means(two_classes, weights):
    X, y = two_classes
    weighted, plain = (KMeansSMOTE(random_state=0) for _ in range(2))
    weighted.fit(X, y, sample_weight=weights)
    plain.fit(X, y)
    assert (weighted.labels_ != plain.labels_).any()


@pytest.mark.parametrize("preset", [ClusterSMOTE, KMeansSMOTE])
def test_weights_reach_the_k_means_of_the_user(two_classes, weights, preset):
    X, y = two_classes
    kmeans = KMeans(3, n_init=1, random_state=0).set_fit_request(sample_weight=True)
    by_fit, by_resampling = (preset(kmeans_estimator=kmeans) for _ in range(2))
    by_fit.fit(X, y, sample_weight=weights)
    by_resampling.fit_resample(X, y, sample_weight=weights)
    assert_array_equal(by_fit.labels_, by_resampling.labels_)
    without = preset(kmeans_estimator=kmeans).fit(X, y)
    assert (by_fit.labels_ != without.labels_).any()


@pytest.mark.parametrize(
    "sampler", [ASUWO(), CURESMOTE(), SOMO(), ClusterOverSampler(SMOTE())]
)
def test_nothing_is_routed_without_a_clusterer_that_takes_it(sampler):
    routing = sampler.get_metadata_routing()
    assert not routing.consumes("fit_resample", ["sample_weight"])


def test_search_may_set_the_clusterer_later(two_classes):
    sampler = ClusterOverSampler(SMOTE(), None, DensityDistributor(np.inf))
    search = GridSearchCV(
        make_pipeline(sampler, LogisticRegression()),
        {"clusteroversampler__clusterer": [KMeans(2, n_init=1)]},
        cv=2,
    )
    assert search.fit(*two_classes).best_score_ > 0.5
