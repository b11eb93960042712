"""Values of new rows: made as floats, cast once to the dtype of their column."""

import re
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import DBSCAN, KMeans
from sklearn.compose import make_column_transformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder

from clover.distribution import BaseDistributor
from clover.over_sampling import (
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

SAMPLERS = {
    "KMeansSMOTE": KMeansSMOTE(kmeans_estimator=2, random_state=0),
    "SOMO": SOMO(random_state=0),
    "GeometricSOMO": GeometricSOMO(random_state=0),
    "ClusterSMOTE": ClusterSMOTE(random_state=0),
    "CURESMOTE": CURESMOTE(random_state=0),
    "CenterSMOTE": CenterSMOTE(random_state=0),
    "GeometricSMOTE": GeometricSMOTE(random_state=0),
    "SimplicialSMOTE": SimplicialSMOTE(random_state=0),
    "GaussianOversampler": GaussianOversampler(random_state=0),
    "ScaledGeometricSMOTE": ScaledGeometricSMOTE(random_state=0),
    "SMOTE": ClusterOverSampler(SMOTE(), random_state=0),
    "BorderlineSMOTE": ClusterOverSampler(BorderlineSMOTE(), random_state=0),
    "ADASYN": ClusterOverSampler(ADASYN(), random_state=0),
    "SVMSMOTE": ClusterOverSampler(SVMSMOTE(), random_state=0),
}


@pytest.fixture(params=SAMPLERS.values(), ids=SAMPLERS)
def sampler(request):
    return request.param


@pytest.fixture
def whole_numbers():
    """400 rows of flags, counts and codes, 100 of them of class 1."""
    rng = np.random.default_rng(0)
    y = rng.permutation(np.repeat([0, 1], [300, 100]))
    X = np.column_stack(
        (rng.random(400) < 0.5, rng.poisson(9, 400) + y, rng.integers(-4, 3, 400))
    )
    return X, y


def test_integers_are_the_floats_rounded_halves_up(sampler, whole_numbers):
    X, y = whole_numbers
    X_res, _ = sampler.fit_resample(X, y)
    floats, y_res = sampler.fit_resample(X.astype(float), y)
    low, high = X[y == 1].min(axis=0), X[y == 1].max(axis=0)
    expected = np.clip(np.floor(floats[400:] + 0.5), low, high)
    assert X_res.dtype == X.dtype
    assert_array_equal(X_res[400:], expected)
    assert_array_equal(y_res[400:], 1)


def test_rounding_moves_the_mean_in_neither_direction(sampler, whole_numbers):
    X, y = whole_numbers
    new = sampler.fit_resample(X, y)[0][400:, 1:]
    floats = sampler.fit_resample(X.astype(float), y)[0][400:, 1:]
    floats = np.clip(floats, X[y == 1, 1:].min(axis=0), X[y == 1, 1:].max(axis=0))
    # Rounded numbers differ by less than one half, in no direction on average.
    error = 4 * 0.5 / np.sqrt(3 * len(new))
    assert_allclose(new.mean(axis=0), floats.mean(axis=0), atol=error)


def to_lists(X):
    return [[bool(flag), *map(int, numbers)] for flag, *numbers in X]


CONTAINERS = {
    "int8": lambda X: X.astype(np.int8),
    "uint16 and negative": lambda X: X.astype(np.int16),
    "objects": lambda X: X.astype(object),
    "lists": to_lists,
    "csr": sparse.csr_matrix,
    "csc": sparse.csc_array,
    "pandas": lambda X: pd.DataFrame(X, columns=list("abc")),
    "pandas with flags": lambda X: pd.DataFrame(X, columns=list("abc")).astype(
        {"a": bool, "b": np.uint8}
    ),
    "pandas with floats": lambda X: pd.DataFrame(X, columns=list("abc")).assign(
        d=np.arange(400) / 7
    ),
    "nullable": lambda X: pd.DataFrame(X, columns=list("abc")).astype("Int16"),
    "Arrow": lambda X: pd.DataFrame(X, columns=list("abc")).astype("int64[pyarrow]"),
    "sparse pandas": lambda X: pd.DataFrame(X, columns=list("abc")).astype(
        pd.SparseDtype(int, 1)
    ),
    "polars": lambda X: pl.DataFrame(X, schema=list("abc")),
    "polars with flags": lambda X: pl.DataFrame(X, schema=list("abc")).with_columns(
        pl.col("a").cast(bool), pl.col("b").cast(pl.UInt8)
    ),
}


def first_columns(X):
    if sparse.issparse(X):
        X = X.toarray()
    return np.asarray(X, dtype=float)[:, :3]


# Among sparse rows, others may come first of those that are equally near.
IS_SPARSE = ("csr", "csc", "sparse pandas")


@pytest.mark.parametrize(
    ("name", "container"),
    [
        (name, container)
        for name in ("KMeansSMOTE", "CenterSMOTE", "BorderlineSMOTE")
        for container in CONTAINERS
        if name == "CenterSMOTE" or container not in IS_SPARSE
    ],
)
def test_whole_numbers_are_the_same_in_every_container(name, container, whole_numbers):
    X, y = whole_numbers
    sampler, X_in = SAMPLERS[name], CONTAINERS[container](X)
    reference = X.astype(float)
    if container == "pandas with floats":
        reference = np.column_stack((reference, np.arange(400) / 7))
    expected, _ = sampler.fit_resample(reference, y)
    X_res, _ = sampler.fit_resample(X_in, y)
    low, high = X[y == 1].min(axis=0), X[y == 1].max(axis=0)
    rounded = np.clip(np.floor(expected[400:, :3] + 0.5), low, high)
    assert_array_equal(first_columns(X_res)[400:], rounded)


@pytest.mark.parametrize("others", ["float", "int64", "bool", "boolean", "uint8"])
def test_flags_are_as_often_true_whatever_is_beside_them(others):
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [600, 100])
    flag = np.append(rng.random(600) < 0.5, np.tile([True, False], 50))
    other = rng.integers(0, 2, 700)
    X = pd.DataFrame({"flag": flag, "other": pd.Series(other).astype(others)})
    X_res, _ = KMeansSMOTE(kmeans_estimator=1, random_state=0).fit_resample(X, y)
    assert (X_res.dtypes == X.dtypes).all()
    # Of 500 new flags, the share has a standard error of 0.022.
    assert X_res["flag"][700:].mean() == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("dtype", [bool, "boolean", "bool[pyarrow]"])
