"""All negative labels are noise, and noise may hold missing and infinite values."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from numpy.testing import assert_array_equal
from scipy.sparse import csr_array
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import get_tags
from stubs import GivenClusters, name_of

from clover.clusterer import SemiUnsupervisedClusterer, find_cluster_neighbors
from clover.distribution import (
    BaseDistributor,
    BorderCloseness,
    ClusterDistributor,
    CrossValidatedError,
    DensityDistributor,
    InformationWeight,
    LogLinearAllocation,
    SafetyFilter,
)
from clover.exceptions import NoSamplesError
from clover.over_sampling import (
    ASUWO,
    CBO,
    SOMO,
    CenterSMOTE,
    ClusterOverSampler,
    ClusterSMOTE,
    GaussianOversampler,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
    SimplicialSMOTE,
)

MISSING = [5, 50, 70]
INFINITE = [71, 72]


class Halves(ClusterMixin, BaseEstimator):
    """Two clusters by the last column; values missing in others are no error to it."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(self, X, y=None):
        self.labels_ = (X[:, 2] > 3).astype(int)
        return self


class PredictedNoise(ClusterMixin, BaseEstimator):
    """Predicts -2 for negative values and -3 for large ones, else their integers."""

    def fit(self, X, y=None):
        return self

    def predict(self, X):
        return np.select([X[:, 0] < 0, X[:, 0] > 2], [-2, -3], X[:, 0].astype(int))


@pytest.fixture
def data():
    """Two far blobs; five rows hold missing or infinite values, in columns 0 and 1."""
    rng = np.random.RandomState(0)
    X = np.concatenate((rng.normal(0, 0.5, (60, 3)), rng.normal(6, 0.5, (60, 3))))
    X[MISSING, 0] = np.nan
    X[INFINITE, 1] = np.inf
    return X, np.tile([0, 0, 1], 40)


@pytest.fixture
def hdbscan():
    return HDBSCAN(8, copy=True)


def assert_untouched_by_noise(sampler, X, y):
    X_res, y_res = sampler.fit_resample(X, y)
    assert np.ptp(np.bincount(y_res)) == 0
    given, new = np.asarray(X_res)[:120], np.asarray(X_res)[120:].astype(float)
    assert_array_equal(given.astype(float), np.asarray(X).astype(float))
    assert np.isfinite(new).all()
    base = sampler.provenance_.base
    assert not np.isin(base, [*MISSING, *INFINITE]).any()
    assert (sampler.labels_[[*MISSING, *INFINITE]] < 0).all()


@pytest.mark.parametrize("scope", ["all", "class"])
@pytest.mark.parametrize(
    "oversampler",
    [
        SMOTE(),
        ADASYN(),
        BorderlineSMOTE(),
        SVMSMOTE(),
        SMOTEN(),
        RandomOverSampler(),
        GeometricSMOTE(),
        CenterSMOTE(),
        SimplicialSMOTE(),
        GaussianOversampler(),
        KMeansSMOTE(kmeans_estimator=1),
    ],
    ids=name_of,
)
def test_noise_with_missing_values_is_left_alone(data, hdbscan, oversampler, scope):
    sampler = ClusterOverSampler(
        oversampler, hdbscan, random_state=0, clustering_scope=scope
    )
    assert_untouched_by_noise(sampler, *data)
    if scope == "all":
        assert set(sampler.labels_[MISSING]) == {-3}
        assert set(sampler.labels_[INFINITE]) == {-2}


@pytest.mark.parametrize("preset", [SOMO, GeometricSOMO, ClusterSMOTE, CBO])
def test_presets_leave_noise_with_missing_values_alone(data, hdbscan, preset):
    name = {SOMO: "som_estimator", GeometricSOMO: "som_estimator"}.get(
        preset, "kmeans_estimator"
    )
    assert_untouched_by_noise(preset(random_state=0, **{name: hdbscan}), *data)


@pytest.mark.parametrize(
    "convert",
    [
        np.ndarray.tolist,
        lambda X: pd.DataFrame(X, columns=list("abc")),
        lambda X: pd.DataFrame(X, columns=list("abc")).astype("Float64"),
        lambda X: pl.DataFrame(X, schema=list("abc")),
    ],
)
def test_noise_with_missing_values_may_come_in_any_container(data, hdbscan, convert):
    X, y = data
    sampler = ClusterOverSampler(SMOTE(), hdbscan, random_state=0)
    _, y_res = sampler.fit_resample(convert(X), y)
    assert np.bincount(y_res).tolist() == [80, 80]
    assert (sampler.labels_[[*MISSING, *INFINITE]] < 0).all()


