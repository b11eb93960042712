"""The rows that an oversampler gets for a task."""

import numpy as np
import pytest
from imblearn.over_sampling import ADASYN, SMOTE, SMOTEN
from numpy.testing import assert_array_equal

from clover._rows.cells import Cells
from clover.over_sampling._generation.tasks import Task, plan_tasks, rows_of_task
from clover.over_sampling._generation.traits import traits_of


@pytest.fixture
def cells():
    """Two clusters with rows of both classes, and one of class 1 alone."""
    labels = np.array([1, 1, 1, 0, 0, 0, 2, 2])
    return Cells.from_labels(labels, np.array([1, 1, 0, 0, 1, 1, 1, 1]))


def test_rows_of_the_first_cluster_come_first_and_those_of_other_classes_last(cells):
    found = rows_of_task(cells, traits_of(ADASYN()), Task(1, 0, {1: 4}))
    assert_array_equal(found.rows, [0, 1, 4, 5, 2, 3])
    assert_array_equal(found.codes, [1, 1, 1, 1, 0, 0])
    assert found.n_first == 2


@pytest.mark.parametrize(
    ("oversampler", "rows"),
    [(SMOTEN(), [6, 7, 2]), (ADASYN(), [6, 7]), (SMOTE(), [6, 7])],
)
def test_row_of_a_second_class_is_lent_only_where_it_helps(cells, oversampler, rows):
    found = rows_of_task(cells, traits_of(oversampler), Task(2, -1, {1: 4}))
    assert_array_equal(found.rows, rows)
    inside = rows_of_task(cells, traits_of(SMOTEN()), Task(0, -1, {1: 4}))
    assert_array_equal(inside.rows, [3, 4, 5])


@pytest.mark.parametrize(("n_rows", "is_whole"), [(5, False), (6, True)])
def test_single_cluster_is_one_task_if_all_neighbors_are_there(n_rows, is_whole):
    y = np.repeat([1, 0], [n_rows, 20])
    cells = Cells.from_labels(np.zeros(y.size, dtype=int), y)
    n_inside, n_between = np.array([[0, 4]]), np.empty((0, 2), dtype=int)
    traits = traits_of(SMOTE(k_neighbors=5))
    (task,) = plan_tasks(cells, np.empty((0, 2), int), n_inside, n_between, traits)
    assert task.is_whole == is_whole
