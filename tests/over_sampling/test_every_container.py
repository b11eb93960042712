"""The result does not depend on the container, and what cannot work is named."""

import datetime
import re

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SMOTENC,
    BorderlineSMOTE,
    RandomOverSampler,
)
from numpy.testing import assert_allclose, assert_array_equal
from problems import problems
from scipy import sparse
from sklearn import config_context
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from stubs import GivenClusters, name_of

from clover.distribution import DensityDistributor
from clover.over_sampling import (
    SOMO,
    ClusterOverSampler,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
    ScaledGeometricSMOTE,
)


def names_of(X):
    """Return names of columns in reverse alphabetical order."""
    return [f"column {j:02}" for j in range(X.shape[1])][::-1]


def to_pandas(X):
    return pd.DataFrame(X, columns=names_of(X), index=np.zeros(len(X)))


def to_memory_map(X, tmp_path):
    np.save(tmp_path / "X.npy", X)
    return np.load(tmp_path / "X.npy", mmap_mode="r")


CONTAINERS = {
    "Fortran order": lambda X: np.asfortranarray(X),
    "every second column": lambda X: np.repeat(X, 2, axis=1)[:, ::2],
    "rows from last to first": lambda X: X[::-1].copy()[::-1],
    "objects": lambda X: X.astype(object),
    "list": lambda X: X.tolist(),
    "pandas": to_pandas,
    "nullable pandas": lambda X: to_pandas(X).astype("Float64"),
    "pandas of pyarrow": lambda X: to_pandas(X).astype("double[pyarrow]"),
    "polars": lambda X: pl.DataFrame(X, schema=names_of(X)),
}
SPARSE = [sparse.csr_matrix, sparse.csr_array, sparse.csc_matrix, sparse.csc_array]
TARGETS = {
    "array": np.asarray,
    "list": lambda y: y.tolist(),
    "tuple": lambda y: tuple(y.tolist()),
    "column": lambda y: y[:, np.newaxis],
    "pandas": lambda y: pd.Series(y, index=np.arange(len(y))[::-1]),
    "nullable pandas": lambda y: pd.Series(y).convert_dtypes(),
    "categories": lambda y: pd.Series(y, dtype="category"),
    "frame": lambda y: pd.DataFrame({"target": y}),
    "polars": lambda y: pl.Series("target", y.tolist()),
}


def compose(problem, oversampler):
    """Return a sampler with fixed clusters and pairs of them."""
    labels = np.arange(len(problem.y)) % 3
    neighbors = [[0, 1], [1, 2]] if len(labels) > 2 else None
    return ClusterOverSampler(
        oversampler.set_params(sampling_strategy=problem.expected),
        GivenClusters(labels, neighbors),
        DensityDistributor(np.inf, 0, distribution_ratio=0.5),
        random_state=0,
    )


def to_array(X_res):
    return X_res.toarray() if sparse.issparse(X_res) else np.asarray(X_res, dtype=float)


@given(
    problems(dtypes=["f8"]),
    st.sampled_from([SMOTE(), RandomOverSampler(), GeometricSMOTE()]),
)
def test_result_does_not_depend_on_the_container(
    tmp_path_factory, problem, oversampler
):
    sampler = compose(problem, oversampler)
    expected, y_expected = sampler.fit_resample(problem.X, problem.y)
    containers = {name: make(problem.X) for name, make in CONTAINERS.items()}
    folder = tmp_path_factory.mktemp("map")
    containers["memory map"] = to_memory_map(problem.X, folder)
    for X in containers.values():
        X_res, y_res = sampler.fit_resample(X, problem.y)
        assert type(X_res) is (np.ndarray if isinstance(X, np.memmap) else type(X))
        assert_array_equal(to_array(X_res), expected)
        assert_array_equal(y_res, y_expected)


@given(problems(scales=[0], dtypes=["f8"]))
def test_sparse_rows_are_repeated_as_dense_ones(problem):
    X = np.where(np.abs(problem.X) < 0.5, 0, problem.X)
    sampler = compose(problem, RandomOverSampler())
    expected, _ = sampler.fit_resample(X, problem.y)
    for make in SPARSE:
        X_res, _ = sampler.fit_resample(make(X), problem.y)
        assert type(X_res) is make
        assert_array_equal(to_array(X_res), expected)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("make", SPARSE)
