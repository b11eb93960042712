"""Cells of many rows are divided into groups, in which neighbours are searched."""

from types import SimpleNamespace

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE, RandomOverSampler

from clover.over_sampling._generation.traits import traits_of
from clover.scale._core.blocks import (
    BLOCK_ROWS,
    divide_rows,
    list_blocks,
    make_block,
    prepare,
)
from clover.scale._core.groups import (
    check_group_rows,
    divide,
    find_smallest,
    group_sizes,
)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def make_plan(n_cell_rows, n_new_rows, max_group_rows, oversampler=None):
    return SimpleNamespace(
        n_cell_rows=np.array(n_cell_rows),
        n_new_rows=np.array(n_new_rows),
        max_group_rows=max_group_rows,
        traits=traits_of(oversampler or SMOTE(k_neighbors=3)),
        random_state=0,
        units=None,
        levels={},
    )


def to_lists(groups):
    return [rows.tolist() for rows in groups]


def test_sizes_follow_from_numbers_of_rows_alone():
    assert group_sizes(4, 4).tolist() == [4]
    assert group_sizes(5, 4).tolist() == [3, 2]
    assert group_sizes(5, 2).tolist() == [2, 1, 2]
    assert group_sizes(11, 3).tolist() == [3, 3, 3, 2]


@pytest.mark.parametrize("n_rows", [1, 7, 100, 1001])
def test_groups_have_these_sizes_and_every_row_is_in_one(n_rows, rng):
    # Few distinct values: many rows equal the median.
    groups = divide(rng.integers(0, 3, (n_rows, 2)).astype(float), 9)
    assert [rows.size for rows in groups] == group_sizes(n_rows, 9).tolist()
    np.testing.assert_array_equal(np.sort(np.concatenate(groups)), np.arange(n_rows))
    assert all((np.diff(rows) > 0).all() for rows in groups)


def test_rows_are_halved_along_the_widest_column():
    space = np.array([[0, 30], [1, 0], [0, 10], [1, 20]], dtype=float)
    assert to_lists(divide(space, 2)) == [[1, 2], [0, 3]]
    assert to_lists(divide(space * [100, 1], 2)) == [[0, 2], [1, 3]]


def test_each_half_has_a_widest_column_of_its_own():
    space = np.array([[0, 5], [9, 0], [0, 0], [8, 0]], dtype=float)
    assert to_lists(divide(space, 1)) == [[2], [0], [3], [1]]


def test_rows_that_equal_the_median_go_by_their_numbers():
    space = np.array([[1.0], [0.0], [1.0], [1.0]])
    assert to_lists(divide(space, 2)) == [[0, 1], [2, 3]]


def test_rows_without_a_space_are_grouped_in_their_order():
    assert to_lists(divide(np.empty((4, 0)), 2)) == [[0, 1], [2, 3]]


def test_the_largest_floats_have_a_range():
    space = np.array([[-1.7e308, 0.0], [1.7e308, 1.0]])
    assert to_lists(divide(space, 1)) == [[0], [1]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_value_of_a_rank_is_found_piece_by_piece(dtype, rng):
    values = np.concatenate([rng.normal(size=301), np.zeros(50)]).astype(dtype)
    values[:5] = [0.0, -0.0, 1e-310, -3e38, 3e38]
    pieces = np.array_split(values, 7)
    ranked = np.sort(values)
    for rank in [0, 1, 100, 175, 349, 350]:
        assert find_smallest(lambda: pieces, rank) == ranked[rank]


def test_groups_share_the_samples_of_their_cell_by_their_rows():
    plan = make_plan([[5, 0], [2, 3]], [[10, 0], [0, 4]], 4)
    blocks = [block for group in list_blocks(plan) for block in group]
    found = [(b.cluster, b.code, b.group, b.number, b.n_new) for b in blocks]
    assert found == [(0, 0, 0, 0, 6), (0, 0, 1, 1, 4), (1, 1, 0, 0, 4)]


def test_blocks_are_numbered_within_the_cell_and_groups_without_samples_left_out():
    plan = make_plan([[9]], [[2 * BLOCK_ROWS + 2]], 5)
    found = [[(b.number, b.n_new) for b in of_group] for of_group in list_blocks(plan)]
    n_first = round((2 * BLOCK_ROWS + 2) * 5 / 9)
    n_second = 2 * BLOCK_ROWS + 2 - n_first
    assert found == [[(0, BLOCK_ROWS), (1, n_first - BLOCK_ROWS)], [(2, n_second)]]
    plan = make_plan([[9]], [[1]], 5)
    assert [[b.group for b in of_group] for of_group in list_blocks(plan)] == [[0]]


def test_samples_lie_between_neighbours_of_one_group():
    # The halves meet at 0: rows -1 and 1 are close, but in different groups.
    X = np.array([-9.0, -8.0, -1.0, 1.0, 8.0, 9.0])[:, np.newaxis]
    plan = make_plan([[6]], [[2_000]], 3)
    groups = divide_rows(X, plan)
    assert to_lists(groups) == [[0, 1, 2], [3, 4, 5]]
    made = [
        make_block(block, prepare(X[groups[block.group]], plan), plan)
        for of_group in list_blocks(plan)
        for block in of_group
    ]
    assert [len(X_new) for X_new in made] == [1_000, 1_000]
    assert -9 <= made[0].min() < made[0].max() <= -1
    assert 1 <= made[1].min() < made[1].max() <= 9


def test_a_block_is_the_same_whatever_else_is_made(rng):
    plan = make_plan([[40]], [[3 * BLOCK_ROWS]], 50)
    X = rng.normal(size=(40, 3))
    blocks = list_blocks(plan)[0]
    together = [make_block(block, prepare(X, plan), plan) for block in blocks]
    assert np.array_equal(together[2], make_block(blocks[2], prepare(X, plan), plan))
    assert not np.array_equal(together[1], together[2])


def test_repeated_rows_need_no_neighbours():
    plan = make_plan([[3]], [[5]], 50, RandomOverSampler())
    assert prepare(np.eye(3), plan).neighbors is None


@pytest.mark.parametrize("limit", [3, 4, 5, 8])
def test_no_group_of_a_divided_cell_has_a_single_row(limit):
    # Samples of it would be repetitions.
    for n_rows in range(limit + 1, 200):
        assert group_sizes(n_rows, limit).min() >= 2


@pytest.mark.parametrize("wrong", [2, 1, 0, 2.5, None, True])
def test_groups_may_have_three_rows_or_more(wrong):
    with pytest.raises(ValueError, match="`max_group_rows` should be an integer from"):
        check_group_rows(wrong)
