"""Where nothing is selected, the error names the nearest cluster and what helps."""

import numpy as np
import pytest
from five_clusters import make_five_clusters
from imblearn.over_sampling import SMOTE
from sklearn.base import BaseEstimator, clone
from stubs import GivenClusters, name_of

from clover.distribution import (
    BaseDistributor,
    BaseFilter,
    ClusterDistributor,
    CoverageFilter,
    DensityDistributor,
    EntropyFilter,
    FallbackFilter,
    ImbalanceRatioFilter,
    MinimumShareFilter,
    MinimumSupportFilter,
    SafetyFilter,
)
from clover.exceptions import NoSamplesError
from clover.over_sampling import SOMO, ClusterOverSampler, KMeansSMOTE

FALLBACK = "With FallbackFilter around the distributor's filter, all clusters with rows"


def fail(distributor, mask=None):
    """Return the error text for class 1 of the five clusters."""
    X, y, labels = make_five_clusters()
    labels = labels if mask is None else np.where(mask, -1, labels)
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 20}), GivenClusters(labels), distributor
    )
    with pytest.raises(NoSamplesError) as raised:
        sampler.fit(X, y)
    return str(raised.value)


class Never(BaseFilter):
    """Selects nothing and has no criterion."""

    def select(self, X, cells):
        return np.zeros(cells.counts.shape, dtype=bool)

    def reason(self, cluster, class_code):
        return "never"


class ByPlace(Never):
    """Ranks the clusters by their places."""

    def score_clusters(self, class_code):
        return np.array([1, 2, 3, 9, 99])


class Plain(BaseEstimator):
    """Selects nothing, and is no filter of clover."""

    def select(self, X, cells):
        return np.zeros(cells.counts.shape, dtype=bool)

    def reason(self, cluster, class_code):
        return "plain"


# Rows of class 1: 2, 2, 4, 1, 0. Of class 0: 0, 1, 3, 4, 9. Shares of class 1: 1, 2/3,
# 4/7, 1/5, 0. Entropies in bits: 0, 0.918, 0.985, 0.722, 0.
@pytest.mark.parametrize(
    ("cell_filter", "cluster", "reason"),
    [
        (MinimumSupportFilter(9), 2, "rows of the class, 4, fewer than 9"),
        (ImbalanceRatioFilter(0.0, strict=True), 0, "ratio 0 not below the threshold"),
        (MinimumShareFilter(1.1), 0, "share 1 of the cluster below 1.1"),
        (EntropyFilter(0.99, 1.0), 2, "entropy of the classes 0.985 outside"),
        (EntropyFilter(0.1, 0.5), 0, "entropy of the classes 0 outside"),
        (EntropyFilter(0.4, 0.7), 3, "entropy of the classes 0.722 outside"),
        (Never(), 0, "never"),
        (ByPlace(), 3, "never"),
        (Plain(), 0, "plain"),
        # Dropped by one filter: clusters 0 and 1, of 2 rows each, and 2, of 4 rows.
        (CoverageFilter(0.8) & MinimumSupportFilter(9), 2, "rows of the class, 4"),
        # Cluster 2 is dropped by both, cluster 0 by one.
        (CoverageFilter(0.4) & MinimumSupportFilter(9), 0, "rows of the class, 2"),
        (MinimumSupportFilter(9) & CoverageFilter(0.4), 0, "rows of the class, 2"),
        # Both drop all clusters: the last one ranks.
        (MinimumSupportFilter(9) & MinimumShareFilter(1.1), 0, "fewer than 9; share 1"),
        (MinimumShareFilter(1.1) & MinimumSupportFilter(9), 2, "1.1; rows of the cl"),
        (MinimumSupportFilter(9) & Never(), 0, "rows of the class, 2, fewer than 9; n"),
        (Never() & MinimumSupportFilter(9), 2, "never; rows of the class, 4"),
        (FallbackFilter(Never(), MinimumSupportFilter(9)), 2, "rows of the class, 4"),
        (FallbackFilter(MinimumSupportFilter(9), ByPlace()), 3, "never"),
    ],
    ids=name_of,
)
def test_nearest_cluster_is_that_of_the_filters_criterion(cell_filter, cluster, reason):
    text = fail(ClusterDistributor(cell_filter))
    assert f"Class 1: the best of 4 clusters with rows of it is {cluster} (" in text
    assert reason in text
    assert text.endswith(f"{FALLBACK} of the class are selected. [C001]")