@pytest.mark.parametrize(
    "sampler",
    [KMeansSMOTE(), ClusterOverSampler(BorderlineSMOTE(), KMeans(3, n_init=1))],
    ids=lambda sampler: type(sampler).__name__,
)
def test_sparse_rows_are_resampled_as_dense_ones(three_classes, sampler, make, seed):
    X, y = three_classes
    X = np.where(np.abs(X) < 2, 0, X)
    sampler = clone(sampler).set_params(random_state=seed)
    expected, _ = sampler.fit_resample(X, y)
    X_res, _ = sampler.fit_resample(make(X), y)
    assert type(X_res) is make
    assert_allclose(to_array(X_res), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("kind", TARGETS)
@pytest.mark.parametrize(
    "sampler",
    [
        KMeansSMOTE(random_state=0),
        SOMO(random_state=0),
        GeometricSOMO(random_state=0),
        ScaledGeometricSMOTE(n_clusters=3, random_state=0),
    ],
    ids=lambda sampler: type(sampler).__name__,
)
def test_targets_come_back_in_their_container(three_classes, sampler, kind):
    X, y = three_classes
    y = np.array(["a", "b", "c"])[y]
    X_expected, y_expected = sampler.fit_resample(X, y)
    given_y = TARGETS[kind](y)
    X_res, y_res = sampler.fit_resample(X, given_y)
    assert_array_equal(X_res, X_expected)
    # imbalanced-learn gives lists back for tuples, and so does this.
    assert type(y_res) is (list if kind == "tuple" else type(given_y))
    assert_array_equal(np.asarray(y_res).ravel(), y_expected)
    assert getattr(y_res, "dtype", None) == getattr(given_y, "dtype", None)


# What cannot work


@pytest.fixture
def encoder():
    """Encodes or drops whatever may stand in a table's columns."""
    return make_column_transformer(
        (StandardScaler(), ["amount"]), (OneHotEncoder(), ["colour"])
    )


@pytest.fixture
def table():
    rng = np.random.RandomState(0)
    table = pd.DataFrame(
        {
            "amount": rng.normal(size=40),
            "colour": np.where(rng.uniform(size=40) < 0.5, "red", "blue"),
            "day": pd.date_range("2026-01-01", periods=40),
            "wait": pd.to_timedelta(np.arange(40), unit="h"),
        }
    )
    return table, np.repeat([0, 1], [30, 10])


def test_dates_may_be_repeated_next_to_a_pipeline(table, encoder):
    X, y = table
    sampler = ClusterOverSampler(
        RandomOverSampler(), make_pipeline(encoder, KMeans(2, n_init=1)), random_state=0
    )
    X_res, _ = sampler.fit_resample(X, y)
    assert X_res.dtypes.equals(X.dtypes)
    made = X.iloc[sampler.provenance_.base].reset_index(drop=True)
    assert X_res.iloc[40:].reset_index(drop=True).equals(made)


@pytest.mark.parametrize(
    ("oversampler", "columns"),
    [
        (SMOTE(), "['colour', 'day', 'wait']"),
        (SMOTENC(["colour"]), "['day', 'wait']"),
        (SMOTENC([False, True, False, False]), "['day', 'wait']"),
        (SMOTENC([1, 2]), "['wait']"),
        (GeometricSMOTE(), "['colour', 'day', 'wait']"),
        (GeometricSMOTE(categorical_features=["colour"]), "['day', 'wait']"),
    ],
    ids=name_of,
)
@pytest.mark.parametrize("to_frame", [pd.DataFrame, pl.from_pandas])
def test_columns_that_cannot_be_made_are_named(
    table, encoder, oversampler, columns, to_frame
):
    X, y = table
    sampler = ClusterOverSampler(oversampler, make_pipeline(encoder, KMeans(2)))
    with pytest.raises(ValueError, match=re.escape(columns)):
        sampler.fit_resample(to_frame(X), y)


def test_dates_may_be_categories(table, encoder):
    X, y = table
    X = X.assign(day=X["day"].dt.floor("10D"))[["amount", "colour", "day"]]
    for oversampler in (SMOTENC(["colour", "day"]), SMOTEN()):
        sampler = ClusterOverSampler(
            oversampler, make_pipeline(encoder, KMeans(2, n_init=1)), random_state=0
        )
        X_res, _ = sampler.fit_resample(X.astype({"day": str}), y)
        assert set(X_res["day"]) == set(X["day"].astype(str))


@pytest.mark.parametrize(
    "preset", [KMeansSMOTE, SOMO, GeometricSOMO, GeometricSMOTE, ScaledGeometricSMOTE]
)
@pytest.mark.parametrize(
    "make",
    [
        lambda X: pd.DataFrame(X, columns=list("abcde")),
        lambda X: pd.DataFrame(X, columns=list("abcde")).astype("Float64"),
        lambda X: pl.DataFrame(X, schema=list("abcde")),
        np.asarray,
        sparse.csr_array,
    ],
    ids=["pandas", "nullable", "polars", "numpy", "sparse"],
)
def test_columns_with_missing_or_infinite_values_are_named(two_classes, preset, make):
    X, y = two_classes
    X = X.copy()
    X[3, 1], X[4, 4] = np.nan, np.inf
    X = make(X)
    columns = ["b", "e"] if hasattr(X, "columns") else [1, 4]
    with pytest.raises(ValueError, match=r"contains (NaN|infinity)") as raised:
        preset().fit_resample(X, y)
    told = f"Columns with missing or infinite values: {columns}."
    assert told in str(raised.value)


@pytest.mark.parametrize("preset", [KMeansSMOTE, GeometricSMOTE])
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda X: np.ma.masked_greater(X, 1), "array with masked values"),
        (lambda X: pl.DataFrame(X).lazy(), r"Got LazyFrame; call its `collect\(\)`"),
        (lambda X: pd.DataFrame(X, columns=list("abbcc")), r"called \['b', 'c'\]"),
        (lambda X: pd.DataFrame(X).iloc[:, 0], "Expected 2D array"),
        (lambda X: X[:, :, np.newaxis], "dim 3"),
        (lambda X: X.astype(complex), "Complex data not supported"),
        (lambda X: X[:, :0], r"0 feature\(s\)"),
    ],
    ids=[
        "masked",
        "lazy",
        "repeated names",
        "series",
        "three dimensions",
        "complex",
        "no columns",
    ],
)
def test_rows_of_another_kind_are_refused(two_classes, preset, make, message):
    X, y = two_classes
    with pytest.raises(ValueError, match=message):
        preset().fit_resample(make(X), y)


