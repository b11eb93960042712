"""Every allocation on the five clusters of `five_clusters`, worked out by hand."""

import numpy as np
import pytest
from five_clusters import make_five_clusters, share
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import BaseEstimator
from sklearn.dummy import DummyClassifier
from sklearn.utils._param_validation import InvalidParameterError
from stubs import name_of

from clover._rows.cells import Cells
from clover.distribution import (
    BaseAllocation,
    BorderCloseness,
    ClusterDistributor,
    CoverageFilter,
    CrossValidatedError,
    InformationWeight,
    KDNHardness,
    LogLinearAllocation,
    SafetyFilter,
)

# Rows of class 1: 2, 2, 4, 1. Mean distances: 1, 4, 5/3; the single row counts as dense
# as the densest. Densities n / D: 2, 1/2, 12/5, 12/5; n / D^2: 2, 1/8, 36/25, 2.
# Hardness by the two nearest rows: 0, 1/2, 0, 1; by the nearest: 0, 1, 0, 1.
E2, E4 = (0.16 * (np.log(n) / np.log(1.6)) ** 1.8 for n in (2, 4))
DENSITIES = np.array([2, 2 / 4**E2, *[4 / (5 / 3) ** E4] * 2])
KDN_1, KDN_2 = KDNHardness(1), KDNHardness(2)


def normalize(weights):
    return np.divide(weights, np.sum(weights))


@pytest.mark.parametrize(
    ("allocation", "weights"),
    [
        (None, [2, 2, 4, 1]),
        (LogLinearAllocation(), [1, 1, 1, 1]),
        (LogLinearAllocation.uniform(), [1, 1, 1, 1]),
        (LogLinearAllocation.by_size(), [2, 2, 4, 1]),
        (LogLinearAllocation.by_size(temperature=2), np.sqrt([2, 2, 4, 1])),
        (LogLinearAllocation.by_size(temperature=np.inf), [1, 1, 1, 1]),
        (LogLinearAllocation.by_size(temperature="auto"), [2, 2, 4, 1]),
        (LogLinearAllocation(size=2), [4, 4, 16, 1]),
        (LogLinearAllocation.by_inverse_size(), [1 / 2, 1 / 2, 1 / 4, 1]),
        (LogLinearAllocation.by_size_and_spread(), [2, 8, 20 / 3, 1]),
        (LogLinearAllocation(spread=1), [1, 4, 5 / 3, 1]),
        (LogLinearAllocation.by_density(1), [2, 1 / 2, 12 / 5, 12 / 5]),
        (LogLinearAllocation.by_density(), [2, 1 / 2, 12 / 5, 12 / 5]),
        (LogLinearAllocation.by_density(2), [2, 1 / 8, 36 / 25, 2]),
        (LogLinearAllocation.by_sparsity(1), [1 / 2, 2, 5 / 12, 5 / 12]),
        (LogLinearAllocation.by_sparsity(2), [1 / 2, 8, 25 / 36, 1 / 2]),
        (LogLinearAllocation.by_sparsity(0), [1 / 2, 1 / 2, 1 / 4, 1]),
        (
            LogLinearAllocation.by_sparsity(2, temperature="auto"),
            np.sqrt([1 / 2, 8, 25 / 36, 1 / 2]),
        ),
        (LogLinearAllocation.by_sparsity("imbalanced-learn"), 1 / DENSITIES),
        (LogLinearAllocation.by_density("imbalanced-learn"), DENSITIES),
        (LogLinearAllocation.by_hardness(KDN_1), [0, 1, 0, 1]),
        (LogLinearAllocation.by_hardness(KDN_2), [0, 1 / 2, 0, 1]),
        (LogLinearAllocation.by_hardness(KDN_2, temperature=np.inf), [0, 1, 0, 1]),
        (LogLinearAllocation.by_total_hardness(KDN_2), [0, 1, 0, 1]),
        (LogLinearAllocation.by_total_hardness(KDN_1), [0, 2, 0, 1]),
        # Hardness 0 counts as the smallest other one.
        (LogLinearAllocation(hardness=-1, hardness_score=KDN_2), [2, 2, 2, 1]),
        (lambda X, cells: cells.counts**2, [4, 4, 16, 1]),
        (lambda X, cells: (cells.counts > 1).astype(int), [1, 1, 1, 0]),
    ],
    ids=name_of,
)
def test_shares_of_the_clusters(allocation, weights):
    distributor = ClusterDistributor(allocation=allocation)
    assert_allclose(share(distributor), normalize(weights), rtol=1e-12)


