"""Masks, weights and scores of rows are checked in one way."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from clover._rows.row_values import check_row_mask, check_row_weights


def test_a_mask_may_be_a_list():
    assert_array_equal(check_row_mask([True, False], 2, "M"), [True, False])


@pytest.mark.parametrize("mask", [[1, 0], [True], True, [[True, False]]])
def test_a_wrong_mask_is_named(mask):
    with pytest.raises(ValueError, match=r"^M should be booleans of shape \(2,\), "):
        check_row_mask(mask, 2, "M")


@pytest.mark.parametrize(
    "weights",
    [[2, 0], [True, True], np.array([1.5, 2], object), pd.array([1, 2], "Int64")],
)
def test_weights_become_floats(weights):
    found = check_row_weights(weights, 2, "W")
    assert found.dtype == np.float64
    assert_array_equal(found, np.asarray(weights, dtype=float))


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0], r"numbers of shape \(2,\), .* Got float64 of shape \(1,\)"),
        (["1", "2"], "Got <U1 of shape"),
        ([None, {}], "Got object of shape"),
        (np.array(["one", 2], object), "Got object of shape"),
        ([0, -1], r"finite and not negative. Got -1.0 for row 1, and 1 such"),
        ([np.inf, np.nan], "Got inf for row 0, and 2 such in all"),
    ],
)
def test_wrong_weights_are_named(weights, message):
    with pytest.raises(ValueError, match=f"^W should be .*{message}"):
        check_row_weights(weights, 2, "W")
