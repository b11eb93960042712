"""A class with a single row is repeated, and one warning names all such classes."""

import warnings

import numpy as np
import pandas as pd
import polars as pl
import pytest
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from imblearn.over_sampling import KMeansSMOTE as ImblearnKMeansSMOTE
from imblearn.pipeline import make_pipeline
from imblearn.utils import check_sampling_strategy
from numpy.testing import assert_array_equal
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.cluster import DBSCAN, OPTICS, AgglomerativeClustering, KMeans
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import MinMaxScaler
from stubs import GivenClusters, name_of

from clover.distribution import (
    BaseDistributor,
    BorderCloseness,
    ClusterDistributor,
    CrossValidatedError,
    DensityDistributor,
    ImbalanceRatioFilter,
    LogLinearAllocation,
    MinimumSupportFilter,
    SafetyFilter,
)
from clover.exceptions import NoSamplesError
from clover.over_sampling import (
    ASUWO,
    CBO,
    CURESMOTE,
    SOMO,
    CenterSMOTE,
    ClusterOverSampler,
    ClusterSMOTE,
    GaussianOversampler,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
    ScaledGeometricSMOTE,
    SimplicialSMOTE,
)

SIZES = [60, 25, 1, 1]
LAST = 86


class NeedsTwoRows(BaseEstimator):
    """Shifts rows of a class, and refuses a single one."""

    def __init__(self, sampling_strategy="auto"):
        self.sampling_strategy = sampling_strategy

    def fit_resample(self, X, y):
        wanted = check_sampling_strategy(self.sampling_strategy, y, "over-sampling")
        X_res, y_res = [X], [y]
        for class_label, n_new in wanted.items():
            rows = X[y == class_label]
            if len(rows) < 2:
                raise ValueError("There should be two rows.")
            X_res.append(rows[np.arange(n_new) % len(rows)] + 0.1)
            y_res.append(np.full(n_new, class_label))
        return np.concatenate(X_res), np.concatenate(y_res)


class OnlyClassOne(BaseDistributor):
    """Gives all rows to the cluster of the first row of class 1, and masks others."""

    def _intra_distribute(self, X, y, labels, neighbors):
        self.intra_distribution_ = {(int(labels[y == 1][0]), 1): 1.0}
        self.row_mask_ = y == 1
        return self


@pytest.fixture
def data():
    """Classes 2 and 3 have one row each, the last two; the last column is whole."""
    X = np.random.RandomState(0).normal(size=(sum(SIZES), 3)).round(2)
    X[:, 2] = np.arange(len(X)) % 3
    return X, np.repeat([0, 1, 2, 3], SIZES)