def test_piles_of_equal_rows_get_little_by_size_and_spread():
    rng = np.random.RandomState(0)
    X = np.vstack((np.zeros((50, 2)), rng.normal(size=(140, 2)) + 20))
    X[70:90] *= 2
    y, labels = np.repeat([1, 0], [90, 100]), np.repeat([0, 1, 2, 3], [50, 20, 20, 100])
    allocation = LogLinearAllocation.by_size_and_spread()
    shares = ClusterDistributor(allocation=allocation).fit(X, y, labels)
    sizes = ClusterDistributor().fit(X, y, labels).intra_distribution_
    assert shares.intra_distribution_[0, 1] < sizes[0, 1]
    # Without any spread, it is left out.
    X[:90] = np.repeat([[0.0], [1.0], [2.0]], [50, 20, 20], axis=0)
    shares = ClusterDistributor(allocation=allocation).fit(X, y, labels)
    assert shares.intra_distribution_ == pytest.approx(sizes)


@pytest.mark.parametrize(
    ("params", "weights"),
    [
        # The cluster with D = 2, then a pile of three equal rows, and a single row.
        ({"size": -1, "spread": 1}, [1, 0, 0]),
        ({"size": 1, "spread": 1}, [1, 0, 0]),
        ({"size": 1, "spread": -1}, [1, 0, 0]),
        ({"size": -1, "spread": 1, "temperature": 5}, [1, 0, 0]),
        ({"size": -1, "spread": 1, "exponent": 0}, [1 / 2, 1 / 3, 1]),
        ({"size": 1}, [2, 3, 1]),
    ],
)
def test_equal_rows_may_get_nothing(params, weights):
    X = np.array([[0.0], [2], [9], [9], [9], [20], *[[40]] * 7])
    labels, y = np.repeat([0, 1, 2, 3], [2, 3, 1, 7]), np.repeat([1, 0], [6, 7])
    allocation = LogLinearAllocation(**params, equal_rows="nothing")
    distributor = ClusterDistributor(allocation=allocation).fit(X, y, labels)
    shares = [distributor.intra_distribution_[cluster, 1] for cluster in range(3)]
    assert_allclose(shares, np.array(weights) / sum(weights))


def test_equal_rows_share_if_there_are_no_others():
    X, labels, y = [[0]] * 3 + [[1]] * 6, [0, 0, 1] + [2] * 6, [1] * 3 + [0] * 6
    allocation = LogLinearAllocation.by_sparsity(equal_rows="nothing")
    distributor = ClusterDistributor(allocation=allocation).fit(X, y, labels)
    assert distributor.intra_distribution_ == {(0, 1): 0.5, (1, 1): 0.5}


def test_hardness_of_zero_everywhere_is_left_out():
    distributor = ClusterDistributor(
        CoverageFilter(0.1), LogLinearAllocation.by_total_hardness(KDN_1)
    )
    assert share(distributor) == [1, 0, 0, 0]
    allocation = LogLinearAllocation.by_total_hardness(KDN_1)
    X, y, labels = make_five_clusters()
    X, y, labels = X[labels != 3], y[labels != 3], labels[labels != 3]
    X[y == 0] += 1_000
    distributor = ClusterDistributor(allocation=allocation).fit(X, y, labels)
    assert distributor.intra_distribution_ == pytest.approx(
        {(0, 1): 1 / 4, (1, 1): 1 / 4, (2, 1): 1 / 2}
    )


def test_only_selected_clusters_share():
    distributor = ClusterDistributor(CoverageFilter(4 / 9))
    assert share(distributor) == [0.5, 0.5, 0, 0]


def test_cross_validated_error_is_that_of_the_held_out_rows():
    # What always says the largest class mistakes all rows of the other.
    score = CrossValidatedError(DummyClassifier(), random_state=0)
    X, y, labels = make_five_clusters()
    assert_array_equal(score.score_rows(X, Cells.from_labels(labels, y)), y)


def test_easy_clusters_have_the_least_error_allowed():
    X = np.concatenate((np.arange(9.0), np.arange(100.0, 120.0)))[:, np.newaxis]
    y, labels = np.repeat([1, 0], [9, 20]), np.repeat([0, 1, 2], [3, 6, 20])
    for floor, share_of_first in ((0.1, 1 / 2), (0.0, 1 / 2)):
        score = CrossValidatedError(floor=floor, random_state=0)
        assert not score.score_rows(X, Cells.from_labels(labels, y)).any()
        allocation = LogLinearAllocation.by_hardness(score)
        distributor = ClusterDistributor(allocation=allocation).fit(X, y, labels)
        assert distributor.intra_distribution_[0, 1] == share_of_first


