"""Claims about the marked entries of tables, column by column."""

import numpy as np
import pytest

from clover._numerics.columns import marked_rows_of_columns


def found_in(marks):
    return [
        (column, rows.tolist())
        for column, rows in marked_rows_of_columns(np.array(marks, dtype=bool))
    ]


def test_each_column_with_marks_has_its_rows_in_ascending_order():
    marks = [
        [0, 1, 0, 1],
        [0, 1, 0, 0],
        [0, 0, 0, 1],
        [0, 1, 0, 1],
    ]
    assert found_in(marks) == [(1, [0, 1, 3]), (3, [0, 2, 3])]


@pytest.mark.parametrize("shape", [(3, 2), (0, 2), (3, 0), (0, 0)])
def test_without_marks_there_are_no_columns(shape):
    assert found_in(np.zeros(shape)) == []


def test_they_are_those_of_a_pass_for_each_column():
    marks = np.random.RandomState(0).rand(40, 70) < 0.05
    expected = [
        (column, np.flatnonzero(of_column).tolist())
        for column, of_column in enumerate(marks.T)
        if of_column.any()
    ]
    assert found_in(marks) == expected