def resample(sampler, X, y, method="fit_resample"):
    """Return the answer, and what the warnings say of single rows."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        answer = getattr(sampler, method)(X, y)
    told = [w for w in caught if "has a single row" in str(w.message)]
    # The line of the user is blamed.
    assert all(warning.filename == __file__ for warning in told)
    return answer, [str(warning.message) for warning in told]


def assert_repeated(sampler, X, y, is_told=True):
    (X_res, y_res), messages = resample(sampler, X, y)
    assert np.bincount(y_res).tolist() == [60] * 4
    for class_label, row in ((2, LAST - 1), (3, LAST)):
        copies = np.asarray(X_res)[y_res == class_label]
        assert_array_equal(copies, np.tile(copies[:1], (60, 1)))
        assert_array_equal(copies[0], np.asarray(X_res)[row])
    assert len(messages) == is_told
    for message in messages:
        assert message.startswith("Class 2 has a single row; so has class 3. ")
    return X_res, y_res


OVERSAMPLERS = [
    SMOTE(),
    SMOTE(k_neighbors=NearestNeighbors(n_neighbors=4)),
    ADASYN(),
    BorderlineSMOTE(),
    BorderlineSMOTE(kind="borderline-2"),
    SVMSMOTE(),
    SMOTEN(),
    SMOTENC([2]),
    ImblearnKMeansSMOTE(cluster_balance_threshold=0.0),
    RandomOverSampler(shrinkage=0.5),
    GeometricSMOTE(),
    GeometricSMOTE(selection_strategy="majority"),
    GeometricSMOTE(categorical_features=[2]),
    CenterSMOTE(),
    SimplicialSMOTE(),
    GaussianOversampler(),
    NeedsTwoRows(),
    KMeansSMOTE(kmeans_estimator=2),
    make_pipeline(MinMaxScaler(), SMOTE()),
    make_pipeline(MinMaxScaler(), ADASYN()),
]
CLUSTERERS = [
    (None, "all"),
    (KMeans(3, n_init=1), "all"),
    (KMeans(3, n_init=1), "class"),
    # All rows far from others are noise to these.
    (DBSCAN(eps=0.8, min_samples=3), "all"),
    (DBSCAN(eps=0.8, min_samples=3), "class"),
    # A single row is refused by this one.
    (AgglomerativeClustering(2), "class"),
]


@pytest.mark.parametrize(("clusterer", "scope"), CLUSTERERS, ids=name_of)
@pytest.mark.parametrize("oversampler", OVERSAMPLERS, ids=name_of)
def test_every_oversampler_repeats_single_rows(data, oversampler, clusterer, scope):
    distributor = clusterer and DensityDistributor(np.inf, distances_exponent=0)
    sampler = ClusterOverSampler(
        oversampler, clusterer, distributor, random_state=0, clustering_scope=scope
    )
    assert_repeated(sampler, *data)
    made_by = sampler.cluster_report_.made_by[sampler.cluster_report_.class_label == 2]
    assert len(set(made_by) - {""}) == 1


@pytest.mark.parametrize(
    "preset",
    [
        KMeansSMOTE(),
        SOMO(),
        SOMO(som_estimator=DBSCAN(eps=0.8, min_samples=3)),
        GeometricSOMO(),
        GeometricSOMO(selection_strategy="majority"),
        ASUWO(),
        ClusterSMOTE(),
        ClusterSMOTE(kmeans_estimator=OPTICS(min_samples=3)),
        CURESMOTE(),
        GeometricSMOTE(),
        GeometricSMOTE(k_neighbors=NearestNeighbors(n_neighbors=4)),
        GeometricSMOTE(categorical_features=[2]),
        CenterSMOTE(),
        SimplicialSMOTE(),
        GaussianOversampler(),
        ScaledGeometricSMOTE(),
        ScaledGeometricSMOTE(n_clusters=3),
        ScaledGeometricSMOTE(selection_strategy="majority"),
        ScaledGeometricSMOTE(categorical_features=[2]),
    ],
    ids=name_of,
)
def test_every_preset_repeats_single_rows(data, preset):
    assert_repeated(preset.set_params(random_state=0), *data)


@pytest.mark.parametrize(
    "sampler",
    [
        ClusterOverSampler(RandomOverSampler()),
        ClusterOverSampler(RandomOverSampler(), KMeans(3, n_init=1)),
        CBO(sampling_strategy="not majority"),
    ],
    ids=name_of,
)
def test_repetition_that_was_asked_for_is_not_warned_of(data, sampler):
    assert_repeated(sampler, *data, is_told=False)


@pytest.mark.parametrize(
    "sampler",
    [ClusterOverSampler(ADASYN()), KMeansSMOTE(), ASUWO(), GeometricSMOTE()],
    ids=name_of,
)
def test_fit_warns_alike(data, sampler):
    _, by_fit = resample(sampler, *data, method="fit")
    _, by_resampling = resample(sampler, *data)
    assert by_fit == by_resampling
    assert len(by_fit) == 1


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ([10, 20, 30, 40], "Class 30 has a single row; so has class 40. "),
        ("abcd", "Class 'c' has a single row; so has class 'd'. "),
        ([False, True], "Class True has a single row. "),
    ],
)
@pytest.mark.parametrize("sampler", [KMeansSMOTE(kmeans_estimator=2), CenterSMOTE()])
def test_classes_are_named_as_in_errors(data, sampler, labels, told):
    X, y = data
    labels = np.array(list(labels))
    y = labels[np.maximum(0, y - 4 + len(labels))]
    if len(labels) == 2:
        X, y = X[:LAST], np.append(y[: LAST - 1] & False, True)
    _, (message,) = resample(sampler, X, y)
    assert message.startswith(told)


@pytest.mark.parametrize(
    ("n_classes", "told"),
    [
        (1, "Class 1 has a single row. A"),
        (2, "Class 1 has a single row; so has class 2. A"),
        (3, "Class 1 has a single row; so have classes 2 and 3. A"),
        (5, "Class 1 has a single row; so have classes 2, 3, 4 and 5. A"),
        (6, "Class 1 has a single row; so have classes 2, 3, 4, 5 and 6. A"),
        (90, "87, 88, 89 and 90. A single row is"),
    ],
)
def test_all_classes_with_a_single_row_are_named(n_classes, told):
    y = np.append(np.arange(1, n_classes + 1), [0, 0])
    X = np.arange(y.size, dtype=float)[:, np.newaxis]
    _, (message,) = resample(ClusterOverSampler(SMOTE()), X, y)
    assert told in message


def test_classes_that_get_nothing_are_not_named(data):
    sampler = KMeansSMOTE({1: 40, 3: 5}, kmeans_estimator=2, random_state=0)
    (X_res, y_res), (message,) = resample(sampler, *data)
    assert np.bincount(y_res).tolist() == [60, 40, 1, 5]
    assert message.startswith("Class 3 has a single row. ")
    assert_array_equal(X_res[y_res == 3], data[0][[LAST] * 5])
    assert not resample(KMeansSMOTE({1: 40}, kmeans_estimator=2), *data)[1]


@pytest.mark.parametrize(
    "cell_filter",
    [
        ImbalanceRatioFilter(0.01),
        MinimumSupportFilter(2),
        SafetyFilter(1),
        MinimumSupportFilter(2) & SafetyFilter(1),
    ],
    ids=name_of,
)
@pytest.mark.parametrize(
    "allocation",
    [
        LogLinearAllocation.by_sparsity(),
        LogLinearAllocation.by_hardness(
            CrossValidatedError(), row_score=BorderCloseness()
        ),
    ],
)
def test_cluster_of_a_single_row_is_selected_in_any_case(data, cell_filter, allocation):
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={2: 8, 3: 9}),
        KMeans(3, n_init=1),
        ClusterDistributor(cell_filter, allocation),
        random_state=0,
    )
    (X_res, y_res), messages = resample(sampler, *data)
    assert np.bincount(y_res).tolist() == [60, 25, 8, 9]
    assert_array_equal(X_res[-15:], data[0][[LAST - 1] * 7 + [LAST] * 8])
    assert len(messages) == 1
    report = sampler.cluster_report_
    has_rows = report.n_rows > 0
    assert report.proportion[has_rows].tolist() == [1, 1]
    assert report.selected[has_rows].tolist() == [True, True]


def test_other_classes_of_which_nothing_is_selected_are_still_an_error(data):
    sampler = KMeansSMOTE(imbalance_ratio_threshold=0.01, random_state=0)
    with (
        pytest.raises(NoSamplesError, match="Class 1: the best") as caught,
        pytest.warns(UserWarning, match="Class 2 has a single row"),
    ):
        sampler.fit_resample(*data)
    assert "Class 2:" not in str(caught.value)


def test_distributor_of_the_user_need_not_know_single_rows(data):
    X, y = data
    sampler = ClusterOverSampler(
        SMOTE(), KMeans(3, n_init=1), OnlyClassOne(), random_state=0
    )
    assert_repeated(sampler, X, y)


def test_noise_that_is_the_only_row_of_its_class_is_a_cluster(data):
    X, y = data
    labels = np.append(np.arange(84) % 2 * 3, [-1, -2, -3])
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 30, 3: 5}),
        GivenClusters(labels),
        DensityDistributor(np.inf),
        random_state=0,
    )
    (X_res, y_res), _ = resample(sampler, X, y)
    # Rows of class 2, of which nothing is asked for, and of class 1 stay noise.
    assert sampler.labels_[-3:].tolist() == [-1, -2, 4]
    assert_array_equal(sampler.labels_[:84], labels[:84])
    assert_array_equal(X_res[y_res == 3], X[[LAST] * 5])
    assert_array_equal(sampler.provenance_.cluster[-4:], [4] * 4)
    assert not np.isin(sampler.provenance_.base, [84, 85]).any()


def test_all_but_a_single_row_may_be_noise(data):
    X, y = data
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={3: 4}), GivenClusters(np.full(87, -1))
    )
    (X_res, _), _ = resample(sampler, X, y)
    assert_array_equal(X_res[87:], X[[LAST] * 3])


@pytest.mark.parametrize("distribution_ratio", [0.0, 0.5])
def test_nothing_is_made_between_clusters_of_a_single_row(data, distribution_ratio):
    labels = np.arange(87) % 3
    sampler = ClusterOverSampler(
        SMOTE(),
        GivenClusters(labels, neighbors=[[0, 1], [1, 2]]),
        DensityDistributor(np.inf, 0, distribution_ratio=distribution_ratio),
        random_state=0,
    )
    assert_repeated(sampler, *data)
    of_single = sampler.cluster_report_.class_label >= 2
    assert (sampler.cluster_report_.other_cluster[of_single] == -1).all()


@pytest.mark.parametrize(
    "convert",
    [sparse.csr_matrix, sparse.csc_array, pd.DataFrame, pl.DataFrame],
)
@pytest.mark.parametrize(
    "sampler",
    [
        KMeansSMOTE(kmeans_estimator=2, random_state=0),
        ClusterOverSampler(ADASYN(), random_state=0),
        GeometricSMOTE(random_state=0),
    ],
    ids=name_of,
)
def test_single_rows_of_any_container_are_repeated(data, convert, sampler):
    X, y = data
    (X_res, y_res), messages = resample(sampler, convert(X), y)
    X_res = X_res.toarray() if sparse.issparse(X_res) else np.asarray(X_res)
    assert_array_equal(X_res[y_res == 3], X[[LAST] * 60])
    assert len(messages) == 1


def test_categories_of_a_single_row_are_repeated():
    X = pd.DataFrame({"size": np.arange(40) % 7, "color": ["red", "blue"] * 20})
    X.loc[39, "color"] = "green"
    y = np.repeat(["common", "rare"], [39, 1])
    for sampler in (
        ClusterOverSampler(SMOTENC(["color"])),
        GeometricSMOTE(categorical_features=["color"]),
    ):
        (X_res, y_res), (message,) = resample(sampler, X, y)
        assert message.startswith("Class 'rare' has a single row. ")
        assert X_res[y_res == "rare"].drop_duplicates().values.tolist() == [
            [4, "green"]
        ]


def test_classes_of_two_rows_keep_their_error_outside_of_clusters(data):
    X, y = data
    y[-1] = 2
    with pytest.raises(ValueError, match="Class 2 has 2 rows, and `k_neighbors` = 5"):
        GeometricSMOTE().fit_resample(X, y)
