"""Each class clustered by itself."""

from collections import Counter

import numpy as np
import pytest
import sklearn
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse, stats
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import DBSCAN, KMeans
from sklearn.compose import make_column_transformer
from sklearn.metrics import pairwise_distances
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from stubs import name_of

from clover.distribution import DensityDistributor
from clover.over_sampling import ClusterOverSampler, GeometricSMOTE


class Recorder(ClusterMixin, BaseEstimator):
    """Remembers what it was fitted on; labels are the sign of the first column."""

    def __init__(self, random_state=None):
        self.random_state = random_state

    def fit(self, X, y=None, sample_weight=None, name=None):
        self.seen_ = X, y, sample_weight, name
        self.labels_ = self.predict(X)
        return self

    def fit_predict(self, X, y=None, sample_weight=None, name=None):
        return self.fit(X, y, sample_weight, name).labels_

    def predict(self, X):
        return (np.asarray(X)[:, 0] > 0).astype(int)


def compose(oversampler, clusterer, **params):
    return ClusterOverSampler(
        oversampler, clusterer, random_state=0, clustering_scope="class", **params
    )


OVERSAMPLERS = [
    SMOTE(),
    RandomOverSampler(),
    RandomOverSampler(shrinkage=0.5),
    BorderlineSMOTE(),
    SVMSMOTE(),
    ADASYN(),
    GeometricSMOTE(),
    GeometricSMOTE(selection_strategy="majority"),
    SMOTENC(categorical_features=[3]),
]


@pytest.mark.parametrize("oversampler", OVERSAMPLERS, ids=name_of)
@pytest.mark.parametrize("n_clusters", [1, 2, 7])
def test_counts_are_exact(three_classes, oversampler, n_clusters):
    X, y = three_classes
    X[:, 3] = np.round(X[:, 3])
    sampler = compose(oversampler, KMeans(n_clusters, n_init=1))
    X_res, y_res = sampler.fit_resample(X, y)
    assert Counter(y_res.tolist()) == {0: 200, 1: 200, 2: 200}
    assert np.isfinite(X_res).all()
    assert_array_equal(X_res[:300], X)


def test_no_cluster_holds_two_classes_and_others_are_one_cluster(three_classes):
    X, y = three_classes
    sampler = compose(SMOTE(), KMeans(4, n_init=1))
    sampler.fit_resample(X, y)
    clusters = [np.unique(sampler.labels_[y == k]).tolist() for k in range(3)]
    assert [len(of_class) for of_class in clusters] == [1, 4, 4]
    assert np.sort(np.concatenate(clusters)).tolist() == list(range(9))
    # Labels of its own: the clones see the rows of their class alone.
    assert list(sampler.clusterer_) == [1, 2]
    for k, fitted in sampler.clusterer_.items():
        assert_array_equal(fitted.labels_ + min(clusters[k]), sampler.labels_[y == k])


def test_every_cluster_of_a_class_is_selected_at_any_threshold(three_classes):
    distributor = DensityDistributor(filtering_threshold=0.0, distances_exponent=0)
    sampler = compose(SMOTE(), KMeans(4, n_init=1), distributor=distributor)
    sampler.fit_resample(*three_classes)
    report = sampler.cluster_report_
    has_rows = report.n_rows > 0
    assert report.selected[has_rows].all()
    assert (report.imbalance_ratio[has_rows] == 0).all()


def test_noise_of_a_class_stays_noise_and_nothing_is_made_from_it():
    X = np.array([[0.0], [0.1], [0.2], [9.0], [5.0], [5.1], [50.0], [70.0], [90.0]])
    y = np.array([1, 1, 1, 1, 1, 1, 0, 0, 0])
    strategy = {1: 20}
    sampler = compose(SMOTE(sampling_strategy=strategy), DBSCAN(eps=0.5, min_samples=2))
    X_res, _ = sampler.fit_resample(X, y)
    assert_array_equal(sampler.labels_, [0, 0, 0, -1, 1, 1, 2, 2, 2])
    assert not np.isin(sampler.provenance_.base, [3]).any()
    assert X_res[9:].max() <= 5.1


def test_each_class_has_a_seed_of_its_own_and_a_given_one_is_kept(three_classes):
    sampler = compose(SMOTE(), Recorder())
    sampler.fit_resample(*three_classes)
    seeds = [fitted.random_state for fitted in sampler.clusterer_.values()]
    assert len(set(seeds)) == 2
    assert None not in seeds
    sampler = compose(SMOTE(), Recorder(random_state=7))
    sampler.fit_resample(*three_classes)
    assert [c.random_state for c in sampler.clusterer_.values()] == [7, 7]


