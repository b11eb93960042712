"""Filters are combined by `&`; whatever else is written in its place is refused."""

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from sklearn import config_context
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, ParameterGrid, RandomizedSearchCV
from sklearn.utils import estimator_html_repr
from stubs import name_of

from clover.distribution import (
    BaseFilter,
    ClusterDistributor,
    CoverageFilter,
    EntropyFilter,
    FallbackFilter,
    FilterChain,
    ImbalanceRatioFilter,
    MinimumShareFilter,
    MinimumSupportFilter,
    SafetyFilter,
    TopShareFilter,
)
from clover.over_sampling import ClusterOverSampler


class Everything(BaseFilter):
    """A filter of a user's own."""

    def select(self, X, cells):
        return cells.counts > 0

    def reason(self, cluster, class_code):
        return "none"


FILTERS = [
    CoverageFilter(),
    EntropyFilter(),
    Everything(),
    FallbackFilter(CoverageFilter()),
    CoverageFilter() & MinimumSupportFilter(),
    ImbalanceRatioFilter(),
    MinimumShareFilter(),
    MinimumSupportFilter(),
    SafetyFilter(),
    TopShareFilter(),
]


@pytest.fixture(params=FILTERS, ids=name_of)
def cell_filter(request):
    return clone(request.param)


@pytest.mark.parametrize(
    "ask",
    [
        lambda f: f and MinimumSupportFilter(),
        lambda f: f or MinimumSupportFilter(),
        lambda f: not f,
        lambda f: 1 if f else 0,
        lambda f: bool(f),
        lambda f: any([f]),
    ],
    ids=["and", "or", "not", "if", "bool", "any"],
)
def test_truth_of_a_filter_is_refused(cell_filter, ask):
    message = f"neither true nor false.* by `&`. Got {type(cell_filter).__name__}.$"
    with pytest.raises(TypeError, match=message):
        ask(cell_filter)


@pytest.mark.parametrize("other", [MinimumSupportFilter(), Everything(), None, 1])
def test_bar_between_filters_names_the_fallback(cell_filter, other):
    with pytest.raises(
        TypeError, match=r"not combined by `\|`.* FallbackFilter\(first"
    ):
        cell_filter | other


def test_filters_pass_through_scikit_learn(cell_filter):
    distributor = ClusterDistributor(cell_filter)
    copy = clone(distributor)
    assert repr(copy) == repr(distributor)
    assert type(cell_filter).__name__ in repr(distributor)
    assert str(copy.get_params()["filter"]) == str(cell_filter)
    assert distributor.set_params(filter=Everything()).filter is not cell_filter
    with config_context(print_changed_only=False):
        assert type(cell_filter).__name__ in repr(copy)
    assert type(cell_filter).__name__ in estimator_html_repr(copy)
    assert list(ParameterGrid({"filter": [cell_filter, None]})) == [
        {"filter": cell_filter},
        {"filter": None},
    ]


@pytest.mark.parametrize("search", [GridSearchCV, RandomizedSearchCV])
def test_filters_are_values_of_a_search(two_classes, search):
    sampler = ClusterOverSampler(
        SMOTE(), KMeans(3, n_init=1), ClusterDistributor(), random_state=0
    )
    values = {"clusteroversampler__distributor__filter": [None, *FILTERS[:5]]}
    params = {"cv": 2, "scoring": "average_precision", "error_score": "raise"}
    if search is RandomizedSearchCV:
        params |= {"n_iter": 4, "random_state": 0}
    fitted = search(make_pipeline(sampler, LogisticRegression()), values, **params)
    fitted.fit(*two_classes)
    frame = pd.DataFrame(fitted.cv_results_)
    assert np.isfinite(frame["mean_test_score"]).all()
    assert str(frame["param_clusteroversampler__distributor__filter"].tolist())


def test_parameters_inside_a_chain_are_searched_by_position(two_classes):
    sampler = ClusterOverSampler(
        SMOTE(),
        KMeans(3, n_init=1),
        ClusterDistributor(CoverageFilter() & MinimumSupportFilter()),
        random_state=0,
    )
    values = {"s__distributor__filter__0__coverage": [0.5, 1.0]}
    pipeline = make_pipeline(sampler, LogisticRegression())
    pipeline.steps[0] = ("s", sampler)
    best = GridSearchCV(pipeline, values, cv=2).fit(*two_classes).best_estimator_
    chosen = best.named_steps["s"].distributor.filter.filters[0].coverage
    assert chosen in (0.5, 1.0)


@pytest.mark.parametrize(
    "name", ["coverage", "min_rows", "2__coverage", "0", "0__", "x__coverage", "filter"]
)
def test_unknown_parameter_of_a_chain_is_told_the_names(name):
    chain = CoverageFilter() & MinimumSupportFilter()
    message = rf"'{name}' for FilterChain.*position: \['0__coverage', '1__min_rows'\]"
    with pytest.raises(ValueError, match=message):
        chain.set_params(**{name: 1})
    with pytest.raises(ValueError, match="named by position"):
        ClusterDistributor(chain).set_params(**{f"filter__{name}": 1})


def test_chain_is_public():
    chain = CoverageFilter() & MinimumSupportFilter()
    assert isinstance(chain, FilterChain)
    assert FilterChain.__module__.startswith("clover.distribution")
