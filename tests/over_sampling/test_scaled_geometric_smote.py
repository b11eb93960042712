"""ScaledGeometricSMOTE: free of units, in the units and categories of the table."""

import warnings
from collections import Counter
from datetime import datetime

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from imblearn.over_sampling import SMOTEN
from numpy.testing import assert_allclose, assert_array_equal
from problems import EXTREME_SCALES, count, problems
from scipy import sparse
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.exceptions import ConvergenceWarning
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from clover.distribution import (
    ClusterDistributor,
    CoverageFilter,
    LogLinearAllocation,
)
from clover.over_sampling import (
    ClusterOverSampler,
    GeometricSMOTE,
    ScaledGeometricSMOTE,
)

CLUSTERINGS = [1, 4]
FORMS = [
    {},
    {"n_clusters": 4},
    {"selection_strategy": "minority", "deformation_factor": 0.5},
    {"selection_strategy": "majority", "n_clusters": 4, "truncation_factor": -0.5},
]
# Powers of two, by which numbers are multiplied without rounding.
FACTORS = 2.0 ** np.array([30, -20, 500, -500])


def resample(X, y, **params):
    """Return the sampler and the new rows."""
    sampler = ScaledGeometricSMOTE(**{"random_state": 0, **params})
    X_res, _ = sampler.fit_resample(X, y)
    return sampler, X_res[len(y) :]


def compose(oversampler, scaler, n_clusters):
    """Return the composition of the preset, written out."""
    n_init = "auto"
    return ClusterOverSampler(
        oversampler,
        make_pipeline(scaler, KMeans(n_clusters, n_init=n_init)),
        ClusterDistributor(
            CoverageFilter(0.8), LogLinearAllocation.by_size_and_spread()
        ),
        random_state=0,
        search_space="clusters",
    )


@pytest.fixture
def frame(three_classes):
    """Four columns of numbers and four of categories, of three classes."""
    X, y = three_classes
    table = pd.DataFrame(X * [1, 1e3, 1e-4, 1], columns=list("abcd"))
    table["d"] = (100 * table["d"]).round().astype("int16")
    table.insert(1, "color", np.where(X[:, 0] > 0, "red", "blue"))
    table["size"] = pd.Categorical(np.where(X[:, 1] > 0, "S", "L"), list("SML"))
    table["is_new"] = X[:, 2] > 0
    table["origin"] = pd.Series(np.where(X[:, 3] > 0, "here", None), dtype=object)
    return table, y


