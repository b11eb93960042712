"""The contract for distributors that users write."""

import numpy as np
import pytest

from clover.distribution import BaseDistributor

X = np.arange(6.0).reshape(-1, 1)
Y = np.array([1, 0, 0, 1, 0, 0])
LABELS = np.array([0, 0, 0, 4, 4, 4])


class GivenDistributor(BaseDistributor):
    """Gives whatever it was given."""

    def __init__(self, intra=None, inter=None):
        self.intra = intra
        self.inter = inter

    def _intra_distribute(self, X, y, labels, neighbors):
        self.intra_distribution_ = dict(self.intra or {})
        return self

    def _inter_distribute(self, X, y, labels, neighbors):
        self.inter_distribution_ = dict(self.inter or {})
        return self


def test_proportions_of_a_subclass_are_taken():
    intra = {(0, 1): 0.25, (4, 1): 0.5}
    inter = {((0, 1), (4, 1)): 0.25}
    distributor = GivenDistributor(intra, inter)
    assert distributor.fit_distribute(X, Y, LABELS, [[0, 4]]) == (intra, inter)


def test_hook_between_clusters_is_called_only_with_neighbors():
    distributor = GivenDistributor({(0, 1): 1.0}, {((0, 1), (4, 1)): 1.0})
    assert distributor.fit(X, Y, LABELS).inter_distribution_ == {}


def test_base_class_puts_all_rows_into_the_one_cluster():
    distributor = BaseDistributor().fit(X, Y)
    assert distributor.intra_distribution_ == {(0, 1): 1.0}


def test_hooks_do_not_see_noise():
    class Recorder(BaseDistributor):
        def _intra_distribute(self, X, y, labels, neighbors):
            self.seen_ = X.shape[0], y.tolist(), labels.tolist()
            self.intra_distribution_ = {(0, 1): 1.0}
            return self

    distributor = Recorder().fit(X, Y, [0, 0, -1, -1, -1, 0])
    assert distributor.seen_ == (3, [1, 0, 0], [0, 0, 0])
    assert distributor.n_samples_ == 6


def test_fit_may_be_overridden_altogether():
    class Own(BaseDistributor):
        def fit(self, X, y, labels, neighbors):
            self.intra_distribution_, self.inter_distribution_ = {(4, 1): 1.0}, {}
            return self

    assert Own().fit_distribute(X, Y, LABELS) == ({(4, 1): 1.0}, {})


def test_statistics_are_set_before_the_hooks():
    distributor = GivenDistributor().fit(X, np.array(list("baabaa")), LABELS)
    assert distributor.majority_class_labels_ == ["a"]
    assert distributor.target_classes_ == ["b"]
    assert distributor.unique_cluster_labels_.tolist() == [0, 4]
    assert distributor.unique_class_labels_.tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("intra", "message"),
    [
        ({(0, 1): 0.5}, r"should sum to 0 or 1. Got \{1: 0.5\}"),
        ({(0, 1): 1.5, (4, 1): -0.5}, "gave -0.5 for"),
        ({(0, 1): np.nan}, "gave nan for"),
        ({(3, 1): 1.0}, "cluster 3, which is not among the labels"),
        ({(-1, 1): 1.0}, "cluster -1, which is noise"),
        ({(0, 7): 1.0}, "class 7, which is not among"),
        ({("x", 1): 1.0}, "cluster 'x', which is not among the labels"),
        ({0: 1.0}, r"a tuple \(cluster, class\). Got 0"),
        ({(0, 1, 2): 1.0}, r"a tuple \(cluster, class\)"),
        ({(0, 1): "1"}, "gave '1' for"),
    ],
)
def test_wrong_proportions_inside_are_named(intra, message):
    with pytest.raises(ValueError, match=message):
        GivenDistributor(intra).fit(X, Y, LABELS)


@pytest.mark.parametrize(
    ("inter", "message"),
    [
        ({((0, 1), (4, 0)): 1.0}, "should have one class"),
        ({((0, 1), (3, 1)): 1.0}, "cluster 3, which is not among the labels"),
        ({((0, 1), (4, 1)): 0.3}, "should sum to 0 or 1"),
        ({((0, 1), (0, 1)): 1.0}, "of two clusters"),
        ({((0, 1), (4, 1)): 0.5, ((4, 1), (0, 1)): 0.5}, "stand there once"),
        ({(0, 4): 1.0}, r"a tuple \(cluster, class\). Got 0"),
        ({5: 1.0}, "a tuple of cells. Got 5"),
    ],
)
def test_wrong_proportions_between_are_named(inter, message):
    with pytest.raises(ValueError, match=message):
        GivenDistributor({}, inter).fit(X, Y, LABELS, [[0, 4]])


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 0, 0], r"shape \(6,\).*labels gave shape \(3,\)"),
        ([0.5] * 6, "should be integers. labels gave float64"),
    ],
)
def test_wrong_labels_are_named(labels, message):
    with pytest.raises(ValueError, match=message):
        BaseDistributor().fit(X, Y, labels)


@pytest.mark.parametrize(
    ("neighbors", "message"),
    [
        ([[0, 9]], r"labels that no row has: \[9\]"),
        ([[0, 4], [4, 0]], r"each pair once. Got several times: \[\[0, 4\]\]"),
        ([[0, 0]], "a neighbor of itself"),
        ([[0, 4, 4]], r"shape \(n_pairs, 2\)"),
    ],
)
def test_wrong_neighbors_are_named(neighbors, message):
    with pytest.raises(ValueError, match=message):
        BaseDistributor().fit(X, Y, LABELS, neighbors)


def test_distribution_that_is_no_dictionary_is_named():
    class Listed(BaseDistributor):
        def _intra_distribute(self, X, y, labels, neighbors):
            self.intra_distribution_ = [0.5, 0.5]

    with pytest.raises(ValueError, match="`intra_distribution_` should be a dict"):
        Listed().fit(X, Y, LABELS)


def test_hooks_get_no_neighbors_where_there_are_none():
    class Asking(BaseDistributor):
        def _intra_distribute(self, X, y, labels, neighbors):
            self.intra_distribution_ = {(0, 1): 1.0 if neighbors is None else 0.5}

    assert Asking().fit(X, Y, LABELS).intra_distribution_ == {(0, 1): 1.0}


def test_nothing_but_noise_gives_no_proportions():
    assert GivenDistributor({(0, 1): 1.0}).fit(X, Y, [-1] * 6).intra_distribution_ == {}


def test_unknown_targets_are_named():
    with pytest.raises(ValueError, match=r"`targets` should be classes.*Got \[5\]"):
        BaseDistributor().fit(X, Y, LABELS, targets=[1, 5])
