"""Final sizes that follow the weights."""

import numpy as np
import pytest
from five_clusters import make_five_clusters
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from clover._numerics.apportionment import apportion
from clover.distribution import ClusterDistributor, LogLinearAllocation
from clover.distribution._allocations.shares import fill_up

UNIFORM = LogLinearAllocation.uniform()


def fill_row_by_row(counts, weights, n_new, unit=1.0):
    """Give each row, or part of one, to the smallest cell for its weight."""
    sizes = counts.astype(float)
    for _ in range(round(n_new / unit)):
        sizes[np.argmin(sizes / weights)] += unit
    return sizes - counts


@pytest.mark.parametrize(
    ("n_new", "expected"),
    [
        (1, [0, 0, 0, 1]),
        (2, [1 / 3, 1 / 3, 0, 4 / 3]),
        (7, [2, 2, 0, 3]),
        (11, [3, 3, 1, 4]),
    ],
)
def test_small_cells_are_filled_first(n_new, expected):
    assert_allclose(fill_up(np.array([2, 2, 4, 1]), np.ones(4), n_new), expected)


def test_sizes_become_proportional_to_the_weights():
    # Sizes 4, 4 and 8 of 16 rows; the last has enough.
    new = fill_up(np.array([1, 1, 30, 2]), np.array([1.0, 1.0, 1.0, 2.0]), 12)
    assert_allclose(new, [3, 3, 0, 6])


def test_cell_of_no_weight_gets_nothing():
    assert_allclose(fill_up(np.array([1, 0]), np.array([1.0, 0.0]), 5), [5, 0])


def test_tiny_weights_do_not_overflow():
    assert_allclose(fill_up(np.array([9, 1]), np.array([1e-320, 1.0]), 5), [0, 5])


def test_rows_beside_huge_counts_still_sum_to_what_is_asked():
    # The level is rounded to a multiple of an eighth.
    assert_allclose(fill_up(np.array([1e15, 2e15]), np.ones(2), 0.3), [0.3, 0])


@given(
    counts=st.lists(st.integers(0, 40), min_size=1, max_size=8),
    n_new=st.integers(1, 200),
)
def test_equal_final_sizes_are_those_of_filling_row_by_row(counts, n_new):
    counts = np.array(counts)
    weights = np.ones(counts.size)
    new = fill_up(counts, weights, n_new)
    rows, _ = apportion(n_new, new / new.sum(), np.empty(0))
    expected = fill_row_by_row(counts, weights, n_new)
    assert_array_equal(np.sort(counts + rows), np.sort(counts + expected))


@given(
    cells=st.lists(
        st.tuples(st.integers(0, 20), st.floats(0.1, 1)), min_size=1, max_size=5
    ),
    n_new=st.integers(1, 30),
)
def test_final_sizes_are_those_of_filling_by_small_parts(cells, n_new):
    counts, weights = np.array(cells).T
    new = fill_up(counts, weights, n_new)
    assert (new >= 0).all()
    assert new.sum() == pytest.approx(n_new)
    expected = fill_row_by_row(counts, weights, n_new, unit=0.05)
    assert_allclose(new, expected, atol=0.05 * len(cells) + 1e-9)


def fit(targets, **params):
    distributor = ClusterDistributor(mode="final size", **params)
    distributor.fit(*make_five_clusters(), targets=targets)
    return [distributor.intra_distribution_.get((c, 1), 0.0) for c in range(4)]


def test_number_of_rows_to_make_comes_with_the_targets():
    assert fit({1: 7}, allocation=UNIFORM) == pytest.approx([2 / 7, 2 / 7, 0, 3 / 7])
    # Without a number, classes of 17 and 9 rows are balanced by 8.
    # All four end with 17 / 4.
    assert fit([1], allocation=UNIFORM) == pytest.approx(
        [2.25 / 8, 2.25 / 8, 0.25 / 8, 3.25 / 8]
    )


def test_largest_class_that_needs_no_rows_has_shares_nevertheless():
    distributor = ClusterDistributor(mode="final size", allocation=UNIFORM)
    distributor.fit(*make_five_clusters(), targets=[0])
    assert distributor.intra_distribution_[1, 0] == 1


def test_final_sizes_by_size_are_increments_by_size():
    assert fit({1: 7}) == pytest.approx([2 / 9, 2 / 9, 4 / 9, 1 / 9])


def test_final_sizes_leave_nothing_for_rows_between_clusters():
    with pytest.raises(ValueError, match=r"`distribution_ratio` .*final size.* 0\.5"):
        fit([1], distribution_ratio=0.5)


@pytest.mark.parametrize("number", [-1, 0.5, "many"])
def test_wrong_number_of_rows_to_make_is_named(number):
    with pytest.raises(ValueError, match=r"`targets` should map .* for class 1"):
        fit({1: number})
