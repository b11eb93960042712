"""Neighbours in the cluster space, and samples in the units of the rows."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SMOTENC,
    BorderlineSMOTE,
    RandomOverSampler,
)
from imblearn.pipeline import make_pipeline as make_imblearn_pipeline
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MaxAbsScaler,
    MinMaxScaler,
    OneHotEncoder,
    PowerTransformer,
    StandardScaler,
)
from stubs import GivenClusters, name_of

from clover.distribution import ClusterDistributor, DensityDistributor
from clover.over_sampling import (
    CenterSMOTE,
    ClusterOverSampler,
    GaussianOversampler,
    GeometricSMOTE,
    SimplicialSMOTE,
)

pytestmark = pytest.mark.filterwarnings("ignore:Class .* are made inside clusters")

# The first column has the range 10, the second 1,000. Scaled, rows 0 and 1 are nearest
# to each other, and so are rows 2 and 3. Unscaled, these are rows 0 and 2, and 1 and 3.
UNLIKE = np.array([[0.0, 0], [1, 100], [10, 0], [9, 100]])
OTHERS = np.column_stack((np.linspace(4, 6, 96), np.full(96, 1_000.0)))
NATIVE = [
    SMOTE(),
    RandomOverSampler(),
    GeometricSMOTE(),
    GeometricSMOTE(selection_strategy="majority"),
    GeometricSMOTE(selection_strategy="minority", deformation_factor=0.5),
    SimplicialSMOTE(),
    CenterSMOTE(),
    GaussianOversampler(),
]
BETWEEN = DensityDistributor(np.inf, distances_exponent=1, distribution_ratio=0.5)
COMPOSITIONS = [
    {},
    {"distributor": BETWEEN},
    {"distributor": ClusterDistributor(), "clustering_scope": "class"},
]
FACTORS = np.array([1e3, 1.0, 1e-4, 1e6])


class GivenNoise(GivenClusters):
    """The same for rows with missing values."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


def scaled(*steps, n_clusters=4):
    return make_pipeline(*steps, KMeans(n_clusters, n_init=1, random_state=0))


def resample(X, y, oversampler, clusterer, search_space="clusters", **params):
    """Return the sampler and the new rows."""
    sampler = ClusterOverSampler(
        oversampler, clusterer, random_state=0, search_space=search_space, **params
    )
    X_res, _ = sampler.fit_resample(X, y)
    return sampler, X_res[len(y) :]


def pairs_of(sampler):
    provenance = sampler.provenance_
    pairs = zip(provenance.base.tolist(), provenance.partner.tolist(), strict=True)
    return set(pairs)


@pytest.fixture
def table(three_classes):
    """Four columns of numbers and one of categories, of three classes."""
    X, y = three_classes
    frame = pd.DataFrame(X, columns=list("abcd"))
    frame.insert(1, "color", np.where(X[:, 0] > 0, "red", "blue"))
    return frame, y


def encode_table(n_clusters=3):
    scaler = make_column_transformer(
        (OneHotEncoder(), ["color"]), (StandardScaler(), list("abcd"))
    )
    return scaled(scaler, n_clusters=n_clusters)


