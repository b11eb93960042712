"""Filters and allocations inside ClusterOverSampler."""

from collections import Counter

import numpy as np
import pytest
from five_clusters import make_five_clusters
from imblearn.over_sampling import SMOTE, RandomOverSampler
from numpy.testing import assert_array_equal
from scipy import sparse
from scipy.stats import chisquare
from sklearn.cluster import KMeans
from sklearn.exceptions import FitFailedWarning
from stubs import GivenClusters, name_of

from clover.distribution import (
    BaseDistributor,
    BorderCloseness,
    ClusterDistributor,
    CoverageFilter,
    CrossValidatedError,
    EntropyFilter,
    InformationWeight,
    LogLinearAllocation,
    MinimumSupportFilter,
    SafetyFilter,
    TopShareFilter,
)
from clover.exceptions import NoSamplesError
from clover.over_sampling import ClusterOverSampler

DISTRIBUTORS = [
    ClusterDistributor(),
    ClusterDistributor(CoverageFilter(), LogLinearAllocation.by_size_and_spread()),
    ClusterDistributor(
        SafetyFilter() & TopShareFilter(),
        LogLinearAllocation.by_sparsity("intrinsic", temperature="auto"),
        distribution_ratio=0.6,
    ),
    ClusterDistributor(
        None,
        LogLinearAllocation.by_hardness(
            CrossValidatedError(), row_score=BorderCloseness()
        ),
    ),
    ClusterDistributor(
        allocation=LogLinearAllocation.by_total_hardness(row_score=InformationWeight()),
    ),
    ClusterDistributor(
        MinimumSupportFilter(), LogLinearAllocation.uniform(), mode="final size"
    ),
]


def resample_five(distributor, n_rows, **params):
    X, y, labels = make_five_clusters()
    oversampler = RandomOverSampler(sampling_strategy={1: n_rows})
    sampler = ClusterOverSampler(
        oversampler, GivenClusters(labels), distributor, random_state=0, **params
    )
    sampler.fit_resample(X, y)
    return sampler


@pytest.mark.parametrize("distributor", DISTRIBUTORS, ids=name_of)
def test_counts_are_exact_and_come_from_the_seed(three_classes, distributor):
    X, y = three_classes
    sampler = ClusterOverSampler(
        SMOTE(), KMeans(6, n_init=1), distributor, random_state=0
    )
    X_res, y_res = sampler.fit_resample(X, y)
    assert Counter(y_res.tolist()) == {0: 200, 1: 200, 2: 200}
    again, _ = sampler.fit_resample(X, y)
    assert_array_equal(again, X_res)
    assert_array_equal(X_res[:300], X)
    for number in sampler.cluster_report_.effective_clusters.values():
        # No more than the clusters and all pairs of them.
        assert 1 <= number <= 6 + 15


def test_without_a_filter_and_by_size_bases_are_those_of_smote(two_classes):
    X, y = two_classes
    labels = KMeans(6, n_init=1, random_state=0).fit_predict(X)
    strategy = {1: 3_030}
    plain = ClusterOverSampler(SMOTE(sampling_strategy=strategy), random_state=0)
    by_size = ClusterOverSampler(
        SMOTE(sampling_strategy=strategy),
        GivenClusters(labels),
        ClusterDistributor(),
        random_state=0,
    )
    used, expected = (
        np.bincount(labels[s.provenance_.base], minlength=6)
        for s in (plain, by_size)
        if s.fit_resample(X, y)
    )
    has_rows = expected > 0
    assert chisquare(used[has_rows], expected[has_rows]).pvalue > 0.01
    assert not used[~has_rows].any()
    assert_array_equal(expected, np.bincount(labels[y == 1], minlength=6) * 100)


def test_final_sizes_are_equal():
    allocation = LogLinearAllocation.uniform()
    sampler = resample_five(ClusterDistributor(None, allocation, 1.0, "final size"), 16)
    report = sampler.cluster_report_
    assert (report.n_rows + report.n_new_rows).tolist() == [4, 4, 4, 4, 0]
    # Of the seven new rows, shares are 2, 2, 0, 3.
    assert sampler.distributor_.n_requested_ == {1: 7}


def test_report_tells_the_effective_number_of_clusters():
    report = resample_five(
        ClusterDistributor(MinimumSupportFilter()), 17
    ).cluster_report_
    # Shares 1/4, 1/4 and 1/2.
    assert report.effective_clusters == {1: pytest.approx(np.exp(1.5 * np.log(2)))}
    assert str(report).splitlines()[-1] == "effective clusters  1: 2.83"
    assert report.reason.tolist() == [
        "",
        "",
        "",
        "rows of the class, 1, fewer than 2",
        "no rows of the class",
    ]
    assert np.isnan(report.log_density).all()


def test_effective_number_of_a_class_without_rows_is_zero():
    distributor = ClusterDistributor(MinimumSupportFilter(5))
    with pytest.warns(FitFailedWarning, match="No samples were generated"):
        sampler = resample_five(distributor, 17, raise_error=False)
    assert sampler.cluster_report_.effective_clusters == {1: 0}


def test_filters_that_leave_nothing_say_how_many_pairs_each_dropped():
    distributor = ClusterDistributor(
        TopShareFilter() & EntropyFilter(0.8, 0.95) & MinimumSupportFilter(1)
    )
    with pytest.raises(NoSamplesError) as raised:
        resample_five(distributor, 17)
    # One filter dropped each of clusters 0 to 2. Of these, cluster 1 has an entropy
    # within the bounds.
    assert (
        "is 1 (2 rows of it, 1 of the largest class): score 2 not among the best 2 of "
        "4 clusters. Of its 4 cluster-class pairs, filters dropped: TopShareFilter 2, "
        "EntropyFilter 3, MinimumSupportFilter 0. With FallbackFilter"
    ) in str(raised.value)


@pytest.mark.parametrize("distributor", DISTRIBUTORS[:3], ids=name_of)
def test_sparse_rows_get_the_same_shares(two_classes, distributor):
    X, y = two_classes
    labels = np.arange(300) % 4
    X = np.where(abs(X) > 3, X, 0)
    dense, other = (
        ClusterOverSampler(
            SMOTE(), GivenClusters(labels, [[0, 1], [2, 3]]), distributor
        ).set_params(random_state=0)
        for _ in range(2)
    )
    dense.fit_resample(X, y)
    other.fit_resample(sparse.csr_matrix(X), y)
    assert other.distributor_.intra_distribution_ == pytest.approx(
        dense.distributor_.intra_distribution_
    )


def test_distributors_of_ones_own_get_a_list_of_classes(two_blobs):
    class Own(BaseDistributor):
        def fit(self, X, y, labels=None, neighbors=None, *, targets=None):
            self.targets_, self.inter_distribution_ = targets, {}
            self.intra_distribution_ = {(0, 1): 1.0}
            return self

    X, y = two_blobs
    sampler = ClusterOverSampler(
        SMOTE(), GivenClusters(np.repeat([0], 80)), Own(), random_state=0
    )
    sampler.fit_resample(X, y)
    assert sampler.distributor_.targets_ == [1]
