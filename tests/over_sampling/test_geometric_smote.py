"""Geometric SMOTE: where its rows lie, and what it takes and gives back."""

from collections import Counter

import numpy as np
import pandas as pd
import polars as pl
import pytest
from imblearn.pipeline import make_pipeline
from imblearn_extra.gsmote import GeometricSMOTE as PredecessorGeometricSMOTE
from numpy.testing import assert_allclose, assert_array_equal
from scipy import optimize, sparse, stats
from sklearn.datasets import make_blobs, make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import pairwise_distances
from sklearn.neighbors import NearestNeighbors

from clover._numerics.indicators import encode_categories
from clover.over_sampling import GeometricSMOTE
from clover.over_sampling._generation.base_rows import draw_base_rows
from clover.over_sampling._generation.gathered import Gathered
from clover.over_sampling._generation.geometric import (
    draw_surface_points,
    geometric_alone,
)
from clover.over_sampling._generation.mixed import (
    encode_mixed,
    geometric_with_categories,
)
from clover.over_sampling._generation.searched import SearchedRows
from clover.over_sampling._kernels.balls import sample_balls
from clover.over_sampling._kernels.categories import elect_categories, median_std

STRATEGIES = ["combined", "majority", "minority"]


@pytest.fixture
def rng():
    return np.random.RandomState(0)


@pytest.fixture
def data():
    """30 rows of class 1 among 90 of class 0, in 4 columns."""
    return make_classification(
        n_samples=120,
        n_features=4,
        n_redundant=0,
        weights=[0.75],
        flip_y=0,
        random_state=0,
    )


@pytest.fixture
def mixed():
    """Arguments of a data frame with numbers and categories, and its classes."""
    rng = np.random.RandomState(0)
    columns = {
        "size": rng.uniform(size=40),
        "color": rng.choice(["red", "green", "blue"], 40).tolist(),
        "count": rng.randint(100, size=40),
        "shape": rng.choice(["round", "flat"], 40).tolist(),
    }
    return columns, np.repeat([0, 1], [28, 12])


def balls(n_samples, n_features, rng, **factors):
    """Return points around the origin, for a random surface point at distance 1."""
    surface_points = rng.normal(size=(n_samples, n_features))
    surface_points /= np.linalg.norm(surface_points, axis=1, keepdims=True)
    factors = {"truncation_factor": 0.0, "deformation_factor": 0.0, **factors}
    X = sample_balls(np.zeros_like(surface_points), surface_points, rng=rng, **factors)
    return X, np.einsum("ij,ij->i", X, surface_points)


def make_mixed(numbers, codes, n_new, rng, **params):
    """Make rows with categories, on lines to the nearest neighbour by default."""
    params = {"k_neighbors": 1, "selection_strategy": "minority", **params}
    oversampler = GeometricSMOTE(deformation_factor=1.0, **params)
    rows = encode_mixed(numbers, codes)
    return geometric_with_categories(oversampler, *rows, codes[0], n_new, rng)


