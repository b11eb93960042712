"""Bad input gets an error that names the problem and what was got."""

import re
import warnings

import numpy as np
import pytest
from imblearn.combine import SMOTEENN, SMOTETomek
from imblearn.over_sampling import SMOTE, BorderlineSMOTE
from imblearn.pipeline import Pipeline, make_pipeline
from imblearn.under_sampling import RandomUnderSampler
from numpy.testing import assert_array_equal
from sklearn.base import BaseEstimator
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from stubs import name_of

from clover.distribution import (
    BaseDistributor,
    BorderCloseness,
    ClusterDistributor,
    CoverageFilter,
    DensityDistributor,
    KDNHardness,
    LogLinearAllocation,
)
from clover.over_sampling import ClusterOverSampler, KMeansSMOTE

SAMPLERS = [
    ClusterOverSampler(SMOTE(), KMeans(2, n_init=1), random_state=0),
    ClusterOverSampler(SMOTE(), random_state=0),
    KMeansSMOTE(random_state=0),
]


@pytest.fixture(params=SAMPLERS, ids=["with clusterer", "without", "preset"])
def sampler(request):
    return request.param


def with_value(X, value):
    X = X.copy()
    X[3, 1] = value
    return X


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda X, y: (with_value(X, np.nan), y), "Input X contains NaN"),
        (lambda X, y: (with_value(X, np.inf), y), "Input X contains infinity"),
        (lambda X, y: (X[:, 0], y), "Expected 2D array, got 1D array"),
        (lambda X, y: (X[:0], y[:0]), "0 sample"),
        (lambda X, y: (X[:, :0], y), "0 feature"),
        (lambda X, y: (X, y * 0), "more than 1 class"),
        (lambda X, y: (X[:-1], y), "inconsistent numbers of samples"),
        (lambda X, y: (X, X[:, 0]), "Unknown label type"),
        (lambda X, y: (X, np.where(y == 1, np.nan, y)), "NaN"),
        (lambda X, y: (X, np.eye(2)[[0, 1] * 150]), None),
        (lambda X, y: (X, None), "y"),
        (lambda X, y: (X.astype(str), y), "holds something else|numbers"),
        (lambda X, y: (X + 1j, y), "Complex data not supported"),
    ],
)
def test_data_problem_is_named(two_classes, sampler, change, message):
    X, y = change(*two_classes)
    if message is None:
        sampler.fit_resample(X, y)
        return
    with pytest.raises((TypeError, ValueError), match=message):
        sampler.fit_resample(X, y)


@pytest.mark.parametrize(
    ("strategy", "message"),
    [
        ({1: 10}, "Originally, there is 30 samples and 10 samples are asked"),
        ({7: 10}, r"\{7\} target class is/are not present.*The classes are 0, 1"),
        ({1: 40.5}, r"should give integers.*class 1 it gave 40\.5"),
        ({1: -4}, "cannot be negative"),
        (0.01, "required to remove samples"),
        (1.5, "sampling_strategy"),
        ("some", "sampling_strategy"),
        (lambda y: {1: 3}, "Originally, there is 30 samples"),
        ({1: "100"}, "class 1 it gave '100'"),
        (lambda y: 5, "should return a dictionary. It returned 5"),
    ],
)
def test_wrong_strategy_is_named(two_classes, strategy, message):
    for sampler in (
        KMeansSMOTE(sampling_strategy=strategy),
        ClusterOverSampler(SMOTE(sampling_strategy=strategy), KMeans(2, n_init=1)),
    ):
        with pytest.raises(ValueError, match=message):
            sampler.fit_resample(*two_classes)


class GivenLabels:
    def __init__(self, labels):
        self.labels = labels

    def fit_predict(self, X):
        return self.labels


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.zeros(299, dtype=int), r"shape \(300,\).*GivenLabels gave shape \(299,\)"),
        (np.zeros((300, 1), dtype=int), r"GivenLabels gave shape \(300, 1\)"),
        (np.full(300, 0.5), "should be integers. GivenLabels gave float64"),
        (np.full(300, "a"), "should be integers. GivenLabels gave <U1"),
    ],
)
def test_wrong_labels_of_a_clusterer_are_named(two_classes, labels, message):
    with pytest.raises(ValueError, match=message):
        ClusterOverSampler(SMOTE(), GivenLabels(labels)).fit_resample(*two_classes)


class NoStrategy(BaseEstimator):
    def fit_resample(self, X, y):
        return X, y


