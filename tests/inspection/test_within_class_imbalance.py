import numpy as np
import pytest
from imblearn.over_sampling import SMOTE, RandomOverSampler
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.exceptions import FitFailedWarning, NotFittedError

from clover.clusterer import SOM
from clover.distribution import DensityDistributor
from clover.inspection import within_class_imbalance
from clover.inspection._cluster_shares import imbalance
from clover.over_sampling import ClusterOverSampler


class FirstColumn(ClusterMixin, BaseEstimator):
    """Takes the first column for the labels of the clusters."""

    def fit(self, X, y=None):
        self.labels_ = np.asarray(X)[:, 0].astype(int)
        return self


def make_rows(n_minority, n_majority):
    """Return rows of class 1 and 0, so many in each cluster, and their classes."""
    clusters = np.arange(len(n_minority))
    labels = np.append(np.repeat(clusters, n_minority), np.repeat(clusters, n_majority))
    y = np.repeat([1, 0], [sum(n_minority), sum(n_majority)])
    return np.column_stack((labels, np.arange(labels.size))).astype(float), y


def fit(X, y, **params):
    distributor = DensityDistributor(np.inf, 0, **params)
    sampler = ClusterOverSampler(RandomOverSampler(), FirstColumn(), distributor)
    sampler.fit_resample(X, y)
    return sampler


def entropy(*shares):
    return -sum(share * np.log(share) for share in shares)


def test_figures_are_those_worked_out_by_hand():
    # Clusters of 6 and 2 rows of class 1, whose sparsities are 1/6 and 1/2: of 8 new
    # rows the first gets 2 and the second 6, so that both have 8.
    found = within_class_imbalance(fit(*make_rows([6, 2], [8, 8])))
    assert found.classes.tolist() == [1]
    before = entropy(0.75, 0.25)
    assert found.before == pytest.approx([1 - before / np.log(2)])
    assert found.effective_clusters_before == pytest.approx([np.exp(before)])
    assert found.after == pytest.approx([0], abs=1e-12)
    assert found.effective_clusters_after == pytest.approx([2])
    assert found.n_clusters.tolist() == [2]
    assert found.n_noise.tolist() == [0]


@pytest.mark.parametrize("n_clusters", [3, 7, 23, 1000])
def test_equal_clusters_have_no_imbalance_at_all(n_clusters):
    assert imbalance(np.full(n_clusters, 7.0)) == 0


def test_one_row_more_in_a_large_cluster_is_an_imbalance():
    assert imbalance(np.array([1e6, 1e6 + 1])) > 0


def test_only_clusters_with_rows_of_the_class_count():
    found = within_class_imbalance(fit(*make_rows([3, 3, 0], [4, 4, 4])))
    assert found.before.tolist() == [0]
    assert found.n_clusters.tolist() == [2]


def test_a_single_cluster_has_no_imbalance():
    found = within_class_imbalance(fit(*make_rows([5], [9])))
    assert (found.before.tolist(), found.after.tolist()) == ([0], [0])
    assert found.effective_clusters_after.tolist() == [1]
    without = ClusterOverSampler(SMOTE()).fit(*make_rows([5], [9]))
    assert within_class_imbalance(without).before.tolist() == [0]


def test_noise_is_left_out_and_told():
    X, y = make_rows([3, 3, 4], [5, 5, 5])
    X[X[:, 0] == 2, 0] = -1
    found = within_class_imbalance(fit(X, y))
    assert found.before.tolist() == [0]
    assert found.n_noise.tolist() == [4]
    assert "4 rows of noise left out" in repr(found)


def test_a_class_of_noise_only_is_left_out():
    X, y = make_rows([3, 0], [0, 5])
    X[y == 1, 0] = -1
    sampler = ClusterOverSampler(RandomOverSampler(), FirstColumn(), raise_error=False)
    with pytest.warns(FitFailedWarning, match="No samples were generated"):
        sampler.fit_resample(X, y)
    assert within_class_imbalance(sampler).classes.size == 0


def test_rows_between_two_clusters_count_half_for_each():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(300, 2)), np.repeat([0, 1], [220, 80])
    distributor = DensityDistributor(np.inf, distribution_ratio=0.5)
    sampler = ClusterOverSampler(SMOTE(), SOM(2, 2), distributor, random_state=0)
    sampler.fit_resample(X, y)
    origin = sampler.provenance_
    assert (origin.other_cluster >= 0).sum() > 50
    counts = np.bincount(sampler.labels_[y == 1], minlength=4).astype(float)
    for cluster, other in zip(origin.cluster, origin.other_cluster, strict=True):
        counts[cluster] += 0.5
        counts[cluster if other < 0 else other] += 0.5
    shares = counts / counts.sum()
    found = within_class_imbalance(sampler)
    assert found.after == pytest.approx([1 - entropy(*shares) / np.log(4)])
    assert counts.sum() == 220


def test_a_plan_gives_the_same_as_the_rows():
    X, y = make_rows([6, 2], [8, 8])
    distributor = DensityDistributor(np.inf, 0)
    sampler = ClusterOverSampler(RandomOverSampler(), FirstColumn(), distributor)
    planned = within_class_imbalance(sampler.fit(X, y)).to_frame()
    made = within_class_imbalance(fit(X, y)).to_frame()
    assert planned.equals(made)
    assert planned["class_label"].tolist() == [1]


def test_each_class_has_its_own_figures():
    X = np.column_stack(
        ([0] * 6 + [1] * 2 + [0] * 3 + [1] * 3 + [0, 1] * 10, range(34))
    )
    y = np.repeat(["a", "b", "c"], [8, 6, 20])
    found = within_class_imbalance(fit(X.astype(float), y))
    assert found.classes.tolist() == ["a", "b"]
    assert found.before[0] > 0.1
    assert found.before[1] == 0
    assert repr(found).startswith("WithinClassImbalance('a': 0.189 -> 0")


def test_a_sampler_without_a_report_is_an_error():
    X, y = make_rows([6, 2], [8, 8])
    sampler = SMOTE(k_neighbors=2).fit(X, y)
    with pytest.raises(ValueError, match=r"fitted cluster sampler.* Got SMOTE."):
        within_class_imbalance(sampler)
    with pytest.raises(ValueError, match=r"fitted cluster sampler.* Got str."):
        within_class_imbalance("passthrough")


def test_a_sampler_that_was_not_fitted_is_an_error():
    with pytest.raises(NotFittedError):
        within_class_imbalance(ClusterOverSampler(SMOTE()))
