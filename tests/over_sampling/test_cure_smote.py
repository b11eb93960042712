"""CURESMOTE: clusters without noise, rows between their means and far rows."""

from collections import Counter
from inspect import signature

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse

from clover.clusterer import CURE
from clover.distribution import ClusterDistributor, LogLinearAllocation
from clover.over_sampling import CURESMOTE, CenterSMOTE, ClusterOverSampler


@pytest.mark.parametrize(
    ("of_clusterer", "of_both"),
    [
        ({}, {}),
        (
            {"n_clusters": 3, "min_cluster_size": 4},
            {"n_representatives": 4, "shrink_factor": 0.5},
        ),
    ],
)
def test_it_is_the_composition_it_says(three_classes, of_clusterer, of_both):
    preset = CURESMOTE(random_state=0, **of_clusterer, **of_both)
    composed = ClusterOverSampler(
        CenterSMOTE(**of_both),
        CURE(**of_clusterer, **of_both),
        ClusterDistributor(allocation=LogLinearAllocation.uniform()),
        random_state=0,
        clustering_scope="class",
    )
    assert_array_equal(
        preset.fit_resample(*three_classes)[0],
        composed.fit_resample(*three_classes)[0],
    )


def test_rows_lie_between_the_centre_and_a_representative_of_their_cluster(
    three_classes,
):
    X, y = three_classes
    sampler = CURESMOTE(random_state=0)
    X_res, y_res = sampler.fit_resample(X, y)
    for class_label, cure in sampler.clusterer_.items():
        new = np.flatnonzero(y_res[300:] == class_label)
        place_in_class = np.cumsum(y == class_label) - 1
        labels = cure.labels_[place_in_class[sampler.provenance_.base[new]]]
        assert set(labels) == set(range(len(cure.cluster_centers_)))
        for row, label in zip(X_res[300:][new], labels, strict=True):
            center = cure.cluster_centers_[label]
            ways = cure.representatives_[label] - center
            lengths = np.linalg.norm(ways, axis=1)
            detours = (
                np.linalg.norm(row - center)
                + np.linalg.norm(ways + center - row, axis=1)
                - lengths
            )
            assert detours.min() < 1e-9


def test_nothing_is_made_from_noise_and_noise_stays():
    rng = np.random.RandomState(0)
    X = np.vstack((rng.normal(size=(30, 2)), [[50, 0], [0, 70]], np.zeros((60, 2))))
    y = np.repeat([1, 0], [32, 60])
    sampler = CURESMOTE(random_state=0)
    X_res, _ = sampler.fit_resample(X, y)
    assert_array_equal(X_res[:92], X)
    assert (sampler.labels_[30:32] == -1).all()
    assert np.abs(X_res[92:]).max() < 3
    assert not np.isin(sampler.provenance_.base, [30, 31]).any()


def test_clusters_that_remain_get_equally_many_rows(two_classes):
    sampler = CURESMOTE({1: 150}, random_state=0)
    sampler.fit_resample(*two_classes)
    n_new = np.bincount(sampler.provenance_.cluster)
    n_new = n_new[n_new > 0]
    n_found = len(sampler.clusterer_[1].cluster_centers_)
    assert n_new.size == n_found > 1
    assert n_new.max() - n_new.min() <= 1


@pytest.mark.parametrize("n_rows", [2, 4])
def test_class_of_few_rows_has_fewer_clusters_and_not_noise_alone(n_rows):
    X = np.arange(12.0)[:, np.newaxis]
    y = np.repeat([1, 0], [n_rows, 12 - n_rows])
    sampler = CURESMOTE(random_state=0)
    X_res, y_res = sampler.fit_resample(X, y)
    assert Counter(y_res.tolist()) == {0: 12 - n_rows, 1: 12 - n_rows}
    assert sampler.clusterer_[1].n_clusters == n_rows
    assert (sampler.labels_ >= 0).all()
    assert X_res[12:].max() <= n_rows - 1


@pytest.mark.parametrize("matrix", [np.array, sparse.csr_matrix, sparse.csc_matrix])
def test_equal_rows_are_one_cluster_also_of_few_distinct_rows(matrix):
    X = np.array([[0, 1], [0, 1], [3, 0], [3, 0], [0, 1], *[[9, 9]] * 9], dtype=float)
    y = np.repeat([1, 0], [5, 9])
    sampler = CURESMOTE(random_state=0)
    X_res, _ = sampler.fit_resample(matrix(X), y)
    assert_array_equal(sampler.labels_[:5], [0, 0, 1, 1, 0])
    X_new = X_res[14:] if matrix is np.array else X_res.toarray()[14:]
    assert {tuple(row) for row in X_new} == {(0, 1), (3, 0)}


def test_clusters_can_be_found_on_a_sample(two_classes):
    sampler = CURESMOTE(n_clusters=2, max_samples=0.5, random_state=0)
    _, y_res = sampler.fit_resample(*two_classes)
    assert (y_res == 1).sum() == 270
    assert sampler.clusterer_[1].labels_.size == 15


def test_without_a_shift_rows_reach_the_far_rows(two_classes):
    X, y = two_classes
    sampler = CURESMOTE(
        {1: 3_000}, n_clusters=1, shrink_factor=0.0, min_cluster_size=1, random_state=0
    )
    X_res, _ = sampler.fit_resample(X, y)
    center = X[y == 1].mean(axis=0)
    reach = np.linalg.norm(X_res[300:] - center, axis=1).max()
    farthest = np.linalg.norm(X[y == 1] - center, axis=1).max()
    assert_allclose(reach, farthest, rtol=0.01)
    assert reach <= farthest


@pytest.mark.parametrize(
    "params",
    [
        {"n_clusters": 0},
        {"n_representatives": 0},
        {"shrink_factor": 1.5},
        {"min_cluster_size": 0},
        {"max_samples": 0},
    ],
)
def test_parameters_out_of_range_are_named(two_classes, params):
    with pytest.raises(ValueError, match=next(iter(params))):
        CURESMOTE(**params).fit_resample(*two_classes)


def test_positions_and_defaults_of_parameters():
    parameters = signature(CURESMOTE).parameters
    assert {name: p.default for name, p in parameters.items()} == {
        "sampling_strategy": "auto",
        "random_state": None,
        "n_clusters": 5,
        "n_representatives": 10,
        "shrink_factor": 0.3,
        "min_cluster_size": 2,
        "raise_error": True,
        "n_jobs": None,
        "max_samples": None,
        "weighting": None,
    }
    positional = CURESMOTE({1: 9}, 0, 4, 3, 0.1, 5, False).get_params()
    assert [positional[name] for name in list(parameters)[:7]] == [
        {1: 9},
        0,
        4,
        3,
        0.1,
        5,
        False,
    ]