@pytest.mark.parametrize(
    ("oversampler", "message"),
    [
        (LogisticRegression(), "The 'oversampler' parameter of ClusterOverSampler"),
        (None, "The 'oversampler' parameter of ClusterOverSampler"),
        ("SMOTE", "The 'oversampler' parameter of ClusterOverSampler"),
        (RandomUnderSampler(), "Got RandomUnderSampler, which may remove some"),
        (SMOTEENN(), "Got SMOTEENN, which may remove some"),
        (SMOTETomek(), "Got SMOTETomek, which may remove some"),
        (NoStrategy(), "`sampling_strategy`.*NoStrategy has none"),
        (make_pipeline(StandardScaler()), "oversampler"),
        (
            make_pipeline(RandomUnderSampler(), SMOTE()),
            "Step 'randomundersampler' is RandomUnderSampler",
        ),
        (Pipeline([("s", SMOTE()), ("t", SMOTE())]), "Step 's' is SMOTE"),
        (make_pipeline(StandardScaler(), SMOTEENN()), "Got SMOTEENN, which may remove"),
    ],
    ids=name_of,
)
def test_oversampler_that_is_none_is_named(two_classes, oversampler, message):
    with pytest.raises(ValueError, match=message):
        ClusterOverSampler(oversampler, KMeans(2, n_init=1)).fit_resample(*two_classes)


@pytest.mark.parametrize(
    ("oversampler", "message"),
    [
        (SMOTE(k_neighbors=0), "'k_neighbors' parameter of SMOTE"),
        (BorderlineSMOTE(kind="none"), "'kind' parameter of BorderlineSMOTE"),
    ],
)
def test_wrong_parameter_of_the_oversampler_is_named(two_classes, oversampler, message):
    for clusterer in (None, KMeans(3, n_init=1)):
        with pytest.raises(ValueError, match=message):
            ClusterOverSampler(oversampler, clusterer).fit_resample(*two_classes)


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"clusterer": "kmeans"}, "clusterer"),
        ({"clusterer": StandardScaler}, "clusterer"),
        ({"clusterer": -3}, "clusterer"),
        ({"clusterer": 0.5}, "clusterer"),
        ({"clusterer": True}, "clusterer"),
        ({"distributor": "density", "clusterer": KMeans(2)}, "distributor"),
        ({"raise_error": "no"}, "raise_error"),
        ({"random_state": "seed"}, "random_state"),
        ({"n_jobs": 1.5}, "n_jobs"),
    ],
)
def test_wrong_parameter_is_named(two_classes, params, name):
    with pytest.raises(ValueError, match=f"The '{name}' parameter of ClusterOver"):
        ClusterOverSampler(SMOTE(), **params).fit_resample(*two_classes)


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"k_neighbors": 0}, "k_neighbors"),
        ({"k_neighbors": 2.5}, "k_neighbors"),
        ({"kmeans_estimator": "ten"}, "kmeans_estimator"),
        ({"kmeans_estimator": -3}, "kmeans_estimator"),
        ({"kmeans_estimator": -0.5}, "kmeans_estimator"),
        ({"imbalance_ratio_threshold": -1}, "imbalance_ratio_threshold"),
        ({"distances_exponent": "many"}, "distances_exponent"),
        ({"density_exponent": -1}, "density_exponent"),
        ({"cluster_balance_threshold": "half"}, "cluster_balance_threshold"),
        ({"cluster_balance_threshold": np.nan}, "cluster_balance_threshold"),
        ({"cluster_balance_threshold": -0.1}, "cluster_balance_threshold"),
        ({"kmeans_estimator": KMeans}, "kmeans_estimator"),
    ],
)
def test_wrong_parameter_of_the_preset_is_named(two_classes, params, name):
    with pytest.raises(ValueError, match=f"The '{name}' parameter of KMeansSMOTE"):
        KMeansSMOTE(**params).fit_resample(*two_classes)


