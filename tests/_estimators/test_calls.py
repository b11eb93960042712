"""Functions of a wrong signature are named with the arguments that they should take."""

import warnings
from functools import partial

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from sklearn.cluster import KMeans

from clover._estimators.calls import call_with, can_take
from clover.distribution import (
    BaseAllocation,
    BaseFilter,
    ClusterDistributor,
    LogLinearAllocation,
    TopShareFilter,
)
from clover.over_sampling import ClusterOverSampler


def resample(data, **params):
    sampler = ClusterOverSampler(
        SMOTE(), KMeans(2, n_init=1), ClusterDistributor(**params), random_state=0
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return sampler.fit_resample(*data)


def count(X, cells):
    return cells.counts


@pytest.mark.parametrize(
    ("function", "got"),
    [
        (lambda X: 1, r"\(X\)"),
        (lambda: 1, r"\(\)"),
        (lambda X, cells, selected: 1, r"\(X, cells, selected\)"),
        (lambda *, X, cells: 1, r"\(\*, X, cells\)"),
        (partial(count, None), r"\(cells\)"),
    ],
    ids=["one", "none", "three", "keywords", "partial"],
)
def test_wrong_function_of_cells_is_named(two_classes, function, got):
    with pytest.raises(
        TypeError, match=rf"`allocation` should take \(X, cells\).*{got}"
    ):
        resample(two_classes, allocation=function)
    with pytest.raises(TypeError, match=rf"`score` should take \(X, cells\)\. .*{got}"):
        resample(two_classes, filter=TopShareFilter(score=function))


def test_wrong_method_of_a_part_is_named(two_classes):
    class Filter(BaseFilter):
        def select(self, cells):
            return cells.counts > 0

        def reason(self, cluster, class_code):
            return ""

    class Allocation(BaseAllocation):
        def log_weights(self, X, cells):
            return np.zeros(cells.counts.shape)

    class Weighing(BaseAllocation):
        def log_weights(self, X, cells, selected):
            return np.zeros(selected.shape)

        def weigh_rows(self, X):
            return None

    class Score:
        def score_rows(self, X):
            return np.ones(len(X))

    wrong = {
        r"`select` of Filter should take \(X, cells\)": {"filter": Filter()},
        r"`log_weights` of Allocation should take \(X, cells, selected\)": {
            "allocation": Allocation()
        },
        r"`weigh_rows` of Weighing should take \(X, cells\)": {
            "allocation": Weighing()
        },
        r"`score_rows` of Score should take \(X, cells\)": {
            "allocation": LogLinearAllocation.by_size(row_score=Score())
        },
    }
    for message, params in wrong.items():
        with pytest.raises(TypeError, match=message):
            resample(two_classes, **params)


@pytest.mark.parametrize(
    "function",
    [
        count,
        lambda X, cells, power=1: cells.counts**power,
        lambda *arguments: arguments[1].counts,
        partial(lambda power, X, cells: cells.counts**power, 2),
    ],
    ids=["two", "default", "star", "partial"],
)
def test_functions_that_take_both_are_called(two_classes, function):
    _, y = resample(two_classes, allocation=function)
    assert np.bincount(y).tolist() == [270, 270]


def test_type_error_inside_a_function_stays(two_classes):
    with pytest.raises(TypeError, match=r"^object of type 'int' has no len"):
        resample(two_classes, allocation=lambda X, cells: len(5))
    with pytest.raises(TypeError, match="positional argument") as raised:
        resample(two_classes, allocation=lambda X, cells: count(X))
    assert "`allocation`" not in str(raised.value)


def test_function_that_hides_its_signature_keeps_its_error():
    assert can_take(max, 2)
    with pytest.raises(TypeError, match="not iterable"):
        call_with(max, {"a": 1}, "`max`")
