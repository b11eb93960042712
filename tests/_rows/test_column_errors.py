"""Errors name the columns at fault in their text, which is all that many tools show."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from imblearn.pipeline import make_pipeline
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline as make_sklearn_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from stubs import name_of

from clover._rows.error_texts import add_to_text, list_some
from clover.over_sampling import (
    ASUWO,
    CBO,
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

SCALED = make_sklearn_pipeline(StandardScaler(), KMeans(2, n_init=1))
SAMPLERS = [
    ASUWO(),
    CBO(),
    CURESMOTE(),
    CenterSMOTE(),
    SimplicialSMOTE(),
    GaussianOversampler(),
    ClusterSMOTE(),
    GeometricSMOTE(),
    GeometricSOMO(),
    KMeansSMOTE(),
    SOMO(),
    ScaledGeometricSMOTE(),
    ScaledGeometricSMOTE(n_clusters=2),
    ClusterOverSampler(SMOTE()),
    ClusterOverSampler(SMOTE(), KMeans(2)),
    ClusterOverSampler(SMOTE(), SCALED),
    ClusterOverSampler(ADASYN(), KMeans(2)),
    ClusterOverSampler(BorderlineSMOTE()),
    ClusterOverSampler(SVMSMOTE(), SCALED),
    ClusterOverSampler(RandomOverSampler(), KMeans(2)),
    # The clusterer, or a step, is the one that does not take the values.
    ClusterOverSampler(RandomOverSampler(), SCALED),
    ClusterOverSampler(make_pipeline(SimpleImputer(), SMOTE()), SCALED),
    ClusterOverSampler(make_pipeline(StandardScaler(), SMOTE())),
]

TELLS = r"Columns with missing or infinite values: {}\. Fill them in"


@pytest.fixture
def table():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 4))
    X[3, 1], X[35, 3] = np.nan, np.nan
    return X, np.repeat([0, 1], [30, 10])


def as_frame(X):
    return pd.DataFrame(X, columns=list("abcd"))


@pytest.mark.parametrize("sampler", SAMPLERS, ids=name_of)
@pytest.mark.parametrize(
    ("make", "columns"),
    [
        (np.asarray, r"\[1, 3\]"),
        (as_frame, r"\['b', 'd'\]"),
        (lambda X: as_frame(X).astype("Float64"), r"\['b', 'd'\]"),
        (lambda X: pl.DataFrame(X, schema=list("abcd")), r"\['b', 'd'\]"),
        (lambda X: X.tolist(), r"\[1, 3\]"),
    ],
    ids=["array", "frame", "nullable", "polars", "list"],
)
def test_columns_with_missing_values_are_in_the_text(table, sampler, make, columns):
    X, y = table
    with pytest.raises(ValueError, match="NaN") as raised:
        sampler.fit_resample(make(X), y)
    first = str(raised.value).splitlines()[0]
    assert np.char.count(first, "Columns") == 1
    with pytest.raises(ValueError, match=TELLS.format(columns)):
        raise ValueError(first)


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_columns_with_infinite_values_are_in_the_text(table, value):
    X, y = table
    X = sparse.csr_matrix(np.where(np.isnan(X), value, X))
    for sampler in (KMeansSMOTE(), ClusterOverSampler(SMOTE(), KMeans(2))):
        with pytest.raises(ValueError, match=TELLS.format(r"\[1, 3\]")) as raised:
            sampler.fit_resample(X, y)
        assert str(raised.value).startswith("Input X contains infinity")


def test_text_says_nothing_of_classifiers(table):
    with pytest.raises(ValueError, match="contains NaN") as raised:
        KMeansSMOTE().fit_resample(*table)
    assert "HistGradientBoosting" not in str(raised.value)


def encode(step):
    return make_sklearn_pipeline(
        make_column_transformer((step, ["a", "b", "d"])), KMeans(2, n_init=1)
    )


@pytest.mark.parametrize(
    "sampler",
    [
        GeometricSMOTE(categorical_features=["e"]),
        ClusterOverSampler(GeometricSMOTE(categorical_features=["e"])),
        ClusterOverSampler(SMOTENC(["e"])),
        ClusterOverSampler(SMOTENC(["e"]), encode(SimpleImputer())),
        ClusterOverSampler(SMOTENC(["e"]), encode(StandardScaler())),
        ClusterOverSampler(RandomOverSampler(), encode(StandardScaler())),
    ],
    ids=name_of,
)
def test_columns_next_to_categories_are_in_the_text(table, sampler):
    X, y = table
    frame = as_frame(X).assign(e=["u", "v"] * 20)
    # A missing category is a category of its own.
    frame.loc[7, "e"] = None
    frame = frame.fillna({"b": 0.0})
    frame.loc[30:, "d"] = np.nan
    with pytest.raises(ValueError, match=TELLS.format(r"\['d'\]")) as raised:
        sampler.fit_resample(frame, y)
    assert "'e'" not in str(raised.value)


@pytest.mark.parametrize("make", [np.asarray, lambda X: X.tolist()])
def test_positions_are_those_of_all_columns(table, make):
    X, y = table
    objects = X.astype(object)
    objects[:, 0] = ["u", "v"] * 20
    sampler = GeometricSMOTE(categorical_features=[0, 2])
    with pytest.raises(ValueError, match=TELLS.format(r"\[1, 3\]")):
        sampler.fit_resample(make(objects), y)


def test_columns_without_numbers_are_in_the_text(table):
    class Averaging(BaseEstimator):
        """Makes numbers only, and does not look at what it gets."""

        def __init__(self, sampling_strategy="auto"):
            self.sampling_strategy = sampling_strategy

        def fit_resample(self, X, y):
            raise self.error_

        error_ = ValueError("could not convert string to float: 'u'")

    X, y = table
    frame = as_frame(np.nan_to_num(X)).assign(e=["u", "v"] * 20)
    message = (
        r"^could not convert string to float: 'u'\. Columns of `X` that hold no "
        r"numbers: \['e'\]\."
    )
    with pytest.raises(ValueError, match=message):
        ClusterOverSampler(Averaging()).fit_resample(frame, y)


@pytest.fixture
def mixed():
    """A column of numbers with a missing one, and a column of strings."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.normal(size=60), "s": ["u", "v", "w"] * 20})
    return frame, np.repeat([0, 1], [45, 15])