def test_masked_clusters_are_ranked_by_imbalance_ratio():
    class Masking(Never):
        def select(self, X, cells):
            self.row_mask_ = np.zeros(cells.class_codes.size, dtype=bool)
            return cells.counts > 0

    text = fail(ClusterDistributor(Masking()))
    assert (
        "is 0 (2 rows of it, 0 of the largest class): all rows of the class m" in text
    )
    filters = SafetyFilter(1) & MinimumSupportFilter(9)
    assert "is 2 (4 rows of it" in fail(ClusterDistributor(filters))


def test_noise_has_no_remedy_of_a_filter():
    _, y, _ = make_five_clusters()
    text = fail(DensityDistributor(), mask=y == 1)
    assert text.endswith("Class 1: all its rows are noise. [C001]")


def test_density_distributor_names_its_threshold():
    text = fail(DensityDistributor(0), mask=np.arange(26) < 2)
    assert "is 1 (2 rows of it, 1 of the largest class): imbalance ratio 0.5" in text
    assert text.endswith(
        "With `filtering_threshold=float('inf')`, all clusters with rows of the class "
        "are selected. [C001]"
    )


@pytest.mark.parametrize(
    "sampler",
    [KMeansSMOTE(random_state=0), SOMO(random_state=0, som_estimator=1)],
    ids=["k-means", "map"],
)
def test_presets_name_their_threshold(sampler, two_classes):
    X, y = two_classes
    sampler = clone(sampler).set_params(imbalance_ratio_threshold=0)
    with pytest.raises(NoSamplesError) as raised:
        sampler.fit(X, y)
    assert str(raised.value).endswith(
        "With `imbalance_ratio_threshold=float('inf')`, all clusters with rows of the "
        "class are selected. [C001]"
    )
    sampler.set_params(imbalance_ratio_threshold=float("inf")).fit(X, y)
    assert sampler.cluster_report_.n_new_rows.sum() == 240


def test_threshold_under_the_name_of_imbalanced_learn_is_to_be_left_out(two_classes):
    X, y = two_classes
    sampler = KMeansSMOTE(cluster_balance_threshold=1.0, random_state=0)
    with pytest.raises(NoSamplesError, match=r"and without `cluster_balance_thresh"):
        sampler.fit(X, y)


def test_remedies_help():
    X, y, labels = make_five_clusters()
    for distributor in (
        DensityDistributor(float("inf")),
        ClusterDistributor(FallbackFilter(MinimumSupportFilter(9))),
    ):
        sampler = ClusterOverSampler(
            SMOTE(sampling_strategy={1: 20}), GivenClusters(labels), distributor
        )
        report = sampler.fit(X, y).cluster_report_
        assert report.selected.tolist() == [True] * 4 + [False]


def test_distributor_of_ones_own_without_a_filter_has_no_remedy():
    class Nothing(BaseDistributor):
        def _intra_distribute(self, X, y, labels, neighbors):
            return self

    text = fail(Nothing())
    assert text.endswith("imbalance ratio 0, not selected by the distributor. [C001]")


def test_classes_of_any_kind_are_found():
    X, y, labels = make_five_clusters()
    names = np.array(["many", "few"])[y]
    for classes in (names, names.astype(object), y == 1):
        sampler = ClusterOverSampler(
            SMOTE(),
            GivenClusters(labels),
            ClusterDistributor(MinimumSupportFilter(9)),
        )
        with pytest.raises(NoSamplesError, match=r"rows of it is 2 \(4 rows of it"):
            sampler.fit(X, classes)


@pytest.mark.parametrize(
    ("n_classes", "end"),
    [
        (5, "selected by the distributor."),
        (6, "Nor were any generated for 1 more class."),
        (300, "Nor were any generated for 295 more classes."),
    ],
)
def test_only_some_of_many_classes_are_told(n_classes, end):
    class Nothing(BaseDistributor):
        def _intra_distribute(self, X, y, labels, neighbors):
            return self

    y = np.append(np.repeat(np.arange(1, n_classes + 1), 2), [0] * 4)
    sampler = ClusterOverSampler(SMOTE(), GivenClusters([0] * y.size), Nothing())
    with pytest.raises(NoSamplesError) as raised:
        sampler.fit(np.arange(y.size)[:, np.newaxis], y)
    text = str(raised.value)
    assert text.count("Class ") == 5
    assert text.endswith(f"{end} [C001]")
    assert len(text) < 1_200