class TestUnits:
    @pytest.mark.parametrize("form", FORMS, ids=str)
    def test_factors_of_columns_are_those_of_samples_to_the_bit(
        self, three_classes, form
    ):
        X, y = three_classes
        one, X_new = resample(X, y, **form)
        other, X_times = resample(X * FACTORS, y, **form)
        assert len(X_new) == 300
        assert_array_equal(X_times, X_new * FACTORS)
        assert_array_equal(one.provenance_.base, other.provenance_.base)
        assert_array_equal(one.labels_, other.labels_)
        assert str(one.cluster_report_) == str(other.cluster_report_)

    @pytest.mark.parametrize("n_clusters", CLUSTERINGS)
    def test_numbers_next_to_categories_keep_their_units_too(self, frame, n_clusters):
        table, y = frame
        times = table.assign(a=1024 * table["a"], c=table["c"] / 4096)
        _, new = resample(table, y, n_clusters=n_clusters)
        _, new_times = resample(times, y, n_clusters=n_clusters)
        expected = new.assign(a=1024 * new["a"], c=new["c"] / 4096)
        pd.testing.assert_frame_equal(new_times, expected, check_exact=True)

    def test_units_and_shifts_that_round_change_samples_by_rounding_only(
        self, three_classes
    ):
        X, y = three_classes
        _, X_new = resample(X, y)
        _, X_moved = resample(X * [3, 0.1, 7e5, 1e-6] + [5, -1, 0, 1e-6], y)
        expected = X_new * [3, 0.1, 7e5, 1e-6] + [5, -1, 0, 1e-6]
        assert (np.abs(X_moved - expected) < 1e-11 * np.ptp(expected, axis=0)).all()

    @pytest.mark.parametrize("exponent", [-990, -500, 500, 990])
    def test_magnitudes_near_the_limits_of_floats(self, three_classes, exponent):
        X, y = three_classes
        for n_clusters in CLUSTERINGS:
            _, X_new = resample(X, y, n_clusters=n_clusters)
            _, X_far = resample(X * 2.0**exponent, y, n_clusters=n_clusters)
            assert_array_equal(X_far, X_new * 2.0**exponent)

    def test_standardised_rows_give_the_samples_of_geometric_smote(self, three_classes):
        X, y = three_classes
        Z = StandardScaler().fit_transform(X)
        for strategy in ("combined", "minority", "majority"):
            bare = GeometricSMOTE(selection_strategy=strategy, random_state=0)
            expected, _ = bare.fit_resample(Z, y)
            _, Z_new = resample(Z, y, selection_strategy=strategy)
            assert_allclose(Z_new, expected[len(y) :], rtol=0, atol=1e-12)

    def test_samples_of_a_wide_column_do_not_ignore_the_narrow_one(self):
        # Unscaled, the neighbour of row 0 is row 2; scaled, it is row 1.
        few = np.array([[0.0, 0], [1, 100], [10, 0], [9, 100]])
        others = np.column_stack((np.linspace(4, 6, 96), np.full(96, 1_000.0)))
        X, y = np.vstack((few, others)), np.repeat([1, 0], [4, 96])
        sampler, _ = resample(X, y, k_neighbors=1, selection_strategy="minority")
        provenance = sampler.provenance_
        pairs = zip(provenance.base.tolist(), provenance.partner.tolist(), strict=True)
        assert set(pairs) == {(0, 1), (1, 0), (2, 3), (3, 2)}


class TestComposition:
    @pytest.mark.parametrize("n_clusters", [1, 20])
    @pytest.mark.parametrize("kind", [np.asarray, np.float32, pd.DataFrame])
    def test_equals_the_composition_written_out(self, three_classes, kind, n_clusters):
        X, y = three_classes
        X = kind(X)
        ball = {"selection_strategy": "minority", "deformation_factor": 0.5}
        for params in ({}, {"k_neighbors": 3, **ball}):
            preset, X_new = resample(X, y, n_clusters=n_clusters, **params)
            composed = compose(GeometricSMOTE(**params), StandardScaler(), n_clusters)
            expected, _ = composed.fit_resample(X, y)
            assert_array_equal(X_new, expected[len(y) :])
            assert_array_equal(preset.labels_, composed.labels_)
            assert np.unique(preset.labels_).size == n_clusters

    @pytest.mark.parametrize("n_clusters", CLUSTERINGS)
    def test_equals_the_composition_with_categories(self, frame, n_clusters):
        table, y = frame
        numbers, categories = list("abcd"), ["color", "size", "is_new", "origin"]
        preset, new = resample(table, y, n_clusters=n_clusters)
        composed = compose(
            GeometricSMOTE(categorical_features=categories),
            make_column_transformer(
                (StandardScaler(), numbers), (OneHotEncoder(), categories)
            ),
            n_clusters,
        )
        expected, _ = composed.fit_resample(table, y)
        assert_array_equal(preset.labels_, composed.labels_)
        expected = expected[len(y) :]
        pd.testing.assert_frame_equal(new[numbers], expected[numbers], rtol=1e-9)
        pd.testing.assert_frame_equal(new[categories], expected[categories])

    def test_one_cluster_is_the_default(self, three_classes):
        X, y = three_classes
        sampler, _ = resample(X, y)
        assert set(sampler.labels_) == {0}
        assert_array_equal(sampler.clusterer_.predict(X), sampler.labels_)

    def test_coverage_is_that_of_the_filter(self, three_classes):
        X, y = three_classes
        selected = {}
        for coverage in (0.2, 1.0):
            sampler, _ = resample(X, y, n_clusters=10, coverage=coverage)
            selected[coverage] = sampler.cluster_report_.selected.sum()
        assert selected[0.2] < selected[1.0]

    def test_auto_is_the_root_of_the_smallest_class_that_gets_rows(self, three_classes):
        X, y = three_classes
        smallest = min(np.bincount(y))
        sampler, _ = resample(X, y, n_clusters="auto")
        assert np.unique(sampler.labels_).size == round(np.sqrt(smallest))

    def test_goes_into_clusters_of_other_clusterers(self, frame):
        table, y = frame
        encoder = make_column_transformer((OneHotEncoder(), ["color", "is_new"]))
        sampler = ClusterOverSampler(
            ScaledGeometricSMOTE(), make_pipeline(encoder, KMeans(2)), random_state=0
        )
        X_res, y_res = sampler.fit_resample(table, y)
        assert X_res.dtypes.equals(table.dtypes)
        assert np.bincount(y_res).tolist() == [200, 200, 200]
        assert set(X_res["color"]) == {"red", "blue"}