def test_flags_are_as_often_true_next_to_categories(dtype):
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [300, 100])
    X = pd.DataFrame(
        {
            "flag": pd.Series(np.tile([True, False], 200)).astype(dtype),
            "number": rng.normal(size=400),
            "text": rng.choice(list("abc"), 400),
        }
    )
    sampler = ClusterOverSampler(SMOTENC(["text"]), random_state=0)
    X_res, _ = sampler.fit_resample(X, y)
    assert X_res["flag"].dtype == X["flag"].dtype
    assert X_res["flag"][400:].mean() == pytest.approx(0.5, abs=0.15)


@pytest.mark.parametrize(
    "values", [[2**62 - 5, 2**62 + 7], [-(2**63), -(2**63) + 9], [2**63 - 9, 2**63 - 1]]
)
def test_long_integers_near_their_limits_stay_between_those_of_the_class(values):
    X = np.array([[0], [7], *([value] for value in values * 3)], dtype=np.int64)
    y = [0] * 2 + [1] * 6
    smote = SMOTE(sampling_strategy={1: 40}, k_neighbors=2)
    sampler = ClusterOverSampler(smote, random_state=0)
    new = sampler.fit_resample(np.repeat(X, 2, axis=0), np.repeat(y, 2))[0][16:]
    assert new.shape == (28, 1)
    assert new.min() >= values[0]
    assert new.max() <= values[1]


TO_FRAMES = (pd.DataFrame, lambda X: pl.DataFrame(X, schema=["a", "b"]))


class EqualShares(BaseDistributor):
    """Each cluster with rows of class 1 gets the same number."""

    def _intra_distribute(self, X, y, labels, neighbors):
        clusters = np.unique(labels[y == 1]).tolist()
        self.intra_distribution_ = {(c, 1): 1 / len(clusters) for c in clusters}
        return self