def test_class_of_one_row_is_mistaken_when_held_out():
    X, y = np.arange(7.0)[:, np.newaxis], np.array([0, 0, 0, 0, 0, 0, 1])
    score = CrossValidatedError(random_state=0)
    cells = Cells.from_labels(np.zeros(7, dtype=int), y)
    assert_array_equal(score.score_rows(X, cells), y)


def test_folds_come_from_the_seed():
    rng = np.random.RandomState(0)
    X, y = rng.normal(size=(60, 2)), np.arange(60) % 2
    cells = Cells.from_labels(np.zeros(60, dtype=int), y)
    first, again, other = (
        CrossValidatedError(random_state=seed).score_rows(X, cells)
        for seed in (0, 0, 1)
    )
    assert_array_equal(first, again)
    assert (first != other).any()


def test_noise_is_a_neighbour_for_hardness():
    X = np.array([[0.0], [1.0], [1.5], [9.0]])
    cells = Cells.from_labels(np.array([0, 0, -1, 0]), np.array([1, 1, 0, 0]))
    assert KDNHardness(1).score_rows(X, cells).tolist() == [0, 1, 1, 0]


def test_row_without_neighbours_is_not_hard():
    cells = Cells.from_labels(np.array([0]), np.array([1]))
    assert KDNHardness().score_rows(np.zeros((1, 1)), cells).tolist() == [0]


def test_rows_are_weighed_by_closeness_to_the_border():
    allocation = LogLinearAllocation.by_size(row_score=BorderCloseness(1))
    X, y, labels = make_five_clusters()
    distributor = ClusterDistributor(allocation=allocation).fit(X, y, labels)
    # The nearest of class 0 is at 12, 11; 2, 2; 6, 5, 4, 3; 1. Thresholds are the means
    # of the inverses: 23/264; 1/2; 19/80; 1.
    expected = [
        *normalize([1 / 12, 23 / 264]),
        *normalize([1, 1]),
        *normalize([1 / 6, 1 / 5, 19 / 80, 19 / 80]),
        1,
    ]
    assert_allclose(distributor.row_weights_[:9], expected)


def test_closeness_sums_over_several_neighbours():
    X = np.array([[0.0], [0.0], [2.0], [4.0], [8.0]])
    cells = Cells.from_labels(np.array([0, 0, 0, 0, -1]), np.array([1, 1, 0, 0, 1]))
    # Both rows of class 1 have 1/2 and 1/4, and the threshold 1/2; noise has nothing.
    scores = BorderCloseness(2).score_rows(X, cells)
    assert_allclose(scores[[0, 1, 4]], [0.75, 0.75, 0])


def test_distance_of_zero_counts_as_the_smallest_other():
    X = np.array([[0.0], [3.0], [0.0]])
    cells = Cells.from_labels(np.array([0, 0, 0]), np.array([1, 1, 0]))
    # Distances 0, taken as 3, and 3.
    assert_allclose(BorderCloseness().score_rows(X, cells)[:2], 1 / 3)


@pytest.mark.parametrize("y", [[1, 1, 0], [1, 1, 1]])
def test_rows_that_are_all_at_the_border_or_have_none_are_alike(y):
    cells = Cells.from_labels(np.zeros(3, dtype=int), np.array(y))
    assert_allclose(BorderCloseness().score_rows(np.zeros((3, 1)), cells)[:2], 1)


def test_information_weight_by_hand():
    X = np.array([[0.0], [2.0], [3.0], [10.0], [11.0], [3.0], [-50.0], [-49.0]])
    y = np.array([1, 1, 0, 0, 0, 1, 0, 0])
    cells = Cells.from_labels(np.zeros(8, dtype=int), y)
    # The borderline row is 3, its rows of class 1 lie at 3, 1 and 0: C_f is 2/15, 2/5
    # and, as the largest, 2.
    closeness = np.array([2 / 15, 2 / 5, 2])
    expected = closeness**2 / closeness.sum()
    scores = InformationWeight(k2=1, k3=3).score_rows(X, cells)
    assert_allclose(scores[[0, 1, 5]], expected)
    # With the two nearest only, the first is not informative.
    closeness = closeness[1:]
    scores = InformationWeight(k2=1, k3=2).score_rows(X, cells)
    assert_allclose(scores[[0, 1, 5]], [0, *closeness**2 / closeness.sum()])


