"""The units that a space gives to columns."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.preprocessing import StandardScaler

from clover._numerics.units import find_units

X = np.array([[1.0, 100, 7], [2, 300, 7], [4, 200, 7], [8, 0, 7]])


def test_unit_is_a_step_of_one_in_the_space():
    space = np.column_stack((X[:, 0] / 4 - 9, 5 - 2 * X[:, 1], X[:, 2]))
    assert_allclose(find_units(X, space), [4, 0.5, 0])


def test_columns_of_the_space_may_have_any_order():
    noise = np.array([3.0, 1, 4, 1])
    space = np.column_stack((noise, X[:, 1] / 10, noise, X[:, 0] / 2))
    assert_allclose(find_units(X, space), [2, 10, 0])


def test_column_that_the_space_does_not_hold_has_no_unit():
    space = np.column_stack((X[:, 0] ** 2, X[:, 1]))
    assert_array_equal(find_units(X, space), [np.nan, 1, 0])
    space = np.column_stack((X[:, 0] + X[:, 1], X[:, 0] - X[:, 1]))
    assert_array_equal(find_units(X, space), [np.nan, np.nan, 0])
    assert_array_equal(find_units(X, np.zeros((4, 1))), [np.nan, np.nan, 0])


@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_matrix])
@pytest.mark.parametrize("kind_of_space", [np.asarray, sparse.csr_matrix])
def test_rows_and_space_may_be_sparse(kind, kind_of_space):
    space = np.column_stack((np.zeros(4), X[:, 0] / 4, X[:, 1] / 10))
    assert_allclose(find_units(kind(X), kind_of_space(space)), [4, 10, 0])


def test_rounding_errors_are_no_difference():
    rng = np.random.RandomState(0)
    for dtype, offset in ((np.float64, 1e9), (np.float32, 1e4)):
        rows = rng.normal(offset, 1, size=(500, 3)).astype(dtype)
        space = (rows - rows.mean(axis=0)) / rows.std(axis=0)
        assert_allclose(find_units(rows, space), rows.std(axis=0), rtol=1e-3)


@pytest.mark.parametrize(
    ("column", "is_constant"),
    [
        (np.where(np.arange(60) % 3, 0.3, 0.1 + 0.2), True),
        (1 + 1e-13 * (np.arange(10_000) % 2), True),
        (1 + 1e-13 * (np.arange(60) % 2), False),
        (1e9 + 0.001 * np.arange(60), False),
        (1e-9 * np.arange(60), False),
    ],
    ids=["rounding", "many rows", "few rows", "far from zero", "tiny"],
)
def test_column_has_no_unit_if_standard_scaler_takes_it_for_constant(
    column, is_constant
):
    rows = column[:, np.newaxis]
    space = StandardScaler().fit_transform(rows)
    assert (space.std() < 0.5) == is_constant
    assert (find_units(rows, space)[0] == 0) == is_constant


def test_small_differences_of_a_few_rows_are_seen():
    column = np.arange(10_000.0)
    space = column.copy()
    space[1_234] += 1
    assert np.isnan(find_units(column[:, np.newaxis], space[:, np.newaxis]))


def test_rows_with_missing_numbers_are_left_out():
    rows = np.vstack((X, [[np.nan, 0, 0], [3, 3, 3]]))
    space = np.vstack((X / 2, [[0, 0, 0], [1, np.inf, 1]]))
    assert_allclose(find_units(rows, space), [2, 2, 0])


def test_no_finite_rows_have_no_units_to_tell():
    assert_array_equal(find_units(X, np.full((4, 2), np.nan)), [0, 0, 0])