def test_mask_without_masked_values_is_no_obstacle(two_classes):
    X, y = two_classes
    expected, _ = KMeansSMOTE(random_state=0).fit_resample(X, y)
    X_res, _ = KMeansSMOTE(random_state=0).fit_resample(np.ma.masked_array(X), y)
    assert_array_equal(X_res, expected)


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint8, np.uint64, np.float32])
@pytest.mark.parametrize(
    "oversampler",
    [
        SMOTE(),
        GeometricSMOTE(deformation_factor=1, selection_strategy="minority"),
        SMOTENC([0]),
        SMOTEN(),
        BorderlineSMOTE(),
        BorderlineSMOTE(kind="borderline-2"),
        ADASYN(),
    ],
    ids=name_of,
)
@pytest.mark.parametrize("make", [np.asarray, pd.DataFrame, pl.DataFrame])
def test_new_numbers_stay_in_the_range_of_their_column(
    two_classes, oversampler, dtype, make
):
    X, y = two_classes
    X = (X > 0) if dtype is bool else (10 * np.abs(X)).clip(0, 120).astype(dtype)
    sampler = ClusterOverSampler(oversampler, KMeans(3, n_init=1), random_state=0)
    X_res, _ = sampler.fit_resample(make(X), y)
    X_res = np.asarray(X_res)
    assert X_res.dtype == dtype
    # Borderline SMOTE of the second kind also goes half the way to other classes.
    rows = X if getattr(oversampler, "kind", "") == "borderline-2" else X[y == 1]
    assert (X_res[len(y) :] >= rows.min(axis=0)).all()
    assert (X_res[len(y) :] <= rows.max(axis=0)).all()


