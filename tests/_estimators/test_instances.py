"""Classes given in place of instances are refused by the name of their parameter."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE, SVMSMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.pipeline import make_pipeline
from sklearn.base import BaseEstimator
from sklearn.cluster import KMeans
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from stubs import name_of

from clover.clusterer import SemiUnsupervisedClusterer
from clover.distribution import (
    ClusterDistributor,
    CoverageFilter,
    CrossValidatedError,
    FallbackFilter,
    FilterChain,
    KDNHardness,
    LogLinearAllocation,
    MinimumSupportFilter,
    SafetyFilter,
)
from clover.over_sampling import (
    ClusterOverSampler,
    ClusterSMOTE,
    GeometricSMOTE,
    KMeansSMOTE,
)

BY_HARDNESS = LogLinearAllocation.by_hardness


def told(owner, name, kind):
    return (
        rf"^The '{name}' parameter of {owner} must be an instance\. Got the class "
        rf"{kind}; use {kind}\(\)\."
    )


@pytest.mark.parametrize(
    ("distributor", "message"),
    [
        (
            ClusterDistributor(FilterChain([MinimumSupportFilter])),
            told("FilterChain", r"filters\[0\]", "MinimumSupportFilter"),
        ),
        (
            ClusterDistributor(
                FallbackFilter(FilterChain((CoverageFilter(), SafetyFilter)))
            ),
            told("FilterChain", r"filters\[1\]", "SafetyFilter"),
        ),
        (
            ClusterDistributor(FallbackFilter(CoverageFilter)),
            told("FallbackFilter", "filter", "CoverageFilter"),
        ),
        (
            ClusterDistributor(FallbackFilter(CoverageFilter(), SafetyFilter)),
            told("FallbackFilter", "fallback", "SafetyFilter"),
        ),
        (
            ClusterDistributor(allocation=BY_HARDNESS(CrossValidatedError(SVC))),
            told("CrossValidatedError", "estimator", "SVC"),
        ),
        (
            ClusterDistributor(allocation=BY_HARDNESS(KDNHardness)),
            told("LogLinearAllocation", "hardness_score", "KDNHardness"),
        ),
        (
            ClusterDistributor(allocation=LogLinearAllocation(row_score=KDNHardness)),
            told("LogLinearAllocation", "row_score", "KDNHardness"),
        ),
        (
            ClusterDistributor(allocation=LogLinearAllocation),
            told("ClusterDistributor", "allocation", "LogLinearAllocation"),
        ),
        (
            ClusterDistributor(SafetyFilter),
            told("ClusterDistributor", "filter", "SafetyFilter"),
        ),
    ],
)
def test_class_as_a_part_of_a_distributor_is_refused(two_classes, distributor, message):
    sampler = ClusterOverSampler(SMOTE(), KMeans(2, n_init=1), distributor)
    with pytest.raises(TypeError, match=message):
        sampler.fit(*two_classes)
    with pytest.raises(ValueError, match=message):
        distributor.fit(*two_classes, [0, 1] * 150)


@pytest.mark.parametrize(
    ("sampler", "name"),
    [
        (SMOTE(k_neighbors=NearestNeighbors), "k_neighbors"),
        (BorderlineSMOTE(m_neighbors=NearestNeighbors), "m_neighbors"),
        (SVMSMOTE(svm_estimator=NearestNeighbors), "svm_estimator"),
        (GeometricSMOTE(k_neighbors=NearestNeighbors), "k_neighbors"),
    ],
    ids=name_of,
)
def test_class_as_a_part_of_the_oversampler_is_refused(two_classes, sampler, name):
    message = told(type(sampler).__name__, name, "NearestNeighbors")
    for oversampler in (sampler, make_pipeline(StandardScaler(), sampler)):
        with pytest.raises(TypeError, match=message):
            ClusterOverSampler(oversampler, KMeans(2)).fit(*two_classes)


@pytest.mark.parametrize(
    ("sampler", "owner", "name"),
    [
        (KMeansSMOTE(k_neighbors=NearestNeighbors), "KMeansSMOTE", "k_neighbors"),
        (ClusterSMOTE(k_neighbors=NearestNeighbors), "ClusterSMOTE", "k_neighbors"),
        (ClusterOverSampler(NearestNeighbors), "ClusterOverSampler", "oversampler"),
        (
            ClusterOverSampler(SMOTE(), NearestNeighbors),
            "ClusterOverSampler",
            "clusterer",
        ),
        (
            ClusterOverSampler(
                SMOTE(), Pipeline([("a", StandardScaler()), ("b", NearestNeighbors)])
            ),
            "ClusterOverSampler",
            "clusterer__b",
        ),
        (
            ClusterOverSampler(
                SMOTE(), SemiUnsupervisedClusterer(majority_clusterer=NearestNeighbors)
            ),
            "SemiUnsupervisedClusterer",
            "majority_clusterer",
        ),
    ],
    ids=name_of,
)
def test_class_as_a_part_of_a_sampler_is_refused(two_classes, sampler, owner, name):
    with pytest.raises(TypeError, match=told(owner, name, "NearestNeighbors")):
        sampler.fit(*two_classes)


@pytest.mark.parametrize(
    "combine",
    [
        lambda: MinimumSupportFilter() & CoverageFilter,
        lambda: CoverageFilter & MinimumSupportFilter(),
        lambda: (MinimumSupportFilter() & SafetyFilter()) & CoverageFilter,
        lambda: CoverageFilter & (MinimumSupportFilter() & SafetyFilter()),
    ],
)
def test_classes_are_not_combined_by_and(combine):
    message = r"combined by `&` as instances\. Got the class CoverageFilter; use Cov"
    with pytest.raises(TypeError, match=message):
        combine()


@pytest.mark.parametrize("other", [None, 0.5, "CoverageFilter", [CoverageFilter()]])
def test_other_objects_are_not_combined_by_and(other):
    with pytest.raises(TypeError, match="unsupported operand"):
        MinimumSupportFilter() & other
    with pytest.raises(TypeError, match="unsupported operand"):
        other & MinimumSupportFilter()


def test_chain_with_a_class_tells_its_parameters():
    chain = FilterChain([CoverageFilter(0.7), MinimumSupportFilter])
    assert chain.get_params() == {"filters": chain.filters, "0__coverage": 0.7}


class TypedFilter(MinimumSupportFilter):
    """A filter of a user with a parameter that is a class."""

    def __init__(self, min_rows=2, dtype=np.float64):
        super().__init__(min_rows)
        self.dtype = dtype


class TypedSampler(RandomOverSampler):
    """An oversampler of a user with a parameter that is a class."""

    def __init__(self, sampling_strategy="auto", random_state=None, kind=dict):
        super().__init__(sampling_strategy=sampling_strategy, random_state=random_state)
        self.kind = kind


class Function(BaseEstimator):
    def __new__(cls, y):
        return {1: 100}


def test_classes_are_parameters_where_a_user_wants_them(two_classes):
    X, y = two_classes
    sampler = ClusterOverSampler(
        TypedSampler(Function), KMeans(2, n_init=1), ClusterDistributor(TypedFilter())
    )
    _, y_res = sampler.fit_resample(X, y)
    assert (y_res == 1).sum() == 100
