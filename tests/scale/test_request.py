"""Sampling strategies mean the same for numbers of rows as for rows in memory."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clover._rows.target import Target
from clover.over_sampling._strategy import resolve_strategy
from clover.scale._core.request import classes_of, resolve_counts

NAMES = ["auto", "minority", "not minority", "not majority", "all", "majority", "most"]


def resolve(function, *arguments):
    """Return what a function returns, or the type of its error."""
    try:
        return function(*arguments)
    except (ValueError, TypeError) as error:
        return type(error)


def resolve_both(strategy, sizes):
    """Return the request for rows in memory, and that for their numbers."""
    y = np.repeat(list(sizes), list(sizes.values()))
    target = Target.from_user(y)
    in_memory = resolve(resolve_strategy, strategy, target)
    return in_memory, resolve(resolve_counts, strategy, target.classes, target.counts)


@pytest.mark.parametrize("strategy", NAMES)
@pytest.mark.parametrize(
    "sizes",
    [{0: 9, 1: 2}, {0: 5, 1: 5}, {0: 7, 1: 3, 2: 3}, {"a": 1, "b": 8, "c": 8, "d": 4}],
    ids=str,
)
def test_names_mean_the_same(strategy, sizes):
    in_memory, beyond = resolve_both(strategy, sizes)
    assert in_memory == beyond


@pytest.mark.parametrize(
    "ratio", [0.29, 0.5, 1.0, 1, 0.1, 0.0, -1, 1.5, np.float32(0.7)]
)
@pytest.mark.parametrize("sizes", [{0: 100, 1: 20}, {0: 29, 1: 100}, {0: 5, 1: 5}])
def test_ratios_mean_the_same(ratio, sizes):
    in_memory, beyond = resolve_both(ratio, sizes)
    assert in_memory == beyond


@pytest.mark.parametrize(
    "wanted",
    [{0: 12}, {1: 9, 0: 9}, {1: 2}, {1: 1}, {7: 9}, {1: 4.5}, {1: np.int64(6)}, {}],
    ids=str,
)
def test_numbers_mean_the_same(wanted):
    in_memory, beyond = resolve_both(wanted, {0: 9, 1: 2})
    assert in_memory == beyond


def test_ratio_of_several_classes_is_an_error_as_in_memory():
    in_memory, beyond = resolve_both(0.5, {0: 9, 1: 2, 2: 2})
    assert in_memory is beyond is ValueError


def test_a_function_of_the_rows_is_refused():
    with pytest.raises(TypeError, match="name, a ratio or a dictionary"):
        resolve_counts(lambda y: {1: 9}, np.array([0, 1]), np.array([9, 2]))


def test_errors_tell_the_numbers_of_rows():
    classes, counts = np.array(["few", "many"]), np.array([2_000_000, 5_000_000_000])
    with pytest.raises(ValueError, match=r"class 'few' at least its 2000000 rows"):
        resolve_counts({"few": 1_999_999}, classes, counts)
    with pytest.raises(ValueError, match=r"2000000 rows to 5000000000. Got 0.0001"):
        resolve_counts(0.0001, classes, counts)
    with pytest.raises(ValueError, match=r"The classes are 'few', 'many'"):
        resolve_counts({"some": 10}, classes, counts)


def test_billions_of_rows_are_no_matter():
    classes, counts = np.array([0, 1]), np.array([10**10, 3])
    assert resolve_counts("auto", classes, counts) == {1: 10**10 - 3}
    assert resolve_counts(0.5, classes, counts) == {1: 5 * 10**9 - 3}
    assert resolve_counts({1: 10**9}, classes, counts) == {1: 10**9 - 3}


@given(
    st.lists(st.integers(1, 30), min_size=2, max_size=4),
    st.one_of(
        st.sampled_from(NAMES),
        st.floats(0.01, 1.0),
        st.dictionaries(st.integers(0, 4), st.integers(0, 40), max_size=4),
    ),
)
def test_any_request_means_the_same(counts, strategy):
    in_memory, beyond = resolve_both(strategy, dict(enumerate(counts)))
    assert in_memory == beyond


def test_classes_are_sorted_and_checked():
    assert classes_of(["b", "a"]).tolist() == ["a", "b"]
    assert classes_of([3, 1, 2]).tolist() == [1, 2, 3]
    with pytest.raises(ValueError, match="continuous"):
        classes_of([0.5, 1.25, 3.75])
