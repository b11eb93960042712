import warnings

import numpy as np
import pytest
from scipy import stats

from clover.comparison._analysis.intervals import mean_interval, percentile_interval

BOTH = pytest.mark.parametrize("interval", [mean_interval, percentile_interval])
SOME = [0.01, 0.02, 0.0, 0.03, -0.01, 0.02, 0.04]


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def simulate(draw, rng, n_comparisons=1_000, n_families=30):
    """Differences of two equal methods, averaged over the 1 to 5 sets of a family."""
    sizes = rng.integers(1, 6, size=(n_comparisons, n_families))
    of_sets = draw((n_comparisons, n_families, 5))
    of_sets[np.arange(5) >= sizes[:, :, np.newaxis]] = 0
    return draw((n_comparisons, n_families)) + of_sets.sum(axis=2) / sizes


@pytest.mark.parametrize("distribution", ["normal", "t3"])
def test_the_interval_holds_the_true_mean_as_often_as_it_says(distribution):
    rng = np.random.default_rng(0)

    def draw(shape):
        return (
            rng.normal(size=shape)
            if distribution == "normal"
            else (rng.standard_t(3, size=shape))
        )

    holds = [low <= 0 <= high for low, high in map(mean_interval, simulate(draw, rng))]
    assert 0.93 <= np.mean(holds) <= 0.97


def test_the_percentile_interval_is_the_narrower_one():
    for seed in range(20):
        values = np.random.default_rng(seed).normal(size=10)
        assert np.ptp(percentile_interval(values)) < np.ptp(mean_interval(values))


@BOTH
@pytest.mark.parametrize("values", [[], [0.1], [0.1, 0.2], [0.1, 0.2, np.nan, 0.3]])
def test_too_few_or_missing_differences_have_no_interval(interval, values):
    assert np.isnan(interval(values)).all()


@BOTH
@pytest.mark.parametrize("value", [0.0, 0.1, -2.5])
def test_equal_differences_have_an_interval_of_one_point(interval, value):
    assert interval([value] * 7) == (value, value)


def test_few_differences_have_the_interval_of_student():
    # The standard error of 1, 2, 3 is 1 / sqrt(3).
    half = stats.t.ppf(0.975, 2) / np.sqrt(3)
    assert mean_interval([1, 2, 3]) == pytest.approx((2 - half, 2 + half))


def test_the_interval_is_symmetric_and_of_the_ratios_of_the_draws():
    values = np.array(SOME)
    rng = np.random.RandomState(3)
    ratios = []
    for rows in rng.randint(7, size=(500, 7)):
        drawn = values[rows]
        error = drawn.std(ddof=1) / np.sqrt(7)
        if error > 1e-12:
            ratios.append(abs(drawn.mean() - values.mean()) / error)
    half = np.quantile(ratios, 0.9) * values.std(ddof=1) / np.sqrt(7)
    found = mean_interval(SOME, confidence=0.9, n_draws=500, random_state=3)
    assert found == pytest.approx((values.mean() - half, values.mean() + half))


def test_one_large_difference_among_zeros_does_not_blow_the_interval_up():
    values = 1e-7 * np.random.default_rng(0).normal(size=30)
    values[0] = 1
    low, high = mean_interval(values)
    assert values.min() <= low <= values.mean() <= high <= 1


@BOTH
def test_more_confidence_makes_a_wider_interval(interval):
    widths = [np.ptp(interval(SOME, confidence=share)) for share in (0.5, 0.8, 0.95)]
    assert widths == sorted(widths)
    assert widths[0] < widths[2]


@BOTH
def test_the_same_seed_gives_the_same_interval(interval):
    values = np.random.default_rng(0).normal(size=10)
    assert interval(values, random_state=1) == interval(values, random_state=1)
    assert interval(values, random_state=1) != interval(values, random_state=2)


@pytest.mark.parametrize("factor", [2.0**-900, 2.0**900])
def test_extreme_units_do_not_change_the_interval(factor):
    scaled = mean_interval(np.array(SOME) * factor)
    assert np.divide(scaled, factor) == pytest.approx(mean_interval(SOME), rel=1e-12)
