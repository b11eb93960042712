"""Clusterers that are fitted on a sample of the rows."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from numpy.testing import assert_array_equal
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import DBSCAN, KMeans, MiniBatchKMeans
from sklearn.datasets import make_classification
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils._param_validation import InvalidParameterError

from clover.clusterer import SOM
from clover.clusterer._range_scaler import RangeScaler
from clover.distribution import DensityDistributor
from clover.over_sampling import SOMO, ClusterOverSampler, KMeansSMOTE
from clover.over_sampling import _kmeans_smote as module


class Recorder(ClusterMixin, BaseEstimator):
    """Remembers what it was fitted on; its labels are the sign of the first column."""

    def fit(self, X, y=None, sample_weight=None, name=None):
        self.seen_ = X, y, sample_weight, name
        return self

    def predict(self, X):
        return (X[:, 0] > 0).astype(int)


def compose(clusterer, **params):
    return ClusterOverSampler(
        SMOTE(),
        clusterer,
        DensityDistributor(distances_exponent=0, filtering_threshold=np.inf),
        random_state=0,
        **params,
    )


@pytest.mark.parametrize(
    ("max_samples", "n_seen"),
    [(50, 50), (1, 1), (0.25, 75), (1e-9, 1), (np.int32(7), 7)],
)
def test_clusterer_sees_so_many_rows_and_labels_all(two_classes, max_samples, n_seen):
    X, y = two_classes
    sampler = compose(Recorder(), max_samples=max_samples)
    _, y_res = sampler.fit_resample(X, y)
    X_seen, y_seen, *_ = sampler.clusterer_.seen_
    # Different rows, in the order in which they were, with their classes.
    found = [np.flatnonzero((X == row).all(axis=1)) for row in X_seen]
    assert [rows.size for rows in found] == [1] * n_seen
    assert_array_equal(np.sort(np.concatenate(found)), np.concatenate(found))
    assert_array_equal(y_seen, y[np.concatenate(found)])
    assert_array_equal(sampler.labels_, X[:, 0] > 0)
    assert (y_res == 1).sum() == 270


@pytest.mark.parametrize("max_samples", [None, 300, 1_000, 1.0])
def test_no_fewer_rows_than_there_are_means_all(two_classes, max_samples):
    expected, _ = compose(KMeans(3, n_init=1)).fit_resample(*two_classes)
    sampler = compose(KMeans(3, n_init=1), max_samples=max_samples)
    assert_array_equal(sampler.fit_resample(*two_classes)[0], expected)


def test_sample_is_seeded(two_classes):
    sampler = compose(KMeans(3, n_init=1), max_samples=40)
    results = [sampler.fit_resample(*two_classes) for _ in range(2)]
    assert_array_equal(results[0][0], results[1][0])
    seen = []
    for seed in range(2):
        sampler = compose(Recorder(), max_samples=40).set_params(random_state=seed)
        sampler.fit_resample(*two_classes)
        seen.append(sampler.clusterer_.seen_[0])
    assert (seen[0] != seen[1]).any()


@pytest.mark.parametrize("clusterer", [KMeans(3, n_init=1), GaussianMixture(3)])
def test_labels_are_those_that_a_fit_on_the_sample_predicts(two_classes, clusterer):
    X, _ = two_classes
    sampler = compose(clusterer, max_samples=60)
    sampler.fit_resample(*two_classes)
    assert_array_equal(sampler.labels_, sampler.clusterer_.predict(X))
    if hasattr(sampler.clusterer_, "labels_"):
        assert sampler.clusterer_.labels_.shape == (60,)


def test_steps_before_the_clusterer_are_fitted_on_the_sample_too(two_classes):
    X, y = two_classes
    sampler = compose(make_pipeline(StandardScaler(), Recorder()), max_samples=60)
    sampler.fit_resample(X, y)
    scaler, recorder = (step for _, step in sampler.clusterer_.steps)
    assert scaler.n_samples_seen_ == 60
    assert len(recorder.seen_[0]) == 60
    assert_array_equal(sampler.labels_, scaler.transform(X)[:, 0] > 0)


def test_tables_are_sampled_too(two_classes):
    pd = pytest.importorskip("pandas")
    X, y = two_classes
    table = pd.DataFrame(X, columns=list("abcde"), index=np.arange(300)[::-1])
    sampler = compose(make_pipeline(StandardScaler(), Recorder()), max_samples=60)
    X_res, _ = sampler.fit_resample(table, pd.Series(y, index=table.index))
    assert sampler.clusterer_.steps[0][1].feature_names_in_.tolist() == list("abcde")
    expected, _ = sampler.fit_resample(X, y)
    assert_array_equal(X_res.to_numpy(), expected)


def test_fit_parameters_that_are_per_row_are_those_of_the_sample(two_classes):
    X, y = two_classes
    sampler = compose(Recorder(), max_samples=60)
    sampler.fit_resample(X, y, sample_weight=X[:, 1], name="a name")
    X_seen, _, weights, name = sampler.clusterer_.seen_
    assert_array_equal(weights, X_seen[:, 1])
    assert name == "a name"


def test_clusterer_without_predict_is_refused(two_classes):
    with pytest.raises(TypeError, match=r"`max_samples` needs .* DBSCAN has none"):
        compose(DBSCAN(), max_samples=60).fit_resample(*two_classes)


@pytest.mark.parametrize("make", [lambda **p: compose(KMeans(2), **p), KMeansSMOTE])
@pytest.mark.parametrize("max_samples", [0, -3, 0.0, 1.5, "all"])
def test_other_values_are_refused(two_classes, make, max_samples):
    with pytest.raises(InvalidParameterError, match="max_samples"):
        make(max_samples=max_samples).fit_resample(*two_classes)


@pytest.mark.parametrize(
    ("n_clusters", "n_seen"), [(2, 100), (20, 100), (30, 120), (None, 100)]
)
def test_kmeans_smote_samples_by_default(monkeypatch, two_classes, n_clusters, n_seen):
    monkeypatch.setattr(module, "MIN_SAMPLES", 100)
    monkeypatch.setattr(module, "MIN_SAMPLES_PER_CLUSTER", 4)
    sampler = KMeansSMOTE(
        kmeans_estimator=n_clusters,
        imbalance_ratio_threshold=np.inf,
        distances_exponent=0,
        random_state=0,
    )
    _, y_res = sampler.fit_resample(*two_classes)
    assert sampler.clusterer_.labels_.size == n_seen
    assert sampler.labels_.size == 300
    assert (y_res == 1).sum() == 270
    sampler.set_params(max_samples=None).fit_resample(*two_classes)
    assert sampler.clusterer_.labels_.size == 300


def test_kmeans_smote_fits_an_estimator_of_ones_own_on_all_rows(
    monkeypatch, two_classes
):
    monkeypatch.setattr(module, "MIN_SAMPLES", 100)
    monkeypatch.setattr(module, "MIN_SAMPLES_PER_CLUSTER", 4)
    sampler = KMeansSMOTE(kmeans_estimator=MiniBatchKMeans(5), random_state=0)
    sampler.fit_resample(*two_classes)
    assert sampler.clusterer_.labels_.size == 300
    sampler.set_params(max_samples=150).fit_resample(*two_classes)
    assert sampler.clusterer_.labels_.size == 150


def test_fewer_rows_than_clusters_are_an_error_that_says_why(two_classes):
    sampler = KMeansSMOTE(kmeans_estimator=20, max_samples=10, random_state=0)
    with pytest.raises(ValueError, match=r"`max_samples` .* clusters, 20\. Got 10"):
        sampler.fit_resample(*two_classes)
    sampler = compose(GaussianMixture(30), max_samples=0.05)
    with pytest.raises(ValueError, match="n_components") as raised:
        sampler.fit_resample(*two_classes)
    assert "a sample of 15 of 300 rows" in raised.value.__notes__[0]


def test_without_a_clusterer_there_is_nothing_to_sample(two_classes):
    with pytest.raises(ValueError, match="`max_samples` should be None"):
        ClusterOverSampler(SMOTE(), max_samples=20).fit_resample(*two_classes)


def test_units_that_the_sample_left_empty_have_neighbors():
    X, y = make_classification(2_000, 4, weights=[0.8], random_state=0)
    sampler = SOMO(som_estimator=SOM(9, 9), random_state=0)
    composed = ClusterOverSampler(
        SMOTE(),
        make_pipeline(RangeScaler(), SOM(9, 9)),
        DensityDistributor(distribution_ratio=0.5, distances_exponent=2),
        random_state=0,
        max_samples=60,
    )
    for some in (sampler, composed):
        some.fit_resample(X, y)
    edges = {frozenset(pair) for pair in sampler.neighbors_.tolist()}
    assert np.unique(composed.clusterer_[-1].labels_).size < 60
    for unit in np.unique(composed.labels_):
        assert (composed.neighbors_ == unit).any()
    occupied = set(composed.labels_.tolist())
    assert {frozenset(pair) for pair in composed.neighbors_.tolist()} >= {
        edge for edge in edges if edge <= occupied
    }