class TestNeighbors:
    @pytest.mark.parametrize("n_clusters", [1, 2])
    @pytest.mark.parametrize(
        "oversampler",
        [
            SMOTE(k_neighbors=1),
            SMOTE(k_neighbors=NearestNeighbors(n_neighbors=2)),
            SimplicialSMOTE(k_neighbors=1),
            GeometricSMOTE(k_neighbors=1, selection_strategy="minority"),
        ],
        ids=name_of,
    )
    def test_are_those_of_the_cluster_space(self, oversampler, n_clusters):
        X = np.vstack([UNLIKE, OTHERS] * n_clusters)
        y = np.tile(np.repeat([1, 0], [4, 96]), n_clusters)
        labels = np.repeat(np.arange(n_clusters), 100)
        pairs = {}
        for search_space in ("rows", "clusters"):
            clusterer = make_pipeline(MinMaxScaler(), GivenClusters(labels))
            distributor = ClusterDistributor()
            sampler, _ = resample(
                X, y, oversampler, clusterer, search_space, distributor=distributor
            )
            pairs[search_space] = pairs_of(sampler)
        starts = range(0, 100 * n_clusters, 100)
        of_rows, of_clusters = [(0, 2), (1, 3)], [(0, 1), (2, 3)]
        for search_space, links in (("rows", of_rows), ("clusters", of_clusters)):
            expected = {(s + i, s + j) for s in starts for i, j in links}
            assert pairs[search_space] == expected | {(j, i) for i, j in expected}

    def test_samples_lie_between_the_rows_as_they_are(self):
        X, y = np.vstack((UNLIKE, OTHERS)), np.repeat([1, 0], [4, 96])
        clusterer = make_pipeline(MinMaxScaler(), GivenClusters(np.zeros(100, int)))
        _, X_new = resample(X, y, SMOTE(k_neighbors=1), clusterer)
        # From row 0 to row 1, and from row 2 to row 3.
        first = X_new[:, 0] < 5
        assert_allclose(X_new[first, 1], 100 * X_new[first, 0], atol=1e-12)
        assert_allclose(X_new[~first, 1], 100 * (10 - X_new[~first, 0]), atol=1e-12)

    def test_nearest_row_of_another_class_is_that_of_the_cluster_space(self):
        # Unscaled, row 4 is nearest to row 0; scaled, row 5 is.
        X = np.vstack((UNLIKE, [[6, 0], [0, 50]], OTHERS))
        y = np.repeat([1, 0], [4, 98])
        partners = {}
        for search_space in ("rows", "clusters"):
            sampler, _ = resample(
                X,
                y,
                GeometricSMOTE(selection_strategy="majority"),
                make_pipeline(MinMaxScaler(), GivenClusters(np.zeros(102, int))),
                search_space,
            )
            partners[search_space] = {j for i, j in pairs_of(sampler) if i == 0}
        assert partners == {"rows": {4}, "clusters": {5}}

    @pytest.mark.parametrize("make_space", [lambda: PCA(2), PowerTransformer])
    def test_any_space_will_do_for_segments(self, three_classes, make_space):
        X, y = three_classes
        sampler, X_new = resample(X, y, SMOTE(k_neighbors=1), scaled(make_space()))
        space = make_space().fit_transform(X)
        provenance, labels = sampler.provenance_, sampler.labels_
        for base, partner in pairs_of(sampler):
            is_here = (labels == labels[base]) & (y == y[base])
            distances = np.linalg.norm(space - space[base], axis=1)
            distances[~is_here | (np.arange(len(y)) == base)] = np.inf
            assert partner in (None, distances.argmin())
        ends = np.sort((X[provenance.base], X[provenance.partner.filled(0)]), axis=0)
        is_between = (ends[0] - 1e-9 <= X_new) & (X_new <= ends[1] + 1e-9)
        assert is_between[~np.ma.getmaskarray(provenance.partner)].all()

    def test_sparse_rows_may_be_searched_in_few_columns(self):
        X = sparse.random(300, 80, 0.1, format="csr", random_state=0)
        y = np.repeat([0, 1], [250, 50])
        clusterer = scaled(TruncatedSVD(3, random_state=0), n_clusters=2)
        samplers = [resample(data, y, SMOTE(), clusterer) for data in (X, X.toarray())]
        (sparse_one, X_new), (dense_one, X_dense) = samplers
        assert X_new.format == "csr"
        assert pairs_of(sparse_one) == pairs_of(dense_one)
        assert_allclose(X_new.toarray(), X_dense, atol=1e-12)

    def test_clusters_and_numbers_of_samples_are_those_of_rows(self, three_classes):
        samplers = [
            resample(*three_classes, SMOTE(), scaled(StandardScaler()), search_space)[0]
            for search_space in ("rows", "clusters")
        ]
        reports = [sampler.cluster_report_ for sampler in samplers]
        assert_array_equal(*(sampler.labels_ for sampler in samplers))
        assert str(reports[0]) == str(reports[1])


@pytest.mark.parametrize("params", COMPOSITIONS, ids=["inside", "between", "class"])
@pytest.mark.parametrize("oversampler", NATIVE, ids=name_of)
class TestUnits:
    def test_samples_are_those_of_scaled_rows(self, three_classes, oversampler, params):
        X, y = three_classes
        scaler = StandardScaler().fit(X * FACTORS)
        Z = scaler.transform(X * FACTORS)
        _, X_new = resample(
            X * FACTORS, y, oversampler, scaled(StandardScaler()), **params
        )
        _, Z_new = resample(Z, y, oversampler, scaled(), "rows", **params)
        assert_allclose(scaler.transform(X_new), Z_new, rtol=0, atol=1e-11)

    def test_factors_of_columns_are_those_of_samples(
        self, three_classes, oversampler, params
    ):
        X, y = three_classes
        (one, X_new), (other, X_times) = (
            resample(data, y, oversampler, scaled(StandardScaler()), **params)
            for data in (X, X * FACTORS)
        )
        errors = np.abs(X_times / FACTORS - X_new).max(axis=0)
        assert (errors < 1e-12 * np.abs(X).max(axis=0)).all()
        assert pairs_of(one) == pairs_of(other)
        assert str(one.cluster_report_.n_new_rows) == str(
            other.cluster_report_.n_new_rows
        )