def test_rows_that_are_not_safe_are_not_informative():
    X = np.array([[0.0], [1.0], [5.0], [6.0], [7.0], [8.0], [9.0]])
    y = np.array([1, 1, 0, 0, 1, 0, 0])
    cells = Cells.from_labels(np.zeros(7, dtype=int), y)
    scores = InformationWeight(k1=2, k2=1, k3=3).score_rows(X, cells)
    assert scores[4] == 0
    assert (scores[:2] > 0).all()


def test_information_weight_in_batches_is_the_same(monkeypatch):
    rng = np.random.RandomState(0)
    X, y = rng.normal(size=(80, 2)), np.arange(80) % 4 // 3
    cells = Cells.from_labels(np.zeros(80, dtype=int), y)
    expected = InformationWeight().score_rows(X, cells)
    monkeypatch.setattr("clover._numerics.distances.MAX_HELD_VALUES", 30)
    assert_allclose(InformationWeight().score_rows(X, cells), expected)


def test_masked_rows_have_no_weight():
    distributor = ClusterDistributor(
        SafetyFilter(2), LogLinearAllocation(row_score=KDNHardness(2))
    )
    X, y, labels = make_five_clusters()
    distributor.fit(X, y, labels, targets=[1])
    assert not distributor.row_mask_[8]
    # In cluster 1: rows 10 and 14 have one of two neighbours in class 0. Where all have
    # none, they are alike.
    assert_allclose(
        distributor.row_weights_[:9], [*[1 / 2] * 4, *[1 / 4] * 4, 0], atol=1e-15
    )


def test_constructors_set_the_powers_they_are_named_for():
    score = KDNHardness(3)
    build = LogLinearAllocation
    defaults = build().get_params(deep=False)
    for allocation, params in (
        (build.uniform(), {}),
        (build.by_size(), {"size": 1}),
        (build.by_inverse_size(), {"size": -1}),
        (build.by_size_and_spread(), {"size": 1, "spread": 1}),
        (build.by_density(), {"size": 1, "spread": -1, "exponent": "features"}),
        (build.by_density(2), {"size": 1, "spread": -1, "exponent": 2}),
        (build.by_sparsity(), {"size": -1, "spread": 1, "exponent": "features"}),
        (build.by_sparsity(2), {"size": -1, "spread": 1, "exponent": 2}),
        (build.by_hardness(), {"hardness": 1}),
        (build.by_hardness(score), {"hardness": 1, "hardness_score": score}),
        (build.by_total_hardness(), {"size": 1, "hardness": 1}),
        (
            build.by_total_hardness(score),
            {"size": 1, "hardness": 1, "hardness_score": score},
        ),
    ):
        assert allocation.get_params(deep=False) == defaults | params


@pytest.mark.parametrize(
    "name",
    [
        "uniform",
        "by_size",
        "by_inverse_size",
        "by_size_and_spread",
        "by_density",
        "by_sparsity",
        "by_hardness",
        "by_total_hardness",
    ],
)
def test_constructors_pass_other_parameters_on(name):
    allocation = getattr(LogLinearAllocation, name)(temperature=7.0)
    assert allocation.temperature == 7.0


def test_function_is_given_the_rows_and_may_return_small_integers():
    def weigh(X, cells):
        assert_array_equal(X, make_five_clusters()[0])
        # In half precision, to which logarithms of such integers go, they are alike.
        return np.repeat([[100], [101], [0], [0], [1]], 2, axis=1).astype(np.int8)

    shares = share(ClusterDistributor(allocation=weigh))
    assert_allclose(shares, [100 / 201, 101 / 201, 0, 0], rtol=1e-12)


def test_function_that_gives_one_class_nothing_is_told_which():
    X, y, labels = make_five_clusters()
    distributor = ClusterDistributor(
        allocation=lambda X, cells: cells.counts * [0, 1], filter=None
    )
    with pytest.raises(ValueError, match="Got zeros only for class 0"):
        distributor.fit(X, y, labels, targets=[0, 1])


# Between clusters


