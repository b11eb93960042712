"""Rows that a distributor masks, or wants to be used more often than others."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from imblearn.over_sampling import SMOTE, BorderlineSMOTE, RandomOverSampler
from numpy.testing import assert_array_equal
from sklearn.cluster import KMeans
from stubs import GivenClusters, name_of

from clover._numerics.apportionment import round_quotas
from clover.distribution import DensityDistributor
from clover.over_sampling import ClusterOverSampler, GeometricSMOTE


class RowUser(DensityDistributor):
    """Says of each row whether, and how often, it is used."""

    def __init__(self, mask=None, weights=None, distribution_ratio=1.0):
        super().__init__(np.inf, 0, distribution_ratio=distribution_ratio)
        self.mask = mask
        self.weights = weights

    def _intra_distribute(self, X, y, labels, neighbors):
        super()._intra_distribute(X, y, labels, neighbors)
        self.row_mask_, self.row_weights_ = self.mask, self.weights
        return self


NATIVE = [
    SMOTE(k_neighbors=2),
    RandomOverSampler(),
    GeometricSMOTE(k_neighbors=2),
    GeometricSMOTE(selection_strategy="majority"),
]
FOREIGN = [BorderlineSMOTE(), RandomOverSampler(shrinkage=0.5)]


@pytest.fixture
def cells():
    """Two clusters with 6 and 4 rows of class 1, each among 12 of class 0."""
    X = np.random.RandomState(0).normal(size=(34, 2))
    y = np.repeat([1, 0, 1, 0], [6, 12, 4, 12])
    labels = np.repeat([0, 1], [18, 16])
    return X, y, labels


def resample(oversampler, X, y, labels, n_new, neighbors=None, **params):
    sampler = ClusterOverSampler(
        oversampler.set_params(sampling_strategy={1: (y == 1).sum() + n_new}),
        GivenClusters(labels, neighbors),
        RowUser(**params),
        random_state=0,
    )
    X_res, y_res = sampler.fit_resample(X, y)
    assert_array_equal(X_res[: len(y)], X)
    assert (y_res[len(y) :] == 1).all()
    assert len(y_res) == len(y) + n_new
    return sampler, X_res[len(y) :]


@pytest.mark.parametrize("oversampler", [*NATIVE, *FOREIGN], ids=name_of)
def test_masked_rows_are_neither_base_nor_neighbor(cells, oversampler):
    X, y, labels = cells
    mask = np.ones(34, dtype=bool)
    mask[[0, 5, 18]] = False
    # Far away, so that a row made with them would be seen.
    X[~mask] = 1_000
    sampler, X_new = resample(oversampler, X, y, labels, 400, mask=mask)
    assert X_new.max() < 20
    assert mask[sampler.provenance_.base.compressed()].all()
    # The report is about all rows.
    report = sampler.cluster_report_
    assert report.n_rows.tolist() == [6, 4]
    assert report.n_new_rows.sum() == 400


def test_neighbors_shrink_to_the_rows_that_are_not_masked(cells):
    mask = np.ones(34, dtype=bool)
    mask[:4] = False
    oversampler = SMOTE(k_neighbors=3)
    sampler, _ = resample(oversampler, *cells, 100, mask=mask)
    assert sampler.cluster_report_.n_neighbors.tolist() == [1, 3]


def test_masked_rows_are_there_for_other_classes(cells):
    X, y, labels = cells
    y[19:22] = 2
    mask = (y != 2) & (np.arange(34) > 0)
    oversampler = GeometricSMOTE(selection_strategy="majority")
    sampler, X_new = resample(oversampler, X, y, labels, 300, mask=mask)
    distances = np.linalg.norm(X[:, None] - X, axis=2)
    is_other = (y[:, None] != y) & (labels[:, None] == labels)
    radius = np.where(is_other, distances, np.inf).min(axis=1)
    base = sampler.provenance_.base
    ratio = np.linalg.norm(X_new - X[base], axis=1) / radius[base]
    # The only row of a cell that is left is repeated.
    assert 0.9 < ratio.max() <= 1 + 1e-9


def test_mask_of_all_rows_changes_nothing(cells):
    _, expected = resample(SMOTE(), *cells, 50)
    _, found = resample(SMOTE(), *cells, 50, mask=np.ones(34, dtype=bool))
    assert_array_equal(found, expected)


def test_single_task_leaves_masked_rows_out(cells):
    X, y, labels = cells
    mask = np.arange(34) != 2
    X[2] = 1_000
    for oversampler in NATIVE:
        sampler, X_new = resample(oversampler, X, y, 0 * labels, 99, mask=mask)
        assert X_new.max() < 20
        assert 2 not in sampler.provenance_.base


def test_cell_whose_rows_are_all_masked_must_not_get_rows(cells):
    mask = np.arange(34) >= 6
    with pytest.raises(ValueError, match=r"`row_mask_` of RowUser .* \[\(0, 1\)\]"):
        resample(SMOTE(), *cells, 10, mask=mask)
    with pytest.raises(ValueError, match=r"`row_mask_` of RowUser .* \[\(0, 1\)\]"):
        resample(SMOTE(), *cells, 10, [[0, 1]], mask=mask, distribution_ratio=0.0)


@pytest.mark.parametrize("oversampler", NATIVE, ids=name_of)
def test_rows_are_used_as_often_as_their_weights_say(cells, oversampler):
    weights = np.zeros(34)
    weights[:6] = [4, 3, 2, 1, 0, 0]
    weights[18:22] = [0, 0, 0, 7]
    # Equal densities of 6 and 4 rows: inverse sizes, 40 % and 60 % of 100 rows.
    sampler, _ = resample(oversampler, *cells, 100, weights=weights)
    used = Counter(sampler.provenance_.base.tolist())
    assert used == {0: 16, 1: 12, 2: 8, 3: 4, 21: 60}


@pytest.mark.parametrize("oversampler", NATIVE, ids=name_of)
def test_equal_remainders_go_in_order_of_rows(cells, oversampler):
    X, y, labels = cells
    # A single task, too: 10 rows of the class, 13 to make.
    sampler, _ = resample(oversampler, X, y, 0 * labels, 13, weights=np.ones(34))
    used = np.bincount(sampler.provenance_.base, minlength=34)
    assert_array_equal(used[y == 1], [2, 2, 2, 1, 1, 1, 1, 1, 1, 1])


def test_zero_weights_in_a_cell_mean_that_all_rows_are_used_alike(cells):
    weights = np.zeros(34)
    weights[19] = 1
    sampler, _ = resample(RandomOverSampler(), *cells, 30, weights=weights)
    used = np.bincount(sampler.provenance_.base, minlength=34)
    assert_array_equal(used[[*range(6), *range(18, 22)]], [2] * 6 + [0, 18, 0, 0])


def test_masked_rows_do_not_count_among_the_weights(cells):
    weights = np.full(34, 1e308)
    mask = np.arange(34) % 2 == 0
    sampler, _ = resample(SMOTE(), *cells, 30, weights=weights, mask=mask)
    used = np.bincount(sampler.provenance_.base, minlength=34)
    assert_array_equal(used[[0, 2, 4, 18, 20]], [4, 4, 4, 9, 9])


@pytest.mark.parametrize("oversampler", NATIVE, ids=name_of)
def test_weights_between_clusters_are_those_of_the_first(cells, oversampler):
    weights = np.zeros(34)
    weights[[1, 3, 20]] = 1, 2, 3
    sampler, _ = resample(
        oversampler,
        *cells,
        12,
        [[0, 1]],
        weights=weights,
        distribution_ratio=0.0,
    )
    used = Counter(sampler.provenance_.base.tolist())
    # Repetition takes rows of either.
    is_repetition = isinstance(oversampler, RandomOverSampler)
    assert used == ({1: 2, 3: 4, 20: 6} if is_repetition else {1: 4, 3: 8})


@given(
    weights=st.lists(st.floats(0, 1e300), min_size=10, max_size=10),
    n_new=st.integers(1, 60),
)
def test_use_is_apportioned_exactly(weights, n_new):
    X = np.arange(40.0).reshape(20, 2)
    y = np.repeat([1, 0], 10)
    of_rows = np.append(weights, np.zeros(10))
    sampler, _ = resample(SMOTE(), X, y, np.zeros(20, int), n_new, weights=of_rows)
    used = np.bincount(sampler.provenance_.base, minlength=20)[:10]
    shares = np.array(weights) / max(weights) if max(weights) else np.ones(10)
    quotas = n_new * shares / shares.sum()
    assert used.sum() == n_new
    assert (np.abs(used - quotas) < 1).all()
    assert_array_equal(used, round_quotas(n_new * (shares / shares.sum()), n_new))


@pytest.mark.parametrize("oversampler", FOREIGN, ids=name_of)
def test_oversampler_that_cannot_be_told_is_named(cells, oversampler):
    name = type(oversampler).__name__
    with pytest.raises(ValueError, match=f"how often {name} uses a row .* SMOTE, Simp"):
        resample(oversampler, *cells, 10, weights=np.arange(34.0))


@pytest.mark.parametrize("n_single", [0, 1])
def test_constant_weights_go_with_any_oversampler(cells, n_single):
    X, y, labels = cells
    labels[:n_single] = 2
    weights = 1.0 * (y == 1)
    _, expected = resample(BorderlineSMOTE(), X, y, labels, 30)
    _, found = resample(BorderlineSMOTE(), X, y, labels, 30, weights=weights)
    assert_array_equal(found, expected)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (np.ones(33), r"numbers of shape \(34,\), .* Got float64 of shape \(33,\)"),
        (np.ones((34, 1)), r"Got float64 of shape \(34, 1\)"),
        (np.full(34, "a"), "Got <U1 of shape"),
        (np.where(np.arange(34) == 3, np.nan, 1), "Got nan for row 3, and 1 such"),
        (np.where(np.arange(34) == 4, np.inf, 1), "Got inf for row 4"),
        (np.where(np.arange(34) > 30, -1, 1), r"Got -1.0 for row 31, and 3 such"),
    ],
)
def test_bad_weights_are_named(cells, weights, message):
    with pytest.raises(ValueError, match=f"`row_weights_` of RowUser .*{message}"):
        resample(SMOTE(), *cells, 10, weights=weights)


@pytest.mark.parametrize("mask", [np.ones(33, dtype=bool), np.ones(34), True])
def test_bad_masks_are_named(cells, mask):
    with pytest.raises(ValueError, match="`row_mask_` of RowUser should be booleans"):
        resample(SMOTE(), *cells, 10, mask=mask)


def test_row_use_goes_with_classes_clustered_by_themselves(two_classes):
    X, y = two_classes
    mask, weights = np.ones(300, dtype=bool), np.arange(300.0)
    mask[np.flatnonzero(y == 1)[::7]] = False
    sampler = ClusterOverSampler(
        GeometricSMOTE(),
        KMeans(3, n_init=1),
        RowUser(mask, weights),
        random_state=0,
        clustering_scope="class",
    )
    _, y_res = sampler.fit_resample(X, y)
    assert Counter(y_res.tolist()) == {0: 270, 1: 270}
    assert mask[sampler.provenance_.base].all()