class TestKernel:
    @pytest.mark.parametrize("n_features", [1, 2, 7, 1000])
    def test_whole_ball_is_filled_evenly(self, n_features, rng):
        X, along = balls(3000, n_features, rng)
        shares = np.linalg.norm(X, axis=1) ** n_features
        assert stats.kstest(shares, "uniform").pvalue > 0.001
        assert stats.kstest(along, -along).pvalue > 0.001

    def test_whole_ball_has_no_preferred_direction(self, rng):
        X, _ = balls(20_000, 3, rng)
        # In three dimensions, a coordinate of a random direction is uniform.
        directions = X / np.linalg.norm(X, axis=1, keepdims=True)
        for of_axis in directions.T:
            assert stats.kstest(of_axis, "uniform", args=(-1, 2)).pvalue > 0.001

    @pytest.mark.parametrize("sign", [1, -1])
    def test_full_truncation_keeps_one_half(self, sign, rng):
        X, along = balls(2000, 3, rng, truncation_factor=sign)
        assert (sign * along >= -1e-12).all()
        assert stats.kstest(np.linalg.norm(X, axis=1) ** 3, "uniform").pvalue > 0.001

    @pytest.mark.parametrize("truncation_factor", [0.4, -0.4])
    def test_partial_truncation_empties_one_cap(self, truncation_factor, rng):
        _, along = balls(5000, 2, rng, truncation_factor=truncation_factor)
        assert (np.abs(truncation_factor - along) <= 1 + 1e-12).all()
        assert np.abs(along).max() > 0.95
        towards, away = (along > 0.6).mean(), (along < -0.6).mean()
        # What left one cap lies, mirrored, in the other.
        expected = (np.abs(balls(5000, 2, rng)[1]) > 0.6).mean()
        assert_allclose(towards + away, expected, atol=0.03)
        assert min(towards, away) == 0

    def test_full_deformation_leaves_the_line(self, rng):
        X, along = balls(500, 4, rng, deformation_factor=1)
        assert_allclose(np.linalg.norm(X, axis=1), np.abs(along), rtol=1e-9)

    def test_deformation_shrinks_across_and_not_along(self):
        centers = np.zeros((4000, 3))
        surface_points = np.tile([0.0, 0.0, 2.0], (4000, 1))
        round_ball, flat_ball = (
            sample_balls(centers, surface_points, 0, factor, np.random.RandomState(0))
            for factor in (0, 0.25)
        )
        assert_allclose(flat_ball, round_ball * [0.75, 0.75, 1.0], atol=1e-12)

    def test_surface_point_at_distance_zero_repeats_the_center(self, rng):
        centers = np.array([[1.0, -2.0], [0.0, 0.0]])
        X = sample_balls(centers, centers.copy(), 1.0, 0.0, rng)
        assert_array_equal(X, centers)

    @pytest.mark.parametrize("unit", [1e200, 1e150, 1e-150, 1e-300])
    def test_radius_holds_at_extreme_scales(self, unit, rng):
        centers = rng.normal(size=(500, 3))
        surface_points = rng.normal(size=(500, 3))
        same_draws = [np.random.RandomState(1) for _ in range(2)]
        X = sample_balls(centers, surface_points, 1, 0.5, same_draws[0])
        X_unit = sample_balls(
            centers * unit, surface_points * unit, 1, 0.5, same_draws[1]
        )
        assert_allclose(X_unit / unit, X, rtol=1e-9, atol=1e-12)

    def test_sparse_rows_are_those_of_dense_ones(self, rng):
        centers, surface_points = rng.normal(size=(2, 50, 3))
        X = sample_balls(centers, surface_points, 1, 0, np.random.RandomState(1))
        X_sparse = sample_balls(
            sparse.csr_matrix(centers),
            sparse.csr_matrix(surface_points),
            1,
            0,
            np.random.RandomState(1),
        )
        assert X_sparse.format == "csr"
        assert_array_equal(X_sparse.toarray(), X)


def draw_points(X_class, X_others, n_new, k_neighbors, strategy):
    """Return the centers that were drawn, and their surface points."""
    oversampler = GeometricSMOTE(k_neighbors=k_neighbors, selection_strategy=strategy)
    rows = SearchedRows.of(X_class), SearchedRows.of(X_others)
    gathered = Gathered.of_class(*rows, n_new)
    rng = np.random.RandomState(0)
    draw = draw_base_rows(gathered, rng)
    return draw.base, draw_surface_points(oversampler, gathered, draw, rng)


class TestSurfacePoints:
    # The nearest others of 0, 1 and 10 are at -0.5, 1.4 and 14.
    X_class = np.array([[0.0], [1.0], [10.0]])
    X_others = np.array([[-0.5], [1.4], [14.0], [30.0]])

    def draw(self, strategy, k_neighbors=1, X_others=None):
        X_others = self.X_others if X_others is None else X_others
        base, points = draw_points(self.X_class, X_others, 60, k_neighbors, strategy)
        drawn = base, points.position, points.is_other
        return set(zip(*(values.tolist() for values in drawn), strict=True))

    def test_minority_takes_the_neighbors_in_the_class(self):
        assert self.draw("minority") == {
            (0, 1, False),
            (1, 0, False),
            (2, 1, False),
        }

    def test_majority_takes_the_nearest_other(self):
        assert self.draw("majority") == {(0, 0, True), (1, 1, True), (2, 2, True)}

    def test_combined_takes_the_nearer_of_the_two(self):
        others = np.array([[-3.0], [1.4], [14.0]])
        assert self.draw("combined", X_others=others) == {
            (0, 1, False),
            (1, 1, True),
            (2, 2, True),
        }

    def test_neighbors_are_limited_to_the_rows_there_are(self):
        pairs = self.draw("minority", k_neighbors=50)
        assert {(base, other) for base, other, _ in pairs} == {
            (i, j) for i in range(3) for j in range(3) if i != j
        }

    def test_without_others_it_is_minority(self):
        no_rows = np.empty((0, 1))
        for strategy in STRATEGIES:
            assert self.draw(strategy, X_others=no_rows) == self.draw("minority")

    def test_single_row_is_repeated(self, rng):
        X_class, X_others = np.array([[3.0, 4.0]]), np.array([[0.0, 0.0]])
        rows = SearchedRows.of(X_class), SearchedRows.of(X_others)
        for strategy in ("minority", "combined"):
            oversampler = GeometricSMOTE(selection_strategy=strategy)
            X_new, parents = geometric_alone(oversampler, *rows, 5, rng)
            assert_array_equal(X_new, np.tile(X_class, (5, 1)))
            assert_array_equal(parents.base, np.zeros(5))
            assert_array_equal(parents.partner, np.full(5, -1))

    def test_far_from_the_origin_neighbors_are_exact(self, rng):
        X = rng.normal(size=(300, 20))
        (_, near), (_, far) = (
            draw_points(X[:100] + offset, X[100:] + offset, 500, 5, "combined")
            for offset in (0.0, 1e8)
        )
        assert_array_equal(near.position, far.position)
        assert_array_equal(near.is_other, far.is_other)

    @pytest.mark.parametrize("n_features", [2, 20])
    def test_neighbors_do_not_depend_on_the_search(self, n_features, rng):
        X = rng.normal(size=(200, n_features))
        own = NearestNeighbors(n_neighbors=6, algorithm="ball_tree")
        (_, quickest), (_, given) = (
            draw_points(X[:80], X[80:], 400, k, "combined") for k in (5, own)
        )
        assert_array_equal(quickest.position, given.position)


