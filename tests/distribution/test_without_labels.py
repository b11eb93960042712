"""Without labels there is one cluster, and it gets everything."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from stubs import name_of

from clover.distribution import (
    BaseDistributor,
    BorderCloseness,
    ClusterDistributor,
    CoverageFilter,
    DensityDistributor,
    EntropyFilter,
    FallbackFilter,
    ImbalanceRatioFilter,
    LogLinearAllocation,
    MinimumShareFilter,
    MinimumSupportFilter,
    SafetyFilter,
    TopShareFilter,
)

# No row of class 1 or 2 has a nearest row of its class.
X = np.arange(9.0)[:, np.newaxis]
Y = np.array([0, 1, 0, 2, 0, 1, 0, 2, 0])

DISTRIBUTORS = [
    BaseDistributor(),
    DensityDistributor(),
    DensityDistributor(filtering_threshold=0.5),
    DensityDistributor(0, 2, sparsity_based=False),
    ClusterDistributor(),
    ClusterDistributor(mode="final size"),
    ClusterDistributor(ImbalanceRatioFilter.paper()),
    ClusterDistributor(MinimumSupportFilter(1_000)),
    ClusterDistributor(MinimumShareFilter(0.9)),
    ClusterDistributor(EntropyFilter(0, 0.1)),
    ClusterDistributor(SafetyFilter(1)),
    ClusterDistributor(SafetyFilter(1) & MinimumSupportFilter(3)),
    ClusterDistributor(FallbackFilter(SafetyFilter(1), MinimumSupportFilter(3))),
    ClusterDistributor(CoverageFilter(), LogLinearAllocation.by_sparsity(2)),
    ClusterDistributor(TopShareFilter(), LogLinearAllocation.by_hardness()),
    ClusterDistributor(
        SafetyFilter(1), LogLinearAllocation.by_size(row_score=BorderCloseness(2))
    ),
    ClusterDistributor(allocation=lambda X, cells: cells.counts),
]


@pytest.mark.parametrize("distributor", DISTRIBUTORS, ids=name_of)
def test_one_cluster_gets_everything(distributor):
    everything = {(0, 1): 1.0, (0, 2): 1.0}
    assert distributor.fit(X, Y).intra_distribution_ == everything
    assert distributor.inter_distribution_ == {}
    assert distributor.fit_distribute(X, Y) == (everything, {})
    assert_array_equal(distributor.labels_, 0)


@pytest.mark.parametrize("distributor", DISTRIBUTORS, ids=name_of)
def test_one_cluster_gets_everything_of_the_targets(distributor):
    distributor.fit(X, Y, targets=[2, 0])
    assert distributor.intra_distribution_ == {(0, 2): 1.0, (0, 0): 1.0}


def test_result_says_that_the_cluster_is_selected():
    distributor = ClusterDistributor(SafetyFilter(1) & MinimumSupportFilter(3))
    distributor.fit(X, Y)
    assert distributor.filtered_clusters_ == [(0, 1), (0, 2)]
    assert distributor.reasons_ == distributor.dropped_pairs_ == {}
    assert distributor.row_mask_ is None


def test_attributes_of_the_density_are_set():
    distributor = DensityDistributor(0.5).fit(X, Y)
    assert distributor.filtering_threshold_ == 0.5
    assert distributor.distances_exponent_ == 1
    # The two rows of each class are 4 apart: 2 rows over a distance of 4.
    assert distributor.clusters_density_ == pytest.approx({(0, 1): 0.5, (0, 2): 0.5})


@pytest.mark.parametrize("base", [BaseDistributor, ClusterDistributor])
def test_hooks_are_not_asked(base):
    class Own(base):
        def _intra_distribute(self, X, y, labels, neighbors):
            raise AssertionError

    assert Own().fit(X, Y).intra_distribution_ == {(0, 1): 1.0, (0, 2): 1.0}


def test_labels_of_one_cluster_are_labels():
    distributor = DensityDistributor(filtering_threshold=0.5)
    assert distributor.fit(X, Y, np.zeros(9, dtype=int)).intra_distribution_ == {}