def test_result_does_not_depend_on_the_names_of_classes(three_classes):
    X, y = three_classes
    mixed = np.random.RandomState(0).permutation(len(y))
    X, y = X[mixed], y[mixed]
    sampler = compose(GeometricSMOTE(), KMeans(3, n_init=1))
    expected, y_expected = sampler.fit_resample(X, y)
    names = np.array(["z", "a", "m"])
    found, y_found = sampler.fit_resample(X, names[y])
    assert_array_equal(found, expected)
    assert_array_equal(y_found, names[y_expected])
    assert set(sampler.clusterer_) == {"a", "m"}


def test_clusterer_gets_the_classes_and_its_part_of_keyword_arguments(two_classes):
    X, y = two_classes
    weights = np.arange(300.0)
    sampler = compose(SMOTE(), Recorder())
    sampler.fit_resample(X, y, sample_weight=weights, name="abc")
    X_seen, y_seen, weights_seen, name = sampler.clusterer_[1].seen_
    assert_array_equal(X_seen, X[y == 1])
    assert_array_equal(y_seen, np.ones(30))
    assert_array_equal(weights_seen, weights[y == 1])
    assert name == "abc"


def test_first_steps_of_a_pipeline_are_fitted_once_to_all_rows(three_classes):
    X, y = three_classes
    clusterer = make_pipeline(StandardScaler(), Recorder())
    sampler = compose(SMOTE(), clusterer)
    weights = np.arange(300.0)
    sampler.fit_resample(X, y, recorder__sample_weight=weights)
    scaled = StandardScaler().fit_transform(X)
    for k, fitted in sampler.clusterer_.items():
        assert fitted[0] is sampler.clusterer_[1][0]
        assert_allclose(fitted[-1].seen_[0], scaled[y == k])
        assert_array_equal(fitted[-1].seen_[2], weights[y == k])
        assert_array_equal(
            np.unique(fitted.predict(X[y == k]), return_inverse=True)[1],
            sampler.labels_[y == k] - sampler.labels_[y == k].min(),
        )
    assert not hasattr(clusterer[0], "mean_")


def test_keyword_arguments_reach_first_and_last_steps(two_classes):
    X, y = two_classes
    weights = np.linspace(1, 2, 300)
    expected = StandardScaler().fit(X, sample_weight=weights).mean_
    clusterer = make_pipeline(StandardScaler(), Recorder())
    sampler = compose(SMOTE(), clusterer)
    sampler.fit_resample(
        X,
        y,
        standardscaler__sample_weight=weights,
        recorder__sample_weight=weights,
    )
    assert_allclose(sampler.clusterer_[1][0].mean_, expected)
    with sklearn.config_context(enable_metadata_routing=True):
        routed = make_pipeline(
            StandardScaler().set_fit_request(sample_weight=True),
            Recorder().set_fit_request(sample_weight=True),
        )
        sampler = compose(SMOTE(), routed)
        sampler.fit_resample(X, y, sample_weight=weights)
    first, last = sampler.clusterer_[1]
    assert_allclose(first.mean_, expected)
    assert_array_equal(last.seen_[2], weights[y == 1])


def test_nested_pipelines_are_taken_apart(two_classes):
    X, y = two_classes
    nested = make_pipeline(StandardScaler(), make_pipeline(KMeans(2, n_init=1)))
    sampler = compose(SMOTE(), nested)
    sampler.fit_resample(X, y)
    fitted = sampler.clusterer_[1]
    assert_array_equal(fitted.predict(X[y == 1]), fitted[-1][-1].labels_)


def test_data_frames_with_strings_are_clustered_by_a_pipeline(two_classes):
    pd = pytest.importorskip("pandas")
    X, y = two_classes
    frame = pd.DataFrame(X[:, :2], columns=["a", "b"])
    frame["kind"] = np.where(X[:, 2] > 0, "up", "down")
    encoder = make_column_transformer(
        (OneHotEncoder(), ["kind"]), remainder="passthrough"
    )
    sampler = compose(
        SMOTENC(categorical_features=["kind"]),
        make_pipeline(encoder, KMeans(3, n_init=1)),
    )
    X_res, y_res = sampler.fit_resample(frame, y)
    assert (X_res.dtypes == frame.dtypes).all()
    assert set(X_res["kind"]) == {"up", "down"}
    assert (y_res == 1).sum() == 270


def test_sparse_rows_give_those_of_dense_ones(two_classes):
    X, y = two_classes
    sampler = compose(SMOTE(), GaussianMixture(2))
    with pytest.raises(TypeError, match="Sparse data"):
        sampler.fit_resample(sparse.csr_matrix(X), y)
    sampler = compose(SMOTE(), KMeans(2, n_init=1))
    X_res, _ = sampler.fit_resample(sparse.csr_matrix(X), y)
    assert sparse.issparse(X_res)
    assert X_res.shape == (540, 5)