class TestNumberOfClusters:
    @pytest.mark.filterwarnings("ignore:More than half of the new rows are repetition")
    def test_is_at_most_that_of_rows(self):
        X, y = np.arange(8.0)[:, np.newaxis], np.repeat([0, 1], [5, 3])
        sampler, _ = resample(X, y, n_clusters=20)
        assert np.unique(sampler.labels_).size == 8

    def test_is_at_most_that_of_distinct_rows(self):
        X = np.repeat([[0.0, 5], [1, 5], [7, 6]], [6, 5, 4], axis=0)
        y = np.repeat([0, 1, 0, 1, 0, 1], [4, 2, 4, 1, 2, 2])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            sampler, X_new = resample(X, y, n_clusters=20)
        assert np.unique(sampler.labels_).size == 3
        assert (X_new[:, np.newaxis] == X).all(axis=2).any(axis=1).all()

    def test_rows_that_are_all_equal_are_one_cluster(self):
        X, y = np.full((20, 3), 0.3), np.repeat([0, 1], [15, 5])
        sampler, X_new = resample(X, y, n_clusters=20)
        assert set(sampler.labels_) == {0}
        assert (X_new == 0.3).all()


class TestContainers:
    @pytest.mark.parametrize("n_clusters", CLUSTERINGS)
    def test_mixed_tables_of_pandas_come_back(self, frame, n_clusters):
        table, y = frame
        given = table.copy()
        sampler = ScaledGeometricSMOTE(n_clusters=n_clusters, random_state=0)
        X_res, y_res = sampler.fit_resample(table, y)
        pd.testing.assert_frame_equal(table, given)
        pd.testing.assert_frame_equal(X_res[: len(y)], given)
        assert X_res.dtypes.equals(table.dtypes)
        assert list(X_res["size"].cat.categories) == list("SML")
        for name in ("color", "size", "is_new"):
            assert set(X_res[name]) == set(table[name])
        assert set(X_res["origin"].fillna("?")) == {"here", "?"}
        assert X_res[list("abcd")].nunique().min() > 200
        assert Counter(y_res.tolist()) == {0: 200, 1: 200, 2: 200}

    @pytest.mark.parametrize("n_clusters", CLUSTERINGS)
    def test_tables_of_polars_give_the_samples_of_pandas(self, frame, n_clusters):
        table, y = frame
        in_polars = pl.DataFrame(table.astype({"size": str}).to_dict("list"))
        in_polars = in_polars.with_columns(
            pl.col("size").cast(pl.Enum(list("SML"))), pl.col("d").cast(pl.Int16)
        )
        _, new = resample(table, y, n_clusters=n_clusters)
        _, new_in_polars = resample(in_polars, y, n_clusters=n_clusters)
        assert new_in_polars.schema == in_polars.schema
        for name in table.columns:
            expected = new[name].astype(object).where(new[name].notna(), None)
            assert new_in_polars[name].to_list() == expected.tolist()

    def test_arrays_and_lists_of_objects_give_the_same_samples(self, frame):
        table, y = frame
        rows = table.to_numpy(object)
        _, new = resample(rows, y)
        _, new_in_list = resample(rows.tolist(), y)
        _, new_in_frame = resample(table, y)
        assert new.dtype == object
        assert new.tolist() == new_in_list
        for j, name in enumerate(table.columns):
            kinds = {type(value) for value in rows[:, j]}
            assert {type(value) for value in new[:, j]} <= kinds
            if table[name].dtype.kind in "fi":
                assert_allclose(new[:, j].astype(float), new_in_frame[name])

    @pytest.mark.parametrize("n_clusters", CLUSTERINGS)
    @pytest.mark.parametrize("make", [sparse.csr_matrix, sparse.csc_array])
    def test_sparse_rows_are_resampled_as_dense_ones(
        self, three_classes, make, n_clusters
    ):
        X, y = three_classes
        X = np.where(np.abs(X) < 2, 0, X) * [1e3, 1, 1e-3, 1]
        _, X_new = resample(X, y, n_clusters=n_clusters)
        _, X_sparse = resample(make(X), y, n_clusters=n_clusters)
        assert type(X_sparse) is make
        largest = X.max(axis=0)
        assert_allclose(X_sparse.toarray() / largest, X_new / largest, atol=1e-9)

    def test_integers_are_rounded_and_booleans_of_arrays_are_numbers(
        self, three_classes
    ):
        X, y = three_classes
        for rows in ((10 * X).round().astype(np.int16), X > 0):
            _, X_new = resample(rows, y)
            assert X_new.dtype == rows.dtype
            assert X_new.max() <= rows.max()
            assert X_new.min() >= rows.min()

    @pytest.mark.parametrize("n_clusters", CLUSTERINGS)
    def test_constant_columns_keep_their_number(self, three_classes, n_clusters):
        X, y = three_classes
        X[:, 1] = 0.3
        _, X_new = resample(X, y, n_clusters=n_clusters)
        assert (X_new[:, 1] == 0.3).all()
        assert np.unique(X_new[:, 0]).size > 200

    @pytest.mark.parametrize("n_clusters", CLUSTERINGS)
    @pytest.mark.parametrize("factor", [1.0, 2.0**500])
    def test_columns_that_differ_by_rounding_count_as_constant(
        self, three_classes, n_clusters, factor
    ):
        X, y = three_classes
        X[:, 1] = 0.3 * factor
        _, expected = resample(X, y, n_clusters=n_clusters)
        X[::3, 1] = (0.1 + 0.2) * factor
        sampler, X_new = resample(X, y, n_clusters=n_clusters)
        assert_array_equal(X_new[:, 1], X[sampler.provenance_.base, 1])
        assert_allclose(X_new, expected, rtol=1e-9)

    def test_one_column_and_many(self, three_classes):
        X, y = three_classes
        _, X_new = resample(X[:, :1], y)
        assert np.unique(X_new).size == 300
        wide = np.random.RandomState(0).normal(size=(40, 2_000)) * np.arange(2_000)
        _, X_new = resample(wide, np.repeat([0, 1], [30, 10]), n_clusters=3)
        assert np.isfinite(X_new).all()

    def test_balanced_rows_come_back_alone(self, frame):
        table, _ = frame
        y = np.arange(300) % 3
        sampler, new = resample(table, y, n_clusters=3)
        assert len(new) == 0
        assert sampler.cluster_report_.n_new_rows.sum() == 0


