"""scikit-learn's manners: parameters, clones, pickles, searches, routing, tags."""

import pickle
import threading
import tracemalloc

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE, SMOTENC, RandomOverSampler
from imblearn.pipeline import make_pipeline as make_imblearn_pipeline
from imblearn.utils.estimator_checks import check_param_validation
from numpy.testing import assert_array_equal
from sklearn import config_context
from sklearn.base import clone
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import estimator_html_repr, get_tags

from clover.distribution import DensityDistributor
from clover.over_sampling import ClusterOverSampler, KMeansSMOTE


def test_nested_parameters_are_searched():
    X, y = load_breast_cancer(return_X_y=True)
    sampler = ClusterOverSampler(
        SMOTE(), KMeans(n_init=1), DensityDistributor(), random_state=0
    )
    model = make_imblearn_pipeline(
        StandardScaler(), sampler, LogisticRegression(max_iter=200)
    )
    grid = {
        "clusteroversampler__clusterer__n_clusters": [2, 6],
        "clusteroversampler__oversampler__k_neighbors": [2, 5],
        "clusteroversampler__distributor__distances_exponent": [0, "auto"],
    }
    search = GridSearchCV(model, grid, cv=2, scoring="average_precision").fit(X, y)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    best = search.best_estimator_["clusteroversampler"]
    assert (
        best.clusterer_.n_clusters
        == search.best_params_["clusteroversampler__clusterer__n_clusters"]
    )


@pytest.mark.parametrize(
    "sampler",
    [
        ClusterOverSampler(SMOTE(), KMeans(3), DensityDistributor(), random_state=0),
        KMeansSMOTE(kmeans_estimator=3, random_state=0),
    ],
)
def test_clones_and_pickles_make_the_same_rows(two_classes, sampler):
    expected, _ = sampler.fit_resample(*two_classes)
    assert_array_equal(clone(sampler).fit_resample(*two_classes)[0], expected)
    fitted = pickle.loads(pickle.dumps(sampler))
    assert_array_equal(fitted.labels_, sampler.labels_)
    assert str(fitted.cluster_report_) == str(sampler.cluster_report_)
    assert_array_equal(fitted.fit_resample(*two_classes)[0], expected)


def test_parameter_constraints_match_the_parameters():
    check_param_validation("KMeansSMOTE", KMeansSMOTE())
    check_param_validation(
        "ClusterOverSampler",
        ClusterOverSampler(SMOTE(), KMeans(2), DensityDistributor()),
    )


def test_html_shows_the_parts():
    sampler = ClusterOverSampler(
        SMOTE(), make_pipeline(StandardScaler(), KMeans(7)), DensityDistributor()
    )
    html = estimator_html_repr(sampler)
    for name in ("SMOTE", "StandardScaler", "KMeans", "DensityDistributor"):
        assert "<label for" in html
        assert name in html


def test_tags_are_those_of_the_parts():
    tags = get_tags(ClusterOverSampler(RandomOverSampler())).input_tags
    assert tags.sparse and tags.string and tags.allow_nan
    tags = get_tags(ClusterOverSampler(RandomOverSampler(), KMeans())).input_tags
    assert tags.sparse and not tags.string and not tags.allow_nan
    assert get_tags(ClusterOverSampler(SMOTE())).sampler_tags is not None
    assert not get_tags(ClusterOverSampler(SMOTE())).input_tags.string


def test_keyword_arguments_are_routed_where_that_is_enabled(two_classes):
    X, y = two_classes
    far = (X[:, 0] > np.median(X[:, 0])).astype(float)
    clusterer = KMeans(2, random_state=0)
    plain = ClusterOverSampler(SMOTE(), clusterer, random_state=0)
    expected, _ = plain.fit_resample(X, y, sample_weight=far)
    unweighted, _ = plain.fit_resample(X, y)
    with config_context(enable_metadata_routing=True):
        routed = ClusterOverSampler(
            SMOTE(),
            KMeans(2, random_state=0).set_fit_request(sample_weight=True),
            None,
            random_state=0,
        )
        X_res, _ = routed.fit_resample(X, y, sample_weight=far)
        refused = ClusterOverSampler(
            SMOTE(), KMeans(2, random_state=0).set_fit_request(sample_weight=False)
        )
        with pytest.raises(TypeError, match="sample_weight"):
            refused.fit_resample(X, y, sample_weight=far)
    assert_array_equal(X_res, expected)
    assert (expected != unweighted).any()


def test_keyword_arguments_are_routed_through_pipelines(two_classes):
    X, y = two_classes
    far = (X[:, 0] > np.median(X[:, 0])).astype(float)
    clusterer = make_pipeline(StandardScaler(), KMeans(2, random_state=0))
    sampler = ClusterOverSampler(SMOTE(), clusterer, random_state=0)
    expected, _ = sampler.fit_resample(X, y, kmeans__sample_weight=far)
    with config_context(enable_metadata_routing=True):
        clusterer = make_pipeline(
            StandardScaler().set_fit_request(sample_weight=False),
            KMeans(2, random_state=0).set_fit_request(sample_weight=True),
        )
        sampler = ClusterOverSampler(SMOTE(), clusterer, random_state=0)
        X_res, _ = sampler.fit_resample(X, y, sample_weight=far)
    assert_array_equal(X_res, expected)


def test_feature_names_out_are_those_in(two_classes):
    sampler = KMeansSMOTE(random_state=0)
    sampler.fit_resample(*two_classes)
    assert_array_equal(sampler.get_feature_names_out(list("abcde")), list("abcde"))


def test_samplers_may_be_used_from_several_threads(two_classes):
    sampler = KMeansSMOTE(kmeans_estimator=4, random_state=0)
    expected, _ = sampler.fit_resample(*two_classes)
    results = []

    def work():
        results.append(clone(sampler).fit_resample(*two_classes)[0])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    for result in results:
        assert_array_equal(result, expected)


def test_memory_is_linear_in_the_rows_of_a_cluster():
    rng = np.random.RandomState(0)
    X = rng.normal(size=(40_500, 20))
    y = np.repeat([1, 0], [40_000, 500])
    sampler = ClusterOverSampler(
        RandomOverSampler(sampling_strategy={1: 41_000}),
        KMeans(1, n_init=1, max_iter=1),
        random_state=0,
    )
    tracemalloc.start()
    sampler.fit_resample(X, y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # The output takes 6.6 MB; all distances of the class would take 12.8 GB.
    assert peak < 100e6


def test_smotenc_in_a_cluster_of_one_class_gets_a_row_from_elsewhere(two_blobs):
    X, _ = two_blobs
    y = np.repeat([1, 0], [30, 50])
    X = np.column_stack((X, np.arange(80) % 3))
    sampler = ClusterOverSampler(
        SMOTENC(categorical_features=[2]), AgglomerativeClustering(4), random_state=0
    )
    X_res, y_res = sampler.fit_resample(X, y)
    assert (y_res == 1).sum() == 50
    assert set(X_res[80:, 2]) <= {0, 1, 2}
    assert "SMOTENC" in sampler.cluster_report_.made_by
