"""DensityDistributor, by hand and next to its predecessor."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import sparse
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.datasets import load_wine, make_classification
from sklearn.utils._param_validation import InvalidParameterError

from clover.distribution import (
    ClusterDistributor,
    DensityDistributor,
    LogLinearAllocation,
)


@pytest.fixture
def line():
    """Class 1 twice as spread in cluster 1 as in cluster 0, rare in cluster 2."""
    X = [[0.0], [1.0], [0.5], [5.0], [7.0], [6.0], [9.0]]
    X += [[12.0], [13.0], [14.0], [15.0]]
    y = np.array([1, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0])
    labels = np.repeat([0, 1, 2], [3, 3, 5])
    return np.array(X), y, labels


def test_rows_are_shared_by_sparsity(line):
    distributor = DensityDistributor().fit(*line)
    # Six rows of class 0 and five of class 1, in one dimension.
    assert distributor.filtering_threshold_ == 6 / 5
    assert distributor.distances_exponent_ == 1
    assert distributor.filtered_clusters_ == [(0, 1), (1, 1)]
    assert distributor.reasons_ == {(2, 1): "imbalance ratio 4 above the threshold 1.2"}
    assert distributor.clusters_density_ == pytest.approx({(0, 1): 2, (1, 1): 1})
    assert distributor.intra_distribution_ == pytest.approx(
        {(0, 1): 1 / 3, (1, 1): 2 / 3}
    )
    assert distributor.inter_distribution_ == {}


def test_density_may_be_favoured_instead(line):
    X, y, labels = line
    distributor = DensityDistributor(1, 2, sparsity_based=False)
    distributor.fit(X, y, labels, targets=[1])
    # Densities 2 / 1 and 2 / 4.
    assert distributor.intra_distribution_ == pytest.approx({(0, 1): 0.8, (1, 1): 0.2})


def test_noise_is_left_out_of_all_counts(line):
    X, y, labels = line
    noisy = (
        np.append(X, [[50.0]] * 7, axis=0),
        np.append(y, [1] * 7),
        np.append(labels, [-1] * 7),
    )
    expected = DensityDistributor().fit(X, y, labels, targets=[1])
    distributor = DensityDistributor().fit(*noisy, targets=[1])
    assert distributor.intra_distribution_ == expected.intra_distribution_
    assert distributor.filtering_threshold_ == expected.filtering_threshold_


def test_share_outside_goes_to_neighbouring_selected_clusters(line):
    X, y, labels = line
    distributor = DensityDistributor(1, distribution_ratio=0.25)
    distributor.fit(X, y, labels, neighbors=[[0, 1], [1, 2]], targets=[1])
    assert distributor.inter_distribution_ == pytest.approx({((0, 1), (1, 1)): 0.75})
    assert sum(distributor.intra_distribution_.values()) == pytest.approx(0.25)


def test_pairs_are_weighted_by_the_inverse_of_their_summed_density(line):
    X, y, labels = line
    distributor = DensityDistributor(4, distribution_ratio=0.0)
    distributor.fit(X, y, labels, neighbors=[[0, 1], [2, 1]], targets=[1])
    # Densities 2, 1 and, of the single row, 2: pairs of 3 and 3.
    assert distributor.inter_distribution_ == pytest.approx(
        {((0, 1), (1, 1)): 0.5, ((2, 1), (1, 1)): 0.5}
    )


def test_without_neighbouring_selected_clusters_all_is_made_inside(line):
    X, y, labels = line
    distributor = DensityDistributor(1, distribution_ratio=0.25)
    distributor.fit(X, y, labels, neighbors=[[1, 2]], targets=[1])
    assert distributor.inter_distribution_ == {}
    assert sum(distributor.intra_distribution_.values()) == pytest.approx(1)


def test_class_that_is_all_noise_does_not_shift_the_others():
    X = [[0.0], [1], [2], [3], [10], [11], [12], [13], [20], [21]]
    labels = [0] * 4 + [1] * 4 + [-1] * 2
    distributor = DensityDistributor(distances_exponent=1, distribution_ratio=0.5)
    distributor.fit(X, list("bbbcbbbcaa"), labels, [[0, 1]])
    assert distributor.inter_distribution_ == {((0, "c"), (1, "c")): 0.5}
    assert distributor.intra_distribution_ == {(0, "c"): 0.25, (1, "c"): 0.25}


def test_ratio_below_one_needs_neighbors(line):
    with pytest.raises(ValueError, match=r"`distribution_ratio` should be 1\.0"):
        DensityDistributor(distribution_ratio=0.5).fit(*line)


def test_largest_class_as_a_target_uses_all_its_clusters(line):
    X, y, labels = line
    distributor = DensityDistributor(0.1, 0).fit(X, y, labels, targets=[0])
    # Sparsities 1 / 1, 1 / 1 and 1 / 4.
    assert distributor.intra_distribution_ == pytest.approx(
        {(0, 0): 4 / 9, (1, 0): 4 / 9, (2, 0): 1 / 9}
    )


def test_balanced_classes_get_nothing_by_default():
    distributor = DensityDistributor().fit([[0.0], [1.0]], ["a", "b"], [0, 1])
    assert distributor.intra_distribution_ == {}
    assert distributor.majority_class_labels_ == ["a", "b"]


def test_without_labels_there_is_one_cluster(line):
    X, y, _ = line
    y = np.where(y == 1, "few", "many")
    distributor = DensityDistributor().fit(X, y)
    assert distributor.intra_distribution_ == {(0, "few"): 1.0}


@pytest.mark.parametrize("n_features", [1_000, 5_000])
def test_many_features_neither_overflow_nor_lose_a_cluster(n_features):
    rng = np.random.RandomState(0)
    X = rng.normal(size=(60, n_features))
    y = np.repeat([1, 1, 0], 20)
    labels = np.repeat([0, 1, 2], [20, 20, 20])
    y[50:] = 0
    distributor = DensityDistributor(filtering_threshold=1).fit(
        X, y, labels, targets=[1]
    )
    assert distributor.filtered_clusters_ == [(0, 1), (1, 1)]
    assert np.isfinite(list(distributor.clusters_log_density_.values())).all()
    assert sum(distributor.intra_distribution_.values()) == pytest.approx(1)


@pytest.mark.parametrize("scale", [1e150, 1e-150])
def test_units_do_not_change_the_proportions(scale):
    X, y = make_classification(200, weights=[0.8], random_state=0)
    labels = np.arange(200) % 3
    expected = DensityDistributor().fit(X, y, labels).intra_distribution_
    scaled = DensityDistributor().fit(X * scale, y, labels).intra_distribution_
    assert scaled == pytest.approx(expected, rel=1e-9)


def test_sparse_rows_give_the_same_proportions(line):
    X, y, labels = line
    expected = DensityDistributor().fit(X, y, labels, targets=[1])
    distributor = DensityDistributor().fit(sparse.csr_matrix(X), y, labels, targets=[1])
    assert distributor.intra_distribution_ == pytest.approx(
        expected.intra_distribution_
    )


@pytest.mark.parametrize(
    "params",
    [
        {"filtering_threshold": -1},
        {"filtering_threshold": "all"},
        {"distances_exponent": -0.1},
        {"sparsity_based": "yes"},
        {"distribution_ratio": 1.1},
        {"distribution_ratio": -0.1},
    ],
)
def test_bad_parameter_is_named(line, params):
    (name,) = params
    with pytest.raises(InvalidParameterError, match=f"The '{name}' parameter"):
        DensityDistributor(**params).fit(*line)


def test_parameters_can_be_cloned_and_stay_as_they_were(line):
    distributor = DensityDistributor(filtering_threshold=2.5, distances_exponent=0)
    fitted = clone(distributor).fit(*line)
    assert fitted.get_params() == distributor.get_params()


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"filtering_threshold": 4.0},
        {"filtering_threshold": 50.0, "distances_exponent": 0},
        {"distances_exponent": 2.5},
        {"sparsity_based": False},
    ],
)
@pytest.mark.parametrize("n_classes", [2, 3])
def test_proportions_agree_with_the_predecessor(params, n_classes):
    predecessor = pytest.importorskip("imblearn_extra.clover.distribution")
    X, y = make_classification(
        n_samples=2_000,
        n_features=8,
        n_informative=5,
        n_classes=n_classes,
        weights=[0.8, 0.2] if n_classes == 2 else [0.7, 0.2, 0.1],
        random_state=1,
    )
    labels = KMeans(n_clusters=8, random_state=0).fit_predict(X)
    expected = predecessor.DensityDistributor(**params).fit(X, y, labels)
    distributor = DensityDistributor(**params).fit(X, y, labels)
    assert len(expected.intra_distribution_) > 1
    assert distributor.intra_distribution_ == pytest.approx(
        expected.intra_distribution_, rel=1e-9, abs=1e-12
    )


def test_proportions_between_clusters_agree_with_the_predecessor():
    predecessor = pytest.importorskip("imblearn_extra.clover.distribution")
    X, y = load_wine(return_X_y=True)
    labels = KMeans(n_clusters=5, random_state=0).fit_predict(X)
    neighbors = np.array([[0, 1], [1, 2], [2, 3], [3, 4], [0, 4]])
    params = {"filtering_threshold": 10.0, "distribution_ratio": 0.3}
    args = X, y, labels, neighbors
    expected = predecessor.DensityDistributor(**params).fit(*args)
    distributor = DensityDistributor(**params).fit(*args)
    assert expected.inter_distribution_
    assert distributor.inter_distribution_ == pytest.approx(
        expected.inter_distribution_
    )
    assert distributor.intra_distribution_ == pytest.approx(
        expected.intra_distribution_
    )


def test_estimated_distances_shift_the_proportions_little():
    rng = np.random.RandomState(0)
    X = np.vstack((rng.normal(0, 1, (6_000, 3)), rng.normal(9, 1.2, (6_000, 3))))
    y = np.ones(len(X), dtype=int)
    X, y = np.vstack((X, X + 50)), np.append(y, y * 0)
    labels = np.repeat([0, 1, 2], [6_000, 6_000, 12_000])
    distributor = DensityDistributor().fit(X, y, labels, targets=[1])
    # Sparsities 1 : 1.2^3, up to the sampling of the rows.
    assert_allclose(distributor.intra_distribution_[1, 1], 1.728 / 2.728, atol=0.02)


@pytest.mark.parametrize("rule", ["features", "imbalanced-learn", "intrinsic"])
@pytest.mark.parametrize("temperature", [1.0, 3.0, "auto"])
def test_rules_and_temperature_are_those_of_the_allocation(rule, temperature):
    X, y = load_wine(return_X_y=True)
    labels = KMeans(6, n_init=1, random_state=0).fit_predict(X)
    distributor = DensityDistributor(
        np.inf, distances_exponent=rule, temperature=temperature
    )
    allocation = LogLinearAllocation.by_sparsity(rule, temperature=temperature)
    assert (
        distributor.fit(X, y, labels).intra_distribution_
        == ClusterDistributor(allocation=allocation)
        .fit(X, y, labels)
        .intra_distribution_
    )
    expected = X.shape[1] if rule == "features" else rule
    assert distributor.distances_exponent_ == expected
