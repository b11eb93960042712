"""ASUWO: safe rows, clusters weighed by error, rows by closeness to other classes."""

from inspect import signature

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.neighbors import NearestNeighbors

from clover.clusterer import SemiUnsupervisedClusterer
from clover.distribution import (
    BorderCloseness,
    ClusterDistributor,
    CrossValidatedError,
    LogLinearAllocation,
    MinimumSupportFilter,
    SafetyFilter,
)
from clover.over_sampling import ASUWO, ClusterOverSampler


def make_composition(k_neighbors, c_thres, n_neighbors, min_rows, cv):
    return ClusterOverSampler(
        SMOTE(k_neighbors=k_neighbors),
        SemiUnsupervisedClusterer(c_thres=c_thres),
        ClusterDistributor(
            SafetyFilter(n_neighbors) & MinimumSupportFilter(min_rows),
            LogLinearAllocation.by_hardness(
                CrossValidatedError(cv=cv, floor=0.1),
                row_score=BorderCloseness(n_neighbors),
            ),
        ),
        random_state=0,
    )


@pytest.mark.parametrize(
    ("params", "settings"), [((), (5, 1.0, 5, 3, 3)), ((3, 0.7, 4, 2, 5),) * 2]
)
def test_it_is_the_composition_it_says(three_classes, params, settings):
    preset = ASUWO("auto", 0, *params)
    composed = make_composition(*settings)
    assert_array_equal(
        preset.fit_resample(*three_classes)[0],
        composed.fit_resample(*three_classes)[0],
    )


def test_no_row_is_made_from_an_unsafe_one(two_classes):
    X, y = two_classes
    sampler = ASUWO({1: 600}, random_state=0, min_rows=1)
    X_res, _ = sampler.fit_resample(X, y)
    neighbors = NearestNeighbors(n_neighbors=6).fit(X).kneighbors(X[y == 1])[1][:, 1:]
    is_unsafe = (y[neighbors] == 0).all(axis=1)
    unsafe = np.flatnonzero(y == 1)[is_unsafe]
    assert unsafe.size > 0
    assert not np.isin(sampler.provenance_.base, unsafe).any()
    # Nor do new rows lie on the way to an unsafe row.
    safe = X[np.setdiff1d(np.flatnonzero(y == 1), unsafe)]
    X_base = X[sampler.provenance_.base]
    reach = np.linalg.norm(safe - X_base[:, np.newaxis], axis=2)
    detours = (
        np.linalg.norm(X_res[300:] - X_base, axis=1)[:, np.newaxis]
        + np.linalg.norm(safe - X_res[300:, np.newaxis], axis=2)
        - reach
    )
    assert detours.min(axis=1).max() < 1e-9


def test_clusters_share_by_their_error(two_classes):
    sampler = ASUWO({1: 1_030}, random_state=0)
    sampler.fit_resample(*two_classes)
    report = sampler.cluster_report_
    errors = sampler.distributor_.allocation_.hardness_[:, 1]
    errors = errors[report.cluster[report.selected]]
    assert errors.min() >= 0.1
    assert errors.max() > errors.min()
    n_new = report.n_new_rows[report.selected]
    assert n_new.sum() == 1_000
    assert_allclose(n_new, 1_000 * errors / errors.sum(), atol=1)


def test_rows_close_to_other_classes_are_used_more_often():
    # One cluster of class 1, from 0 to 9; class 0 begins at 10.
    X = np.r_[np.arange(10), np.arange(10, 40)][:, np.newaxis].astype(float)
    y = np.repeat([1, 0], [10, 30])
    sampler = ASUWO({1: 1_010}, random_state=0, c_thres=10)
    sampler.fit_resample(X, y)
    assert np.unique(sampler.labels_[:10]).size == 1
    used = np.bincount(sampler.provenance_.base)
    assert (np.diff(used) >= 0).all()
    assert used[9] > 2 * used[0] > 0
    weights = sampler.distributor_.row_weights_[:10]
    assert_allclose(used, 1_000 * weights, atol=1)


def test_clusters_of_few_rows_get_none(two_classes):
    sampler = ASUWO(random_state=0, min_rows=4)
    sampler.fit_resample(*two_classes)
    report = sampler.cluster_report_
    is_small = (report.n_rows > 0) & (report.n_rows < 4)
    assert is_small.any()
    assert not report.selected[is_small].any()
    assert report.n_new_rows[is_small].sum() == 0


def test_no_cluster_reaches_across_the_other_class():
    X = np.array(
        [[0.0], [1], [2], [10], [11], [12], [5], [5.5], [6], [6.5], [7], [7.5]]
    )
    y = np.repeat([1, 0], 6)
    X = np.vstack((X, [[30.0], [31], [32]]))
    y = np.r_[y, 0, 0, 0]
    X_res, _ = ASUWO({1: 60}, random_state=0).fit_resample(X, y)
    new = X_res[15:, 0]
    assert ((new <= 2) | (new >= 10)).all()