def test_repeated_rows_of_polars_may_hold_dates():
    X = pl.DataFrame({"day": [datetime.date(2026, 1, d) for d in range(1, 11)]})
    X_res, _ = ClusterOverSampler(RandomOverSampler(), random_state=0).fit_resample(
        X, np.repeat([0, 1], [7, 3])
    )
    assert X_res.schema == X.schema
    assert X_res.height == 14


# Kinds that only look like others


@pytest.mark.parametrize("oversampler", [SMOTENC([0]), SMOTEN(), RandomOverSampler()])
def test_lists_of_numbers_and_strings_keep_both(two_classes, oversampler):
    X, y = two_classes
    rows = [["red" if i % 3 else "blue", *row] for i, row in enumerate(X.tolist())]
    rows[0][1] = 2**53 + 1
    if isinstance(oversampler, SMOTEN):
        rows = [[row[0], "low" if row[1] < 0 else "high"] for row in rows]
    encoder = make_column_transformer((OneHotEncoder(), [0]))
    sampler = ClusterOverSampler(
        oversampler, make_pipeline(encoder, KMeans(2, n_init=1)), random_state=0
    )
    X_res, y_res = sampler.fit_resample(rows, y)
    assert X_res[:300] == rows
    assert len(X_res) == len(y_res) == 540
    for row in X_res[300:]:
        assert [type(value) for value in row] == [type(value) for value in rows[1]]


@pytest.mark.parametrize("make", SPARSE)
@pytest.mark.parametrize(
    "sampler", [KMeansSMOTE(), SOMO(), GeometricSOMO(), ScaledGeometricSMOTE()]
)
def test_sparse_rows_with_long_indices_and_repeated_entries(two_classes, make, sampler):
    X, y = two_classes
    row, column = np.indices(X.shape).reshape(2, -1).astype(np.int64)
    entries = np.concatenate((X.ravel() / 2, X.ravel() / 2, np.zeros(3)))
    places = np.tile(row, 2), np.tile(column, 2)
    places = [np.append(place, [0, 1, 2]).astype(np.int64) for place in places]
    X_long = make(sparse.coo_array((entries, tuple(places)), shape=X.shape))
    X_long.indices, X_long.indptr = (
        part.astype(np.int64) for part in (X_long.indices, X_long.indptr)
    )
    sampler = clone(sampler).set_params(random_state=0)
    X_res, _ = sampler.fit_resample(X_long, y)
    assert type(X_res) is type(X_long)
    expected, _ = sampler.fit_resample(make(X), y)
    assert_allclose(X_res.toarray(), expected.toarray())


