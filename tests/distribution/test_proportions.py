"""Proportions become rows to make inside cells and between them."""

import numpy as np
from numpy.testing import assert_array_equal

from clover.distribution._proportions import Proportions, apportion_cells


def test_rows_to_make_by_hand():
    # Class 0 is not asked for, class 2 gets nothing. Of 10 rows of class 1, 7.5 are
    # inside and 2.5 between: the 8th goes inside. There the quotas are 2.5, 2.5, 2.5:
    # two of equal remainders get a row more, first cluster 2 and then cluster 0.
    inside = np.array([[0.5, 0.25, 0], [0.5, 0.25, 0], [0, 0.25, 0]])
    pairs = np.array([[0, 1], [0, 2]])
    between = np.array([[0, 0.05, 0], [0, 0.2, 0]])
    n_inside, n_between = apportion_cells(
        Proportions(inside, pairs, between), np.array([0, 10, 5]), np.array([2, 0, 1])
    )
    assert_array_equal(n_inside, [[0, 3, 0], [0, 2, 0], [0, 3, 0]])
    # Quotas 0.5 and 2 of two rows.
    assert_array_equal(n_between, [[0, 0, 0], [0, 2, 0]])


def test_nothing_is_made_without_clusters():
    nothing = Proportions(np.zeros((0, 2)), np.empty((0, 2), int), np.zeros((0, 2)))
    n_inside, n_between = apportion_cells(nothing, np.array([0, 9]), np.empty(0, int))
    assert n_inside.shape == n_between.shape == (0, 2)