@pytest.mark.parametrize("make_identity", [FunctionTransformer, lambda: "passthrough"])
@pytest.mark.parametrize("oversampler", NATIVE, ids=name_of)
def test_identity_pipeline_equals_rows_to_the_bit(
    three_classes, oversampler, make_identity
):
    X, y = three_classes
    for data in (
        X,
        X.astype(np.float32),
        (10 * X).astype(int),
        pd.DataFrame(X),
        sparse.csc_matrix(np.where(X > 0, X, 0)),
    ):
        rows = [
            resample(data, y, oversampler, scaled(make_identity()), search_space)[1]
            for search_space in ("rows", "clusters")
        ]
        if sparse.issparse(data):
            rows = [X_new.toarray() for X_new in rows]
        assert np.asarray(rows[0]).tobytes() == np.asarray(rows[1]).tobytes()


@pytest.mark.parametrize("oversampler", NATIVE, ids=name_of)
def test_result_does_not_depend_on_n_jobs(three_classes, oversampler):
    rows = [
        resample(*three_classes, oversampler, scaled(StandardScaler()), n_jobs=n_jobs)[
            1
        ]
        for n_jobs in (None, 2)
    ]
    assert_array_equal(*rows)


@pytest.mark.parametrize(
    "kind",
    [
        np.asarray,
        np.float32,
        pd.DataFrame,
        pl.DataFrame,
        sparse.csr_matrix,
        sparse.csc_matrix,
    ],
    ids=lambda kind: f"{kind.__module__}.{kind.__name__}",
)
@pytest.mark.parametrize("oversampler", NATIVE, ids=name_of)
def test_every_container_comes_back(three_classes, oversampler, kind):
    X, y = three_classes
    X = kind(X)
    clusterer = scaled(MaxAbsScaler(), n_clusters=2)
    sampler = ClusterOverSampler(oversampler, clusterer, search_space="clusters")
    X_res, y_res = sampler.fit_resample(X, y)
    assert type(X_res) is type(X)
    assert np.bincount(y_res).tolist() == [200, 200, 200]
    if isinstance(X, pd.DataFrame | pl.DataFrame):
        assert list(X_res.dtypes) == list(X.dtypes)
    else:
        assert X_res.dtype == X.dtype


@pytest.mark.parametrize("oversampler", [GeometricSMOTE(), GaussianOversampler()])
def test_column_with_a_single_number_keeps_it(three_classes, oversampler):
    X, y = three_classes
    X[:, 2] = 0.3
    _, X_new = resample(X, y, oversampler, scaled(StandardScaler()))
    assert (X_new[:, 2] == 0.3).all()
    assert np.unique(X_new[:, 1]).size > 200


def test_pipeline_as_oversampler_makes_rows_in_its_own_space(three_classes):
    X, y = three_classes
    inner = make_imblearn_pipeline(MinMaxScaler(), SMOTE())
    (one, X_new), (other, X_of_rows) = (
        resample(X, y, oversampler, scaled(StandardScaler()))
        for oversampler in (inner, SMOTE())
    )
    assert pairs_of(one) == pairs_of(other)
    assert_allclose(X_new, MinMaxScaler().fit(X).transform(X_of_rows), atol=1e-12)


