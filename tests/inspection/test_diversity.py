import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE, RandomOverSampler
from inspecting import AppendRows, RepeatEach, UniformNoise
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris

from clover.inspection import diversity
from clover.over_sampling import ClusterOverSampler


@pytest.fixture
def evenly_spaced():
    """Class 1 at 0, 1, 2, 3 and 4; class 0 far away. The deviation is 50."""
    X = np.array([0, 1, 2, 3, 4, 100, 101, 102, 103, 104.0])[:, np.newaxis]
    return X, np.repeat([1, 0], 5)


def test_copies_have_no_diversity(evenly_spaced):
    found = diversity(RepeatEach(), *evenly_spaced)
    assert found.relative_distance == 0
    assert found.near_copies == 1


def test_figures_are_those_worked_out_by_hand(evenly_spaced):
    # Neighbours of the class are 1 apart. The rows are 0, 0.005, 0.5, 0.02 and 1.5
    # from the nearest one: the median is 0.02, and two are nearer than 0.01.
    rows = [[3.0], [2.005], [1.5], [0.02], [5.5]]
    found = diversity(AppendRows(rows), *evenly_spaced, n_repeats=2)
    np.testing.assert_allclose(found.relative_distance_by_repeat, [[0.02]] * 2)
    assert found.near_copies_by_repeat.tolist() == [[0.4]] * 2


def test_only_rows_of_the_class_count_as_near(evenly_spaced):
    found = diversity(AppendRows([[100.0], [102.0], [104.0]]), *evenly_spaced)
    assert found.relative_distance == pytest.approx(98)
    assert found.near_copies == 0


def test_noise_is_more_diverse_than_rows_between_rows(two_classes):
    noise = diversity(UniformNoise(), *two_classes, random_state=0)
    smote = diversity(SMOTE(), *two_classes, random_state=0)
    assert 0 < smote.relative_distance < 1 < noise.relative_distance


def test_repeated_rows_count_once(two_classes):
    X, y = two_classes
    given = diversity(SMOTE(), X, y, n_repeats=2, random_state=0)
    rows = np.append(np.arange(300), np.flatnonzero(y == 1))
    found = diversity(SMOTE(), X[rows], y[rows], n_repeats=2, random_state=0)
    np.testing.assert_array_equal(
        given.relative_distance_by_repeat, found.relative_distance_by_repeat
    )


def test_rows_too_close_for_floats_have_no_relative_distance():
    # The differences within class 1 vanish next to the deviation of all rows.
    X = np.array([0, 1e-200, 2e-200, 3e-200, 1e150, 2e150, 3e150, 4e150])[:, None]
    y = np.repeat([1, 0], 4)
    found = diversity(AppendRows([[0.0], [1e150]]), X, y, n_repeats=2)
    assert np.isnan(found.relative_distance)
    assert found.near_copies == 0.5


def test_categories_can_be_measured():
    X = pd.DataFrame({"n": np.arange(12.0), "c": ["a", "b", "c"] * 4})
    y = np.repeat([0, 1], [8, 4])
    found = diversity(RandomOverSampler(), X, y, random_state=0)
    assert (found.relative_distance, found.near_copies) == (0, 1)


def test_several_classes_are_measured_one_by_one():
    X, y = load_iris(return_X_y=True)
    rows = np.r_[0:50, 50:80, 100:120]
    found = diversity(SMOTE(), X[rows], y[rows], n_repeats=3, random_state=0)
    assert found.classes.tolist() == [1, 2]
    by_class = [found.of_class(label).relative_distance for label in (1, 2)]
    assert by_class[0] != by_class[1]
    assert found.relative_distance == pytest.approx(np.mean(by_class))
    assert found.to_frame()["relative_distance"].tolist() == by_class


def test_the_same_seed_gives_the_same(two_classes):
    sampler = ClusterOverSampler(SMOTE(), KMeans(2))
    figures = [
        diversity(sampler, *two_classes, n_repeats=2, random_state=seed)
        for seed in (0, 0, 1)
    ]
    first, same, other = (one.relative_distance_by_repeat for one in figures)
    np.testing.assert_array_equal(first, same)
    assert (first != other).all()
    assert first[0] != first[1]


def test_a_sampler_that_makes_nothing_is_an_error(evenly_spaced):
    with pytest.raises(ValueError, match="`sampler` made no rows"):
        diversity(SMOTE(), *evenly_spaced)


def test_a_class_with_few_distinct_rows_is_an_error(evenly_spaced):
    X, y = evenly_spaced
    with pytest.raises(ValueError, match=r"Class 1 has 3"):
        diversity(SMOTE(), X[2:], y[2:])


def test_an_error_of_the_sampler_says_in_which_repeat(evenly_spaced):
    X, y = evenly_spaced
    with pytest.raises(ValueError, match=r"repeat 1 of 10, in which .* got all"):
        diversity(SMOTE(k_neighbors=9), X[:-1], y[:-1])


def test_the_repr_tells_the_figures(evenly_spaced):
    found = diversity(RepeatEach(), *evenly_spaced, n_repeats=2)
    assert repr(found) == (
        "Diversity(relative_distance=0, near_copies=1, classes=[1], n_repeats=2)"
    )