@pytest.mark.parametrize("to_rows", [np.asarray, np.ndarray.tolist, *TO_FRAMES])
def test_repeated_rows_never_pass_through_floats(to_rows):
    # Row 8 is alone in its cluster, rows 9 and 10 share one.
    identifiers = 2**53 + np.arange(1, 23, 2)
    X = np.column_stack((identifiers, np.repeat([0, 100, 200], [8, 1, 2])))
    places = make_column_transformer(("passthrough", [1]))
    clusterer = make_pipeline(
        FunctionTransformer(np.asarray), places, DBSCAN(eps=50, min_samples=1)
    )
    sampler = ClusterOverSampler(SMOTE(), clusterer, EqualShares(), random_state=0)
    X_res, _ = sampler.fit_resample(to_rows(X), np.repeat([0, 1], [8, 3]))
    is_repeated = sampler.provenance_.cluster == sampler.labels_[8]
    assert is_repeated.sum() == 3
    new = np.asarray(X_res)[11:]
    assert (new[is_repeated, 0] == identifiers[8]).all()
    assert (new[~is_repeated, 0] >= identifiers[9]).all()


@pytest.mark.parametrize("make", [SMOTE, BorderlineSMOTE, SVMSMOTE, RandomOverSampler])
def test_short_floats_equal_those_of_the_oversampler_by_itself(make, two_classes):
    X, y = two_classes
    X = X.astype(np.float32)
    X_res, _ = ClusterOverSampler(make(random_state=3)).fit_resample(X, y)
    expected, _ = make(random_state=3).fit_resample(X, y)
    assert X_res.dtype == np.float32
    assert_array_equal(X_res[: len(expected)], expected[: len(X_res)])


@pytest.mark.parametrize(
    "encoder",
    [
        OneHotEncoder(min_frequency=2, handle_unknown="infrequent_if_exist"),
        OneHotEncoder(max_categories=3, handle_unknown="infrequent_if_exist"),
        OneHotEncoder(categories=[["c", "a", "b"]]),
    ],
    ids=["frequency", "number", "given"],
)
def test_encoder_that_is_fine_for_all_rows_is_fine_in_clusters(encoder):
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"number": np.repeat([0.0, 9.0], 20) + rng.normal(size=40)})
    # In the second cluster only one row has category "b".
    X["text"] = ["a", "b", "c", "a"] * 5 + ["a"] * 19 + ["b"]
    y = np.tile([0, 0, 1, 0, 0, 1, 1, 0, 0, 1], 4)
    numbers = make_column_transformer(("passthrough", ["number"]))
    sampler = ClusterOverSampler(
        SMOTENC(["text"], categorical_encoder=encoder),
        make_pipeline(numbers, KMeans(2, n_init=1)),
        random_state=0,
    )
    X_res, y_res = sampler.fit_resample(X, y)
    assert y_res.sum() == 24
    assert set(sampler.cluster_report_.made_by.tolist()) == {"SMOTENC"}
    assert set(X_res["text"]) == {"a", "b", "c"}


@pytest.mark.parametrize(
    "values",
    [
        pd.date_range("2024-01-01", periods=3),
        [2**60 + 1, 2**60 + 2, 2**60 + 3],
        pd.to_timedelta([1, 2, 3], unit="h"),
        pd.Categorical(["x", "y", "z"]),
    ],
    ids=["dates", "identifiers", "durations", "categories"],
)
def test_categories_of_any_dtype_come_from_given_rows(values, two_classes):
    X, y = two_classes
    X = pd.DataFrame(X[:, :2], columns=["a", "b"])
    X["kind"] = pd.Series(values).take(np.arange(len(y)) % 3).reset_index(drop=True)
    sampler = ClusterOverSampler(SMOTENC(["kind"]), random_state=0)
    X_res, _ = sampler.fit_resample(X, y)
    assert (X_res.dtypes == X.dtypes).all()
    assert set(X_res["kind"]) == set(X["kind"])


@pytest.mark.parametrize("method", ["fit", "fit_resample"])
@pytest.mark.parametrize(
    ("oversampler", "columns"),
    [
        (SMOTE(), r"\['rooms', 'zone'\]"),
        (GeometricSMOTE(categorical_features=["zone"]), r"\['rooms'\]"),
        (SMOTENC(["zone"]), r"\['rooms'\]"),
    ],
    ids=["SMOTE", "GeometricSMOTE", "SMOTENC"],
)
def test_integers_that_are_likely_categories_are_noted(oversampler, columns, method):
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"price": rng.normal(size=80), "age": np.arange(80)})
    X["rooms"], X["zone"] = np.arange(80) % 5, np.arange(80) % 3
    sampler = ClusterOverSampler(oversampler, random_state=0)
    getattr(sampler, method)(X, np.repeat([0, 1], [60, 20]))
    notes = [note for note in sampler.cluster_report_.notes if "integers" in note]
    assert len(notes) == 1
    assert re.match(f"Columns {columns} hold at most 10 different integers", notes[0])


