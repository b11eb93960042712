"""Which cells are selected."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_array_equal

from clover._rows.cells import Cells
from clover.distribution import (
    ClusterDistributor,
    ImbalanceRatioFilter,
    MinimumShareFilter,
)
from clover.distribution._filters.imbalance_ratio import (
    dataset_imbalance_ratio,
    imbalance_ratios,
)

# Rows of three classes in four clusters; class 0 is the largest.
COUNTS = np.array([[10, 5, 0], [20, 4, 2], [0, 1, 3], [30, 0, 5]])


def select(cell_filter, counts):
    """Return what a filter, that does not look at the rows, selects of such counts."""
    cells = np.argwhere(counts >= 0).repeat(counts.ravel(), axis=0)
    return cell_filter.select(None, Cells.from_labels(*cells.T))


def test_imbalance_ratio_is_majority_rows_over_rows():
    assert_array_equal(
        imbalance_ratios(COUNTS),
        [[1, 2, np.inf], [1, 5, 10], [np.inf, 0, 0], [1, np.inf, 6]],
    )


def test_threshold_is_inclusive():
    selected = select(ImbalanceRatioFilter(5.0), COUNTS)
    assert_array_equal(selected[:, 1], [True, True, True, False])
    assert_array_equal(selected[:, 2], [False, False, True, False])


def test_auto_threshold_is_largest_over_smallest_class():
    assert dataset_imbalance_ratio(COUNTS) == 60 / 10


def test_all_clusters_of_the_largest_class_are_selected():
    selected = select(ImbalanceRatioFilter(0.0), COUNTS)
    assert_array_equal(selected[:, 0], [True, True, False, True])


def test_reason_names_ratio_and_threshold():
    cell_filter = ImbalanceRatioFilter(4.0)
    select(cell_filter, COUNTS)
    assert cell_filter.reason(1, 1) == "imbalance ratio 5 above the threshold 4"


def test_share_counts_all_other_classes():
    # Shares of class 2: 0, 2/26, 3/4, 5/35.
    selected = select(MinimumShareFilter(5 / 35), COUNTS)
    assert_array_equal(selected[:, 2], [False, False, True, True])


@pytest.mark.parametrize(
    ("requested", "shares"),
    [
        # Half of 30 of 40, and half of 10 of 40.
        ({1: 30, 2: 10}, [0, 0.375, 0.125]),
        ({1: 5, 2: 5}, [0, 0.25, 0.25]),
        ({2: 7}, [0, 0, 0.5]),
        ({0: 1, 1: 1, 2: 2}, [0.125, 0.125, 0.25]),
        # Nobody told: each class gets what it has fewer than the largest, 50 and 50.
        ([1, 2], [0, 0.25, 0.25]),
        ({1: 0}, [0, 0, 0]),
    ],
)
def test_auto_share_is_half_of_the_part_of_the_class(requested, shares):
    labels, y = np.argwhere(COUNTS >= 0).repeat(COUNTS.ravel(), axis=0).T
    X = np.arange(y.size).reshape(-1, 1)
    distributor = ClusterDistributor(MinimumShareFilter("auto"))
    distributor.fit(X, y, labels, targets=requested)
    assert_array_equal(distributor.filter_.min_share_, shares)
    n_rows = COUNTS.sum(axis=1, keepdims=True)
    kept = (COUNTS / n_rows >= shares) & (COUNTS > 0)
    expected = [tuple(c) for c in np.argwhere(kept).tolist() if c[1] in requested]
    assert distributor.filtered_clusters_ == expected


@pytest.mark.parametrize(
    ("share", "threshold"),
    [
        (0.25, 3.0),
        (0.5, 1.0),
        (1.0, 0.0),
        (1.5, 0.0),
        (np.inf, 0.0),
        (0, np.inf),
        (-1, np.inf),
    ],
)
def test_share_is_told_as_an_imbalance_ratio(share, threshold):
    cell_filter = MinimumShareFilter(share)
    select(cell_filter, COUNTS)
    assert cell_filter.threshold_ == threshold


def test_share_reason_names_share_and_threshold():
    cell_filter = MinimumShareFilter(0.5)
    select(cell_filter, COUNTS)
    assert cell_filter.reason(1, 2) == "share 0.0769 of the cluster below 0.5"


@given(
    hnp.arrays(
        int,
        st.tuples(st.integers(1, 8), st.integers(2, 4)),
        elements=st.integers(0, 50),
    )
)
def test_auto_threshold_selects_a_cluster_of_every_class(counts):
    counts = counts[counts.any(axis=1)][:, counts.any(axis=0)]
    if not counts.size:
        return
    selected = select(ImbalanceRatioFilter("auto"), counts)
    has_rows = counts.any(axis=0)
    assert_array_equal(selected.any(axis=0), has_rows)


@pytest.mark.parametrize("tenths", range(1, 10))
def test_a_share_of_exactly_the_threshold_is_selected(tenths):
    counts = np.array([[10 - tenths, tenths], [90, 1]])
    assert select(MinimumShareFilter(tenths / 10), counts)[0, 1]
    assert not select(MinimumShareFilter(tenths / 10 + 0.01), counts)[0, 1]