def test_small_clusters_are_used_if_there_are_no_others():
    X = np.r_[np.arange(40.0), 5.1, 20.1][:, np.newaxis]
    y = np.zeros(42, dtype=int)
    y[[5, 20, 35, 40, 41]] = 1
    sampler = ASUWO({1: 21}, c_thres=0.1, n_neighbors=1, random_state=0)
    _, y_res = sampler.fit_resample(X, y)
    assert np.count_nonzero(y_res) == 21
    # The row at 35 has a neighbour of the other class.
    report = sampler.cluster_report_
    assert report.n_rows[report.n_new_rows > 0].tolist() == [2, 2]
    assert not np.isin(sampler.provenance_.base, 35).any()


def test_class_of_unsafe_rows_only_is_used_whole():
    X = np.arange(40.0)[:, np.newaxis]
    y = np.zeros(40, dtype=int)
    y[[5, 20, 35]] = 1
    sampler = ASUWO({1: 12}, random_state=0)
    _, y_res = sampler.fit_resample(X, y)
    assert np.count_nonzero(y_res) == 12
    assert set(sampler.provenance_.base.tolist()) == {5, 20, 35}


def test_a_class_that_falls_back_leaves_others_to_the_first_filter(two_classes):
    X, y = two_classes
    scattered = X[y == 0][:3] + 1e-3
    X3, y3 = np.vstack((X, scattered)), np.r_[y, 2, 2, 2]
    sampler = ASUWO({1: 200, 2: 30}, random_state=0)
    _, y_res = sampler.fit_resample(X3, y3)
    assert np.bincount(y_res)[1:].tolist() == [200, 30]
    assert sampler.distributor_.filter_.fell_back_.tolist() == [False, False, True]


def test_defaults_raise_on_no_ordinary_problem():
    rng = np.random.RandomState(0)
    for _ in range(200):
        n_small, n_large = rng.randint(2, 12), rng.randint(12, 60)
        X = rng.normal(size=(n_small + n_large, rng.randint(1, 6)))
        X[:n_small] += rng.choice([0, 1, 5])
        if rng.rand() < 0.3:
            X = X.round()
        y = np.repeat([1, 0], [n_small, n_large])
        c_thres = rng.choice([0.25, 1.0, 2.0])
        _, y_res = ASUWO(c_thres=c_thres, random_state=0).fit_resample(X, y)
        assert np.bincount(y_res).tolist() == [n_large, n_large]


def test_large_classes_are_linked_by_a_sample(two_classes):
    X, y = two_classes
    sampler = ASUWO(random_state=0, max_samples=10)
    _, y_res = sampler.fit_resample(X, y)
    assert np.bincount(y_res).tolist() == [270, 270]
    assert len(np.unique(sampler.labels_[y == 1])) <= 10
    # A share is one of the class.
    shared = ASUWO(random_state=0, max_samples=1 / 3)
    shared.fit_resample(X, y)
    assert_array_equal(shared.labels_[y == 1], sampler.labels_[y == 1])


@pytest.mark.parametrize("matrix", [sparse.csr_matrix, sparse.csc_matrix])
def test_sparse_rows_are_treated_as_dense_ones(two_classes, matrix):
    X, y = two_classes
    X = np.maximum(np.round(X, 1), 0)
    expected, _ = ASUWO(random_state=0).fit_resample(X, y)
    found, _ = ASUWO(random_state=0).fit_resample(matrix(X), y)
    assert found.format == matrix(X).format
    assert_allclose(found.toarray(), expected, atol=1e-12)


@pytest.mark.parametrize(
    "params",
    [
        {"c_thres": -1.0},
        {"n_neighbors": 0},
        {"min_rows": 0},
        {"cv": 1},
        {"max_samples": 0},
    ],
)
def test_parameters_out_of_range_are_named(two_classes, params):
    (name,) = params
    with pytest.raises(ValueError, match=f"'{name}' parameter of ASUWO"):
        ASUWO(**params).fit_resample(*two_classes)


def test_positions_and_defaults_of_parameters():
    parameters = signature(ASUWO).parameters
    assert {name: p.default for name, p in parameters.items()} == {
        "sampling_strategy": "auto",
        "random_state": None,
        "k_neighbors": 5,
        "c_thres": 1.0,
        "n_neighbors": 5,
        "min_rows": 3,
        "cv": 3,
        "raise_error": True,
        "n_jobs": None,
        "max_samples": 10_000,
        "weighting": None,
    }
    assert list(ASUWO({1: 9}, 0, 3, 0.7, 4, 2, 5, False).get_params().values()) == [
        0.7,
        5,
        3,
        10_000,
        2,
        None,
        4,
        False,
        0,
        {1: 9},
        None,
    ]
