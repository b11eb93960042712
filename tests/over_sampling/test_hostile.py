"""What broke, or could break, in the hands of users."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from imblearn.pipeline import make_pipeline as make_imblearn_pipeline
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn import config_context
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.compose import make_column_transformer
from sklearn.frozen import FrozenEstimator
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler, TargetEncoder
from sklearn.random_projection import GaussianRandomProjection
from sklearn.svm import SVC
from stubs import GivenClusters, name_of

from clover.distribution import BaseDistributor, DensityDistributor
from clover.exceptions import NoSamplesError
from clover.over_sampling import (
    SOMO,
    ClusterOverSampler,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
)


def broken_kernel(A, B):
    raise ValueError("my kernel is broken")


class BrokenADASYN(ADASYN):
    def _fit_resample(self, X, y):
        raise ValueError("bug in my subclass")


@pytest.mark.parametrize(
    ("oversampler", "message"),
    [
        (SVMSMOTE(svm_estimator=SVC(kernel=broken_kernel)), "my kernel is broken"),
        (BrokenADASYN(), "bug in my subclass"),
    ],
)
def test_errors_of_an_oversampler_are_not_swallowed(two_classes, oversampler, message):
    with pytest.raises(ValueError, match=message):
        ClusterOverSampler(oversampler, KMeans(3)).fit_resample(*two_classes)


def test_seed_reaches_the_steps_of_nested_oversampler_pipelines(two_classes):
    X, y = two_classes
    inner = make_imblearn_pipeline(GaussianRandomProjection(3), SMOTE())
    sampler = ClusterOverSampler(
        make_imblearn_pipeline(StandardScaler(), inner), KMeans(3), random_state=0
    )
    first, _ = sampler.fit_resample(X, y)
    second, _ = sampler.fit_resample(X, y)
    assert_array_equal(first, second)


def test_frozen_clusterer_predicts_the_labels_of_these_rows(two_classes):
    X, y = two_classes
    kmeans = KMeans(4, random_state=0).fit(X[100:])
    for frozen in (FrozenEstimator(kmeans), make_pipeline(FrozenEstimator(kmeans))):
        sampler = ClusterOverSampler(SMOTE(), frozen, random_state=0)
        sampler.fit_resample(X, y)
        assert_array_equal(sampler.labels_, kmeans.predict(X))
    preset = KMeansSMOTE(kmeans_estimator=FrozenEstimator(kmeans), random_state=0)
    preset.fit_resample(X, y)
    assert_array_equal(preset.labels_, kmeans.predict(X))


def test_noise_does_not_decide_which_class_is_the_largest():
    y = np.repeat([0, 1, 2], [100, 30, 10])
    X = np.random.RandomState(0).normal(size=(140, 2))
    labels = np.repeat([-1, 0, 1, 1, 0], [95, 30, 5, 1, 9])
    sampler = ClusterOverSampler(
        SMOTE(),
        GivenClusters(labels),
        DensityDistributor(filtering_threshold=100.0),
        random_state=0,
    )
    sampler.fit_resample(X, y)
    report = sampler.cluster_report_
    # Without noise class 1 is the largest: 25 rows of it in cluster 0, 5 in cluster 1.
    of_class_2 = (report.class_label == 2) & (report.cluster >= 0)
    assert report.n_majority_rows[of_class_2].tolist() == [25, 5]
    sampler.set_params(distributor__filtering_threshold=0.5)
    with pytest.raises(NoSamplesError, match=r"\(9 rows of it, 25 of the largest"):
        sampler.fit_resample(X, y)


@pytest.mark.parametrize(
    "clusterer",
    [
        make_pipeline(StandardScaler(copy=False), KMeans(3, n_init=1)),
        KMeans(3, n_init=1, copy_x=False),
    ],
    ids=name_of,
)
def test_parts_that_write_to_their_input_get_a_copy(two_classes, clusterer):
    X, y = two_classes
    given = X.copy()
    sampler = ClusterOverSampler(SMOTE(), clusterer, random_state=0)
    X_res, _ = sampler.fit_resample(given, y)
    assert_array_equal(given, X)
    assert_array_equal(X_res[:300], X)
    oversampler = make_imblearn_pipeline(StandardScaler(copy=False), SMOTE())
    ClusterOverSampler(oversampler, random_state=0).fit_resample(given, y)
    assert_array_equal(given, X)


class RecordingKMeans(KMeans):
    def fit(self, X, y=None, sample_weight=None):
        self.seen_ = X
        return super().fit(X, y, sample_weight)


class RecordingDistributor(DensityDistributor):
    def fit(self, X, y, labels=None, neighbors=None, *, targets=None):
        self.seen_ = X
        return super().fit(X, y, labels, neighbors, targets=targets)


def test_cluster_space_is_what_the_clusterer_saw_even_if_transform_differs(two_classes):
    X, y = two_classes
    X = pd.DataFrame({"a": np.arange(300) % 7, "b": X[:, 0]}).astype({"a": str})
    encoder = make_column_transformer((TargetEncoder(), ["a"]), ("passthrough", ["b"]))
    sampler = ClusterOverSampler(
        SMOTENC(["a"]),
        make_pipeline(encoder, RecordingKMeans(3, n_init=1)),
        RecordingDistributor(distances_exponent=0),
        random_state=0,
    )
    sampler.fit_resample(X, y)
    assert_allclose(sampler.distributor_.seen_, sampler.clusterer_[-1].seen_)
    assert_array_equal(sampler.clusterer_[-1].labels_, sampler.labels_)


def test_pipeline_with_a_cache_is_fitted_as_a_whole(two_classes, tmp_path):
    clusterer = make_pipeline(StandardScaler(), KMeans(3), memory=str(tmp_path))
    sampler = ClusterOverSampler(SMOTE(), clusterer, random_state=0)
    X_res, _ = sampler.fit_resample(*two_classes)
    assert_array_equal(sampler.clusterer_.predict(X_res[:300]), sampler.labels_)


def test_one_cluster_of_one_class_is_no_reason_to_repeat(two_blobs):
    X, _ = two_blobs
    y = np.repeat([1, 0], [30, 50])
    X = np.column_stack((X, np.arange(80) % 3))
    labels = np.repeat([0, -1], [30, 50])
    for oversampler in (SMOTENC([2]), RandomOverSampler(shrinkage=1.0)):
        sampler = ClusterOverSampler(oversampler, GivenClusters(labels), random_state=0)
        _, y_res = sampler.fit_resample(X, y)
        assert y_res.sum() == 50
        made_by = sampler.cluster_report_.made_by.tolist()
        assert made_by == [type(oversampler).__name__]


def test_single_row_of_a_class_does_not_stop_a_smoothed_bootstrap_of_others():
    rng = np.random.RandomState(0)
    X, y = rng.normal(size=(81, 2)), np.repeat([0, 1, 2], [60, 20, 1])
    oversampler = RandomOverSampler(shrinkage=1.0, random_state=0)
    X_res, _ = ClusterOverSampler(oversampler).fit_resample(X, y)
    expected, _ = oversampler.fit_resample(X, y)
    assert_array_equal(X_res, expected)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint64, np.int8])
def test_labels_of_any_integer_dtype_leave_room_for_no_cluster(two_classes, dtype):
    labels = (np.arange(300) % 3).astype(dtype)
    sampler = ClusterOverSampler(SMOTE(), GivenClusters(labels), random_state=0)
    sampler.fit_resample(*two_classes)
    assert (sampler.provenance_.other_cluster == -1).all()
    assert (sampler.cluster_report_.other_cluster == -1).all()


def test_selected_cluster_whose_share_vanishes_is_reported_as_selected():
    rng = np.random.RandomState(0)
    X = np.vstack((rng.normal(size=(40, 3_000)), rng.normal(0, 3, size=(40, 3_000))))
    y = np.tile([1, 1, 0, 0, 0], 16)
    sampler = ClusterOverSampler(
        SMOTE(), GivenClusters(np.repeat([0, 1], 40)), random_state=0
    )
    sampler.fit_resample(X, y)
    report = sampler.cluster_report_
    assert report.proportion.tolist() == [0, 1]
    assert report.selected.tolist() == [True, True]
    assert report.reason.tolist() == ["", ""]


def test_distributor_that_favours_an_empty_cell_is_named(two_classes):
    class Careless(BaseDistributor):
        def _intra_distribute(self, X, y, labels, neighbors):
            self.intra_distribution_ = {(1, 1): 1.0}

    X, y = two_classes
    sampler = ClusterOverSampler(SMOTE(), GivenClusters(1 - y), Careless())
    with pytest.raises(ValueError, match=r"none of the class.*\[\(1, 1\)\]"):
        sampler.fit_resample(X, y)


def test_neighbors_attribute_of_another_meaning_is_left_alone(two_classes):
    class Uniform(BaseDistributor):
        def _intra_distribute(self, X, y, labels, neighbors):
            self.intra_distribution_ = {(0, 1): 1.0}

    clusterer = GivenClusters([0] * 300, np.zeros((300, 5), dtype=int))
    for distributor in (None, Uniform()):
        sampler = ClusterOverSampler(SMOTE(), clusterer, distributor, random_state=0)
        _, y_res = sampler.fit_resample(*two_classes)
        assert y_res.sum() == 270


@pytest.mark.parametrize(
    "make", [sparse.coo_matrix, sparse.bsr_matrix, sparse.lil_array]
)
@pytest.mark.parametrize("oversampler", [SMOTE(), RandomOverSampler()], ids=name_of)
def test_sparse_rows_of_any_format_work(two_classes, make, oversampler):
    X, y = two_classes
    sampler = ClusterOverSampler(oversampler, KMeans(3, n_init=1), random_state=0)
    X_res, _ = sampler.fit_resample(make(X), y)
    assert X_res.format == "csr"
    assert_allclose(X_res.toarray()[:300], X)
    sampler.set_params(oversampler__sampling_strategy={1: 30})
    X_res, _ = sampler.fit_resample(make(X), y)
    assert_allclose(X_res.toarray(), X)


@pytest.mark.parametrize("to", [pd.DataFrame, pl.DataFrame, np.ndarray.tolist])
def test_one_vs_all_targets_of_any_kind_work(three_classes, to):
    X, y = three_classes
    sampler = ClusterOverSampler(SMOTE(), KMeans(3, n_init=1), random_state=0)
    _, y_res = sampler.fit_resample(X, to(np.eye(3, dtype=int)[y]))
    assert isinstance(y_res, list if to is np.ndarray.tolist else to)
    assert_array_equal(np.asarray(y_res).sum(axis=0), [200, 200, 200])


def test_sparse_targets_are_refused_by_name(three_classes):
    X, y = three_classes
    sampler = ClusterOverSampler(SMOTE())
    with pytest.raises(ValueError, match=r"`y` should be dense\. Got csr_matrix"):
        sampler.fit_resample(X, sparse.csr_matrix(np.eye(3, dtype=int)[y]))


@pytest.mark.parametrize(
    "dtype", ["Int64", "boolean", "int64[pyarrow]", "string", "category"]
)
def test_targets_of_nullable_dtypes_keep_them(two_classes, dtype):
    X, y = two_classes
    y = pd.Series(y.astype(bool) if dtype == "boolean" else y).astype(dtype)
    sampler = ClusterOverSampler(SMOTE(), KMeans(3, n_init=1), random_state=0)
    _, y_res = sampler.fit_resample(X, y)
    assert y_res.dtype == y.dtype
    assert (y_res.iloc[300:] == y[y != y[0]].iloc[0]).all()
    (target,) = sampler.sampling_strategy_
    assert not isinstance(target, float)


@pytest.mark.parametrize(
    "missing",
    [
        lambda y: pd.Series(y).astype("Int64").where(y == 0),
        lambda y: pd.Series(y).map({0: "a"}),
        lambda y: [None, *y[1:].tolist()],
        lambda y: pl.Series([None, *y[1:].tolist()]),
    ],
)
def test_missing_targets_are_named(two_classes, missing):
    X, y = two_classes
    with pytest.raises(ValueError, match="Input y contains"):
        ClusterOverSampler(SMOTE()).fit_resample(X, missing(y))


def test_missing_categories_of_polars_come_back_as_nulls(two_classes):
    X, y = two_classes
    colours = np.where(np.arange(300) % 4 == 0, None, "red")
    X = pl.DataFrame({"amount": X[:, 0], "colour": colours.tolist()})
    encoder = make_column_transformer(
        (StandardScaler(), ["amount"]), (OneHotEncoder(), ["colour"])
    )
    sampler = ClusterOverSampler(
        SMOTENC(["colour"]), make_pipeline(encoder, KMeans(3, n_init=1)), random_state=0
    )
    X_res, y_res = sampler.fit_resample(X, y)
    assert X_res.schema == X.schema
    assert set(X_res["colour"].to_list()) == {None, "red"}
    assert y_res.sum() == 270


def test_neighbors_estimator_without_a_neighbor_is_named(two_classes):
    sampler = KMeansSMOTE(k_neighbors=NearestNeighbors(n_neighbors=1), random_state=0)
    with pytest.raises(ValueError, match=r"`n_neighbors` of at least 2\. Got 1"):
        sampler.fit_resample(*two_classes)


def test_kmeans_takes_weights_with_routing_as_without(two_classes):
    X, y = two_classes
    weights = (X[:, 0] > np.median(X[:, 0])).astype(float)
    kmeans = MiniBatchKMeans(4, n_init=1)
    sampler = KMeansSMOTE(random_state=0, kmeans_estimator=kmeans)
    expected, _ = sampler.fit_resample(X, y, sample_weight=weights)
    with config_context(enable_metadata_routing=True):
        kmeans.set_fit_request(sample_weight=True)
        X_res, _ = sampler.fit_resample(X, y, sample_weight=weights)
    assert_array_equal(X_res, expected)


def test_failed_fit_leaves_no_account_of_an_earlier_one(two_classes):
    sampler = KMeansSMOTE(random_state=0)
    sampler.fit_resample(*two_classes)
    sampler.set_params(imbalance_ratio_threshold=0)
    with pytest.raises(NoSamplesError):
        sampler.fit_resample(*two_classes)
    assert not hasattr(sampler, "cluster_report_")
    assert not hasattr(sampler, "provenance_")


def test_pipeline_that_ends_in_nothing_is_named(two_classes):
    oversampler = make_imblearn_pipeline(StandardScaler(), "passthrough")
    with pytest.raises(ValueError, match="oversampler"):
        ClusterOverSampler(oversampler).fit_resample(*two_classes)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint16])
def test_balls_do_not_leave_the_range_of_integers(dtype):
    X = np.random.RandomState(0).randint(0, 50, (520, 3)).astype(dtype)
    y = (np.arange(520) < 120).astype(int)
    for strategy in ("minority", "combined"):
        sampler = GeometricSMOTE(selection_strategy=strategy, random_state=0)
        X_res, _ = sampler.fit_resample(X, y)
        assert X_res.dtype == dtype
        assert X_res.max() < 120


@pytest.mark.parametrize("to_frame", [pd.DataFrame, pl.DataFrame])
@pytest.mark.parametrize("categorical_features", [None, ["c"]])
def test_balls_fit_into_the_columns_of_frames(to_frame, categorical_features):
    rng = np.random.RandomState(0)
    X = to_frame(
        {
            "a": rng.normal(size=520),
            "b": rng.randint(0, 3, 520).astype(np.uint8),
            "c": rng.randint(0, 2, 520),
            "d": rng.uniform(size=520) < 0.3,
        }
    )
    y = (np.arange(520) < 120).astype(int)
    sampler = GeometricSMOTE(
        selection_strategy="minority",
        categorical_features=categorical_features,
        random_state=0,
    )
    X_res, _ = sampler.fit_resample(X, y)
    assert list(X_res.dtypes) == list(X.dtypes)
    assert X_res["b"].max() < 10
    assert 0.1 < X_res["d"].to_numpy()[520:].mean() < 0.5


@pytest.mark.parametrize("oversampler", [ADASYN(), SVMSMOTE(), BorderlineSMOTE()])
def test_stand_in_between_clusters_makes_its_rows_between(two_blobs, oversampler):
    X, y = two_blobs
    others = np.random.RandomState(1).normal(-500, 1, (60, 2))
    X = np.vstack((X[y == 1], others))
    y = np.repeat([1, 0], [20, 60])
    labels = np.repeat([0, 1, 2], [10, 10, 60])
    sampler = ClusterOverSampler(
        oversampler,
        GivenClusters(labels, [[0, 1]]),
        DensityDistributor(distribution_ratio=0.0),
        random_state=0,
    )
    X_res, _ = sampler.fit_resample(X, y)
    new = X_res[80:, 0]
    assert sampler.cluster_report_.made_by[-1] == "SMOTE"
    assert ((new > 5) & (new < 95)).mean() > 0.7
    assert (sampler.labels_[sampler.provenance_.base] == 0).all()


def test_distributor_that_overrides_fit_gets_the_neighbors_there_are(two_blobs):
    class Own(BaseDistributor):
        def fit(self, X, y, labels=None, neighbors=None):
            super().fit(X, y, labels, neighbors)
            self.intra_distribution_ = {}
            self.inter_distribution_ = {
                ((a, 1), (b, 1)): 1.0 for a, b in neighbors.tolist()
            }
            return self

    X, y = two_blobs
    clusterer = GivenClusters(np.repeat([0, 1], 40), [[0, 1]])
    sampler = ClusterOverSampler(SMOTE(), clusterer, Own(), random_state=0)
    sampler.fit_resample(X, y)
    assert (sampler.provenance_.other_cluster == 1).all()


def test_density_distributor_with_a_hook_of_ones_own_is_heard(two_blobs):
    class Between(DensityDistributor):
        def _inter_distribute(self, X, y, labels, neighbors):
            self.intra_distribution_ = {}
            self.inter_distribution_ = {((0, 1), (1, 1)): 1.0}

    class Inside(DensityDistributor):
        def _intra_distribute(self, X, y, labels, neighbors):
            self.intra_distribution_ = {(0, 1): 0.5, (1, 1): 0.5}

    X, y = two_blobs
    clusterer = GivenClusters(np.repeat([0, 1], 40), [[0, 1]])
    for distributor, share in ((Between(), 1), (Inside(distribution_ratio=0.5), 0)):
        sampler = ClusterOverSampler(SMOTE(), clusterer, distributor, random_state=0)
        sampler.fit_resample(X, y)
        assert (sampler.provenance_.other_cluster >= 0).mean() == share


@pytest.mark.parametrize("preset", [SOMO, GeometricSOMO])
def test_class_in_place_of_a_map_is_named(two_classes, preset):
    with pytest.raises(TypeError, match=r"'som_estimator' .* must be an instance"):
        preset(som_estimator=KMeans).fit_resample(*two_classes)
