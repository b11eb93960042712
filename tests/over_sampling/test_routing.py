"""How keyword arguments reach the clusterer by metadata routing."""

from functools import partial

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from numpy.testing import assert_array_equal
from sklearn import config_context
from sklearn.base import clone
from sklearn.cluster import DBSCAN, BisectingKMeans, KMeans, MiniBatchKMeans
from sklearn.exceptions import UnsetMetadataPassedError
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import get_scorer
from sklearn.model_selection import GridSearchCV, cross_validate
from stubs import name_of

from clover.distribution import DensityDistributor
from clover.over_sampling import (
    ASUWO,
    CBO,
    CURESMOTE,
    SOMO,
    ClusterOverSampler,
    ClusterSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
    ScaledGeometricSMOTE,
)


def without_weights(kmeans):
    """Return a k-means that says that it wants no weights."""
    with config_context(enable_metadata_routing=True):
        return kmeans.set_fit_request(sample_weight=False)


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
        ClusterSMOTE(kmeans_estimator=5),
        ASUWO(),
        CURESMOTE(),
        SOMO(),
        ScaledGeometricSMOTE(),
        ScaledGeometricSMOTE(n_clusters=3),
        GeometricSOMO(som_estimator=4),
        ClusterOverSampler(SMOTE()),
        ClusterOverSampler(SMOTE(), DBSCAN()),
        # It says explicitly that it does not want them.
        KMeansSMOTE(kmeans_estimator=without_weights(KMeans())),
    ],
    ids=name_of,
)
def test_nothing_is_routed_that_the_user_did_not_request(sampler):
    routing = sampler.get_metadata_routing()
    for method in ("fit", "fit_resample"):
        assert not routing.consumes(method, ["sample_weight"])


@pytest.mark.parametrize(
    "sampler",
    [
        KMeansSMOTE(),
        KMeansSMOTE(kmeans_estimator=0.1),
        ClusterSMOTE(),
        CBO(),
        SOMO(),
        ASUWO(),
        CURESMOTE(),
        ScaledGeometricSMOTE(n_clusters=3),
        ClusterOverSampler(SMOTE(), without_weights(DBSCAN(eps=15.0))),
        KMeansSMOTE(kmeans_estimator=without_weights(KMeans(4))),
    ],
    ids=name_of,
)
def test_weights_for_the_score_do_not_change_the_model(two_classes, weights, sampler):
    X, y = two_classes
    model = LogisticRegression(max_iter=1_000).set_fit_request(sample_weight=False)
    scorer = get_scorer("accuracy").set_score_request(sample_weight=True)
    pipeline = make_pipeline(sampler.set_params(random_state=0), model)

    def coefficients(params):
        results = cross_validate(
            pipeline, X, y, scoring=scorer, cv=2, params=params, return_estimator=True
        )
        return [fitted[-1].coef_ for fitted in results["estimator"]]

    assert_array_equal(coefficients({"sample_weight": weights}), coefficients({}))


def test_weights_are_followed_in_a_pipeline_if_they_are_requested(two_classes, weights):
    X, y = two_classes
    kmeans = MiniBatchKMeans(8).set_fit_request(sample_weight=True)
    model = LogisticRegression(max_iter=1_000).set_fit_request(sample_weight=False)
    pipeline = make_pipeline(
        KMeansSMOTE(random_state=0, kmeans_estimator=kmeans), model
    )
    weighted = clone(pipeline).fit(X, y, sample_weight=weights)
    plain = clone(pipeline).fit(X, y)
    by_itself = clone(pipeline[0]).fit(X, y, sample_weight=weights)
    assert (weighted[0].labels_ != plain[0].labels_).any()
    assert_array_equal(weighted[0].labels_, by_itself.labels_)


@pytest.mark.parametrize(
    ("sampler", "told"),
    [
        (KMeansSMOTE(), "MiniBatchKMeans"),
        (ClusterSMOTE(), "KMeans"),
        (CBO(), "KMeans"),
        (ScaledGeometricSMOTE(n_clusters=3), "KMeans"),
        (ClusterOverSampler(SMOTE(), BisectingKMeans()), "BisectingKMeans"),
    ],
    ids=name_of,
)
def test_weights_that_nothing_requests_are_refused(two_classes, weights, sampler, told):
    with pytest.raises(UnsetMetadataPassedError, match="sample_weight") as caught:
        sampler.fit(*two_classes, sample_weight=weights)
    (note,) = caught.value.__notes__
    assert note.endswith(f" {told}(...).set_fit_request(sample_weight=True).")


@pytest.mark.parametrize(
    "preset",
    [KMeansSMOTE, ClusterSMOTE, CBO, partial(ScaledGeometricSMOTE, n_clusters=3)],
)
def test_without_routing_weights_reach_the_own_k_means(two_classes, weights, preset):
    X, y = two_classes
    weighted, plain = preset(random_state=0), preset(random_state=0)
    with config_context(enable_metadata_routing=False):
        weighted.fit_resample(X, y, sample_weight=weights)
        plain.fit_resample(X, y)
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


def test_search_may_set_the_clusterer_later(two_classes):
    sampler = ClusterOverSampler(SMOTE(), None, DensityDistributor(np.inf))
    search = GridSearchCV(
        make_pipeline(sampler, LogisticRegression()),
        {"clusteroversampler__clusterer": [KMeans(2, n_init=1)]},
        cv=2,
    )
    assert search.fit(*two_classes).best_score_ > 0.5