def test_pipelines_may_hand_missing_values_on(data, hdbscan):
    X, y = data
    X[INFINITE, 1] = np.nan
    clusterer = make_pipeline(StandardScaler(), hdbscan)
    for scope in ("all", "class"):
        sampler = ClusterOverSampler(
            SMOTE(), clusterer, random_state=0, clustering_scope=scope
        )
        assert_untouched_by_noise(sampler, X, y)


@pytest.mark.parametrize(
    "distributor",
    [
        DensityDistributor(distribution_ratio=0.5),
        ClusterDistributor(SafetyFilter()),
        ClusterDistributor(allocation=LogLinearAllocation.by_hardness()),
        ClusterDistributor(
            allocation=LogLinearAllocation.by_hardness(
                CrossValidatedError(), row_score=BorderCloseness()
            )
        ),
        ClusterDistributor(
            allocation=LogLinearAllocation.by_size(row_score=InformationWeight())
        ),
        ClusterDistributor(
            allocation=LogLinearAllocation.by_sparsity("intrinsic"),
            distribution_ratio=0.5,
        ),
    ],
    ids=name_of,
)
def test_noise_with_missing_values_is_not_measured(data, distributor):
    X, y = data
    labels = (X[:, 2] > 3).astype(int)
    labels[MISSING], labels[INFINITE] = -3, -2
    clean = np.flatnonzero(labels >= 0)
    neighbors = [[0, 1]]
    distributor.set_params(
        **{
            name: 0
            for name in distributor.get_params()
            if name.endswith("random_state")
        }
    )
    distributor.fit(X, y, labels, neighbors)
    shares = distributor.intra_distribution_, distributor.inter_distribution_
    assert_array_equal(distributor.labels_, labels)
    assert distributor.n_samples_ == 120
    for name in ("row_mask_", "row_weights_"):
        values = getattr(distributor, name)
        assert values is None or not values[labels < 0].any()
    # The same as if the rows were not there.
    distributor.fit(X[clean], y[clean], labels[clean], neighbors)
    assert shares == (distributor.intra_distribution_, distributor.inter_distribution_)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("label", [0, 7])
def test_distributors_refuse_missing_values_in_clusters(value, label):
    X, y = [[0.0, 1.0], [1.0, 1.0], [2.0, value], [3.0, 2.0]], [0, 0, 1, 1]
    told = r"^Input X contains .*\. Columns with missing or infinite values: {}\. Fill"
    frames = (
        pd.DataFrame(X, columns=["a", "b"]),
        pl.DataFrame(X, schema=["a", "b"], orient="row"),
    )
    tables = [(X, r"\[1\]"), (np.array(X), r"\[1\]"), (csr_array(X), r"\[1\]")]
    tables += [(frame, r"\['b'\]") for frame in frames]
    tables += [(frames[0].astype("Float64"), r"\['b'\]")]
    for table, columns in tables:
        for labels in ([0, -2, label, 0], None):
            with pytest.raises(ValueError, match=told.format(columns)) as caught:
                DensityDistributor().fit(table, y, labels)
            assert not hasattr(caught.value, "__notes__")
        with pytest.raises(ValueError, match=told.format(columns)):
            find_cluster_neighbors(table, [0, -2, label, 1])


def test_distributors_name_the_columns_of_clustered_rows_only():
    frame = pd.DataFrame({"a": [np.nan, 1.0, 2.0], "b": [1.0, 2.0, np.inf]})
    told = r"values: \['b'\]\. Fill them in"
    for labels in ([-1, 0, 0], [-1, -1, 4]):
        with pytest.raises(ValueError, match=told):
            ClusterDistributor().fit(frame, [0, 0, 1], labels)
    with pytest.raises(ValueError, match=r"values: \['a'\]\. Fill them in"):
        ClusterDistributor().fit(frame, [0, 0, 1], [0, 0, -1])
    with pytest.raises(ValueError, match=r"values: \['a', 'b'\]\. Fill them in"):
        ClusterDistributor().fit(frame, [0, 0, 1])


@pytest.mark.parametrize("noise", [-1, -2, -3, -70])
def test_any_negative_label_is_noise_to_a_distributor(noise):
    X, y = [[0], [1], [2], [50], [9], [8]], [1, 1, 0, 1, 0, 0]
    labels = [0, 0, 0, noise, 3, 3]
    distributor = DensityDistributor().fit(X, y, labels)
    assert distributor.intra_distribution_ == {(0, 1): 1.0}
    assert distributor.unique_cluster_labels_.tolist() == [0, 3]


