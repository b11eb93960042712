"""The same kind goes out as came in."""

import datetime

import numpy as np
import pandas as pd
import polars as pl
import pytest
from imblearn.over_sampling import SMOTE, SMOTEN, SMOTENC, RandomOverSampler
from imblearn.pipeline import make_pipeline as make_imblearn_pipeline
from numpy.testing import assert_array_equal
from pandas.testing import assert_frame_equal, assert_series_equal
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from stubs import name_of

from clover.over_sampling import ClusterOverSampler, KMeansSMOTE


@pytest.fixture
def sampler():
    return ClusterOverSampler(SMOTE(), KMeans(4, n_init=1), random_state=0)


@pytest.fixture
def expected(sampler, two_classes):
    return sampler.fit_resample(*two_classes)


@pytest.mark.parametrize(
    "dtype", [np.float32, np.float64, np.int64, np.int16, np.uint8]
)
def test_dtype_of_arrays_is_kept(sampler, two_classes, dtype):
    X, y = two_classes
    X = (X - X.min() + 1).astype(dtype)
    X_res, y_res = sampler.fit_resample(X, y.astype(np.int8))
    assert X_res.dtype == dtype
    assert y_res.dtype == np.int8
    assert_array_equal(X_res[:300], X)
    if dtype == np.uint8:
        assert X_res.max() <= X.max()


def test_layout_of_arrays_does_not_matter(sampler, two_classes, expected, tmp_path):
    X, y = two_classes
    path = tmp_path / "X.npy"
    np.save(path, X)
    strided = np.repeat(X, 2, axis=1)[:, ::2]
    read_only = np.load(path, mmap_mode="r")
    for layout in (np.asfortranarray(X), strided, read_only, X.astype(object)):
        X_res, _ = sampler.fit_resample(layout, y)
        assert_array_equal(X_res, expected[0])
        assert X_res.dtype == layout.dtype


def test_lists_come_back_as_lists(sampler, two_classes, expected):
    X, y = two_classes
    X_res, y_res = sampler.fit_resample(X.tolist(), y.tolist())
    assert X_res == expected[0].tolist()
    assert y_res == expected[1].tolist()


@pytest.mark.parametrize(
    "make",
    [sparse.csr_matrix, sparse.csc_matrix, sparse.csr_array, sparse.csc_array],
)
@pytest.mark.parametrize("oversampler", [SMOTE(), RandomOverSampler()], ids=name_of)
def test_sparse_rows_come_back_sparse(two_classes, make, oversampler):
    X, y = two_classes
    X = np.where(np.abs(X) < 2, 0, X)
    sampler = ClusterOverSampler(oversampler, KMeans(4, n_init=1), random_state=0)
    expected, _ = sampler.fit_resample(X, y)
    given = make(X)
    X_res, _ = sampler.fit_resample(given, y)
    assert type(X_res) is type(given)
    np.testing.assert_allclose(X_res.toarray(), expected, rtol=1e-9)
    assert_array_equal(given.toarray(), X)


def test_other_sparse_formats_come_back_as_csr(sampler, two_classes):
    X, y = two_classes
    X_res, _ = sampler.fit_resample(sparse.coo_matrix(X), y)
    assert X_res.format == "csr"


def test_kmeans_smote_takes_sparse_rows(two_classes):
    X, y = two_classes
    X_res, y_res = KMeansSMOTE(random_state=0).fit_resample(sparse.csc_matrix(X), y)
    assert X_res.format == "csc"
    assert (y_res == 1).sum() == 270


# pandas