@pytest.mark.parametrize(
    ("allocation", "weights"),
    [
        (LogLinearAllocation.by_size(), [4, 6]),
        (LogLinearAllocation.uniform(), [1, 1]),
        (LogLinearAllocation.by_density(1), [2.5, 2.9]),
        # The inverse of summed densities.
        (LogLinearAllocation.by_sparsity(1), [1 / 2.5, 1 / 2.9]),
        (LogLinearAllocation.by_hardness(KDN_1), [1, 1]),
        (lambda X, cells: cells.counts, [4, 6]),
    ],
    ids=name_of,
)
def test_shares_between_clusters(allocation, weights):
    X, y, labels = make_five_clusters()
    distributor = ClusterDistributor(allocation=allocation, distribution_ratio=0.25)
    distributor.fit(X, y, labels, [[0, 1], [1, 2], [3, 4]], targets=[1])
    weights = 0.75 * normalize(weights)
    assert distributor.inter_distribution_ == pytest.approx(
        {((0, 1), (1, 1)): weights[0], ((1, 1), (2, 1)): weights[1]}
    )
    assert sum(distributor.intra_distribution_.values()) == pytest.approx(0.25)


# What does not fit


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"temperature": 0}, "temperature"),
        ({"temperature": -1.0}, "temperature"),
        ({"temperature": "hot"}, "temperature"),
        ({"temperature": np.nan}, "temperature"),
        ({"exponent": -0.1}, "exponent"),
        ({"exponent": "auto"}, "exponent"),
        ({"exponent": np.inf}, "exponent"),
        ({"size": np.inf}, "size"),
        ({"spread": "wide"}, "spread"),
        ({"hardness": None}, "hardness"),
        ({"hardness_score": "easy"}, "hardness_score"),
        ({"row_score": "kdn"}, "row_score"),
    ],
)
def test_parameter_out_of_range_is_named(params, name):
    distributor = ClusterDistributor(allocation=LogLinearAllocation(**params))
    with pytest.raises(InvalidParameterError, match=f"The '{name}' parameter of LogL"):
        share(distributor)


@pytest.mark.parametrize(
    "score",
    [
        KDNHardness(0),
        CrossValidatedError(cv=1),
        CrossValidatedError(floor=-1),
        BorderCloseness(0),
        InformationWeight(k1=0),
        InformationWeight(threshold=0),
    ],
    ids=name_of,
)
def test_parameter_of_a_score_is_named(score):
    distributor = ClusterDistributor(allocation=LogLinearAllocation(row_score=score))
    with pytest.raises(InvalidParameterError, match=type(score).__name__):
        share(distributor)


@pytest.mark.parametrize(
    ("allocation", "message"),
    [
        (lambda X, cells: cells.counts * np.nan, r"Got nan for \(0, 1\)"),
        (lambda X, cells: -cells.counts, r"Got -2\.0 for \(0, 1\)"),
        (lambda X, cells: np.where(cells.counts, np.inf, 0), r"Got inf for \(0, 1\)"),
        (lambda X, cells: cells.counts * 0, "Got zeros only for class 1"),
        (lambda X, cells: cells.counts[:, 1], r"\(5, 2\). Got shape \(5,\)"),
    ],
)
def test_wrong_weights_of_a_function_are_named(allocation, message):
    with pytest.raises(ValueError, match=rf"^`allocation` should .*{message}"):
        share(ClusterDistributor(allocation=allocation))


class Given(BaseAllocation):
    """Gives one log weight to all."""

    def __init__(self, log_weight):
        self.log_weight = log_weight

    def log_weights(self, X, cells, selected):
        return np.full(selected.shape, self.log_weight)


@pytest.mark.parametrize(
    ("log_weight", "message"),
    [
        (np.nan, r"finite log weights .* Got nan for \(0, 1\)"),
        (np.inf, r"finite log weights .* Got inf for \(0, 1\)"),
        (-np.inf, "a weight to a cluster of every class. Got none for class 1"),
    ],
)
def test_wrong_log_weights_are_named(log_weight, message):
    with pytest.raises(ValueError, match=f"Given should give {message}"):
        share(ClusterDistributor(allocation=Given(log_weight)))


class GivenScores(BaseEstimator):
    """Gives the scores that it was given."""

    def __init__(self, scores):
        self.scores = scores

    def score_rows(self, X, cells):
        return self.scores


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        (np.ones(3), r"of shape \(26,\), .* Got float64 of shape \(3,\)"),
        (np.repeat([1.0, np.nan], 13), "Got nan for row 13"),
        (np.repeat([1.0, -2.0], 13), r"Got -2\.0 for row 13"),
        (np.repeat([1.0, np.inf], 13), "Got inf for row 13"),
    ],
)
@pytest.mark.parametrize("use", ["row_score", "hardness_score"])
def test_wrong_scores_are_named(scores, message, use):
    allocation = LogLinearAllocation(hardness=1, **{use: GivenScores(scores)})
    with pytest.raises(
        ValueError, match=f"^The scores of GivenScores should .*{message}"
    ):
        share(ClusterDistributor(allocation=allocation))
