"""Codes of values, and groups of rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from stubs import name_of

from clover._numerics.distances import MAX_HELD_VALUES
from clover._numerics.groups import Groups
from clover._rows.encoding import MAX_SHORT_CODE, encode, first_positions, group_rows

VALUES = {
    "integers": st.integers(-(2**62), 2**62),
    "small integers": st.integers(-3, 3),
    "floats": st.floats(allow_nan=False),
    "strings": st.text(max_size=3),
    "booleans": st.booleans(),
}


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_codes_are_those_of_numpy(kind, data):
    values = np.array(data.draw(st.lists(VALUES[kind], min_size=1)))
    for form in (values, values.astype(object)):
        distinct, codes = encode(form)
        expected, inverse = np.unique(form, return_inverse=True)
        assert distinct.dtype == expected.dtype
        assert_array_equal(distinct, expected)
        assert_array_equal(codes, inverse)


@pytest.mark.parametrize(
    "values",
    [
        np.array([255, 0, 255], dtype=np.uint8),
        np.array([127, -128, 127], dtype=np.int8),
        np.array([2**64 - 1, 0, 2**64 - 1], dtype=np.uint64),
        np.array([2**63, 2**63 + 2], dtype=np.uint64),
        np.array([-(2**63), 2**63 - 1]),
        np.array([3, 1, 3], dtype=">i4"),
        np.array([], dtype=int),
        np.array(["b", "a", "b"], dtype="<U5"),
        np.array([10**30, 1, 10**30], dtype=object),
    ],
    ids=name_of,
)
def test_codes_at_the_ends_of_a_dtype(values):
    distinct, codes = encode(values)
    expected, inverse = np.unique(values, return_inverse=True)
    assert distinct.dtype == expected.dtype
    assert_array_equal(distinct, expected)
    assert_array_equal(codes, inverse)


@pytest.mark.parametrize("n_codes", [1, 7, MAX_SHORT_CODE, MAX_SHORT_CODE + 5])
def test_groups_of_rows_are_in_the_order_of_the_rows(n_codes):
    codes = np.random.RandomState(0).randint(n_codes, size=500)
    codes[-1] = n_codes - 1
    order, starts = group_rows(codes, n_codes)
    assert starts.shape == (n_codes + 1,)
    for code in np.unique(codes):
        rows = order[starts[code] : starts[code + 1]]
        assert_array_equal(rows, np.flatnonzero(codes == code))


def test_first_positions_of_codes():
    assert_array_equal(first_positions(np.array([2, 0, 2, 0]), 4), [1, 4, 0, 4])


def test_groups_hold_rows_one_group_after_the_other():
    groups = Groups.from_lists(
        [np.array([4, 2]), np.array([], dtype=int), np.array([3])]
    )
    assert_array_equal(groups.sizes, [2, 0, 1])
    assert_array_equal(groups.of(0), [4, 2])
    assert groups.of(1).size == 0
    assert_array_equal(groups.of(2), [3])
    assert Groups.from_lists([]).rows.dtype == np.intp


def test_stacked_groups_are_filled_up_with_their_first_row():
    groups = Groups.from_sizes(np.array([3, 1, 2]))
    rows, is_real = groups.stack(np.array([0, 2]))
    assert_array_equal(rows, [[0, 1, 2], [4, 5, 4]])
    assert_array_equal(is_real, [[True, True, True], [True, True, False]])


@given(
    sizes=st.lists(st.integers(1, 900), min_size=1, max_size=60),
    n_features=st.sampled_from([1, 20, 5_000]),
    seed=st.integers(0, 99),
)
def test_batches_hold_each_wanted_group_once_and_no_more_than_allowed(
    sizes, n_features, seed
):
    sizes = np.array(sizes)
    rng = np.random.RandomState(seed)
    groups = Groups.from_sizes(sizes)
    others = Groups.from_sizes(rng.permutation(sizes))
    is_wanted = rng.uniform(size=sizes.size) < 0.8
    batches = list(groups.batches(is_wanted, others, n_features))
    assert sorted(np.concatenate([[], *batches])) == np.flatnonzero(is_wanted).tolist()
    for batch in batches:
        height, width = groups.sizes[batch].max(), others.sizes[batch].max()
        held = max(height * width, (height + width) * n_features) * batch.size
        assert batch.size == 1 or held <= MAX_HELD_VALUES