@pytest.mark.parametrize("transform_output", ["pandas", "polars"])
@pytest.mark.parametrize("make", [np.asarray, sparse.csr_matrix, to_pandas])
@pytest.mark.parametrize(
    "sampler",
    [
        KMeansSMOTE(),
        SOMO(),
        GeometricSOMO(),
        ScaledGeometricSMOTE(),
        ScaledGeometricSMOTE(n_clusters=3),
    ],
)
def test_a_global_kind_of_output_changes_nothing(
    two_classes, transform_output, make, sampler
):
    X, y = two_classes
    sampler = clone(sampler).set_params(random_state=0)
    expected, _ = sampler.fit_resample(make(X), y)
    with config_context(transform_output=transform_output):
        X_res, _ = sampler.fit_resample(make(X), y)
    assert type(X_res) is type(expected)
    assert_array_equal(to_array(X_res), to_array(expected))


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int64", "uint64"])
@pytest.mark.parametrize(
    "oversampler",
    [SMOTE(), GeometricSMOTE(), ADASYN(), BorderlineSMOTE(), SMOTENC([5])],
    ids=name_of,
)
def test_integers_over_the_whole_range_stay_in_that_of_their_class(
    two_classes, dtype, oversampler
):
    X, y = two_classes
    limits = np.iinfo(dtype)
    rng = np.random.RandomState(0)
    X = rng.randint(limits.min, limits.max, size=X.shape, dtype=dtype)
    X = np.column_stack((X, np.arange(len(y)) % 2)).astype(dtype)
    # What overflows in an oversampler would show as a warning, and below.
    sampler = ClusterOverSampler(
        oversampler, GivenClusters(np.arange(300) // 100 % 2), random_state=0
    )
    X_res, _ = sampler.fit_resample(X, y)
    assert X_res.dtype == X.dtype
    assert_array_equal(X_res[:300], X)
    if isinstance(oversampler, GeometricSMOTE):
        return
    low, high = X[y == 1].min(axis=0), X[y == 1].max(axis=0)
    new = X_res[300:]
    # Of the longest, the last ten bits are beyond the precision of floats.
    slack = 2**11 if limits.bits == 64 else 0
    below = (low > new) & (low - np.minimum(new, low) > slack)
    above = (new > high) & (np.maximum(new, high) - high > slack)
    assert not below.any()
    assert not above.any()


@pytest.mark.parametrize("unit", ["D", "s", "us", "ns"])
@pytest.mark.parametrize("to_target", [np.asarray, pd.Series], ids=["array", "pandas"])
def test_dates_may_be_classes(two_classes, unit, to_target):
    X, y = two_classes
    dates = np.array(["2026-03-01", "1969-07-20"], dtype=f"M8[{unit}]")[y]
    for key in (datetime.date(1969, 7, 20), np.datetime64("1969-07-20")):
        sampler = KMeansSMOTE({key: 200}, random_state=0)
        _, y_res = sampler.fit_resample(X, to_target(dates))
        assert (np.asarray(y_res) == np.datetime64("1969-07-20")).sum() == 200
        assert type(y_res) is type(to_target(dates))


def test_dates_that_python_cannot_tell_apart_are_refused(two_classes):
    X, y = two_classes
    with pytest.raises(ValueError, match="less than a microsecond"):
        KMeansSMOTE().fit_resample(X, y.astype("M8[ns]"))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, "b"], "objects of type int, str"),
        ([True, False], "objects of type bool.*astype"),
        ([1, 2], "objects of type int.*astype"),
    ],
)
def test_classes_that_are_objects_of_other_kinds_are_named(
    two_classes, labels, message
):
    X, y = two_classes
    with pytest.raises(ValueError, match=message):
        KMeansSMOTE().fit_resample(X, np.array(labels, dtype=object)[y])


def test_masked_classes_are_refused(two_classes):
    X, y = two_classes
    with pytest.raises(ValueError, match="`y` is an array with masked values"):
        KMeansSMOTE().fit_resample(X, np.ma.array(y, mask=np.arange(300) < 3))


def with_text(X):
    return to_pandas(X).assign(text=["a", "b", "c"] * 100)


@pytest.mark.parametrize(
    ("oversampler", "make", "column"),
    [
        (RandomOverSampler(shrinkage=0.5), with_text, "text"),
        (
            SMOTENC(["a"]),
            lambda X: to_pandas(X).assign(
                day=pd.date_range("2026-01-01", periods=300).to_numpy()
            ),
            "day",
        ),
        (SMOTE(), lambda X: np.where(X == X[3, 2], None, X.astype(object)), "2"),
        (
            SMOTE(),
            lambda X: pl.DataFrame(X, schema=names_of(X)).with_columns(
                flag=pl.Series([True, None, False] * 100)
            ),
            "flag",
        ),
    ],
    ids=["noise", "dates", "None", "null"],
)
def test_errors_name_the_column_that_is_at_fault(
    two_classes, oversampler, make, column
):
    X, y = two_classes
    first = [0] if isinstance(make(X), np.ndarray) else names_of(X)[:1]
    encoder = make_column_transformer((StandardScaler(), first))
    sampler = ClusterOverSampler(
        oversampler, make_pipeline(encoder, KMeans(2, n_init=1)), random_state=0
    )
    with pytest.raises((ValueError, TypeError)) as raised:
        sampler.fit_resample(make(X), y)
    assert column in "".join(
        [str(raised.value), *getattr(raised.value, "__notes__", [])]
    )
