"""Labels and cluster space of any clusterer."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.base import BaseEstimator
from sklearn.cluster import DBSCAN, KMeans
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover._estimators.pipelines import last_step
from clover._rows.containers import Container
from clover.clusterer import transform_to_cluster_space
from clover.clusterer._labels import Clustering, cluster_rows, fit_labels
from clover.testing import check_clusterer, parametrize_with_checks

X = np.array([[0.0, 5.0], [0.1, 5.0], [9.0, 6.0], [9.1, 6.0]])


class FitPredictOnly:
    def fit_predict(self, X):
        return (X[:, 0] > 1).astype(int)


class LabelsOnly(BaseEstimator):
    def fit(self, X, y=None, shift=0):
        self.labels_ = (X[:, 0] > 1) + shift
        return self


class PredictOnly(BaseEstimator):
    def fit(self, X, y=None):
        self.n_features_ = X.shape[1]
        return self

    def predict(self, X):
        return (X[:, 0] > 1).astype(np.int8)


class Nothing:
    def fit(self, X):
        return self


@pytest.mark.parametrize(
    "clusterer",
    [
        FitPredictOnly(),
        LabelsOnly(),
        PredictOnly(),
        KMeans(n_clusters=2, random_state=0),
        GaussianMixture(n_components=2, random_state=0),
        make_pipeline(StandardScaler(), DBSCAN(min_samples=1)),
        make_pipeline(StandardScaler(with_std=False), PredictOnly()),
    ],
)
def test_every_way_to_labels_works(clusterer):
    labels = fit_labels(clusterer, X)
    assert labels[0] == labels[1] != labels[2] == labels[3]


@parametrize_with_checks(
    check_clusterer, [FitPredictOnly(), LabelsOnly(), PredictOnly()]
)
def test_every_way_to_labels_keeps_the_contract(part, check):
    check(part)


def test_labels_of_a_pipeline_without_fit_predict_are_found():
    class Clusterer(LabelsOnly):
        def fit(self, X, y=None):
            return super().fit(X, y, shift=5)

    clusterer = make_pipeline(StandardScaler(with_mean=False), Clusterer())
    assert set(fit_labels(clusterer, X)) <= {5, 6}


def test_keyword_arguments_reach_fit():
    assert_array_equal(fit_labels(LabelsOnly(), X, shift=3), [3, 3, 4, 4])


def test_clusterer_without_labels_is_named():
    with pytest.raises(TypeError, match="Nothing has none of them"):
        fit_labels(Nothing(), X)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 1], r"shape \(4,\), one for each row. Given gave shape \(2,\)"),
        ([0.0, 1.0, 0.5, 1.0], "should be integers. Given gave float64"),
        (list("abba"), "should be integers. Given gave <U1"),
        (None, r"Given gave shape \(\)"),
    ],
)
def test_wrong_labels_are_named(labels, message):
    class Given:
        def fit_predict(self, X):
            return labels

    with pytest.raises(ValueError, match=message):
        fit_labels(Given(), X)


def test_cluster_space_is_what_the_last_step_saw():
    clusterer = make_pipeline(
        StandardScaler(), make_pipeline(PCA(n_components=1), KMeans(n_clusters=2))
    ).fit(X)
    space = transform_to_cluster_space(clusterer, X)
    assert space.shape == (4, 1)
    assert_array_equal(
        last_step(clusterer).predict(space), last_step(clusterer).labels_
    )


def test_cluster_space_without_a_pipeline_is_the_input():
    assert transform_to_cluster_space(KMeans(n_clusters=2).fit(X), X) is X


def test_cluster_space_of_a_pipeline_that_is_not_fitted_is_an_error():
    with pytest.raises(NotFittedError):
        transform_to_cluster_space(make_pipeline(StandardScaler(), KMeans()), X)


def test_rows_are_not_modified_on_their_way_to_the_cluster_space():
    scaler = StandardScaler(copy=False)
    clusterer = make_pipeline(scaler, KMeans(n_clusters=2)).fit(X.copy())
    given = X.copy()
    assert not np.array_equal(transform_to_cluster_space(clusterer, given), X)
    assert_array_equal(given, X)


def test_cluster_space_is_right_where_a_step_writes_to_its_rows():
    params = {"kmeans__sample_weight": np.ones(4)}
    spaces = []
    for copy in (True, False):
        pipeline = make_pipeline(StandardScaler(copy=copy), KMeans(n_clusters=2))
        _, space = cluster_rows(Clustering(pipeline, params), Container(X), X[:, 1], 0)
        spaces.append(space)
    assert_array_equal(*spaces)