def one_hot(clusterer):
    columns = make_column_transformer(
        (OneHotEncoder(), ["s"]), (SimpleImputer(), ["a"])
    )
    return make_sklearn_pipeline(columns, clusterer)


class PredictsNothing(BaseEstimator):
    def fit(self, X, y=None):
        self.labels_ = np.zeros(len(X), dtype=int)
        return self


class Raises(BaseEstimator):
    """Raises an error of a kind and with a text that it is told."""

    def __init__(self, kind=ValueError, text=""):
        self.kind = kind
        self.text = text

    def fit_predict(self, X, y=None):
        raise self.kind(self.text)


@pytest.mark.parametrize(
    ("sampler", "params", "kind", "text"),
    [
        (one_hot(KMeans(1000)), {}, ValueError, "n_clusters=1000"),
        (one_hot(KMeans(-1)), {}, ValueError, "The 'n_clusters' parameter"),
        (one_hot(KMeans(init="unknown")), {}, ValueError, "The 'init' parameter"),
        (one_hot(KMeans(2)), {"foo": [1] * 60}, (ValueError, TypeError), "foo"),
        (one_hot(KMeans(2)), {"kmeans__foo": 1}, TypeError, "unexpected keyword"),
        (one_hot(KMeans(2, max_iter="u")), {}, ValueError, "The 'max_iter' parameter"),
        (
            one_hot(Raises(ValueError, "operands could not be broadcast together")),
            {},
            ValueError,
            "broadcast",
        ),
        (
            one_hot(Raises(TypeError, "fit() is missing 1 argument: 'w'")),
            {},
            TypeError,
            "missing",
        ),
        (one_hot(Raises(ValueError, "negative determinant")), {}, ValueError, "deter"),
        (one_hot(Raises(KeyError, "dtype")), {}, KeyError, "dtype"),
    ],
    ids=name_of,
)
@pytest.mark.parametrize("lacks_values", [False, True])
def test_columns_are_not_blamed_for_other_errors(
    mixed, sampler, params, kind, text, lacks_values
):
    frame, y = mixed
    if lacks_values:
        frame.loc[3, "a"] = np.nan
    with pytest.raises(kind, match=text) as raised:
        ClusterOverSampler(RandomOverSampler(), sampler).fit_resample(
            frame, y, **params
        )
    assert "Columns" not in str(raised.value)
    assert not any("Columns" in note for note in notes_of(raised.value))


def notes_of(error):
    return getattr(error, "__notes__", ())


def test_columns_are_not_blamed_for_an_error_about_max_samples(mixed):
    sampler = ClusterOverSampler(
        RandomOverSampler(), one_hot(PredictsNothing()), max_samples=30
    )
    with pytest.raises(TypeError, match="`max_samples` needs a clusterer") as raised:
        sampler.fit_resample(*mixed)
    assert "Columns" not in str(raised.value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (ValueError, "could not convert string to float: 'u'"),
        (TypeError, "'<' not supported between instances of 'str' and 'int'"),
        (TypeError, "unsupported operand type(s) for -: 'str' and 'float'"),
        (TypeError, "ufunc 'add' did not contain a loop"),
        (ValueError, "Cannot use mean strategy with non-numeric data"),
        (TypeError, "Cannot cast array data from dtype('O') to dtype('float64')"),
        (TypeError, "must be real number, not str"),
    ],
)
def test_columns_are_named_in_errors_about_their_kind(mixed, kind, text):
    sampler = ClusterOverSampler(RandomOverSampler(), one_hot(Raises(kind, text)))
    with pytest.raises(kind) as raised:
        sampler.fit_resample(*mixed)
    assert str(raised.value) == f"{text}. Columns of `X` that hold no numbers: ['s']."


def test_many_columns_are_counted():
    X = np.full((40, 12), np.nan)
    message = TELLS.format(r"\[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ...\], 12 in all")
    with pytest.raises(ValueError, match=message):
        KMeansSMOTE().fit_resample(X, np.repeat([0, 1], [30, 10]))
    assert list_some(list("abc")) == "['a', 'b', 'c']"
    assert list_some(list(range(10))) == str(list(range(10)))


def test_text_is_added_to_the_first_line():
    error = ValueError("Input contains NaN.\nMore about it.")
    add_to_text(error, "Look.")
    assert str(error) == "Input contains NaN. Look.\nMore about it."
    assert error.args == ("Input contains NaN. Look.\nMore about it.",)


@pytest.mark.parametrize("error", [KeyError("a"), ValueError("a", 1), ValueError()])
def test_text_of_other_errors_stays(error):
    before = str(error)
    add_to_text(error, "Look.")
    assert str(error) == before
    assert error.__notes__ == ["Look."]
