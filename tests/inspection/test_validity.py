import time

import numpy as np
import pandas as pd
import polars as pl
import pytest
from imblearn.over_sampling import SMOTE, SMOTEN, SMOTENC, RandomOverSampler
from imblearn.pipeline import make_pipeline
from imblearn.under_sampling import RandomUnderSampler
from inspecting import AppendRows, RepeatEach, UniformNoise
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris, make_blobs, make_classification
from sklearn.preprocessing import StandardScaler

from clover._rows.containers import Container
from clover.distribution import DensityDistributor
from clover.exceptions import NoSamplesError
from clover.inspection import validity
from clover.inspection._sampling import RealRows, draw_seeds, find_categorical
from clover.over_sampling import ClusterOverSampler, ScaledGeometricSMOTE


@pytest.fixture
def overlapping():
    """400 rows of class 0 and 100 of class 1, of which many lie among the others."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(500, 3))
    X[400:] += 1
    return X, np.repeat([0, 1], [400, 100])


@pytest.fixture
def distant():
    """400 rows of class 0 around a ring of which class 1 fills the small centre."""
    rng = np.random.default_rng(0)
    angle = rng.uniform(0, 2 * np.pi, 400)
    ring = 10 * np.column_stack((np.cos(angle), np.sin(angle)))
    X = np.vstack((ring + rng.normal(size=(400, 2)), rng.normal(size=(60, 2))))
    return X, np.repeat([0, 1], [400, 60])


@pytest.fixture
def mixed():
    """Three numbers of any units and two columns of categories, in a pandas frame."""
    X, y = make_classification(300, 3, n_redundant=0, weights=[0.8], random_state=0)
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(X * [1, 1e6, 1e-6] + [0, 1e9, 0], columns=list("abc"))
    frame["d"] = rng.choice(["x", "y", "z"], 300)
    frame["e"] = pd.Categorical(rng.choice(["left", "right"], 300))
    return frame, y


def assert_same(first, second):
    np.testing.assert_array_equal(first.classes, second.classes)
    np.testing.assert_allclose(first.synthetic_by_repeat, second.synthetic_by_repeat)
    np.testing.assert_allclose(first.real_by_repeat, second.real_by_repeat)


# What is known of the answer


@pytest.mark.parametrize("times", [1, 3, 7])
@pytest.mark.parametrize("n_columns", [3, 12])
def test_real_rows_repeated_equally_often_differ_by_nothing(times, n_columns):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(500, n_columns)), np.repeat([0, 1], [400, 100])
    found = validity(RepeatEach(times), X, y, random_state=0)
    assert 0 < found.real < 1
    assert found.difference == 0
    assert found.standard_error == 0
    assert found.ratio == 1
    np.testing.assert_array_equal(found.synthetic_by_repeat, found.real_by_repeat)


@pytest.mark.parametrize("seed", range(8))
def test_rows_of_an_independent_part_differ_by_less_than_three_errors(seed):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(500, 2)), np.repeat([0, 1], [400, 100])
    X[400:] += 1.5
    third = rng.normal(size=(100, 2)) + 1.5
    found = validity(AppendRows(third), X, y, random_state=seed)
    assert abs(found.difference) < 3 * found.standard_error
    assert found.standard_error < 0.1


def test_noise_over_the_range_of_all_rows_is_far_from_valid(distant):
    found = validity(UniformNoise(), *distant, random_state=0)
    assert found.synthetic > 0.5
    assert found.real < 0.05
    assert found.difference > 10 * found.standard_error


def test_shares_are_those_worked_out_by_hand():
    # Each half of class 0 lies at 0 and of class 1 at 10, up to tiny steps: of the made
    # rows, those at 1, 2 and 3 are nearer to class 0 and the one at 9 is not.
    X = np.concatenate((np.arange(8) / 100, 10 + np.arange(8) / 100))[:, np.newaxis]
    y = np.repeat([0, 1], 8)
    found = validity(AppendRows([[1], [2], [3], [9]]), X, y, n_repeats=3)
    assert found.synthetic_by_repeat.tolist() == [[0.75]] * 3
    assert found.real_by_repeat.tolist() == [[0]] * 3
    assert found.difference == 0.75
    assert found.standard_error == 0
    assert np.isnan(found.ratio)


def test_a_row_as_near_to_its_own_class_as_to_another_counts_one_half():
    X = np.array([[0.0], [1.0], [2.0], [3.0]] * 2)
    y = np.repeat([0, 1], 4)
    found = validity(AppendRows([[100.0]]), X, y, n_repeats=20, random_state=0)
    # The half of class 1 that is the reference has 3 as its largest or it has not, and
    # so has that of class 0.
    assert set(found.synthetic_by_repeat.ravel()) == {0, 0.5, 1}


def test_the_standard_error_is_that_of_repeated_halvings(overlapping):
    found = validity(SMOTE(), *overlapping, n_repeats=5, random_state=0)
    differences = (found.synthetic_by_repeat - found.real_by_repeat)[:, 0]
    deviation = differences.std(ddof=1)
    assert found.standard_error == pytest.approx(deviation * np.sqrt(1 / 5 + 1))
    assert found.difference == pytest.approx(differences.mean())


def test_a_single_repeat_has_no_standard_error(overlapping):
    found = validity(SMOTE(), *overlapping, n_repeats=1, random_state=0)
    assert np.isnan(found.standard_error)
    assert np.isfinite(found.difference)


# Repeated rows, units and categories


def test_repeated_rows_count_once(overlapping):
    X, y = overlapping
    rows = np.append(np.arange(500), [450] * 50 + [3] * 20)
    given = validity(SMOTE(), X, y, random_state=0)
    assert_same(given, validity(SMOTE(), X[rows], y[rows], random_state=0))


def test_equal_rows_of_two_classes_both_count():
    X = np.array([[0.0], [1.0], [2.0], [3.0]] * 2)
    found = validity(RepeatEach(), X, np.repeat([0, 1], 4), random_state=0)
    assert 0 < found.real


def test_units_do_not_matter(overlapping):
    X, y = overlapping
    moved = X * [1, 2**20, 2**-30] + [0, 0, 1]
    given = validity(RepeatEach(), X, y, random_state=0)
    assert_same(given, validity(RepeatEach(), moved, y, random_state=0))


@pytest.mark.parametrize("unit", [1e150, 1e-150])
def test_extreme_units_and_constant_columns_do_no_harm(overlapping, unit):
    X, y = overlapping
    moved = np.column_stack((X * unit, np.full(500, 7.0), np.zeros(500)))
    given = validity(RepeatEach(), X, y, random_state=0)
    assert_same(given, validity(RepeatEach(), moved, y, random_state=0))


def test_two_categories_differ_by_one_deviation_of_a_number():
    # The numbers have deviation 1. Class 0 has category a and number 1, class 1 has b
    # and -1, but for tiny steps.
    steps = np.arange(10) * 1e-4
    X = pd.DataFrame(
        {"n": np.append(1 + steps, -1 - steps), "c": ["a"] * 10 + ["b"] * 10}
    )
    y = np.repeat([0, 1], 10)

    def share_at(number):
        class At(BaseEstimator):
            def fit_resample(self, X, y):
                new = pd.DataFrame({"n": [number], "c": ["b"]})
                return pd.concat((X, new), ignore_index=True), np.append(y, 1)

        return validity(At(), X, y, random_state=0).synthetic

    # Squared distances: to class 1 (n + 1)^2, to class 0 (n - 1)^2 + 1; equal at 1/4.
    assert share_at(0.23) == 0
    assert share_at(0.27) == 1


def test_a_new_category_differs_from_all_others(mixed):
    frame, y = mixed

    class NewCategory(BaseEstimator):
        def fit_resample(self, X, y):
            rows = X[y == 1].astype({"e": object}).assign(d="never seen")
            return pd.concat((X.astype({"e": object}), rows)), np.append(
                y, [1] * len(rows)
            )

    given = validity(SMOTENC(["d", "e"]), frame, y, random_state=0)
    found = validity(NewCategory(), frame, y, random_state=0)
    assert found.real == given.real
    assert np.isfinite(found.synthetic)


def test_columns_that_the_sampler_takes_as_categories_are_categories():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 3))
    X[:, 2] = rng.integers(0, 4, 200)
    y = np.repeat([0, 1], [150, 50])
    frame = pd.DataFrame(X, columns=list("abc")).astype({"c": int}).astype({"c": str})
    as_numbers = validity(SMOTENC([2]), X, y, random_state=0)
    as_texts = validity(SMOTENC(["c"]), frame, y, random_state=0)
    assert_same(as_numbers, as_texts)
    inside = ClusterOverSampler(SMOTENC([2]))
    assert_same(as_numbers, validity(inside, X, y, random_state=0))
    np.testing.assert_array_equal(
        as_numbers.real_by_repeat,
        validity(make_pipeline(SMOTENC([2])), X, y, random_state=0).real_by_repeat,
    )
    plain = validity(SMOTE(), X, y, random_state=0)
    assert (plain.real_by_repeat != as_numbers.real_by_repeat).any()


def test_the_preset_that_finds_categories_by_itself_can_be_measured(overlapping):
    X, y = overlapping
    container = Container(pd.DataFrame({"size": X[:, 0], "is_new": X[:, 1] > 0}))
    sampler = ScaledGeometricSMOTE(random_state=0)
    # To this preset, booleans of a data frame are categories, and arrays have none.
    assert find_categorical(sampler, container).tolist() == [1]
    composed = ClusterOverSampler(sampler, clusterer=KMeans(2))
    assert find_categorical(composed, container).tolist() == [1]
    assert find_categorical(sampler, Container(X)).tolist() == []
    assert validity(sampler, X, y, n_repeats=1).synthetic < 1


def test_tables_of_categories_only_can_be_measured():
    rng = np.random.default_rng(0)
    X = rng.choice(list("abcdef"), size=(200, 5)).astype(object)
    X[150:, 0] = "a"
    y = np.repeat([0, 1], [150, 50])
    found = validity(SMOTEN(), X, y, n_repeats=3, random_state=0)
    assert 0 <= found.real <= 1


@pytest.mark.parametrize("smallest", [0, 2_000, 100_000])
def test_ties_of_scaled_integers_are_seen(smallest):
    X = smallest + np.arange(60)[:, np.newaxis]
    y = X[:, 0] // 2 % 2
    found = validity(RepeatEach(), X, y, n_repeats=1, random_state=0)
    first, second = RealRows.of(RepeatEach(), X, y).halve(draw_seeds(1, 0)[0][0])
    own = first[y[first] == 1]
    distances = np.abs(X[own] - X[second].T)
    nearest = [distances[:, y[second] == code].min(axis=1) for code in (0, 1)]
    shares = (nearest[0] < nearest[1]) + 0.5 * (nearest[0] == nearest[1])
    assert np.count_nonzero(shares == 0.5) >= 2
    assert found.real == pytest.approx(shares.mean(), abs=1e-12)


def test_very_many_categories_take_little_memory(mixed):
    frame, y = mixed
    frame["f"] = [f"row {i}" for i in range(300)]
    found = validity(SMOTENC(["d", "e", "f"]), frame, y, n_repeats=2, random_state=0)
    assert 0 <= found.synthetic <= 1


# Containers


@pytest.mark.parametrize(
    "convert",
    [
        np.ndarray.tolist,
        sparse.csr_matrix,
        sparse.csc_matrix,
        sparse.csr_array,
        sparse.coo_matrix,
        pd.DataFrame,
        lambda X: pl.DataFrame(X, schema=["a", "b", "c"]),
        lambda X: X.astype(object),
        np.asfortranarray,
    ],
)
def test_every_container_gives_the_same(overlapping, convert):
    X, y = overlapping
    sampler = ClusterOverSampler(SMOTE())
    given = validity(sampler, X, y, random_state=0)
    assert_same(given, validity(sampler, convert(X), y, random_state=0))


def test_the_sampler_gets_the_container_of_the_user(mixed):
    frame, y = mixed
    seen = []

    class Looks(BaseEstimator):
        def fit_resample(self, X, y):
            seen.append(X)
            return pd.concat((X, X[y == 1])), np.append(y, y[y == 1])

    validity(Looks(), frame, y, n_repeats=2, random_state=0)
    assert [type(X) for X in seen] == [pd.DataFrame] * 2
    assert seen[0].dtypes.equals(frame.dtypes)
    # Of 300 rows, each half has one half of each class.
    assert [len(X) for X in seen] == [150 + (y.sum() % 2)] * 2


@pytest.mark.parametrize("convert", [list, pd.Series, lambda y: y.astype(bool)])
def test_every_kind_of_target_gives_the_same(overlapping, convert):
    X, y = overlapping
    given = validity(SMOTE(), X, y, random_state=0)
    found = validity(SMOTE(), X, convert(y), random_state=0)
    np.testing.assert_array_equal(given.synthetic_by_repeat, found.synthetic_by_repeat)


def test_mixed_frames_of_pandas_and_polars_give_the_same(mixed):
    frame, y = mixed
    sampler = ClusterOverSampler(SMOTENC([3, 4]))
    given = validity(sampler, frame, y, n_repeats=3, random_state=0)
    assert_same(
        given, validity(sampler, pl.from_pandas(frame), y, n_repeats=3, random_state=0)
    )


# Several classes


def test_several_classes_are_measured_one_by_one():
    X, y = load_iris(return_X_y=True)
    y = np.array(["setosa", "versicolor", "virginica"])[y]
    rows = np.r_[0:50, 50:80, 100:120]
    found = validity(SMOTE(), X[rows], y[rows], random_state=0)
    assert found.classes.tolist() == ["versicolor", "virginica"]
    assert found.synthetic_by_repeat.shape == (10, 2)
    of_class = found.of_class("virginica")
    np.testing.assert_array_equal(
        of_class.synthetic_by_repeat, found.synthetic_by_repeat[:, [1]]
    )
    differences = [found.of_class(label).difference for label in found.classes.tolist()]
    assert found.difference == pytest.approx(np.mean(differences))
    frame = found.to_frame()
    assert frame["difference"].tolist() == differences
    assert frame["class_label"].tolist() == ["versicolor", "virginica"]


def test_an_unmeasured_class_is_an_error(overlapping):
    found = validity(SMOTE(), *overlapping, n_repeats=2, random_state=0)
    with pytest.raises(ValueError, match=r"measured classes \[1\]. Got 0"):
        found.of_class(0)


def test_a_repeat_without_rows_is_left_out_of_the_means(overlapping):
    class Sometimes(RepeatEach):
        n_calls = 0

        def fit_resample(self, X, y):
            Sometimes.n_calls += 1
            times = self.times if Sometimes.n_calls % 2 else 0
            return RepeatEach(times).fit_resample(X, y)

    found = validity(Sometimes(), *overlapping, n_repeats=4, random_state=0)
    assert np.isnan(found.synthetic_by_repeat).ravel().tolist() == [False, True] * 2
    assert found.difference == 0
    assert found.standard_error == 0


# Seeds, and what is left alone


def test_the_seed_governs_halves_and_sampler(overlapping):
    first = validity(SMOTE(), *overlapping, n_repeats=3, random_state=5)
    assert_same(first, validity(SMOTE(), *overlapping, n_repeats=3, random_state=5))
    rng = np.random.RandomState(5)
    assert_same(first, validity(SMOTE(), *overlapping, n_repeats=3, random_state=rng))
    other = validity(SMOTE(), *overlapping, n_repeats=3, random_state=6)
    assert (first.real_by_repeat != other.real_by_repeat).any()


def test_all_samplers_get_the_same_halves(overlapping):
    smote = validity(SMOTE(), *overlapping, random_state=0)
    sampler = ClusterOverSampler(SMOTE(), KMeans(2))
    clustered = validity(sampler, *overlapping, random_state=0)
    np.testing.assert_array_equal(smote.real_by_repeat, clustered.real_by_repeat)
    assert (smote.synthetic_by_repeat != clustered.synthetic_by_repeat).any()


def test_sampler_and_rows_are_never_modified(overlapping):
    X, y = overlapping
    X_before, y_before = X.copy(), y.copy()
    sampler = ClusterOverSampler(SMOTE(), KMeans(2))
    validity(sampler, X, y, n_repeats=2, random_state=0)
    assert not hasattr(sampler, "labels_")
    assert sampler.random_state is None
    assert sampler.oversampler.random_state is None
    np.testing.assert_array_equal(X, X_before)
    np.testing.assert_array_equal(y, y_before)


def test_the_repr_tells_the_figures(overlapping):
    found = validity(RepeatEach(), *overlapping, random_state=0)
    assert repr(found).startswith("Validity(difference=0, standard_error=0, synthetic=")
    assert repr(found).endswith("ratio=1, classes=[1], n_repeats=10)")


# Bad input


def test_a_sampler_without_fit_resample_is_an_error(overlapping):
    with pytest.raises(
        ValueError, match=r"should have a method `fit_resample`. Got Sta"
    ):
        validity(StandardScaler(), *overlapping)
    with pytest.raises(ValueError, match="Got 'passthrough'"):
        validity("passthrough", *overlapping)


def test_a_sampler_that_removes_rows_is_an_error(overlapping):
    with pytest.raises(ValueError, match=r"RandomUnderSampler removed, reordered or"):
        validity(RandomUnderSampler(), *overlapping)


def test_a_sampler_that_reorders_rows_is_an_error(overlapping):
    class Reorders(BaseEstimator):
        def fit_resample(self, X, y):
            order = np.append(1, np.arange(1, len(y)))
            return np.vstack((X[order], X)), np.append(y[order], y)

    with pytest.raises(ValueError, match=r"Reorders removed, reordered or changed"):
        validity(Reorders(), *overlapping)


def test_a_pipeline_that_transforms_rows_is_an_error(overlapping):
    with pytest.raises(ValueError, match=r"without steps that clean or transform"):
        validity(make_pipeline(StandardScaler(), SMOTE()), *overlapping)


def test_a_sampler_that_changes_the_columns_is_an_error(overlapping):
    class Narrow(BaseEstimator):
        def fit_resample(self, X, y):
            return X[:, :1], y

    with pytest.raises(ValueError, match=r"keep the 3 columns .* rows of 1 columns"):
        validity(Narrow(), *overlapping)


def test_a_sampler_that_makes_rows_of_another_class_is_an_error(overlapping):
    class Other(BaseEstimator):
        def fit_resample(self, X, y):
            return np.vstack((X, X[:1])), np.append(y, 7)

    with pytest.raises(ValueError, match=r"rows of unknown classes \[7\]"):
        validity(Other(), *overlapping)


def test_a_sampler_that_makes_nothing_is_an_error():
    X, y = make_blobs(100, centers=2, random_state=0)
    with pytest.raises(ValueError, match="`sampler` made no rows"):
        validity(RandomOverSampler(), X, y)


def test_a_class_with_few_distinct_rows_is_an_error(overlapping):
    X, y = overlapping
    rows = np.append(np.arange(400), [401, 402, 403, 403, 403])
    with pytest.raises(ValueError, match=r"at least 4 distinct rows. Class 1 has 3"):
        validity(SMOTE(), X[rows], y[rows])


def test_one_class_is_an_error():
    with pytest.raises(ValueError, match=r"at least two classes. Got only 1"):
        validity(SMOTE(), np.arange(10.0)[:, np.newaxis], np.ones(10, dtype=int))


def test_an_error_of_the_sampler_says_in_which_repeat(overlapping):
    class FailsLater(RepeatEach):
        n_calls = 0

        def fit_resample(self, X, y):
            FailsLater.n_calls += 1
            if FailsLater.n_calls == 3:
                raise ValueError("no luck.")
            return super().fit_resample(X, y)

    with pytest.raises(ValueError, match=r"no luck\. This was in repeat 3 of 10, in"):
        validity(FailsLater(), *overlapping)


def test_an_error_of_too_few_rows_says_that_they_were_halved(overlapping):
    X, y = overlapping
    with pytest.raises(ValueError, match=r"\. This was .* one half of the rows"):
        validity(SMOTE(), X[:410], y[:410])


def test_a_class_in_place_of_a_sampler_is_an_error(overlapping):
    with pytest.raises(TypeError, match=r"`sampler` should be an instance.* SMOTE\(\)"):
        validity(SMOTE, *overlapping)


def test_an_error_of_the_sampler_keeps_its_type(overlapping):
    X, y = overlapping
    sampler = ClusterOverSampler(SMOTE(), KMeans(2), DensityDistributor(0))
    with pytest.raises(NoSamplesError, match="repeat 1 of 10"):
        validity(sampler, X, y)


@pytest.mark.parametrize("n_repeats", [0, -1])
def test_no_repeats_are_an_error(overlapping, n_repeats):
    with pytest.raises(ValueError, match="`n_repeats` should be at least 1"):
        validity(SMOTE(), *overlapping, n_repeats=n_repeats)


@pytest.mark.parametrize("n_repeats", [2.5, "3", None, True])
def test_repeats_that_are_no_integer_are_an_error(overlapping, n_repeats):
    with pytest.raises(TypeError, match="`n_repeats` should be an integer"):
        validity(SMOTE(), *overlapping, n_repeats=n_repeats)


def test_rows_and_classes_of_other_lengths_are_an_error(overlapping):
    X, y = overlapping
    with pytest.raises(ValueError, match=r"as many rows. Got 500 and 499"):
        validity(SMOTE(), X, y[1:])


def test_missing_values_are_an_error(overlapping):
    X, y = overlapping
    X[3, 1] = np.nan
    with pytest.raises(ValueError, match=r"missing or infinite values: \[1\]"):
        validity(SMOTE(), X, y)


# Size


def test_many_rows_take_seconds():
    X, y = make_classification(20_000, 10, weights=[0.9], random_state=0)
    start = time.perf_counter()
    validity(SMOTE(), X, y, n_repeats=2, random_state=0)
    assert time.perf_counter() - start < 20