def split_new(X_res, y, sampler, X):
    """Return the new rows, their centers, and the rows of other classes."""
    return X_res[len(X) :], X[sampler.base_indices_], X[y == 0]


@pytest.mark.parametrize("truncation_factor", [1.0, 0.0, -0.3])
@pytest.mark.parametrize("deformation_factor", [0.0, 0.5])
def test_combined_stays_in_the_ball_to_the_nearest_other(
    truncation_factor, deformation_factor, data
):
    X, y = data
    sampler = GeometricSMOTE(
        {1: 1000},
        truncation_factor=truncation_factor,
        deformation_factor=deformation_factor,
        random_state=0,
    )
    X_new, centers, X_others = split_new(sampler.fit_resample(X, y)[0], y, sampler, X)
    radii = pairwise_distances(centers, X_others).min(axis=1)
    assert (np.linalg.norm(X_new - centers, axis=1) <= radii * (1 + 1e-9)).all()


def test_majority_fills_the_ball_to_the_nearest_other(data):
    X, y = data
    sampler = GeometricSMOTE(
        {1: 3000},
        truncation_factor=0,
        selection_strategy="majority",
        random_state=0,
    )
    X_new, centers, X_others = split_new(sampler.fit_resample(X, y)[0], y, sampler, X)
    radii = pairwise_distances(centers, X_others).min(axis=1)
    shares = (np.linalg.norm(X_new - centers, axis=1) / radii) ** 4
    assert stats.kstest(shares, "uniform").pvalue > 0.001


def test_full_truncation_and_deformation_is_smote(data):
    X, y = data
    sampler = GeometricSMOTE(
        {1: 400},
        deformation_factor=1,
        selection_strategy="minority",
        k_neighbors=3,
        random_state=0,
    )
    X_new, centers, _ = split_new(sampler.fit_resample(X, y)[0], y, sampler, X)
    X_class = X[y == 1]
    nearest = np.argsort(pairwise_distances(centers, X_class), axis=1)[:, 1:4]
    toward = X_class[nearest] - centers[:, np.newaxis]
    steps = X_new - centers
    shares = np.einsum("ikj,ij->ik", toward, steps) / (toward**2).sum(axis=2)
    remainders = np.linalg.norm(
        steps[:, np.newaxis] - shares[:, :, np.newaxis] * toward, axis=2
    )
    best = remainders.argmin(axis=1)[:, np.newaxis]
    assert_allclose(np.take_along_axis(remainders, best, axis=1), 0, atol=1e-9)
    shares = np.take_along_axis(shares, best, axis=1)
    assert (shares >= -1e-12).all()
    assert (shares <= 1 + 1e-12).all()


def test_duplicates_are_repeated():
    X = np.array([[0.0, 0.0]] * 8 + [[1.0, 1.0]] * 3)
    y = np.repeat([0, 1], [8, 3])
    X_res, _ = GeometricSMOTE(k_neighbors=2, random_state=0).fit_resample(X, y)
    assert_array_equal(X_res[8:], np.ones((8, 2)))


