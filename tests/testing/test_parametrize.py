"""How the checks are offered: as pairs, as tests of pytest, and to whom."""

import re
import subprocess
import sys

import numpy as np
import pytest
from failing_checks import find_failures, names_of_checks
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from imblearn.under_sampling import RandomUnderSampler
from sklearn.base import BaseEstimator
from sklearn.cluster import KMeans

from clover.distribution import (
    CoverageFilter,
    DensityDistributor,
    LogLinearAllocation,
    MinimumSupportFilter,
)
from clover.over_sampling import ClusterOverSampler
from clover.testing import (
    check_allocation,
    check_clusterer,
    check_distributor,
    check_filter,
    check_oversampler,
    parametrize_with_checks,
)

EXAMPLES = {
    check_filter: CoverageFilter(),
    check_allocation: LogLinearAllocation(),
    check_distributor: DensityDistributor(),
    check_clusterer: KMeans(2),
    check_oversampler: SMOTE(),
}


class NoEstimator:
    """Has what a distributor does, but is no estimator that can be copied."""

    def fit(self, X, y, labels=None, neighbors=None):
        return self

    def fit_distribute(self, X, y, labels=None, neighbors=None):
        return {}, {}


KINDS = pytest.mark.parametrize("check_part", EXAMPLES)


@KINDS
def test_docstring_lists_all_checks_in_order(check_part):
    listed = re.findall(r"^ *- ``(\w+)``:", check_part.__doc__, flags=re.MULTILINE)
    assert listed == names_of_checks(check_part, EXAMPLES[check_part])


@KINDS
def test_class_in_place_of_a_part_is_named(check_part):
    kind = type(EXAMPLES[check_part])
    with pytest.raises(TypeError, match=f"Got the class {kind.__name__}; use"):
        check_part(kind)


@pytest.mark.parametrize(
    ("check_part", "part", "message"),
    [
        (check_filter, LogLinearAllocation(), "no method `select`, which every filter"),
        (
            check_allocation,
            CoverageFilter(),
            "no method `log_weights`.*BaseAllocation",
        ),
        (check_distributor, KMeans(2), "KMeans has no method `fit_distribute`"),
        (check_distributor, NoEstimator(), "no method `get_params`"),
        (check_clusterer, 5, "int has neither `fit_predict` nor `fit`"),
        (check_oversampler, BaseEstimator(), "no method `fit_resample`"),
        (check_oversampler, make_pipeline(SMOTE()), "Check its last step"),
        (check_oversampler, RandomUnderSampler(), "which may remove some"),
        (check_oversampler, ClusterOverSampler(SMOTE()), "`sampling_strategy`"),
    ],
)
def test_what_is_no_such_part_is_named(check_part, part, message):
    with pytest.raises((TypeError, ValueError), match=message):
        check_part(part)


@KINDS
def test_parts_are_left_as_they_were(check_part):
    part = EXAMPLES[check_part]
    before = repr(part), set(vars(part))
    assert find_failures(check_part, part) == {}
    assert (repr(part), set(vars(part))) == before


def test_draws_of_the_user_go_on_as_they_would():
    np.random.seed(5)
    expected = np.random.uniform()
    np.random.seed(5)
    assert find_failures(check_clusterer, KMeans(2, n_init=1)) == {}
    assert np.random.uniform() == expected


def list_params(decorator):
    """Return the parameters of a `pytest.mark.parametrize`."""
    names, params = decorator.mark.args
    assert names == ("part", "check")
    return params


def test_each_check_of_each_part_is_a_test_named_by_both():
    parts = [CoverageFilter(0.5), MinimumSupportFilter(3)]
    params = list_params(parametrize_with_checks(check_filter, parts))
    names = names_of_checks(check_filter, parts[0])
    assert [param.id for param in params] == [
        f"{part!r}-{name}" for part in parts for name in names
    ]
    assert [param.values[0] for param in params] == np.repeat(parts, 9).tolist()


def test_name_of_a_function_is_the_same_in_every_process():
    def by_size(X, cells):
        return cells.counts

    first, *_ = list_params(parametrize_with_checks(check_allocation, [by_size]))
    assert first.id.startswith("<function")
    assert " at 0x" not in first.id


def test_expected_failures_are_marked_and_have_to_fail():
    decorator = parametrize_with_checks(
        check_clusterer,
        [KMeans(2), KMeans(3)],
        expected_failed_checks=lambda part: (
            {"check_neighbors_are_pairs": "no reason"} if part.n_clusters == 3 else {}
        ),
    )
    marked = {param.id: param.marks for param in list_params(decorator) if param.marks}
    assert list(marked) == ["KMeans(n_clusters=3)-check_neighbors_are_pairs"]
    (mark,) = marked.popitem()[1]
    assert (mark.name, mark.kwargs) == (
        "xfail",
        {"reason": "no reason", "strict": True},
    )


def test_unknown_checks_are_no_expected_failures():
    with pytest.raises(
        ValueError, match=r"there are not: \['check_color'\]. There are"
    ):
        parametrize_with_checks(
            check_clusterer,
            [KMeans(2)],
            expected_failed_checks=lambda part: {"check_color": "it has none"},
        )


def test_checks_need_neither_pandas_nor_pytest_until_they_become_its_tests():
    # scikit-learn and imbalanced-learn import both, where they are installed.
    code = (
        "import sys\n"
        "class Missing:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name in ('pandas', 'pytest'):\n"
        "            raise ModuleNotFoundError(name, name=name)\n"
        "sys.meta_path.insert(0, Missing())\n"
        "from clover.distribution import CoverageFilter\n"
        "from clover.over_sampling import GeometricSMOTE\n"
        "from clover.testing import *\n"
        "for part, check in check_filter(CoverageFilter()): check(part)\n"
        "for part, check in check_oversampler(GeometricSMOTE()): check(part)\n"
        "try: parametrize_with_checks(check_filter, [CoverageFilter()])\n"
        "except ImportError as error: print(error.name)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout == "pytest\n"