class TestCategories:
    def test_neighbors_in_the_cluster_space_vote(self):
        # With one neighbour, a sample has the category of that neighbour: blue near
        # rows 0 and 1, red near rows 2 and 3.
        X = pd.DataFrame(np.vstack((UNLIKE, OTHERS)), columns=["length", "price"])
        X["color"] = ["blue", "blue", "red", "red"] + ["red"] * 96
        y = np.repeat([1, 0], [4, 96])
        space = make_column_transformer(
            (MinMaxScaler(), ["length", "price"]), (OneHotEncoder(), ["color"])
        )
        clusterer = make_pipeline(space, GivenClusters(np.zeros(100, int)))
        _, new = resample(X, y, SMOTENC(["color"], k_neighbors=1), clusterer)
        assert len(new) == 92
        first = new[new["length"] < 5]
        assert (first["color"] == "blue").all()
        assert_allclose(first["price"], 100 * first["length"], atol=1e-12)
        second = new[new["length"] > 5]
        assert (second["color"] == "red").all()
        assert_allclose(second["price"], 100 * (10 - second["length"]), atol=1e-12)

    @pytest.mark.parametrize("params", COMPOSITIONS, ids=["inside", "between", "class"])
    @pytest.mark.parametrize(
        "oversampler",
        [
            SMOTENC(["color"]),
            SMOTENC([1], categorical_encoder=OneHotEncoder(max_categories=1)),
            GeometricSMOTE(categorical_features=["color"]),
            GeometricSMOTE(
                categorical_features=[1],
                selection_strategy="minority",
                deformation_factor=0.5,
            ),
        ],
        ids=name_of,
    )
    def test_factors_of_columns_are_those_of_samples(self, table, oversampler, params):
        frame, y = table
        times = frame.copy()
        for name, factor in zip("abcd", FACTORS, strict=True):
            times[name] *= factor
        (one, new), (other, new_times) = (
            resample(data, y, oversampler, encode_table(), **params)
            for data in (frame, times)
        )
        assert len(new) == 300
        assert_array_equal(new["color"], new_times["color"])
        for name, factor in zip("abcd", FACTORS, strict=True):
            assert_allclose(new_times[name] / factor, new[name], atol=1e-12)
        assert new.dtypes.equals(frame.dtypes)
        assert pairs_of(one) == pairs_of(other)

    def test_frames_of_polars_are_those_of_pandas(self, table):
        frame, y = table
        frame["a"] = (10 * frame["a"]).round().astype(int)
        colors = pl.col("color").cast(pl.Categorical)
        oversampler = GeometricSMOTE(categorical_features="auto")
        of_pandas, of_polars = (
            resample(data, y, oversampler, encode_table())[1]
            for data in (
                frame.astype({"color": "category"}),
                pl.DataFrame(frame.to_dict("list")).with_columns(colors),
            )
        )
        assert of_polars["color"].dtype == pl.Categorical
        for name in frame.columns:
            assert of_polars[name].to_list() == of_pandas[name].tolist()

    @pytest.mark.parametrize("strategy", ["minority", "majority", "combined"])
    def test_one_category_for_all_changes_no_number(self, table, strategy):
        frame, y = table
        frame["color"] = "red"
        # For a second class, the votes would have advanced the stream of draws.
        params = {"selection_strategy": strategy, "sampling_strategy": {1: 200}}
        mixed = GeometricSMOTE(categorical_features=["color"], **params)
        _, new = resample(frame, y, mixed, encode_table(n_clusters=1))
        numbers = frame[list("abcd")].to_numpy()
        clusterer = scaled(StandardScaler(), n_clusters=1)
        _, X_new = resample(numbers, y, GeometricSMOTE(**params), clusterer)
        assert_allclose(new[list("abcd")], X_new, rtol=1e-10)
        assert (new["color"] == "red").all()

    @pytest.mark.parametrize("n_clusters", [1, 3])
    @pytest.mark.parametrize(
        "oversampler",
        [SMOTENC([4]), GeometricSMOTE(categorical_features=[4])],
        ids=name_of,
    )
    def test_rows_as_they_are_keep_the_distances_of_the_oversampler(
        self, three_classes, oversampler, n_clusters
    ):
        X, y = three_classes
        X = np.column_stack((X, np.arange(len(y)) % 3))
        for clusterer in (
            scaled(FunctionTransformer(), n_clusters=n_clusters),
            KMeans(n_clusters, n_init=1, random_state=0),
        ):
            rows = [
                resample(X, y, oversampler, clusterer, search_space)[1]
                for search_space in ("rows", "clusters")
            ]
            assert rows[0].tobytes() == rows[1].tobytes()

    def test_single_row_is_repeated(self, table):
        frame, y = table
        labels = np.append(np.zeros(len(y) - 1, int), 1)
        space = encode_table()[0]
        for oversampler in (
            SMOTENC(["color"]),
            GeometricSMOTE(
                categorical_features=["color"], selection_strategy="majority"
            ),
        ):
            sampler, new = resample(
                frame,
                y,
                oversampler,
                make_pipeline(space, GivenClusters(labels)),
                distributor=ClusterDistributor(),
            )
            made = new[sampler.provenance_.cluster == 1]
            assert len(made)
            assert (made == frame.iloc[-1]).all(axis=None)
            report = sampler.cluster_report_
            is_single = (report.cluster == 1) & (report.n_new_rows > 0)
            assert report.made_by[is_single].tolist() == ["repetition"]