class TestAgainstPredecessor:
    """Both make the same distribution, and a small difference would show."""

    @pytest.fixture
    def blobs(self):
        centers = [[0] * 5, [1.5] * 5]
        return make_blobs([60, 15], 5, centers=centers, random_state=1)

    @staticmethod
    def make(cls, X, y, strategy, seed, deformation_factor=0.4):
        """Return 5,000 new rows."""
        sampler = cls(
            {1: 5015},
            truncation_factor=0.7,
            deformation_factor=deformation_factor,
            selection_strategy=strategy,
            random_state=seed,
        )
        return sampler.fit_resample(X, y)[0][len(X) :]

    @staticmethod
    def p_value(X_new, X_other_new, X_class):
        """Compare random projections, and distances to the given rows of the class.

        The least p-value is multiplied by their number (Bonferroni).
        """
        axes = np.random.RandomState(3).normal(size=(X_new.shape[1], 10))
        statistics, others = (
            np.column_stack((X @ axes, pairwise_distances(X, X_class).min(axis=1))).T
            for X in (X_new, X_other_new)
        )
        p_values = [
            stats.ks_2samp(*pair).pvalue
            for pair in zip(statistics, others, strict=True)
        ]
        return min(p_values) * len(p_values)

    @pytest.mark.parametrize("strategy", STRATEGIES)
    def test_same_distribution(self, strategy, blobs):
        X, y = blobs
        X_new = self.make(GeometricSMOTE, X, y, strategy, 0)
        expected = self.make(PredecessorGeometricSMOTE, X, y, strategy, 1)
        assert self.p_value(X_new, expected, X[y == 1]) > 0.001

    @pytest.mark.parametrize("strategy", STRATEGIES)
    def test_wrong_deformation_shows(self, strategy, blobs):
        X, y = blobs
        X_new = self.make(GeometricSMOTE, X, y, strategy, 0, deformation_factor=0.5)
        expected = self.make(PredecessorGeometricSMOTE, X, y, strategy, 1)
        assert self.p_value(X_new, expected, X[y == 1]) < 0.001


class TestSampling:
    def test_given_rows_come_first_and_untouched(self, data):
        X, y = data
        X_before = X.copy()
        X_res, y_res = GeometricSMOTE(random_state=0).fit_resample(X, y)
        assert_array_equal(X_res[: len(X)], X_before)
        assert_array_equal(y_res[: len(y)], y)
        assert_array_equal(X, X_before)

    @pytest.mark.parametrize(
        "sampling_strategy, n_expected",
        [
            ("auto", 90),
            ("minority", 90),
            (0.5, 45),
            ({1: 33}, 33),
            ({1: 30}, 30),
            (lambda y: {1: 50}, 50),
        ],
    )
    def test_counts_are_exact(self, sampling_strategy, n_expected, data):
        X, y = data
        sampler = GeometricSMOTE(sampling_strategy, random_state=0)
        X_res, y_res = sampler.fit_resample(X, y)
        assert Counter(y_res.tolist()) == {0: 90, 1: n_expected}
        assert len(X_res) == 90 + n_expected
        assert sampler.sampling_strategy_ == {1: n_expected - 30}
        assert sampler.base_indices_.shape == (n_expected - 30,)

    def test_balanced_data_come_back_unchanged(self, rng):
        X, y = rng.normal(size=(20, 2)), np.repeat([0, 1], 10)
        sampler = GeometricSMOTE()
        X_res, y_res = sampler.fit_resample(X, y)
        assert_array_equal(X_res, X)
        assert_array_equal(y_res, y)
        assert sampler.base_indices_.size == 0

    def test_every_class_stays_near_itself(self):
        X, y = make_blobs(
            [60, 20, 10], centers=[[0, 0], [50, 0], [0, 50]], random_state=0
        )
        names = np.array(["a", "b", "c"])[y]
        sampler = GeometricSMOTE(selection_strategy="minority", random_state=0)
        X_res, y_res = sampler.fit_resample(X, names)
        assert Counter(y_res.tolist()) == {"a": 60, "b": 60, "c": 60}
        assert_array_equal(names[sampler.base_indices_], y_res[90:])
        for name, middle in zip("abc", [[0, 0], [50, 0], [0, 50]], strict=True):
            assert np.linalg.norm(X_res[y_res == name] - middle, axis=1).max() < 15

    def test_classes_have_draws_of_their_own(self, rng):
        X_class = rng.normal(size=(10, 2))
        X = np.vstack((rng.normal(size=(30, 2)), X_class, X_class))
        y = np.repeat([0, 1, 2], [30, 10, 10])
        sampler = GeometricSMOTE(selection_strategy="minority", random_state=0)
        X_res, y_res = sampler.fit_resample(X, y)
        new = np.arange(len(X_res)) >= 50
        assert not np.isclose(
            X_res[new & (y_res == 1)], X_res[new & (y_res == 2)]
        ).any()

    def test_same_seed_same_rows(self, data):
        X_res, _ = GeometricSMOTE(random_state=5).fit_resample(*data)
        again, _ = GeometricSMOTE(random_state=5).fit_resample(*data)
        other, _ = GeometricSMOTE(random_state=6).fit_resample(*data)
        assert_array_equal(X_res, again)
        assert not np.allclose(X_res, other)

    def test_positions_of_parameters_are_fixed(self):
        sampler = GeometricSMOTE({1: 9}, 4, 0.5, 0.25, "majority", [1], 3)
        assert sampler.get_params() == {
            "sampling_strategy": {1: 9},
            "k_neighbors": 4,
            "truncation_factor": 0.5,
            "deformation_factor": 0.25,
            "selection_strategy": "majority",
            "categorical_features": [1],
            "random_state": 3,
            "weighting": None,
        }

    def test_it_works_in_a_pipeline(self, data):
        model = make_pipeline(GeometricSMOTE(random_state=0), LogisticRegression())
        assert model.fit(*data).score(*data) > 0.5

    @pytest.mark.parametrize("unit", [1e200, 1e150, 1e-150, 1e-200])
    @pytest.mark.parametrize("strategy", STRATEGIES)
    @pytest.mark.parametrize("n_features", [4, 12])
    def test_extreme_numbers_make_the_same_rows(self, unit, strategy, n_features, rng):
        X = rng.normal(size=(60, n_features))
        y = np.repeat([0, 1], [45, 15])
        sampler = GeometricSMOTE(selection_strategy=strategy, random_state=0)
        X_res, _ = sampler.fit_resample(X, y)
        X_unit, _ = sampler.fit_resample(X * unit, y)
        assert_allclose(X_unit / unit, X_res, rtol=1e-9, atol=1e-12)

    @pytest.mark.parametrize("strategy", STRATEGIES)
    def test_smallest_numbers_make_finite_rows(self, strategy, rng):
        X = rng.normal(size=(60, 3)) * 1e-310
        y = np.repeat([0, 1], [45, 15])
        sampler = GeometricSMOTE(selection_strategy=strategy, random_state=0)
        X_res, _ = sampler.fit_resample(X, y)
        assert np.abs(X_res).max() < 1e-308