class TestCategories:
    def test_are_the_most_frequent_ones_of_neighbors(self):
        # The class lies at 0 and at 10; with two neighbours, each half votes alone.
        X = pd.DataFrame({"x": [0.0, 0.1, 0.2, 10, 10.1, 10.2, *np.linspace(4, 6, 30)]})
        X["kind"] = list("aaabbb") + ["c"] * 30
        y = np.repeat([1, 0], [6, 30])
        _, new = resample(X, y, k_neighbors=2, selection_strategy="minority")
        assert len(new) == 24
        assert_array_equal(new["kind"], np.where(new["x"] < 5, "a", "b"))

    def test_may_be_named(self, three_classes):
        X, y = three_classes
        codes = np.random.RandomState(0).randint(3, size=len(y)) * 5.0
        X = np.column_stack((X, codes))
        _, X_new = resample(X, y)
        assert np.unique(X_new[:, 4]).size > 3
        mask = [False] * 4 + [True]
        named = pd.DataFrame(X, columns=list("abcde"))
        for features, rows in (([4], X), (mask, X), (["e"], named)):
            _, X_new = resample(rows, y, categorical_features=features)
            assert set(np.asarray(X_new)[:, 4]) == {0, 5, 10}

    @pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, np.array])
    def test_tables_of_categories_only_get_the_samples_of_smoten(self, frame, kind):
        table, y = frame
        rows = table[["color", "is_new"]].astype({"is_new": str})
        rows = kind(rows.to_numpy()) if kind is np.array else kind(rows.to_dict("list"))
        sampler, new = resample(rows, y)
        expected, _ = ClusterOverSampler(SMOTEN(), random_state=0).fit_resample(rows, y)
        assert_array_equal(np.asarray(new), np.asarray(expected)[len(y) :])
        assert set(sampler.cluster_report_.made_by) == {"SMOTEN"}

    def test_tables_of_categories_only_may_be_clustered(self, frame):
        table, y = frame
        rows = table[["color", "size", "is_new", "origin"]]
        sampler, new = resample(rows, y, n_clusters=3)
        assert len(new) == 300
        assert np.unique(sampler.labels_).size == 3

    def test_missing_categories_are_a_category(self, frame):
        table, y = frame
        _, new = resample(table, y)
        assert 0 < new["origin"].isna().sum() < len(new)

    def test_many_categories_are_kept_sparse(self, three_classes):
        X, y = three_classes
        table = pd.DataFrame(X, columns=list("abcd"))
        table["name"] = [f"name {row}" for row in range(len(y))]
        sampler, new = resample(table, y, n_clusters=3)
        assert sparse.issparse(sampler.clusterer_[0].transform(table))
        assert set(new["name"]) <= set(table["name"])