@pytest.mark.parametrize(("max_samples", "n_seen"), [(10, 10), (0.5, 15), (40, 30)])
def test_max_samples_is_that_of_each_class(two_classes, max_samples, n_seen):
    X, y = two_classes
    sampler = compose(SMOTE(), Recorder(), max_samples=max_samples)
    sampler.fit_resample(X, y)
    assert len(sampler.clusterer_[1].seen_[0]) == n_seen
    signs = np.unique(X[y == 1, 0] > 0, return_inverse=True)[1]
    of_class = sampler.labels_[y == 1]
    assert_array_equal(of_class - of_class.min(), signs)


def test_result_equals_the_bare_oversampler_if_the_class_is_one_cluster(two_classes):
    for oversampler in (SMOTE(), BorderlineSMOTE(), SVMSMOTE(), GeometricSMOTE()):
        expected, _ = oversampler.set_params(random_state=3).fit_resample(*two_classes)
        oversampler.set_params(random_state=None)
        sampler = compose(oversampler, KMeans(1, n_init=1)).set_params(random_state=3)
        found, _ = sampler.fit_resample(*two_classes)
        assert_array_equal(found, expected)


class Seeing(SMOTE):
    """A SMOTE that counts the rows it sees."""

    seen = []

    def fit_resample(self, X, y):
        self.seen.append(dict(Counter(np.asarray(y).tolist())))
        return super().fit_resample(X, y)


def test_oversampler_sees_all_rows_of_the_other_classes(three_classes):
    X, y = three_classes
    Seeing.seen.clear()
    sampler = compose(Seeing(), KMeans(3, n_init=1))
    sampler.fit_resample(X, y)
    # The two other classes count as the larger of them.
    assert all(seen[0] == 200 + (40 if 1 in seen else 60) for seen in Seeing.seen)


@pytest.mark.parametrize("strategy", ["combined", "majority"])
def test_geometric_smote_reaches_to_the_nearest_of_all_other_rows(strategy):
    rng = np.random.RandomState(0)
    X = np.vstack((rng.normal(size=(40, 2)), rng.normal(2, 1, size=(60, 2))))
    y = np.repeat([1, 0], [40, 60])
    sampler = compose(
        GeometricSMOTE(
            sampling_strategy={1: 2_000, 0: 1_000},
            selection_strategy=strategy,
            k_neighbors=1,
        ),
        KMeans(4, n_init=1),
    )
    X_res, _ = sampler.fit_resample(X, y)
    base, new = sampler.provenance_.base, X_res[100:]
    distances = pairwise_distances(X)
    is_other = y[:, None] != y[None, :]
    to_other = np.where(is_other, distances, np.inf).min(axis=1)
    np.fill_diagonal(distances, np.inf)
    same_cell = sampler.labels_[:, None] == sampler.labels_[None, :]
    to_same = np.where(same_cell, distances, np.inf).min(axis=1)
    alone = ~np.isfinite(to_same)
    radius = to_other if strategy == "majority" else np.minimum(to_other, to_same)
    radius[alone] = 0
    ratio = np.linalg.norm(new - X[base], axis=1) / np.where(alone, 1, radius)[base]
    assert ratio.max() <= 1 + 1e-9
    # Uniform in the half ball: the radius to the square is uniform.
    assert stats.kstest(ratio[~alone[base]] ** 2, "uniform").pvalue > 1e-4


def test_class_with_fewer_rows_than_clusters_is_named(two_classes):
    X, y = two_classes
    names = np.array(["many", "few"])[y]
    sampler = compose(SMOTE(), KMeans(31, n_init=1))
    with pytest.raises(
        ValueError, match="n_samples=30 should be >= n_clusters=31"
    ) as e:
        sampler.fit_resample(X, names)
    assert any(
        "while it clustered the 30 rows of class 'few'" in note
        for note in e.value.__notes__
    )


def test_rows_between_clusters_are_refused(two_classes):
    distributor = DensityDistributor(distribution_ratio=0.5)
    sampler = compose(SMOTE(), KMeans(2), distributor=distributor)
    with pytest.raises(ValueError, match="'class' makes rows inside clusters only"):
        sampler.fit_resample(*two_classes)


def test_scope_without_a_clusterer_is_refused(two_classes):
    with pytest.raises(ValueError, match="`clustering_scope` should be 'all'"):
        compose(SMOTE(), None).fit_resample(*two_classes)


def test_unknown_scope_is_refused(two_classes):
    sampler = ClusterOverSampler(SMOTE(), KMeans(2), clustering_scope="both")
    with pytest.raises(ValueError, match="'clustering_scope' parameter"):
        sampler.fit_resample(*two_classes)


def test_balanced_data_come_back_unchanged(two_blobs):
    X, y = two_blobs
    X, y = X[y == 1], np.tile([0, 1], 10)
    sampler = compose(SMOTE(), KMeans(2))
    X_res, _ = sampler.fit_resample(X, y)
    assert_array_equal(X_res, X)
    assert sampler.clusterer_ == {}
