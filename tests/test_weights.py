"""The weights of resampled rows, worked out by hand, and what is refused."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from stubs import GivenClusters

from clover.distribution import DensityDistributor
from clover.over_sampling import (
    ClusterOverSampler,
    GaussianOversampler,
    GeometricSMOTE,
)
from clover.weights import DEFAULT_CHI, prevalence_weights

# Four real rows of class 0; two real rows and two made ones of class 1.
Y = [0, 0, 0, 0, 1, 1, 1, 1]


def weigh(chi, **params):
    return prevalence_weights(Y, 6, chi, **params)


@pytest.mark.parametrize(
    ("chi", "real", "made"),
    [
        (1, 1.0, 0.0),
        (0.75, 0.75, 0.25),
        (0.5, 0.5, 0.5),
        # A made row would weigh more than a real one.
        (0.25, 0.5, 0.5),
        (0, 0.5, 0.5),
        (np.float32(0.75), 0.75, 0.25),
    ],
)
def test_real_rows_weigh_chi_and_made_ones_share_the_rest(chi, real, made):
    weights = weigh(chi)
    assert weights.dtype == np.float64
    assert_array_equal(weights, [1, 1, 1, 1, real, real, made, made])


def test_prevalence_stands_for_the_default():
    assert_array_equal(prevalence_weights(Y, 6), weigh(DEFAULT_CHI))


def test_chi_is_raised_where_few_rows_are_made():
    # Three real rows and one made: to 3 / 4.
    assert_array_equal(prevalence_weights([1] * 4, 3, 0.5), [0.75] * 4)
    # One real row and three made, which share the other half.
    assert_allclose(prevalence_weights([1] * 4, 1, 0.5), [0.5, 1 / 6, 1 / 6, 1 / 6])


def test_each_class_is_weighed_by_itself():
    y = ["b", "a", "b", "c", "c", "a", "c", "a", "c"]
    # Two real rows of a and c each, and one of b; made are c, a, c and of b one.
    weights = prevalence_weights([*y, "b"], 5, 0.75)
    # a: one real row and two made; b: two and one; c: two and two.
    expected = {
        "a": (0.75, 0.25 / 2),
        "b": (0.75, 0.25 * 2 / 1),
        "c": (0.75, 0.25 * 2 / 2),
    }
    assert_allclose(weights[:5], [expected[label][0] for label in y[:5]])
    assert_allclose(weights[5:], [expected[label][1] for label in [*y[5:], "b"]])


def test_nothing_made_leaves_all_at_one():
    assert_array_equal(prevalence_weights([0, 1, 1], 3, 0.5), [1, 1, 1])


@pytest.mark.parametrize(
    "y",
    [
        np.array(Y),
        tuple(Y),
        np.array(Y, dtype=bool),
        np.array(["no", "yes"])[Y],
        np.array(["no", "yes"], dtype=object)[Y],
        np.eye(2, dtype=int)[Y],
        np.array(Y)[:, np.newaxis],
        pd.Series(Y, index=range(8, 0, -1)),
        pd.Series(Y, dtype="Int64"),
        pd.Series(Y).astype("category"),
        pd.DataFrame(np.eye(2, dtype=int)[Y]).astype("Int8"),
        pl.Series(Y),
        pl.Series(np.array(["no", "yes"])[Y].tolist(), dtype=pl.Categorical),
    ],
    ids=lambda y: f"{type(y).__module__}.{type(y).__name__} {getattr(y, 'dtype', '')}",
)
def test_any_target_is_taken(y):
    assert_array_equal(prevalence_weights(y, 6, 0.75), weigh(0.75))


def test_weights_of_the_user_are_those_of_the_class_without_parents():
    # The made rows share a quarter of the weight of class 1, 3 + 1.
    weights = weigh(0.75, sample_weight=[1, 2, 3, 4, 3, 1])
    assert_array_equal(weights, [1, 2, 3, 4, 2.25, 0.75, 0.5, 0.5])


@pytest.mark.parametrize(
    ("parents", "made"),
    [
        # Of the weights 3 and 1: the same for both.
        ([[4, 5], [5, 4]], (0.5, 0.5)),
        # 3 and 1, three to one.
        ([4, 5], (0.75, 0.25)),
        # 3 and their mean, 3 to 2.
        ([[4, 4], [4, 5]], (0.6, 0.4)),
        # A parent of another class does not count.
        ([[4, 0], [4, 5]], (0.6, 0.4)),
        # Nor does one that is not known; the class's mean, 2, stands for two of these.
        (np.ma.array([[4, 9], [4, 5]], mask=[[0, 1], [0, 0]]), (0.6, 0.4)),
        (np.ma.array([[9, 9], [5, 9]], mask=[[1, 1], [0, 1]]), (2 / 3, 1 / 3)),
        ([[0, 1], [5, 3]], (2 / 3, 1 / 3)),
        # Three parents, mean 7 / 3, and one, 3.
        (
            np.ma.array([[4, 5, 4], [4, 9, 9]], mask=[[0, 0, 0], [0, 1, 1]]),
            (7 / 16, 9 / 16),
        ),
    ],
)
def test_made_rows_share_by_the_weights_of_their_parents(parents, made):
    weights = weigh(0.75, sample_weight=[1, 1, 1, 1, 3, 1], provenance=parents)
    assert_allclose(weights, [1, 1, 1, 1, 2.25, 0.75, *made])


def test_parents_are_those_of_a_provenance():
    X = [[0.0], [1.0], [2.0], [9.0], [7.0], [8.0], [40.0]]
    y = [0, 0, 0, 0, 1, 1, 1]
    sampler = ClusterOverSampler(GeometricSMOTE(k_neighbors=1), random_state=0)
    _, y_res = sampler.fit_resample(X, y)
    w = np.array([1, 1, 1, 1, 2, 4, 12.0])
    weights = prevalence_weights(
        y_res, 7, 0.9, sample_weight=w, provenance=sampler.provenance_
    )
    # The single made row gets a tenth of 18, whatever its parents.
    assert_allclose(weights, [1, 1, 1, 1, 1.8, 3.6, 10.8, 1.8])


def test_no_parents_of_no_samples_may_be_an_empty_list():
    weights = prevalence_weights(Y, 8, sample_weight=np.arange(8.0), provenance=[])
    assert_array_equal(weights, np.arange(8.0))


@pytest.fixture
def of_two_cells():
    """Gaussian samples of two cells of class 1 with two rows, and their provenance."""
    X = np.array([[0.0], [1.0], [9.0], [8.0], *[[5.0]] * 8])
    y = np.array([1] * 4 + [0] * 8)
    sampler = ClusterOverSampler(
        GaussianOversampler(),
        GivenClusters([0, 0, 1, 1] + [0, 1] * 4),
        DensityDistributor(np.inf, distances_exponent=0),
        random_state=0,
    )
    _, y_res = sampler.fit_resample(X, y)
    return y_res, sampler.provenance_


def test_samples_of_a_cell_share_by_the_mean_weight_of_their_cell(of_two_cells):
    y_res, provenance = of_two_cells
    w = np.array([1.0, 2.0, 3.0, 6.0, *[1.0] * 8])
    weights = prevalence_weights(
        y_res, 12, 0.75, sample_weight=w, provenance=provenance
    )
    assert provenance.cluster.tolist() == [0, 0, 1, 1]
    # The cells' means are 1.5 and 4.5, and the samples share a quarter of 12.
    assert_allclose(weights[:4], [0.75, 1.5, 2.25, 4.5])
    assert_allclose(weights[12:], [0.375, 0.375, 1.125, 1.125])
    carried = provenance.carry(w, how="mean")
    assert_allclose(weights[12:], carried * 3 / carried.sum())
    # Parents that are masked tell nothing of the cells: the class's mean stands in.
    weights = prevalence_weights(
        y_res, 12, 0.75, sample_weight=w, provenance=provenance.parents
    )
    assert_allclose(weights[12:], 0.75)


def test_provenance_of_other_rows_is_named(of_two_cells):
    y_res, provenance = of_two_cells
    with pytest.raises(ValueError, match=r"of the 11 real rows\. Got one of 12 rows"):
        prevalence_weights(
            np.delete(y_res, 4), 11, sample_weight=np.ones(11), provenance=provenance
        )


def test_weights_of_ones_are_those_without():
    parents = np.ma.array([[4, 5], [5, 5]])
    for chi in (0.1, 0.6, 1):
        assert_allclose(
            weigh(chi, sample_weight=np.ones(6), provenance=parents), weigh(chi)
        )


def test_made_rows_of_weightless_parents_weigh_nothing():
    weights = weigh(0.75, sample_weight=[1, 1, 1, 1, 3, 0], provenance=[5, 5])
    assert_array_equal(weights, [1, 1, 1, 1, 3, 0, 0, 0])


@pytest.mark.parametrize("provenance", [None, [4, 5]])
def test_a_class_of_weight_zero_keeps_it(provenance):
    w = [1, 2, 3, 4, 0, 0]
    weights = weigh(0.75, sample_weight=w, provenance=provenance)
    assert_array_equal(weights, [1, 2, 3, 4, 0, 0, 0, 0])


@pytest.mark.parametrize("size", [1e-320, 1e-160, 1e307])
def test_weights_of_any_magnitude_are_kept(size):
    w = np.array([1, 1, 1, 1, 3, 1]) * size
    weights = weigh(0.75, sample_weight=w, provenance=[4, 5])
    expected = np.array([1, 1, 1, 1, 2.25, 0.75, 0.75, 0.25]) * size
    assert_allclose(weights, expected, rtol=1e-12, atol=1e-323)


@pytest.mark.parametrize(
    "weights",
    [
        (1, 1, 1, 1, 3, 1),
        pd.Series([1, 1, 1, 1, 3, 1], index=list("fedcba")),
        pd.Series([1, 1, 1, 1, 3, 1], dtype="Float64"),
        pl.Series([1, 1, 1, 1, 3, 1]),
        np.ma.array([1, 1, 1, 1, 3, 1]),
    ],
    ids=lambda w: f"{type(w).__module__}.{type(w).__name__} {getattr(w, 'dtype', '')}",
)
def test_weights_may_be_in_any_container(weights):
    given = np.array(weights, copy=True)
    weights_res = weigh(0.75, sample_weight=weights)
    assert_array_equal(weights_res, [1, 1, 1, 1, 2.25, 0.75, 0.5, 0.5])
    assert_array_equal(weights, given)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1, 1, 1, 1, 1, -0.5], "not be negative. Got -0.5 for row 5"),
        ([1, 1, np.nan, 1, 1, 1], "Input sample_weight contains NaN"),
        ([1, 1, None, 1, 1, 1], "Input sample_weight contains NaN"),
        (pd.Series([1, pd.NA] * 3, dtype="Int64"), "sample_weight contains NaN"),
        (pl.Series([1, None] * 3), "Input sample_weight contains NaN"),
        (np.ma.array([1, 2] * 3, mask=[0, 1] * 3), "`sample_weight` holds masked"),
        ([1, 1, np.inf, 1, 1, 1], "Input sample_weight contains infinity"),
        ([1e308] * 6, "sum of `sample_weight` should be a finite number"),
        ([1] * 5, r"each of the 6 real rows. Got shape \(5,\)"),
        ([1] * 8, r"each of the 6 real rows. Got shape \(8,\)"),
        (np.ones((6, 1)), r"each of the 6 real rows. Got shape \(6, 1\)"),
        (2.0, r"each of the 6 real rows. Got shape \(\)"),
        (["much"] * 6, "could not convert string to float"),
    ],
)
def test_wrong_weights_are_named(weights, message):
    with pytest.raises(ValueError, match=message):
        weigh(0.75, sample_weight=weights)


@pytest.mark.parametrize("chi", [-0.1, 1.5, 2, True, np.True_, "half", None, np.nan])
def test_wrong_chi_is_named(chi):
    with pytest.raises(ValueError, match="'chi' parameter of prevalence_weights must"):
        weigh(chi)


@pytest.mark.parametrize(
    ("n_samples", "message"),
    [
        (0, "'n_samples' parameter of prevalence_weights"),
        (2.0, "'n_samples' parameter of prevalence_weights"),
        (9, "Got 9, and `y_resampled` has 8 entries"),
        (4, "Class 1 of `y_resampled` is not among the first `n_samples` = 4"),
    ],
)
def test_wrong_number_of_rows_is_named(n_samples, message):
    with pytest.raises(ValueError, match=message):
        prevalence_weights(Y, n_samples)


@pytest.mark.parametrize(
    ("provenance", "message"),
    [
        ([4], r"2 synthetic samples, .* Got int64 of shape \(1, 1\)"),
        ([4.0, 5.0], "positions of rows. Got float64"),
        (np.zeros((2, 2, 2), dtype=int), r"of shape \(2, 2, 2\)"),
        ([4, 6], "positions of the 6 real rows. Got 4 to 6"),
        ([4, -1], "positions of the 6 real rows. Got -1 to 4"),
    ],
)
def test_wrong_provenance_is_named(provenance, message):
    with pytest.raises(ValueError, match=message):
        weigh(0.75, sample_weight=np.ones(6), provenance=provenance)


def test_continuous_target_is_refused():
    with pytest.raises(ValueError, match="Unknown label type"):
        prevalence_weights([0.5, 1.5, 2.5, 0.7], 2)
