from decimal import Decimal

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from clover._rows.dtypes import cast_like, cast_numbers, round_half_up
from clover._rows.origins import Origins


def origins_of(given_codes, codes):
    """Return the origins of new rows that repeat none."""
    return Origins(np.array(given_codes), np.array(codes), np.full(len(codes), -1))


def test_halves_are_rounded_up():
    values = np.array([-1.5, -0.5, -0.49, 0.49, 0.5, 1.5, 2.5])
    assert_array_equal(round_half_up(values), [-1, 0, 0, 0, 1, 2, 3])


def test_largest_float_below_one_half_is_rounded_down():
    below = np.nextafter(0.5, 0)
    assert_array_equal(round_half_up(np.array([below, -below])), [0, 0])


def test_whole_floats_above_all_fractions_stay():
    values = np.array([2.0**52 + 1, -(2.0**52) - 1, 2.0**53 + 2])
    assert_array_equal(round_half_up(values), values)


@pytest.mark.parametrize(
    ("dtype", "value", "expected"),
    [
        (np.int8, 127.9, 127),
        (np.uint8, -3.0, 0),
        (np.int64, 1e30, 2**63 - 1024),
        (np.uint64, 1e30, 2**64 - 2048),
        (np.bool_, 0.5, True),
        (np.bool_, 0.49, False),
    ],
)
def test_values_stay_in_the_range_of_the_dtype(dtype, value, expected):
    cast = cast_numbers(np.array([value]), np.dtype(dtype))
    assert cast.dtype == dtype
    assert cast.tolist() == [expected]


def test_integers_stay_in_the_range_of_their_class():
    given = np.array([1, 5, -100, 100])
    origins = origins_of([0, 0, 1, 1], [0, 0, 0, 1])
    cast = cast_like(np.array([0.2, 3.5, 7.0, 7.0]), given, origins)
    assert_array_equal(cast, [1, 4, 5, 7])


def test_integers_that_floats_do_not_hold_stay_in_the_range_of_their_class():
    given = np.array([2**62 + 1, 2**62 + 1, 0])
    cast = cast_like(np.array([float(2**62)]), given, origins_of([0, 0, 1], [0]))
    assert_array_equal(cast, [2**62 + 1])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([1, 4, 9], [1, 3]),
        ([True, False, True], [False, True]),
        ([Decimal("0.25"), Decimal(4), Decimal(9)], [Decimal("0.40"), Decimal("2.50")]),
        ([1, 2.5, 3], [0.4, 2.5]),
        ([2**100, 2**101, 2**102], [2**100, 2**100]),
    ],
)
def test_objects_are_cast_to_their_kind(given, expected):
    origins = origins_of([0, 0, 0], [0, 0])
    cast = cast_like(np.array([0.4, 2.5]), np.array(given, dtype=object), origins)
    assert cast.tolist() == expected
    assert [type(value) for value in cast] == [type(value) for value in expected]
