"""SOMO and GeometricSOMO: maps, rows inside their units and between them."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.utils.estimator_checks import check_param_validation
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.base import BaseEstimator, ClusterMixin, clone
from sklearn.cluster import KMeans
from sklearn.datasets import make_classification
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from stubs import name_of

from clover.clusterer import SOM
from clover.clusterer._range_scaler import RangeScaler
from clover.distribution import DensityDistributor
from clover.exceptions import NoSamplesError
from clover.over_sampling import (
    SOMO,
    ClusterOverSampler,
    GeometricSMOTE,
    GeometricSOMO,
)
from clover.over_sampling._somo import make_map

PRESETS = [SOMO, GeometricSOMO]


@pytest.fixture(params=PRESETS)
def preset(request):
    return request.param


@pytest.mark.parametrize("part", range(4))
def test_defaults_raise_on_no_ordinary_problem(preset, part):
    for seed in range(part * 50, part * 50 + 50):
        X, y = make_classification(600, weights=[0.9], random_state=seed)
        sampler = preset(random_state=seed)
        _, y_res = sampler.fit_resample(X, y)
        counts = Counter(y_res.tolist())
        assert counts[0] == counts[1] == (y == 0).sum()
        n_new = (y == 0).sum() - (y == 1).sum()
        n_between = (sampler.provenance_.other_cluster >= 0).sum()
        assert n_between == 0 or abs(n_between - 0.2 * n_new) <= 0.5


@pytest.mark.parametrize("ratio", [0.0, 0.25, 0.5, 1.0])
def test_share_between_units_is_exact(preset, two_classes, ratio):
    sampler = preset(distribution_ratio=ratio, som_estimator=9, random_state=0)
    _, y_res = sampler.fit_resample(*two_classes)
    assert Counter(y_res.tolist()) == {0: 270, 1: 270}
    between = sampler.provenance_.other_cluster >= 0
    assert between.sum() == round((1 - ratio) * 240)
    assert (sampler.neighbors_ is None) == (ratio == 1)


def test_rows_between_lie_between_adjacent_units(preset, two_classes):
    sampler = preset(distribution_ratio=0.0, som_estimator=9, random_state=0)
    sampler.fit_resample(*two_classes)
    provenance = sampler.provenance_
    pairs = {tuple(sorted(pair)) for pair in sampler.neighbors_.tolist()}
    used = zip(
        provenance.cluster.tolist(), provenance.other_cluster.tolist(), strict=True
    )
    assert {tuple(sorted(pair)) for pair in used} <= pairs
    assert_array_equal(sampler.labels_[provenance.base], provenance.cluster)


@pytest.mark.parametrize(
    ("som_estimator", "n_units"),
    [
        (9, 9),
        (np.int64(6), 4),
        (0.0, 1),
        (0.1, 36),
        (SOM(n_columns=2, n_rows=3), 6),
        (make_pipeline(StandardScaler(), SOM(n_columns=2, n_rows=3)), 6),
    ],
    ids=name_of,
)
def test_som_estimator_takes_every_form(preset, two_classes, som_estimator, n_units):
    sampler = preset(som_estimator=som_estimator, random_state=0)
    _, y_res = sampler.fit_resample(*two_classes)
    assert (y_res == 1).sum() == 270
    assert sampler.clusterer_[-1].weights_.shape[0] == n_units


def test_default_map_has_five_square_roots_of_units(preset, two_classes):
    sampler = preset(random_state=0)
    sampler.fit_resample(*two_classes)
    # 5 sqrt(300) = 86.6, so 9 x 9.
    assert sampler.clusterer_[-1].weights_.shape[0] == 81


@pytest.mark.parametrize("fit", ["fit", "fit_resample"])
def test_clusterer_has_the_attributes_of_the_map(preset, two_classes, fit):
    sampler = preset(som_estimator=SOM(n_columns=2, n_rows=3), random_state=0)
    getattr(sampler, fit)(*two_classes)
    clusterer = sampler.clusterer_
    assert (clusterer.n_columns, clusterer.n_rows) == (2, 3)
    assert_array_equal(clusterer.labels_, sampler.labels_)
    assert_array_equal(clusterer.neighbors_, sampler.neighbors_)
    # It takes rows in their own units.
    assert_array_equal(clusterer.predict(two_classes[0]), sampler.labels_)


def test_unfitted_clusterer_has_no_labels():
    clusterer = make_map(SOM(), 10)
    assert not hasattr(clusterer, "labels_")
    assert not hasattr(clusterer, "neighbors_")
    assert clone(clusterer).n_rows is None


def test_composition_is_the_one_it_says(two_classes):
    expected = ClusterOverSampler(
        GeometricSMOTE(truncation_factor=0.5),
        make_pipeline(RangeScaler(), SOM(3, 3)),
        DensityDistributor(distances_exponent=2, distribution_ratio=0.8),
        random_state=0,
    )
    sampler = GeometricSOMO(truncation_factor=0.5, som_estimator=9, random_state=0)
    assert_array_equal(
        sampler.fit_resample(*two_classes)[0], expected.fit_resample(*two_classes)[0]
    )


class Quarters(ClusterMixin, BaseEstimator):
    """A clusterer with neighbours, but no map."""

    def fit(self, X, y=None):
        self.labels_ = np.digitize(X[:, 0], np.quantile(X[:, 0], [0.25, 0.5, 0.75]))
        self.neighbors_ = np.array([[0, 1], [1, 2], [2, 3]])
        return self


class Halves(ClusterMixin, BaseEstimator):
    def fit(self, X, y=None):
        self.labels_ = (X[:, 0] > 50).astype(int)
        self.neighbors_ = [[0, 1]]
        return self


def test_any_clusterer_with_neighbors_will_do(preset, two_classes):
    sampler = preset(som_estimator=Quarters(), random_state=0)
    _, y_res = sampler.fit_resample(*two_classes)
    assert (y_res == 1).sum() == 270
    assert_array_equal(np.unique(sampler.labels_), [0, 1, 2, 3])


def test_single_unit_has_no_neighbors_and_equals_the_oversampler(two_classes):
    sampler = SOMO(som_estimator=1, random_state=0)
    X_res, _ = sampler.fit_resample(*two_classes)
    expected, _ = SMOTE(random_state=0).fit_resample(*two_classes)
    assert_array_equal(X_res, expected)


def test_more_units_than_rows_are_no_error(preset):
    X, y = np.random.RandomState(0).normal(size=(12, 2)), np.repeat([0, 1], [9, 3])
    _, y_res = preset(som_estimator=49, random_state=0).fit_resample(X, y)
    assert Counter(y_res.tolist()) == {0: 9, 1: 9}


def test_columns_of_strings_are_named(preset, two_classes):
    X, y = two_classes
    X = pd.DataFrame(X, columns=list("abcde")).assign(colour="red")
    with pytest.raises(ValueError, match=r"makes numbers only.*\['colour'\]"):
        preset(random_state=0).fit_resample(X, y)


def test_unselected_units_are_named_with_the_best_ratio(preset, two_classes):
    sampler = preset(som_estimator=4, imbalance_ratio_threshold=0.01, random_state=0)
    with pytest.raises(NoSamplesError, match=r"imbalance ratio .* above the threshold"):
        sampler.fit_resample(*two_classes)


def test_sparse_rows_give_the_same_labels(preset, two_classes):
    X, y = two_classes
    X = np.where(np.abs(X) < 2, 0, X)
    dense, rows = preset(random_state=0), preset(random_state=0)
    dense.fit_resample(X, y)
    X_res, _ = rows.fit_resample(sparse.csr_matrix(X), y)
    assert sparse.issparse(X_res)
    assert_array_equal(rows.labels_, dense.labels_)


def test_units_of_the_features_do_not_matter(preset, two_classes):
    X, y = two_classes
    factors = np.array([1.0, 2.0**20, 1.0, 2.0**-20, 1.0])
    sampler = preset(random_state=0)
    sampler.fit_resample(X, y)
    labels = sampler.labels_
    sampler.fit_resample(X * factors, y)
    assert_array_equal(sampler.labels_, labels)


def test_parameter_constraints_match_the_parameters(preset):
    check_param_validation(preset.__name__, preset())


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"distribution_ratio": 1.5}, "distribution_ratio"),
        ({"distribution_ratio": -0.1}, "distribution_ratio"),
        ({"som_estimator": "map"}, "som_estimator"),
        ({"som_estimator": 0}, "som_estimator"),
        ({"som_estimator": 1.5}, "som_estimator"),
        ({"imbalance_ratio_threshold": -1}, "imbalance_ratio_threshold"),
    ],
)
def test_wrong_parameter_is_named(preset, two_classes, params, name):
    with pytest.raises(
        ValueError, match=f"The '{name}' parameter of {preset.__name__}"
    ):
        preset(**params).fit_resample(*two_classes)


@pytest.mark.parametrize(
    "params",
    [
        {"truncation_factor": 1.5},
        {"deformation_factor": -0.5},
        {"selection_strategy": "all"},
    ],
)
def test_wrong_geometry_is_named(two_classes, params):
    (name,) = params
    with pytest.raises(ValueError, match=f"The '{name}' parameter of GeometricSOMO"):
        GeometricSOMO(**params).fit_resample(*two_classes)


def test_positions_of_parameters_are_those_of_the_predecessor():
    assert SOMO({1: 9}, 0, 3, 5, 0.5, False).get_params() == {
        "sampling_strategy": {1: 9},
        "random_state": 0,
        "k_neighbors": 3,
        "som_estimator": 5,
        "distribution_ratio": 0.5,
        "raise_error": False,
        "imbalance_ratio_threshold": "auto",
        "distances_exponent": 2,
        "n_jobs": None,
        "weighting": None,
    }
    params = GeometricSOMO({1: 9}, 0, 3, -1, 1, "minority", 5, 2.0, 1, 0.5, False)
    assert params.get_params() == {
        "sampling_strategy": {1: 9},
        "random_state": 0,
        "k_neighbors": 3,
        "truncation_factor": -1,
        "deformation_factor": 1,
        "selection_strategy": "minority",
        "som_estimator": 5,
        "imbalance_ratio_threshold": 2.0,
        "distances_exponent": 1,
        "distribution_ratio": 0.5,
        "raise_error": False,
        "n_jobs": None,
        "weighting": None,
    }


# Geometric SMOTE inside and between clusters


@pytest.mark.parametrize("selection_strategy", ["combined", "majority", "minority"])
@pytest.mark.parametrize("clusterer", [None, KMeans(1)])
def test_one_cluster_equals_geometric_smote_by_itself(
    three_classes, clusterer, selection_strategy
):
    oversampler = GeometricSMOTE(selection_strategy=selection_strategy, random_state=4)
    sampler = ClusterOverSampler(oversampler, clusterer)
    X_res, _ = sampler.fit_resample(*three_classes)
    expected, _ = oversampler.fit_resample(*three_classes)
    assert_array_equal(X_res, expected)
    assert_array_equal(sampler.provenance_.base, oversampler.base_indices_)


@pytest.mark.parametrize("selection_strategy", ["combined", "majority", "minority"])
def test_geometric_rows_stay_within_the_ball_of_their_center(
    three_classes, selection_strategy
):
    X, y = three_classes
    sampler = ClusterOverSampler(
        GeometricSMOTE(selection_strategy=selection_strategy),
        KMeans(5, n_init=1),
        DensityDistributor(distances_exponent=0),
        random_state=0,
    )
    X_res, y_res = sampler.fit_resample(X, y)
    base, clusters = sampler.provenance_.base, sampler.provenance_.cluster
    assert not base.mask.any()
    for row, center, label, cluster in zip(
        X_res[300:], base, y_res[300:], clusters, strict=True
    ):
        here = sampler.labels_ == cluster
        others = np.linalg.norm(X[here & (y != label)] - X[center], axis=1)
        same = np.linalg.norm(X[here & (y == label)] - X[center], axis=1)
        radius = {
            "combined": min(others.min(initial=np.inf), same.max()),
            "majority": others.min(initial=np.inf),
            "minority": same.max(),
        }[selection_strategy]
        if others.size == 0:
            radius = same.max()
        assert np.linalg.norm(row - X[center]) <= radius * (1 + 1e-9)


def test_geometric_segments_reach_from_one_cluster_to_the_other(two_blobs):
    X, y = two_blobs
    X[:, 1] = 0
    sampler = ClusterOverSampler(
        GeometricSMOTE(
            {1: 5_020}, deformation_factor=1.0, selection_strategy="minority"
        ),
        Halves(),
        DensityDistributor(distribution_ratio=0.0),
        random_state=0,
    )
    X_res, _ = sampler.fit_resample(X, y)
    new = X_res[80:, 0]
    assert len(np.unique(new)) == 5_000
    assert (X[sampler.provenance_.base, 0] < 50).all()
    # At truncation 1 and deformation 1 the gap is the part of a ball's draw along e.
    gaps = (new - X[sampler.provenance_.base, 0]) / 100
    assert -0.05 < gaps.min() < 0.05
    assert 0.9 < gaps.max() < 1.05


@pytest.mark.parametrize("selection_strategy", ["combined", "majority"])
def test_balls_between_clusters_touch_the_nearest_row_of_another_class(
    two_blobs, selection_strategy
):
    X, y = two_blobs
    sampler = ClusterOverSampler(
        GeometricSMOTE(selection_strategy=selection_strategy),
        Halves(),
        DensityDistributor(distribution_ratio=0.0),
        random_state=0,
    )
    X_res, _ = sampler.fit_resample(X, y)
    base = sampler.provenance_.base
    reach = np.linalg.norm(X_res[80:] - X[base], axis=1)
    others = np.linalg.norm(X[base][:, None] - X[y == 0], axis=2).min(axis=1)
    assert (reach <= others * (1 + 1e-9)).all()


def test_geometric_smote_of_categories_works_inside_clusters(two_classes):
    X, y = two_classes
    X = np.column_stack((X, np.arange(300) % 3))
    sampler = ClusterOverSampler(
        GeometricSMOTE(categorical_features=[5]), KMeans(6, n_init=1), random_state=0
    )
    X_res, y_res = sampler.fit_resample(X, y)
    assert (y_res == 1).sum() == 270
    assert set(X_res[:, 5]) == {0, 1, 2}
    assert (y[sampler.provenance_.base] == 1).all()


# The scaler


@pytest.mark.parametrize("make", [np.asarray, sparse.csr_matrix])
def test_range_scaler_keeps_the_distances_of_min_max_scaling(make):
    X = np.random.RandomState(0).normal(size=(20, 3)) * [1, 100, 0]
    scaled = RangeScaler().fit_transform(make(X))
    scaled = scaled.toarray() if sparse.issparse(scaled) else scaled
    expected = MinMaxScaler().fit_transform(X)
    assert_allclose(scaled - scaled[0], expected - expected[0], atol=1e-12)