@pytest.mark.parametrize("threshold", [0, 0.0, 0.25, 1, 1.0, "auto", None])
def test_share_as_a_threshold_is_from_zero_to_one(two_classes, threshold):
    sampler = KMeansSMOTE(cluster_balance_threshold=threshold, raise_error=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert sampler.fit(*two_classes).sampling_strategy_ == {1: 240}


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (10, r"; use KMeans\(10\)\."),
        (2, r"; use KMeans\(2\)\."),
        (np.int64(10), r"; use KMeans\(10\)\."),
        (10.0, r"; use KMeans\(10\)\."),
        (np.float32(7.0), r"; use KMeans\(7\)\."),
        (1, "; KMeansSMOTE takes .*, as a share of the rows, as `kmeans_estimator`"),
        (0, "; KMeansSMOTE takes .*, as a share of the rows, as `kmeans_estimator`"),
        (0.25, "; KMeansSMOTE takes .*, as a share of the rows, as `kmeans_estimator`"),
        (-3, r"\."),
        (np.nan, r"\."),
        (np.inf, r"\."),
    ],
)
def test_number_in_place_of_a_clusterer_is_answered(two_classes, number, remedy):
    message = rf"'clusterer' .* a clusterer\. Got the number {number}{remedy}"
    for method in ("fit", "fit_resample"):
        with pytest.raises(ValueError, match=message):
            getattr(ClusterOverSampler(SMOTE(), number), method)(*two_classes)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"oversampler": SMOTE}, "'oversampler' .* class SMOTE; use SMOTE"),
        (
            {"oversampler": make_pipeline(StandardScaler(), SMOTE)},
            "'oversampler__.*' .* class SMOTE; use SMOTE",
        ),
        (
            {"oversampler": make_pipeline(StandardScaler, SMOTE())},
            "'oversampler__.*' .* class StandardScaler; use StandardScaler",
        ),
        ({"clusterer": KMeans}, "'clusterer' .* class KMeans; use KMeans"),
        (
            {"clusterer": make_pipeline(StandardScaler(), KMeans)},
            "'clusterer__.*' .* class KMeans; use KMeans",
        ),
        (
            {"clusterer": Pipeline([("scale", StandardScaler), ("last", KMeans(2))])},
            "'clusterer__scale' .* class StandardScaler; use StandardScaler",
        ),
        (
            {
                "clusterer": make_pipeline(
                    StandardScaler(), Pipeline([("k", KMeans), ("m", KMeans(2))])
                )
            },
            "'clusterer__pipeline__k' .* class KMeans; use KMeans",
        ),
        (
            {"distributor": DensityDistributor},
            "'distributor' .* class DensityDistributor; use DensityDistributor",
        ),
        (
            {"distributor": ClusterDistributor(CoverageFilter)},
            "'filter' .* class CoverageFilter; use CoverageFilter",
        ),
        (
            {"distributor": ClusterDistributor(allocation=LogLinearAllocation)},
            "'allocation' .* class LogLinearAllocation; use LogLinearAllocation",
        ),
        (
            {
                "distributor": ClusterDistributor(
                    allocation=LogLinearAllocation.by_size(row_score=BorderCloseness)
                )
            },
            "'row_score' .* class BorderCloseness; use BorderCloseness",
        ),
        (
            {
                "distributor": ClusterDistributor(
                    allocation=LogLinearAllocation.by_hardness(KDNHardness)
                )
            },
            "'hardness_score' .* class KDNHardness; use KDNHardness",
        ),
    ],
    ids=name_of,
)
@pytest.mark.parametrize("method", ["fit", "fit_resample"])
def test_class_in_place_of_an_instance_is_named(two_classes, params, message, method):
    sampler = ClusterOverSampler(
        **{"oversampler": SMOTE(), "clusterer": KMeans(2, n_init=1), **params}
    )
    with pytest.raises(ValueError, match=rf"^The {message}\(\)\."):
        getattr(sampler, method)(*two_classes)


def test_misspelt_keywords_are_refused(two_classes):
    with pytest.raises(TypeError, match="n_cluster"):
        KMeansSMOTE(n_cluster=3)
    with pytest.raises(TypeError, match="sample_wieght"):
        ClusterOverSampler(SMOTE(), KMeans(2)).fit_resample(
            *two_classes, sample_wieght=None
        )
    with pytest.raises(TypeError, match=r"there is none. Got \['sample_weight'\]"):
        ClusterOverSampler(SMOTE()).fit_resample(*two_classes, sample_weight=None)


def test_distributor_whose_proportions_do_not_add_up_is_named(two_classes):
    class Short(BaseDistributor):
        def _intra_distribute(self, X, y, labels, neighbors):
            self.intra_distribution_ = {(0, 1): 0.7}
            return self

    class Unchecked(Short):
        def fit(self, X, y, labels, neighbors):
            return self._intra_distribute(X, y, labels, neighbors)

        inter_distribution_ = {}

    for distributor in (Short(), Unchecked()):
        sampler = ClusterOverSampler(SMOTE(), KMeans(2, n_init=1), distributor)
        message = re.escape("should sum to 0 or 1. Got {1: 0.7}")
        with pytest.raises(ValueError, match=message):
            sampler.fit_resample(*two_classes)


def test_nan_in_the_cluster_space_is_named(two_classes):
    class Holes(BaseEstimator):
        def fit(self, X, y=None):
            self.fitted_ = True
            return self

        def transform(self, X):
            return np.where(X > 5, np.nan, X)

    class Anything(GivenLabels, BaseEstimator):
        def fit(self, X, y=None):
            return self

        def fit_predict(self, X, y=None):
            return self.labels

    clusterer = make_pipeline(Holes(), Anything(np.zeros(300, dtype=int)))
    with pytest.raises(ValueError, match="Input cluster space contains NaN"):
        ClusterOverSampler(SMOTE(), clusterer).fit_resample(*two_classes)


def test_failed_fit_changes_no_input(two_classes, sampler):
    X, y = two_classes
    before = X.copy()
    with pytest.raises(ValueError, match="more than 1 class"):
        sampler.fit_resample(X, y * 0)
    assert_array_equal(X, before)
