"""Proportions become whole numbers that add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from clover._numerics.apportionment import apportion, round_quotas

weights = st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=60)


def test_largest_remainders_get_the_rows_that_are_left():
    # Quotas 1.2, 3.6, 2.7, 0.5: whole parts 1, 3, 2, 0, two rows left.
    assert_array_equal(round_quotas(np.array([1.2, 3.6, 2.7, 0.5]), 8), [1, 4, 3, 0])


def test_equal_remainders_go_in_order():
    assert_array_equal(round_quotas(np.full(4, 0.5), 2), [1, 1, 0, 0])


def test_many_equal_remainders_go_in_order():
    assert_array_equal(round_quotas(np.full(999, 0.5), 500), np.arange(999) < 500)


def test_zero_quotas_stay_zero_whoever_gets_a_row_more():
    assert_array_equal(round_quotas(np.array([0.0, 1.0]), 2), [0, 2])


def test_zero_proportions_get_nothing():
    inside, between = apportion(7, np.array([0.0, 0.5, 0.0, 0.5]), np.empty(0))
    assert_array_equal(inside, [0, 4, 0, 3])
    assert between.size == 0


def test_share_between_is_exact_however_many_pairs_there_are():
    inside, between = np.full(7, 0.25 / 7), np.full(13, 0.75 / 13)
    n_inside, n_between = apportion(100, inside, between)
    assert n_inside.sum() == 25
    assert n_between.sum() == 75


def test_proportions_that_sum_to_one_within_rounding_lose_no_row():
    inside = np.full(3, 1 / 3) * (1 + 1e-9)
    n_inside, _ = apportion(10**9, inside, np.empty(0))
    assert n_inside.sum() == 10**9


@given(weights, weights, st.floats(0, 1), st.integers(0, 10**6))
def test_apportionment_is_exact_and_within_a_row_of_the_quota(
    inside, between, share, n_samples
):
    inside, between = np.array(inside), np.array(between)
    if inside.sum() == 0 or between.sum() == 0:
        return
    inside = share * (inside / inside.sum())
    between = (1 - share) * (between / between.sum())
    n_inside, n_between = apportion(n_samples, inside, between)
    assert n_inside.sum() + n_between.sum() == n_samples
    assert abs(n_inside.sum() - share * n_samples) < 1
    for n, proportions in ((n_inside, inside), (n_between, between)):
        assert (np.abs(n - proportions * n_samples) < 1 + 1e-6).all()
        assert not n[proportions == 0].any()


@pytest.mark.parametrize("n_samples", [0, 1, 2])
def test_few_rows_go_to_the_largest_proportions(n_samples):
    n_inside, _ = apportion(n_samples, np.array([0.1, 0.5, 0.4]), np.empty(0))
    assert_array_equal(n_inside, [[0, 0, 0], [0, 1, 0], [0, 1, 1]][n_samples])