class TestManners:
    @pytest.mark.parametrize("n_clusters", CLUSTERINGS)
    def test_result_depends_on_the_seed_and_not_on_n_jobs(self, frame, n_clusters):
        table, y = frame
        for rows in (table, table[list("abcd")].to_numpy()):
            (_, new), (_, again), (_, in_two), (_, other) = (
                resample(rows, y, n_clusters=n_clusters, **params)
                for params in ({}, {}, {"n_jobs": 2}, {"random_state": 1})
            )
            assert_array_equal(new, again)
            assert_array_equal(new, in_two)
            assert (np.asarray(new) != np.asarray(other)).any()

    def test_single_row_is_repeated_and_told(self, frame):
        table, y = frame
        y = np.where(np.arange(len(y)) == 7, 9, np.minimum(y, 1))
        for n_clusters in CLUSTERINGS:
            with pytest.warns(UserWarning, match="Class 9 has a single row"):
                sampler, new = resample(table, y, n_clusters=n_clusters)
            made = new[y[sampler.provenance_.base] == 9]
            assert len(made) > 100
            assert made.drop_duplicates().shape[0] == 1
            assert made["a"].iloc[0] == table["a"].iloc[7]

    @pytest.mark.parametrize("n_clusters", CLUSTERINGS)
    def test_fit_plans_what_fit_resample_makes(self, frame, n_clusters):
        table, y = frame
        sampler, _ = resample(table, y, n_clusters=n_clusters)
        planned = ScaledGeometricSMOTE(n_clusters=n_clusters, random_state=0)
        planned.fit(table, y)
        assert_array_equal(planned.labels_, sampler.labels_)
        for name in ("n_rows", "n_new_rows", "selected"):
            expected = getattr(sampler.cluster_report_, name)
            assert_array_equal(getattr(planned.cluster_report_, name), expected)
        assert not hasattr(planned, "provenance_")

    def test_weights_keep_the_share_of_each_class(self, frame):
        table, y = frame
        sampler, _ = resample(table, y, weighting=0.5)
        rows = sampler.provenance_.base
        sums = np.bincount(np.append(y, y[rows]), sampler.sample_weight_)
        assert_allclose(sums, np.bincount(y))