@pytest.fixture
def frame(two_classes):
    X, y = two_classes
    index = pd.Index(np.arange(300)[::-1] // 2, name="row")
    X = pd.DataFrame(X, columns=list("abcde"), index=index)
    X["b"] = (X["b"] * 10).astype("int64")
    X["c"] = (X["c"] * 10).astype("int64").astype("Int64")
    X["d"] = X["d"].astype("float32")
    X["e"] = X["e"] > 0
    return X, pd.Series(y, index=index, name="target").map({0: "many", 1: "few"})


def test_frames_keep_columns_dtypes_and_rows(sampler, frame):
    X, y = frame
    before = X.copy()
    X_res, y_res = sampler.fit_resample(X, y)
    assert_frame_equal(X, before)
    assert_frame_equal(X_res.iloc[:300], X.reset_index(drop=True))
    assert_series_equal(y_res.iloc[:300], y.reset_index(drop=True))
    assert X_res.dtypes.equals(X.dtypes)
    assert list(X_res.index) == list(y_res.index) == list(range(540))
    assert (y_res.iloc[300:] == "few").all()
    assert list(sampler.feature_names_in_) == list("abcde")


def test_nullable_and_pyarrow_columns_keep_their_dtypes(sampler, frame):
    X, y = frame
    for backend in ("numpy_nullable", "pyarrow"):
        converted = X.convert_dtypes(dtype_backend=backend)
        X_res, _ = sampler.fit_resample(converted, y)
        assert X_res.dtypes.equals(converted.dtypes)
        assert not X_res.isna().any().any()


def test_new_rows_of_frames_are_those_of_arrays(sampler, two_classes, expected):
    X, y = two_classes
    X_res, y_res = sampler.fit_resample(pd.DataFrame(X), pd.DataFrame({"y": y}))
    assert_array_equal(X_res.to_numpy(), expected[0])
    assert list(y_res.columns) == ["y"]
    assert_array_equal(y_res["y"], expected[1])


def test_categorical_target_keeps_its_categories(sampler, frame):
    X, y = frame
    y = y.astype(pd.CategoricalDtype(["few", "many", "none"], ordered=True))
    _, y_res = sampler.fit_resample(X, y)
    assert y_res.dtype == y.dtype
    assert y_res.value_counts()["few"] == 270


# Tables with categories


@pytest.fixture
def table(two_classes):
    X, y = two_classes
    return pd.DataFrame(
        {
            "amount": X[:, 0],
            "colour": np.where(X[:, 1] > 0, "red", "blue"),
            "count": (X[:, 2] * 3).astype(int),
            "size": pd.Categorical.from_codes(
                (np.abs(X[:, 3]) % 3).astype(int), ["s", "m", "l"], ordered=True
            ),
        }
    ), pd.Series(y, name="target")


@pytest.fixture
def encoding_clusterer():
    encoder = make_column_transformer(
        (StandardScaler(), ["amount", "count"]), (OneHotEncoder(), ["colour", "size"])
    )
    return make_pipeline(encoder, KMeans(4, n_init=1))


def test_table_with_strings_and_categories_keeps_its_dtypes(table, encoding_clusterer):
    X, y = table
    sampler = ClusterOverSampler(
        SMOTENC(categorical_features=["colour", "size"]),
        clusterer=encoding_clusterer,
        random_state=0,
    )
    X_res, y_res = sampler.fit_resample(X, y)
    assert X_res.dtypes.equals(X.dtypes)
    assert_frame_equal(X_res.iloc[:300], X)
    assert set(X_res["colour"]) == {"red", "blue"}
    assert X_res["size"].notna().all()
    assert y_res.value_counts().to_dict() == {0: 270, 1: 270}
    # Rows stay in their cluster: amounts within its range.
    of_class = (y == 1).to_numpy()
    for cluster in np.unique(sampler.provenance_.cluster):
        given = X["amount"][of_class & (sampler.labels_ == cluster)]
        made = X_res["amount"][300:][sampler.provenance_.cluster == cluster]
        assert made.between(given.min() - 1e-9, given.max() + 1e-9).all()


def test_polars_table_with_categories_keeps_its_schema(table, encoding_clusterer):
    X, y = table
    X = pl.DataFrame(
        {
            "amount": X["amount"].to_numpy(),
            "colour": X["colour"].to_list(),
            "count": X["count"].to_numpy(),
            "size": pl.Series(X["size"].to_list(), dtype=pl.Enum(["s", "m", "l"])),
        }
    )
    sampler = ClusterOverSampler(
        SMOTENC(categorical_features=["colour", "size"]),
        clusterer=encoding_clusterer,
        random_state=0,
    )
    X_res, y_res = sampler.fit_resample(X, pl.Series("target", y.to_numpy()))
    assert isinstance(X_res, pl.DataFrame)
    assert X_res.schema == X.schema
    assert X_res[:300].equals(X)
    assert isinstance(y_res, pl.Series)
    assert y_res.name == "target"
    assert y_res.sum() == 270


def test_object_arrays_with_strings_work(table):
    X, y = table
    X = X.astype(object).to_numpy()
    encoder = make_column_transformer(
        (OneHotEncoder(), [1, 3]), remainder="passthrough"
    )
    sampler = ClusterOverSampler(
        SMOTENC(categorical_features=[1, 3]),
        clusterer=make_pipeline(encoder, KMeans(3, n_init=1)),
        random_state=0,
    )
    X_res, _ = sampler.fit_resample(X, y)
    assert X_res.dtype == object
    assert_array_equal(X_res[:300], X)
    assert set(X_res[:, 1]) == {"red", "blue"}


def test_categories_alone_work_with_smoten(table):
    X, y = table
    X = X[["colour", "size"]]
    sampler = ClusterOverSampler(
        SMOTEN(), make_pipeline(OneHotEncoder(), KMeans(2, n_init=1)), random_state=0
    )
    X_res, y_res = sampler.fit_resample(X, y)
    assert X_res.dtypes.equals(X.dtypes)
    assert (y_res == 1).sum() == 270


@pytest.mark.parametrize("to_frame", [pd.DataFrame, pl.DataFrame])
def test_repeated_rows_may_hold_anything(to_frame):
    X = to_frame(
        {
            "when": [datetime.datetime(2026, 1, day) for day in range(1, 11)],
            "what": [["a", "list"]] * 10,
            "value": [None, *np.arange(9.0)],
        }
    )
    y = np.repeat([0, 1], [7, 3])
    sampler = ClusterOverSampler(RandomOverSampler(), random_state=0)
    X_res, y_res = sampler.fit_resample(X, y)
    assert isinstance(X_res, to_frame)
    assert y_res.sum() == 7
    made = X_res["when"].to_numpy()[10:]
    assert_array_equal(made, X["when"].to_numpy()[sampler.provenance_.base])


def test_plain_clusterer_of_a_table_names_the_columns_and_the_remedy(table):
    sampler = ClusterOverSampler(SMOTENC(["colour", "size"]), KMeans(3))
    with pytest.raises(ValueError, match=r"\['colour', 'size'\].*make_pipeline"):
        sampler.fit_resample(*table)


def test_smote_of_a_table_names_the_columns(table, encoding_clusterer):
    sampler = ClusterOverSampler(SMOTE(), encoding_clusterer)
    with pytest.raises(
        ValueError, match=r"SMOTE makes numbers only.*\['colour', 'size"
    ):
        sampler.fit_resample(*table)


def test_table_without_clusterer_equals_the_oversampler_by_itself(table):
    oversampler = SMOTENC(["colour", "size"], random_state=0)
    X, y = table
    X_res, _ = ClusterOverSampler(oversampler).fit_resample(X, y)
    # imbalanced-learn cuts the integers, which here are rounded.
    expected, _ = oversampler.fit_resample(X.astype({"count": float}), y)
    expected["count"] = np.floor(expected["count"] + 0.5).astype(X["count"].dtype)
    assert_frame_equal(X_res, expected)


# polars


def test_polars_frames_keep_columns_and_dtypes(sampler, two_classes, expected):
    X, y = two_classes
    X = pl.DataFrame(X, schema=list("abcde")).with_columns(
        pl.col("b").cast(pl.Float32), (pl.col("c") * 10).cast(pl.Int32)
    )
    X_res, y_res = sampler.fit_resample(X, pl.Series("y", y))
    assert X_res.schema == X.schema
    assert X_res[:300].equals(X)
    assert y_res.to_list() == expected[1].tolist()
    assert list(sampler.feature_names_in_) == list("abcde")


def test_polars_frame_as_target(sampler, two_classes):
    X, y = two_classes
    _, y_res = sampler.fit_resample(pl.DataFrame(X), pl.DataFrame({"y": y}))
    assert y_res.columns == ["y"]
    assert y_res["y"].sum() == 270


# Pipelines as oversamplers


def test_rows_of_a_pipeline_live_in_its_space(two_classes):
    X, y = two_classes
    oversampler = make_imblearn_pipeline(StandardScaler(), SMOTE())
    sampler = ClusterOverSampler(oversampler, KMeans(3, n_init=1), random_state=0)
    X_res, _ = sampler.fit_resample(pd.DataFrame(X), y)
    np.testing.assert_allclose(X_res[:300], StandardScaler().fit_transform(X))
    assert sampler.oversampler_[0].mean_.shape == (5,)


def test_pipeline_equals_itself_without_clusterer(two_classes):
    oversampler = make_imblearn_pipeline(StandardScaler(), SMOTE(random_state=3))
    X_res, y_res = ClusterOverSampler(oversampler).fit_resample(*two_classes)
    expected_X, expected_y = oversampler.fit_resample(*two_classes)
    assert_array_equal(X_res, expected_X)
    assert_array_equal(y_res, expected_y)


def test_missing_values_may_be_filled_in_by_both_pipelines(two_classes):
    X, y = two_classes
    X = np.where(np.random.RandomState(0).uniform(size=X.shape) < 0.1, np.nan, X)
    sampler = ClusterOverSampler(
        make_imblearn_pipeline(SimpleImputer(), SMOTE()),
        make_pipeline(SimpleImputer(), KMeans(3, n_init=1)),
        random_state=0,
    )
    X_res, y_res = sampler.fit_resample(X, y)
    assert np.isfinite(X_res).all()
    assert y_res.sum() == 270


def test_missing_values_may_be_repeated(two_classes):
    X, y = two_classes
    X = X.copy()
    X[y == 1, 0] = np.nan
    sampler = ClusterOverSampler(
        RandomOverSampler(),
        make_pipeline(SimpleImputer(), KMeans(3, n_init=1)),
        random_state=0,
    )
    X_res, _ = sampler.fit_resample(X, y)
    assert np.isnan(X_res[300:, 0]).all()