class TestContainers:
    @pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, np.int16])
    def test_dtype_is_kept(self, dtype, data):
        X, y = data
        X = (100 * X).astype(dtype)
        X_res, _ = GeometricSMOTE(random_state=0).fit_resample(X, y)
        X_float, _ = GeometricSMOTE(random_state=0).fit_resample(X.astype(float), y)
        assert X_res.dtype == dtype
        if np.issubdtype(dtype, np.integer):
            low, high = X[y == 1].min(axis=0), X[y == 1].max(axis=0)
            X_float[len(X) :] = np.clip(np.floor(X_float[len(X) :] + 0.5), low, high)
        assert_allclose(X_res, X_float.astype(dtype), rtol=1e-5, atol=1e-3)

    def test_lists_give_lists(self, data):
        X, y = data
        X_res, y_res = GeometricSMOTE(random_state=0).fit_resample(
            X.tolist(), y.tolist()
        )
        expected, _ = GeometricSMOTE(random_state=0).fit_resample(X, y)
        assert isinstance(X_res, list)
        assert isinstance(y_res, list)
        assert X_res == expected.tolist()

    @pytest.mark.parametrize("kind", [sparse.csr_matrix, sparse.csc_matrix])
    @pytest.mark.parametrize("strategy", STRATEGIES)
    def test_sparse_rows_are_those_of_arrays(self, kind, strategy, rng):
        X = sparse.random(60, 12, 0.5, random_state=rng, format="csr")
        y = np.repeat([0, 1], [45, 15])
        sampler = GeometricSMOTE(selection_strategy=strategy, random_state=0)
        X_res, _ = sampler.fit_resample(kind(X), y)
        expected, _ = sampler.fit_resample(X.toarray(), y)
        assert isinstance(X_res, kind)
        assert_allclose(X_res.toarray(), expected, atol=1e-12)

    def test_full_deformation_keeps_zeros(self, rng):
        X = sparse.random(60, 50, 0.05, random_state=rng, format="csr")
        y = np.repeat([0, 1], [45, 15])
        X_res, _ = GeometricSMOTE(deformation_factor=1, random_state=0).fit_resample(
            X, y
        )
        assert X_res.nnz < 0.15 * np.prod(X_res.shape)

    def test_pandas_keeps_columns_and_dtypes(self, data):
        X, y = data
        frame = pd.DataFrame(X, columns=list("abcd")).astype({"b": "float32"})
        frame["e"] = pd.array(np.arange(120), dtype="Int64")
        frame["f"] = np.arange(120, dtype=np.int8)
        target = pd.Series(y, name="target")
        sampler = GeometricSMOTE(random_state=0)
        X_res, y_res = sampler.fit_resample(frame, target)
        pd.testing.assert_series_equal(X_res.dtypes, frame.dtypes)
        pd.testing.assert_frame_equal(X_res[:120], frame)
        assert y_res.name == "target"
        assert sampler.feature_names_in_.tolist() == list("abcdef")

    def test_polars_keeps_schema(self, data):
        X, y = data
        frame = pl.DataFrame({"a": X[:, 0], "b": np.arange(120)})
        X_res, y_res = GeometricSMOTE(random_state=0).fit_resample(
            frame, pl.Series("target", y)
        )
        assert X_res.schema == frame.schema
        assert X_res[:120].equals(frame)
        assert isinstance(y_res, pl.Series)