@given(problem=problems(scales=EXTREME_SCALES))
def test_every_promise_is_kept(problem):
    X, y = problem.X, problem.y
    n_given = len(y)
    for n_clusters in (1, "auto", 5):
        sampler = ScaledGeometricSMOTE(
            problem.strategy, 0, n_clusters=n_clusters, k_neighbors=2
        )
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.filterwarnings("ignore", "More than half of the new rows are")
            # Distinct rows may be the same to k-means, which says so, and goes on.
            warnings.simplefilter("ignore", ConvergenceWarning)
            X_again, _ = clone(sampler).set_params(n_jobs=2).fit_resample(X, y)
            X_res, y_res = sampler.fit_resample(X, y)
        assert X_res.dtype == X.dtype
        assert X_res[:n_given].tobytes() == X.tobytes()
        assert np.isfinite(X_res).all()
        counts = count(y_res)
        for label, n_rows in problem.expected.items():
            assert counts[label] == n_rows
        assert_array_equal(y[sampler.provenance_.base], y_res[n_given:])
        assert X_again.tobytes() == X_res.tobytes()


class TestErrors:
    @pytest.mark.parametrize(
        ("params", "match"),
        [
            ({"n_clusters": 0}, "'n_clusters' parameter of ScaledGeometricSMOTE"),
            ({"n_clusters": 2.5}, "'n_clusters' parameter"),
            ({"n_clusters": "all"}, "'n_clusters' parameter"),
            ({"coverage": 0}, "'coverage' parameter"),
            ({"coverage": 1.1}, "'coverage' parameter"),
            ({"deformation_factor": 2}, "'deformation_factor' parameter"),
            ({"selection_strategy": "all"}, "'selection_strategy' parameter"),
            ({"categorical_features": "all"}, "'categorical_features' parameter"),
            ({"categorical_features": [9]}, "positions from 0 to 3"),
            ({"k_neighbors": 0}, "'k_neighbors' parameter"),
        ],
        ids=str,
    )
    def test_parameters_are_checked(self, three_classes, params, match):
        for method in ("fit", "fit_resample"):
            with pytest.raises(ValueError, match=match):
                getattr(ScaledGeometricSMOTE(**params), method)(*three_classes)

    @pytest.mark.parametrize("n_clusters", CLUSTERINGS)
    def test_missing_numbers_next_to_categories_are_named(self, frame, n_clusters):
        table, y = frame
        table.loc[3, "b"] = np.nan
        columns = table.astype({"size": str}).to_dict("list")
        for rows in (table, pl.DataFrame(columns)):
            with pytest.raises(ValueError, match=r"infinite values: \['b'\]\. Fill"):
                resample(rows, y, n_clusters=n_clusters)

    def test_texts_among_numbers_are_named(self, frame):
        table, y = frame
        for features in (None, ["size", "is_new", "origin"]):
            with pytest.raises(ValueError, match=r"'color'.* Name the categorical"):
                resample(table, y, categorical_features=features)

    def test_times_are_named(self, frame):
        table, y = frame
        with pytest.raises(ValueError, match="Column 'day' of `X` holds times"):
            resample(table.assign(day=datetime(2026, 1, 1)), y)

    def test_sparse_rows_hold_no_categories(self, three_classes):
        X, y = three_classes
        with pytest.raises(ValueError, match=r"None or 'auto' for a sparse .* Got \[0"):
            resample(sparse.csr_matrix(X), y, categorical_features=[0])

    def test_columns_of_the_same_name(self, frame):
        table, y = frame
        table.columns = ["a", "a", *table.columns[2:]]
        with pytest.raises(ValueError, match=r"several called \['a'\]"):
            resample(table, y)

    def test_nothing_takes_keyword_arguments_in_one_cluster(self, three_classes):
        X, y = three_classes
        with pytest.raises(TypeError, match=r"Got \['sample_weight'\]; set `n_clust"):
            ScaledGeometricSMOTE().fit_resample(X, y, sample_weight=np.ones(len(y)))