class TestErrors:
    @pytest.mark.parametrize(
        "oversampler",
        [
            ADASYN(),
            BorderlineSMOTE(),
            SMOTEN(),
            RandomOverSampler(shrinkage=0.5),
            make_imblearn_pipeline(StandardScaler(), ADASYN()),
        ],
        ids=name_of,
    )
    def test_oversampler_that_searches_by_itself_is_named(
        self, three_classes, oversampler
    ):
        last = getattr(oversampler, "steps", [(None, oversampler)])[-1][1]
        sampler = ClusterOverSampler(
            oversampler, scaled(StandardScaler()), search_space="clusters"
        )
        for method in (sampler.fit, sampler.fit_resample):
            with pytest.raises(ValueError, match="search neighbours by them") as caught:
                method(*three_classes)
            assert f"Got {last!r}; set" in str(caught.value)

    def test_there_is_no_cluster_space_without_a_clusterer(self, three_classes):
        sampler = ClusterOverSampler(SMOTE(), search_space="clusters")
        with pytest.raises(ValueError, match="`search_space` should be 'rows' if"):
            sampler.fit(*three_classes)

    @pytest.mark.parametrize("oversampler", [GeometricSMOTE(), GaussianOversampler()])
    def test_columns_without_a_unit_are_named(self, three_classes, oversampler):
        X, y = three_classes
        frame = pd.DataFrame(np.exp(X / 5), columns=["a", "b", "c", "d"])
        logarithm = FunctionTransformer(np.log)
        space = make_column_transformer(
            (logarithm, ["b", "d"]), (StandardScaler(), ["c", "a"])
        )
        name = type(oversampler).__name__
        sampler = ClusterOverSampler(
            oversampler, scaled(space), search_space="clusters"
        )
        for method in (sampler.fit, sampler.fit_resample):
            with pytest.raises(
                ValueError, match=rf"{name} takes.*columns \['b', 'd'\]"
            ):
                method(frame, y)

    def test_categories_next_to_no_numbers_and_sparse_rows(self, table):
        frame, y = table
        encoded = make_column_transformer((OneHotEncoder(), ["color"]))
        with pytest.raises(ValueError, match="SMOTENC takes no table without columns"):
            clusterer = scaled(encoded, n_clusters=1)
            resample(frame[["color"]], y, SMOTENC(["color"]), clusterer)
        X = sparse.csr_matrix(frame[list("abcd")].to_numpy())
        with pytest.raises(ValueError, match="SMOTENC takes no sparse matrix"):
            resample(X, y, SMOTENC([0]), scaled(MaxAbsScaler()))

    def test_missing_numbers_of_the_space_are_named_where_they_are_used(
        self, three_classes
    ):
        def lose_first(X):
            X = X.copy()
            X[0, 0] = np.nan
            return X

        X, y = three_classes
        clusterer = scaled(FunctionTransformer(lose_first), n_clusters=2)
        params = {
            "distributor": ClusterDistributor(),
            "clustering_scope": "class",
        }
        # Row 0 is of the largest class, which is not clustered: SMOTE does not use it.
        resample(X, y, SMOTE(), clusterer, **params)
        with pytest.raises(ValueError, match=r"GeometricSMOTE uses .* row 0 is the"):
            resample(X, y, GeometricSMOTE(), clusterer, **params)

    def test_missing_numbers_of_other_classes_are_no_matter_to_smotenc(self, table):
        def lose_first(X):
            X = X.copy()
            X[0] = np.nan
            return X

        frame, y = table
        # Row 0 is of the largest class, which is not clustered.
        clusterer = scaled(encode_table()[0], FunctionTransformer(lose_first))
        params = {
            "distributor": ClusterDistributor(),
            "clustering_scope": "class",
        }
        _, new = resample(frame, y, SMOTENC(["color"]), clusterer, **params)
        assert len(new) == 300

    @pytest.mark.filterwarnings("ignore:No samples were generated")
    def test_nothing_but_noise_is_no_matter_of_units(self, three_classes):
        X, y = three_classes
        X[::2, 0] = X[1::2, 1] = np.nan
        clusterer = make_pipeline(MinMaxScaler(), GivenNoise(np.full(len(y), -1)))
        sampler = ClusterOverSampler(
            GeometricSMOTE(), clusterer, search_space="clusters", raise_error=False
        )
        X_res, _ = sampler.fit_resample(X, y)
        assert_array_equal(X_res, X)