class TestCategories:
    def test_difference_of_categories_counts_as_the_median_std(self):
        X = np.array([[0.0, 0.0, 1.0], [2.0, 6.0, 1.0]])
        codes = np.array([[0, 1], [2, 1]])
        assert median_std(X) == 1.0
        encoded = encode_categories(X, codes, np.array([3, 2]), 1.0 / np.sqrt(2))
        assert_allclose(np.sum((encoded[0] - encoded[1]) ** 2), 2**2 + 6**2 + 1)

    @pytest.mark.parametrize(("place", "is_nearest"), [(0.95, True), (1.05, False)])
    def test_another_category_is_as_far_as_the_median_deviation(
        self, place, is_nearest, rng
    ):
        # Beside the first row lie one of another category and one at 1 in its own.
        X = np.array([[0.0], [0.0], [1.0], [2.6], [-1.5]])
        X[3] = optimize.brentq(
            lambda far: np.std([0, 0, 1, far, -1.5]) - 1 / place, 0.1, 9
        )
        codes = np.array([[0], [1], [0], [0], [0]])
        no_others = np.empty((0, 1)), np.empty((0, 1), dtype=int)
        X_new, parents, _ = make_mixed(
            (X, no_others[0]), (codes, no_others[1]), 200, rng
        )
        of_first = X_new[parents.base == 0]
        assert (of_first > 0).all() == is_nearest
        assert (of_first == 0).all() != is_nearest

    @pytest.mark.parametrize(
        ("strategy", "signs"),
        [("minority", {1}), ("majority", {-1}), ("combined", {-1})],
    )
    def test_strategy_says_which_class_the_surface_comes_from(
        self, strategy, signs, rng
    ):
        X, X_others = np.array([[0.0], [3.0], [4.0]]), np.array([[-1.0], [-9.0]])
        codes, codes_others = np.zeros((3, 1), dtype=int), np.zeros((2, 1), dtype=int)
        X_new, parents, _ = make_mixed(
            (X, X_others), (codes, codes_others), 200, rng, selection_strategy=strategy
        )
        assert set(np.sign(X_new[parents.base == 0]).ravel()) == signs

    def test_many_categories_are_kept_sparse(self):
        codes = np.arange(400)[:, np.newaxis]
        X = np.arange(400.0)[:, np.newaxis]
        encoded = encode_categories(X, codes, np.array([400]), 2.0)
        assert sparse.issparse(encoded)
        assert encoded.nnz <= 2 * 400

    def test_most_frequent_category_is_elected(self, rng):
        codes = np.array([[0], [1], [1], [2]])
        donors = elect_categories(
            codes, np.array([[0, 1, 2, 3]]), np.zeros(50, dtype=int), rng
        )
        assert set(codes[donors[:, 0], 0].tolist()) == {1}

    def test_ties_are_fair_between_categories(self, rng):
        codes = np.array([[0], [0], [1], [1], [2]])
        donors = elect_categories(
            codes, np.array([[0, 1, 2, 3, 4]]), np.zeros(4000, dtype=int), rng
        )
        shares = np.bincount(codes[donors[:, 0], 0], minlength=3) / 4000
        assert_allclose(shares, [0.5, 0.5, 0.0], atol=0.04)

    @pytest.mark.parametrize("strategy", STRATEGIES)
    def test_categories_come_from_the_class(self, strategy, rng):
        X = rng.normal(size=(60, 2))
        codes = np.repeat([[0], [1]], [20, 40], axis=0)
        params = {"k_neighbors": 5, "selection_strategy": strategy}
        X_new, parents, donors = make_mixed(
            (X[:20], X[20:]), (codes[:20], codes[20:]), 30, rng, **params
        )
        assert X_new.shape == (30, 2)
        assert parents.base.max() < 20
        assert donors.max() < 20

    def test_elected_category_is_that_of_the_neighbors(self, rng):
        X = np.vstack((rng.normal(size=(20, 2)), rng.normal(size=(20, 2)) + 100))
        X = np.vstack((X, rng.normal(size=(80, 2)) + 50))
        color = np.repeat(["near", "far", "between"], [20, 20, 80])
        X = np.column_stack((X.astype(object), color))
        y = np.repeat([1, 0], [40, 80])
        X_res, _ = GeometricSMOTE(
            categorical_features=[2], selection_strategy="minority", random_state=0
        ).fit_resample(X, y)
        is_near = X_res[120:, 0].astype(float) < 50
        assert_array_equal(X_res[120:, 2], np.where(is_near, "near", "far"))

    @pytest.mark.parametrize(
        "categorical_features",
        [["color", "shape"], [1, 3], [False, True, False, True]],
    )
    @pytest.mark.parametrize("package", [pd, pl])
    def test_frames_keep_order_and_dtypes(self, package, categorical_features, mixed):
        frame, y = package.DataFrame(mixed[0]), mixed[1]
        sampler = GeometricSMOTE(
            categorical_features=categorical_features, random_state=0
        )
        X_res, y_res = sampler.fit_resample(frame, y)
        assert list(X_res.columns) == ["size", "color", "count", "shape"]
        assert list(X_res.dtypes) == list(frame.dtypes)
        assert X_res[:40].equals(frame)
        assert set(X_res["color"]) == {"red", "green", "blue"}
        assert_array_equal(sampler.categorical_features_, [1, 3])
        assert_array_equal(sampler.continuous_features_, [0, 2])
        assert Counter(y_res.tolist()) == {0: 28, 1: 28}

    def test_all_containers_make_the_same_rows(self, mixed):
        columns, y = mixed
        sampler = GeometricSMOTE(categorical_features=[1, 3], random_state=0)
        frame = pd.DataFrame(columns)
        expected = sampler.fit_resample(frame, y)[0]
        of_polars = sampler.fit_resample(pl.DataFrame(columns), y)[0]
        of_array = sampler.fit_resample(frame.to_numpy(dtype=object), y)[0]
        of_list = sampler.fit_resample(frame.to_numpy(dtype=object).tolist(), y)[0]
        assert of_polars["shape"].to_list() == expected["shape"].tolist()
        assert of_polars["count"].to_list() == expected["count"].tolist()
        assert of_array.dtype == object
        assert of_array[:, 1].tolist() == expected["color"].tolist()
        assert of_array.tolist() == of_list

    def test_auto_finds_categorical_dtypes_of_pandas(self, mixed):
        frame = (
            pd.DataFrame(mixed[0]).astype({"color": "category"}).drop(columns="shape")
        )
        sampler = GeometricSMOTE(categorical_features="auto", random_state=0)
        X_res, _ = sampler.fit_resample(frame, mixed[1])
        assert_array_equal(sampler.categorical_features_, [1])
        assert X_res.dtypes["color"] == frame.dtypes["color"]

    def test_auto_finds_categorical_dtypes_of_polars(self, mixed):
        frame = pl.DataFrame(mixed[0]).with_columns(
            pl.col("color").cast(pl.Categorical),
            pl.col("shape").cast(pl.Enum(["flat", "round"])),
        )
        sampler = GeometricSMOTE(categorical_features="auto", random_state=0)
        X_res, _ = sampler.fit_resample(frame, mixed[1])
        assert_array_equal(sampler.categorical_features_, [1, 3])
        assert X_res.schema == frame.schema

    @pytest.mark.parametrize("kind", [sparse.csr_matrix, sparse.csc_matrix])
    def test_sparse_categories_are_those_of_arrays(self, kind, rng):
        X = sparse.random(60, 12, 0.5, random_state=rng).toarray()
        X[:, [2, 5]] = rng.randint(3, size=(60, 2))
        y = np.repeat([0, 1], [45, 15])
        sampler = GeometricSMOTE(categorical_features=[5, 2], random_state=0)
        X_res, _ = sampler.fit_resample(kind(X), y)
        expected, _ = sampler.fit_resample(X, y)
        assert isinstance(X_res, kind)
        assert_allclose(X_res.toarray(), expected, atol=1e-12)
        assert set(np.unique(expected[:, 2])) <= {0, 1, 2}

    def test_arrays_of_strings_keep_all_digits(self, mixed):
        sizes = [f"{size:.2f}" for size in mixed[0]["size"]]
        X = np.column_stack((sizes, mixed[0]["color"]))
        sampler = GeometricSMOTE(categorical_features=[1], random_state=0)
        X_res, _ = sampler.fit_resample(X, mixed[1])
        assert X_res.dtype.kind == "U"
        assert_array_equal(X_res[:40], X)
        assert max(map(len, X_res[40:, 0])) > 10

    def test_missing_category_is_one_of_its_own(self, mixed):
        frame = pd.DataFrame(mixed[0]).astype({"color": "category"})
        frame.loc[28:, "color"] = np.nan
        X_res, _ = GeometricSMOTE(
            categorical_features=["color", "shape"], random_state=0
        ).fit_resample(frame, mixed[1])
        assert X_res["color"][40:].isna().all()

    def test_missing_categories_vote_together(self, rng):
        X = np.column_stack((rng.normal(size=40), np.ones(40)))
        X[-7:, 1] = np.nan
        y = np.repeat([0, 1], [28, 12])
        sampler = GeometricSMOTE(k_neighbors=11, categorical_features=[1])
        X_res, _ = sampler.fit_resample(X, y)
        # Of eleven neighbours, six or seven.
        assert np.isnan(X_res[40:, 1]).all()

    @pytest.mark.parametrize("unit", [1e200, 1e150, 1e-150, 1e-200])
    def test_extreme_numbers_make_the_same_rows(self, unit, rng):
        X = rng.normal(size=(60, 4))
        X[:, 3] = rng.randint(3, size=60)
        y = np.repeat([0, 1], [45, 15])
        sampler = GeometricSMOTE(categorical_features=[3], random_state=0)
        X_res, _ = sampler.fit_resample(X, y)
        units = [unit, unit, unit, 1.0]
        X_unit, _ = sampler.fit_resample(X * units, y)
        assert_allclose(X_unit / units, X_res, rtol=1e-9, atol=1e-12)


