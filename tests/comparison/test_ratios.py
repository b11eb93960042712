"""Ratios of classes for any number of them."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE, RandomOverSampler

from clover.comparison._runs.ratios import Ratio
from clover.over_sampling import KMeansSMOTE


@pytest.mark.parametrize(
    "ratio, counts",
    [(0.1, [80, 30, 15]), (0.25, [80, 30, 20]), (0.5, [80, 40, 40]), (1.0, [80] * 3)],
)
def test_classes_get_their_share_of_the_largest_and_lose_nothing(ratio, counts):
    y = np.repeat(["a", "b", "c"], [80, 30, 15])
    assert Ratio(ratio)(y) == dict(zip("abc", counts, strict=True))
    X = np.random.RandomState(0).normal(size=(125, 2))
    for sampler in (SMOTE, RandomOverSampler, KMeansSMOTE):
        _, resampled = sampler(sampling_strategy=Ratio(ratio)).fit_resample(X, y)
        assert np.unique(resampled, return_counts=True)[1].tolist() == counts


def test_shares_are_not_lost_by_rounding():
    # The product of 0.29 and 100 is below 29.
    assert Ratio(0.29)([0] * 100 + [1]) == {0: 100, 1: 29}