def test_missing_values_of_noise_are_no_obstacle_to_neighbors(data):
    X, _ = data
    labels = (X[:, 2] > 3).astype(int)
    labels[MISSING], labels[INFINITE] = -3, -2
    clean = labels >= 0
    assert_array_equal(
        find_cluster_neighbors(X, labels),
        find_cluster_neighbors(X[clean], labels[clean]),
    )
    labels[MISSING] = 0
    with pytest.raises(ValueError, match="Input X contains NaN"):
        find_cluster_neighbors(X, labels)


@pytest.mark.parametrize(
    "oversampler",
    [SMOTE(), ADASYN(), GeometricSMOTE(selection_strategy="minority"), CenterSMOTE()],
    ids=name_of,
)
@pytest.mark.parametrize(
    ("convert", "columns"),
    [
        (np.asarray, r"\[0, 1\]"),
        (lambda X: pd.DataFrame(X, columns=list("abc")), r"\['a', 'b'\]"),
        (lambda X: pl.DataFrame(X, schema=list("abc")), r"\['a', 'b'\]"),
    ],
)
def test_missing_values_in_clusters_are_named(data, oversampler, convert, columns):
    X, y = data
    name = type(oversampler).__name__
    sampler = ClusterOverSampler(oversampler, Halves(), ClusterDistributor())
    told = (
        f"{name} cannot work on the rows of its clusters. .* values: {columns}; row 5"
    )
    with pytest.raises(ValueError, match=told):
        sampler.fit_resample(convert(X), y)
    with pytest.raises(ValueError, match=told):
        sampler.fit(convert(X), y)


def test_missing_values_in_clusters_are_named_if_an_imputer_hides_them(data, hdbscan):
    X, y = data
    X[INFINITE, 1] = np.nan
    sampler = ClusterOverSampler(SMOTE(), make_pipeline(SimpleImputer(), hdbscan))
    with pytest.raises(ValueError, match=r"values: \[0, 1\]; row 5 is the first of 3"):
        sampler.fit_resample(X, y)


def test_missing_values_in_clusters_may_be_repeated(data):
    X, y = data
    for sampler in (
        ClusterOverSampler(RandomOverSampler(), Halves(), ClusterDistributor()),
        CBO(kmeans_estimator=Halves()),
    ):
        X_res, y_res = sampler.set_params(random_state=0).fit_resample(X, y)
        assert np.ptp(np.bincount(y_res)) == 0
        assert not np.isfinite(X_res[120:]).all()
        assert_array_equal(X_res[120:], X[sampler.provenance_.base])


def test_distances_between_rows_with_missing_values_are_refused_by_name(data):
    sampler = ClusterOverSampler(RandomOverSampler(), Halves())
    told = r"DensityDistributor measures the rows of clusters\. .* values: \[0, 1\]"
    with pytest.raises(ValueError, match=told):
        sampler.fit_resample(*data)


@pytest.mark.parametrize(
    ("sampler", "takes_them"),
    [
        (ClusterOverSampler(SMOTE(), HDBSCAN()), True),
        (ClusterOverSampler(SMOTE(), HDBSCAN(metric="precomputed")), False),
        (ClusterOverSampler(SMOTE(), make_pipeline(StandardScaler(), HDBSCAN())), True),
        (ClusterOverSampler(SMOTE(), make_pipeline(SimpleImputer(), KMeans())), False),
        (ClusterOverSampler(SMOTE(), KMeans()), False),
        (ClusterOverSampler(SMOTE()), False),
        (ClusterOverSampler(RandomOverSampler()), True),
        (ClusterOverSampler(RandomOverSampler(), KMeans()), False),
        (
            ClusterOverSampler(
                RandomOverSampler(), make_pipeline(SimpleImputer(), KMeans())
            ),
            True,
        ),
        (SOMO(som_estimator=HDBSCAN()), True),
        (SOMO(som_estimator=5), False),
        (CBO(), False),
        (CBO(kmeans_estimator=make_pipeline(SimpleImputer(), KMeans())), True),
        (KMeansSMOTE(), False),
        (ASUWO(), False),
    ],
    ids=name_of,
)
def test_tags_of_the_parts_decide_on_missing_values(data, sampler, takes_them):
    assert get_tags(sampler).input_tags.allow_nan == takes_them
    if not takes_them:
        with pytest.raises(ValueError, match="Input X contains NaN"):
            sampler.fit_resample(*data)


