"""Weights, as logarithms and of rows."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from clover._rows.cells import Cells
from clover.distribution._allocations.shares import (
    effective_number,
    log_weights_between,
    normalize_weights,
    weigh_rows_in_cells,
)


def test_weights_sum_to_one_for_each_class():
    log_weights = np.log([[1.0, 2.0], [3.0, 0.5], [4.0, 0.5]])
    log_weights[0, 1] = np.nan
    assert_allclose(
        normalize_weights(log_weights), [[1 / 8, 0], [3 / 8, 0.5], [0.5, 0.5]]
    )


def test_weights_beyond_the_range_of_floats_keep_their_ratio():
    log_weights = np.array([[5000.0], [5000.0 + np.log(3)], [-5000.0]])
    assert_allclose(normalize_weights(log_weights)[:, 0], [0.25, 0.75, 0])


def test_class_without_weights_gets_nothing():
    assert_array_equal(normalize_weights(np.full((2, 1), np.nan)), np.zeros((2, 1)))


def test_weight_between_is_the_sum_of_both():
    log_weights = np.log([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    log_weights[1, 1] = np.nan
    between = np.exp(log_weights_between(log_weights, np.array([[0, 1], [0, 2]])))
    assert_allclose(between, [[4, np.nan], [6, 8]])


def test_no_pairs_have_no_weight_between():
    pairs = np.empty((0, 2), dtype=int)
    assert log_weights_between(np.zeros((3, 2)), pairs).shape == (0, 2)


def test_weight_between_by_inverse_is_that_of_springs_in_series():
    log_weights = np.log([[1.0], [3.0]])
    between = log_weights_between(log_weights, np.array([[0, 1]]), by_inverse=True)
    assert_allclose(np.exp(between), [[0.75]])


def test_class_whose_pairs_have_no_weight_has_no_pairs():
    log_weights = np.array([[-np.inf, 0.0], [-np.inf, -np.inf]])
    between = log_weights_between(log_weights, np.array([[0, 1]]))
    assert_array_equal(between, [[np.nan, 0.0]])


def test_row_weights_of_each_cell_sum_to_one():
    cells = Cells.from_labels(np.array([0, 0, 0, 1, 1, -1]), np.array([1] * 6))
    scores = np.array([1.0, 3.0, 4.0, 0.0, 0.0, 9.0])
    assert_allclose(
        weigh_rows_in_cells(scores, None, cells), [1 / 8, 3 / 8, 0.5, 0.5, 0.5, 0]
    )
    mask = np.array([True, True, False, True, False, True])
    assert_allclose(weigh_rows_in_cells(scores, mask, cells), [0.25, 0.75, 0, 1, 0, 0])


def test_row_weights_of_huge_scores_do_not_overflow():
    cells = Cells.from_labels(np.array([0, 0]), np.array([1, 1]))
    assert_allclose(weigh_rows_in_cells(np.full(2, 1e308), None, cells), 0.5)


def test_effective_number_is_that_of_equal_shares():
    assert effective_number(np.array([0.25, 0.25, 0.5, 0])) == np.exp(1.5 * np.log(2))
    assert effective_number(np.array([0.0, 1.0])) == 1
    assert effective_number(np.zeros(3)) == 0
