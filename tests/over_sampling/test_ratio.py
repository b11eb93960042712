"""A number as `sampling_strategy` is the ratio of the two classes, exactly."""

from fractions import Fraction

import numpy as np
import pytest
from imblearn.over_sampling import RandomOverSampler
from sklearn.cluster import KMeans

from clover._rows.target import Target
from clover.over_sampling import (
    ASUWO,
    CBO,
    CURESMOTE,
    SOMO,
    CenterSMOTE,
    ClusterOverSampler,
    ClusterSMOTE,
    GaussianOversampler,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
    ScaledGeometricSMOTE,
    SimplicialSMOTE,
)
from clover.over_sampling._strategy import find_ratio_target, resolve_strategy


def two_classes_of(n_majority, n_minority):
    X = np.random.RandomState(0).normal(size=(n_majority + n_minority, 2))
    return X, np.repeat(["no", "yes"], [n_majority, n_minority])


def test_target_is_the_whole_part_of_the_ratio_in_percent():
    for n_majority in range(1, 401):
        for percent in range(1, 101):
            target = find_ratio_target(n_majority, percent / 100)
            assert target == percent * n_majority // 100, (n_majority, percent)


@pytest.mark.parametrize("n_majority", [50_001, 999_999, 12_345_677])
def test_parts_of_a_row_are_dropped_in_large_data(n_majority):
    for percent in range(1, 101):
        target = find_ratio_target(n_majority, percent / 100)
        assert target == percent * n_majority // 100, percent


@pytest.mark.parametrize(
    "ratio", [0.29, np.float64(0.29), np.float32(0.29), Fraction(29, 100)]
)
def test_ratio_may_be_any_real_number(ratio):
    assert find_ratio_target(100, ratio) == 29
    assert find_ratio_target(1_000_099, ratio) == 290_028


@pytest.mark.parametrize(
    "make",
    [
        KMeansSMOTE,
        SOMO,
        GeometricSOMO,
        ClusterSMOTE,
        CBO,
        CURESMOTE,
        ASUWO,
        GeometricSMOTE,
        CenterSMOTE,
        SimplicialSMOTE,
        GaussianOversampler,
        ScaledGeometricSMOTE,
        lambda **params: ClusterOverSampler(RandomOverSampler(**params), KMeans(2)),
        lambda **params: ClusterOverSampler(GeometricSMOTE(**params), KMeans(2)),
        lambda **params: ClusterOverSampler(ClusterSMOTE(**params), KMeans(1)),
    ],
)
@pytest.mark.parametrize(
    ("n_majority", "ratio", "n_minority"),
    [(100, 0.29, 29), (50, 0.58, 29), (90, 0.7, 63), (41, 0.5, 20)],
)
def test_every_sampler_reaches_the_ratio(make, n_majority, ratio, n_minority):
    X, y = two_classes_of(n_majority, 12)
    _, y_res = make(sampling_strategy=ratio).fit_resample(X, y)
    assert (y_res == "yes").sum() == n_minority


@pytest.mark.parametrize(
    ("n_majority", "n_minority", "ratio"),
    [(100, 29, 0.29), (100, 28, 0.285), (7, 7, 1.0), (90, 63, 0.7)],
)
def test_ratio_of_the_data_asks_for_nothing(n_majority, n_minority, ratio):
    X, y = two_classes_of(n_majority, n_minority)
    sampler = KMeansSMOTE(sampling_strategy=ratio, random_state=0)
    X_res, _ = sampler.fit_resample(X, y)
    assert X_res.shape == X.shape
    assert sampler.sampling_strategy_ == {"yes": 0}


@pytest.mark.parametrize(
    ("n_majority", "n_minority", "ratio", "told"),
    [
        (4900, 100, 0.01, r"data's ratio is 0\.02041, 100 rows to 4900\. Got 0\.01"),
        (100, 30, 0.29, r"data's ratio is 0\.3, 30 rows to 100\. Got 0\.29"),
        (8, 8, 0.99, r"data's ratio is 1, 8 rows to 8\. Got 0\.99"),
    ],
)
@pytest.mark.parametrize("make", [KMeansSMOTE, CBO, GeometricSMOTE, CenterSMOTE])
def test_ratio_below_that_of_the_data_names_both(
    make, n_majority, n_minority, ratio, told
):
    X, y = two_classes_of(n_majority, n_minority)
    with pytest.raises(ValueError, match=f"required to remove samples.*{told}"):
        make(sampling_strategy=ratio).fit_resample(X, y)


def test_ratio_is_of_two_classes_only():
    X, y = two_classes_of(40, 10)
    y[0] = "maybe"
    with pytest.raises(ValueError, match="only when the type of target is binary"):
        KMeansSMOTE(sampling_strategy=0.5).fit_resample(X, y)


@pytest.mark.parametrize("ratio", [0, -0.5, 1.2, np.nan])
def test_ratio_out_of_range_is_refused(ratio):
    target = Target.from_user([0, 0, 0, 1])
    with pytest.raises(ValueError):
        resolve_strategy(ratio, target)


def test_of_two_classes_of_one_size_the_second_is_the_minority():
    target = Target.from_user(["b", "a", "b", "a"])
    assert resolve_strategy(1.0, target) == {"b": 0}


def test_callable_still_gives_numbers_of_rows():
    target = Target.from_user([0] * 10 + [1] * 2)
    assert resolve_strategy(lambda y: {1: 9}, target) == {1: 7}
    with pytest.raises(ValueError, match="should return a dictionary"):
        resolve_strategy(lambda y: 0.9, target)