def test_only_row_of_a_class_is_repeated_with_its_missing_values(data, hdbscan):
    X, y = data
    y[MISSING[0]] = 2
    for oversampler in (SMOTE(), ADASYN(), SMOTEN()):
        for distributor in (None, ClusterDistributor(SafetyFilter())):
            sampler = ClusterOverSampler(
                oversampler, hdbscan, distributor, random_state=0
            )
            with pytest.warns(UserWarning, match="Class 2 has a single row"):
                X_res, y_res = sampler.fit_resample(X, y)
            copies = X_res[y_res == 2]
            assert len(copies) == 80
            assert_array_equal(copies, np.tile(X[MISSING[0]], (80, 1)))


@pytest.mark.parametrize("noise", [-1, -2, -3])
@pytest.mark.parametrize("oversampler", [SMOTE(), BorderlineSMOTE()], ids=name_of)
def test_nothing_is_made_from_any_noise(two_blobs, oversampler, noise):
    X, y = two_blobs
    labels = np.where(X[:, 0] > 50, 1, 0)
    labels[::4] = noise
    sampler = ClusterOverSampler(
        oversampler, GivenClusters(labels), DensityDistributor(np.inf), random_state=0
    )
    sampler.fit_resample(X, y)
    base = sampler.provenance_.base
    assert not base.mask.any()
    assert not np.isin(base, np.flatnonzero(labels < 0)).any()
    # All noise has one line.
    assert set(sampler.cluster_report_.cluster) == {0, 1, -1}


def test_class_of_noise_only_is_an_error_whatever_the_labels(two_blobs):
    X, y = two_blobs
    labels = np.where(y == 1, -2 - np.arange(80) % 2, 0)
    sampler = ClusterOverSampler(SMOTE(), GivenClusters(labels))
    with pytest.raises(NoSamplesError, match="Class 1: all its rows are noise"):
        sampler.fit_resample(X, y)


def test_labels_that_are_predicted_for_the_rows_left_out_may_be_noise():
    X = np.array([[0.0], [1.0], [-5.0], [9.0]] * 20)
    y = np.repeat([1, 0], [20, 60])
    sampler = ClusterOverSampler(
        SMOTE(), PredictedNoise(), DensityDistributor(np.inf), max_samples=10
    )
    sampler.fit_resample(X, y)
    assert_array_equal(sampler.labels_, [0, 1, -2, -3] * 20)
    assert set(sampler.provenance_.base % 4) == {0, 1}


@pytest.mark.parametrize("noise", [-1, -2, -3])
def test_noise_of_the_majority_clusterer_keeps_no_clusters_apart(noise):
    X = [[0.0], [2.0], [1.0], [30.0], [31.0], [32.0]]
    y = [1, 1, 0, 0, 0, 0]
    # Of the rows of class 0, the one between the others is noise.
    clusterer = SemiUnsupervisedClusterer(
        majority_clusterer=GivenClusters([noise, 5, 5, 9])
    )
    assert clusterer.fit_predict(X, y).tolist() == [0, 0, -1, 1, 1, 2]


class LastRowByHook(BaseDistributor):
    """Masks all rows but the last one that it sees."""

    def _intra_distribute(self, X, y, labels, neighbors):
        self.intra_distribution_ = {(0, 1): 1.0}
        self.row_mask_ = np.arange(len(X)) == len(X) - 1
        self.row_weights_ = self.row_mask_ * 1.0
        return self


class LastRowByFit(LastRowByHook):
    def fit(self, X, y, labels=None, neighbors=None):
        self.inter_distribution_ = {}
        return self._intra_distribute(X, y, labels, neighbors)


@pytest.mark.parametrize("distributor", [LastRowByHook(), LastRowByFit()], ids=name_of)
def test_noise_is_added_to_the_rows_that_a_distributor_saw(distributor):
    X = np.arange(8.0)[:, np.newaxis]
    y = [0, 0, 0, 0, 1, 1, 1, 0]
    clusterer = GivenClusters([0, -1, 0, 0, 0, 0, 0, -1])
    sampler = ClusterOverSampler(RandomOverSampler(), clusterer, distributor)
    X_res, _ = sampler.fit_resample(X, y)
    assert X_res[8:].tolist() == [[6.0], [6.0]]
    assert np.flatnonzero(sampler.distributor_.row_mask_).tolist() == [6]
    assert sampler.distributor_.row_weights_.tolist() == [0, 0, 0, 0, 0, 0, 1, 0]
