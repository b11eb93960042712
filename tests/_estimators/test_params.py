"""Parameters are asked for and checked once."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from sklearn import config_context
from sklearn.base import BaseEstimator
from sklearn.cluster import KMeans
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler
from stubs import name_of

from clover._compat import InvalidParameterError
from clover._estimators import checks
from clover._estimators.params import deep_params, own_params
from clover.distribution import MinimumSupportFilter
from clover.over_sampling import ClusterOverSampler, KMeansSMOTE

ESTIMATORS = [
    SMOTE(),
    SMOTE(k_neighbors=NearestNeighbors(n_neighbors=3)),
    KMeansSMOTE(kmeans_estimator=KMeans(3)),
    make_pipeline(StandardScaler(), SMOTE()),
    ClusterOverSampler(make_pipeline(StandardScaler(), SMOTE()), KMeans()),
    MinimumSupportFilter(2) & MinimumSupportFilter(3),
]


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=name_of)
def test_parameters_are_those_of_get_params(estimator):
    for _ in range(2):
        assert own_params(estimator) == estimator.get_params(deep=False)
        assert deep_params(estimator) == estimator.get_params(deep=True)


def test_class_with_a_way_of_its_own_is_asked_each_time():
    class Growing(BaseEstimator):
        def __init__(self):
            self.n_calls = 0

        def get_params(self, deep=True):
            self.n_calls += 1
            return {f"p{number}": number for number in range(self.n_calls)}

    growing = Growing()
    assert own_params(growing) == {"p0": 0}
    assert own_params(growing) == {"p0": 0, "p1": 1}
    assert len(deep_params(growing)) == 3


def test_changed_value_is_seen():
    smote = SMOTE()
    own_params(smote)
    smote.k_neighbors = 2
    assert own_params(smote)["k_neighbors"] == 2


@pytest.fixture
def checked(monkeypatch):
    """Names of the parameters that were checked, with an empty memory."""
    names = []
    check = checks.validate_parameter_constraints
    monkeypatch.setattr(checks, "_known", type(checks._known)())
    monkeypatch.setattr(
        checks,
        "validate_parameter_constraints",
        lambda constraints, params, name: (
            names.extend(params),
            check(constraints, params, name),
        ),
    )
    return names


def test_value_that_passed_is_not_checked_again(checked):
    MinimumSupportFilter(2)._validate_params()
    MinimumSupportFilter(2)._validate_params()
    assert checked == ["min_rows"]
    MinimumSupportFilter(3)._validate_params()
    assert checked == ["min_rows"] * 2


@pytest.mark.parametrize("value", [0, 2.0, "2", None, [2]])
def test_wrong_value_is_refused_each_time(checked, value):
    MinimumSupportFilter(1)._validate_params()
    MinimumSupportFilter(2)._validate_params()
    for _ in range(2):
        with pytest.raises(InvalidParameterError, match="'min_rows' parameter of Mini"):
            MinimumSupportFilter(value)._validate_params()


def test_objects_are_checked_each_time(checked, two_classes):
    sampler = KMeansSMOTE(k_neighbors=NearestNeighbors(n_neighbors=3), random_state=0)
    for _ in range(2):
        sampler._validate_params()
    assert checked.count("k_neighbors") == 2
    assert checked.count("distances_exponent") == 1


def test_no_more_values_are_remembered_than_some(checked, monkeypatch):
    monkeypatch.setattr(checks, "MAX_KNOWN", 3)
    for number in range(1, 9):
        MinimumSupportFilter(number)._validate_params()
        assert 1 <= len(checks._known[MinimumSupportFilter]) <= 3
    assert len(checked) == 8


def test_checks_can_be_skipped():
    with config_context(skip_parameter_validation=True):
        MinimumSupportFilter(0)._validate_params()


def test_parts_of_a_user_are_checked_and_named(two_classes):
    sampler = ClusterOverSampler(SMOTE(k_neighbors=0), KMeans(3, n_init=1))
    with pytest.raises(InvalidParameterError, match="'k_neighbors' parameter of SMOTE"):
        sampler.fit(*two_classes)


def test_nan_is_not_taken_for_a_number_that_passed(checked):
    sampler = KMeansSMOTE(distances_exponent=np.nan)
    for _ in range(2):
        with pytest.raises(InvalidParameterError, match="'distances_exponent'"):
            sampler._validate_params()