class TestErrors:
    @pytest.mark.parametrize(
        "parameter, value",
        [
            ("truncation_factor", 1.1),
            ("truncation_factor", -1.1),
            ("deformation_factor", -0.1),
            ("deformation_factor", 1.1),
            ("selection_strategy", "nearest"),
            ("k_neighbors", 0),
            ("k_neighbors", "five"),
            ("categorical_features", "all"),
            ("sampling_strategy", "most"),
            ("random_state", "seed"),
        ],
    )
    def test_wrong_value_is_named(self, parameter, value, data):
        sampler = GeometricSMOTE(**{parameter: value})
        with pytest.raises(ValueError, match=f"The '{parameter}' parameter of Geom"):
            sampler.fit_resample(*data)

    @pytest.mark.parametrize("k_neighbors", [30, NearestNeighbors(n_neighbors=31)])
    def test_too_few_rows_of_a_class_are_named(self, k_neighbors, data):
        sampler = GeometricSMOTE(k_neighbors=k_neighbors)
        with pytest.raises(
            ValueError, match="Class 1 has 30 rows, and `k_neighbors` ="
        ):
            sampler.fit_resample(*data)

    def test_estimator_that_finds_only_the_row_itself_is_named(self, data):
        sampler = GeometricSMOTE(k_neighbors=NearestNeighbors(n_neighbors=1))
        with pytest.raises(ValueError, match="`k_neighbors` as an estimator counts"):
            sampler.fit_resample(*data)

    def test_majority_needs_no_neighbors_in_the_class(self):
        X, y = np.arange(10.0)[:, np.newaxis], np.repeat([0, 1], [9, 1])
        sampler = GeometricSMOTE(selection_strategy="majority", random_state=0)
        X_res, _ = sampler.fit_resample(X, y)
        assert ((X_res[10:] >= 8) & (X_res[10:] <= 9)).all()

    @pytest.mark.parametrize("value, name", [(np.nan, "NaN"), (np.inf, "infinity")])
    @pytest.mark.parametrize("categorical_features", [None, [0]])
    def test_missing_and_infinite_numbers_are_named(
        self, value, name, categorical_features, data
    ):
        X, y = data
        X[3, 1] = value
        sampler = GeometricSMOTE(categorical_features=categorical_features)
        with pytest.raises(ValueError, match=name):
            sampler.fit_resample(X, y)

    @pytest.mark.parametrize(
        "categorical_features, message",
        [
            ([4], r"positions from 0 to 3, or a mask. Got \[4\]"),
            ([-1], r"positions from 0 to 3, or a mask. Got \[-1\]"),
            ([True, False], r"mask needs 4 entries, one a column. Got shape \(2,\)"),
            (["a"], r"positions, as `X` has no names, or a mask. Got \['a'\]"),
            ("auto", "needs a data frame"),
            ([], "gives no categorical column"),
            ([False] * 4, "gives no categorical column"),
            ([0, 1, 2, 3], "gives all 4 columns"),
        ],
    )
    def test_wrong_categorical_features_are_named(
        self, categorical_features, message, data
    ):
        sampler = GeometricSMOTE(categorical_features=categorical_features)
        with pytest.raises(ValueError, match=message):
            sampler.fit_resample(*data)

    def test_frames_without_what_was_asked_for_are_named(self, data):
        X, y = pd.DataFrame(data[0], columns=list("abcd")), data[1]
        with pytest.raises(ValueError, match="'auto' gives no categorical column"):
            GeometricSMOTE(categorical_features="auto").fit_resample(X, y)
        with pytest.raises(ValueError, match=r"names among \['a', .* Got \['e'\]"):
            GeometricSMOTE(categorical_features=["e"]).fit_resample(X, y)

    @pytest.mark.parametrize("categorical_features", [None, ["color"]])
    def test_strings_that_are_no_category_are_named(self, categorical_features, mixed):
        sampler = GeometricSMOTE(categorical_features=categorical_features)
        with pytest.raises(ValueError, match=r"else than numbers in columns .*'shape'"):
            sampler.fit_resample(pd.DataFrame(mixed[0]), mixed[1])