@pytest.mark.parametrize("oversampler", [RandomOverSampler(), SMOTEN()])
def test_integers_that_are_not_interpolated_are_not_noted(oversampler):
    X = np.column_stack((np.arange(80) % 5, np.arange(80) % 3))
    sampler = ClusterOverSampler(oversampler, random_state=0)
    sampler.fit_resample(X, np.repeat([0, 1], [60, 20]))
    assert not any("integers" in note for note in sampler.cluster_report_.notes)


@pytest.mark.parametrize("to_rows", [lambda X: X.to_numpy(), lambda X: X])
@pytest.mark.parametrize("categories", [["c"], ["d", "c"], ["c", "d"]])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_smotenc_equals_that_of_imbalanced_learn(dtype, categories, to_rows):
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(120, 4)), columns=list("abcd"))
    X[["c", "d"]] = rng.integers(0, 3, (120, 2))
    X, y = to_rows(X.astype(dtype)), np.repeat([0, 1], [90, 30])
    if isinstance(X, np.ndarray):
        categories = ["abcd".index(name) for name in categories]
    X_res, _ = ClusterOverSampler(SMOTENC(categories, random_state=5)).fit_resample(
        X, y
    )
    expected, _ = SMOTENC(categories, random_state=5).fit_resample(X, y)
    assert_array_equal(np.asarray(X_res), np.asarray(expected))


@pytest.mark.parametrize("dtype", [">i4", ">u2", ">f4", ">f8"])
@pytest.mark.parametrize("sampler", [SAMPLERS["SMOTE"], SAMPLERS["GeometricSMOTE"]])
def test_byte_order_is_kept(sampler, dtype, whole_numbers):
    X, y = whole_numbers
    X_res, _ = sampler.fit_resample((X + 5).astype(dtype), y)
    native, _ = sampler.fit_resample((X + 5).astype(dtype).astype(dtype[1:]), y)
    assert X_res.dtype == np.dtype(dtype)
    assert_array_equal(X_res, native)


def to_decimals(values):
    return [Decimal(int(value)) / 100 for value in values]


@pytest.mark.parametrize(
    "to_column",
    [
        lambda v: pd.Series(pd.array(v, dtype=pd.ArrowDtype(pa.decimal128(38, 2)))),
        lambda v: pd.Series(v, dtype=object),
    ],
    ids=["Arrow", "objects"],
)
def test_decimals_stay_in_the_range_of_their_class(to_column):
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [40, 20])
    money = to_decimals(np.where(y, 10**17 + rng.integers(0, 9, 60), 5))
    X = pd.DataFrame({"money": to_column(money), "x": rng.normal(size=60)})
    X_res, _ = GeometricSMOTE(random_state=0).fit_resample(X, y)
    new = X_res["money"][60:].tolist()
    assert all(type(value) is Decimal for value in new)
    assert min(money[40:]) <= min(new) <= max(new) <= max(money[40:])
    assert all(value == round(value, 2) for value in new)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([True, None, False], bool),
        ([3, None, 8], int),
        ([3, float("nan"), 8], int),
        ([Decimal("0.5"), Decimal("NaN"), Decimal("0.7")], Decimal),
    ],
)
def test_missing_objects_of_noise_do_not_change_the_kind(values, kind):
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(60, 2)), columns=["a", "b"])
    X["c"] = pd.Series([values[0], values[2]] * 30, dtype=object)
    X.loc[0, "c"] = values[1]
    sampler = ClusterOverSampler(SMOTE(), FirstRowIsNoise(), random_state=0)
    X_res, _ = sampler.fit_resample(X, np.repeat([0, 1], [40, 20]))
    assert set(map(type, X_res["c"][60:])) == {kind}


class FirstRowIsNoise(ClusterMixin, BaseEstimator):
    """One cluster of all rows but the first, whose values may be missing."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(self, X, y=None):
        self.labels_ = np.zeros(len(X), dtype=int)
        self.labels_[0] = -1
        return self
