"""Arrays, data frames and sparse matrices, and the rows that a sampler gives back."""

from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pytest
from imblearn.over_sampling import SMOTE, SMOTENC, RandomOverSampler
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from clover.classification import ResampledClassifier
from clover.classification._rows_first import gives_rows_first
from clover.over_sampling import ClusterOverSampler, GeometricSMOTE, KMeansSMOTE

NAMES = list("abcde")


class Recorder(ClassifierMixin, BaseEstimator):
    """Keeps the rows that it is fitted to, and predicts the first class."""

    def fit(self, X, y):
        self.X_, self.classes_ = X, np.unique(y)
        return self

    def predict(self, X):
        return np.repeat(self.classes_[:1], len(X))


def to_strings(X):
    """Return rows as a list of lists with a string in the first column."""
    return [["low" if row[0] < 0 else "high", *row[1:]] for row in X.tolist()]


CONTAINERS = {
    "pandas": lambda X: pd.DataFrame(X, columns=NAMES, index=np.arange(len(X)) + 7),
    "polars": lambda X: pl.DataFrame(X, schema=NAMES),
    "csr matrix": sparse.csr_matrix,
    "csc array": sparse.csc_array,
    "coo array": sparse.coo_array,
    "list": lambda X: X.tolist(),
}
TABLES = {
    "pandas": lambda rows: pd.DataFrame(rows, columns=NAMES),
    "polars": lambda rows: pl.DataFrame(rows, schema=NAMES, orient="row"),
}


@pytest.fixture
def encoder():
    return make_column_transformer(
        (OneHotEncoder(), ["a"]), (StandardScaler(), NAMES[1:])
    )


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(
    ("sampler", "threshold"),
    [
        (None, None),
        (SMOTE(), None),
        (RandomOverSampler(), None),
        (KMeansSMOTE(), "accuracy"),
        (GeometricSMOTE(), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_container_does_not_matter(two_classes, sampler, container, threshold):
    X, y = two_classes
    model = ResampledClassifier(
        LogisticRegression(max_iter=1_000),
        sampler,
        weighting=0.6,
        threshold=threshold,
        cv=2,
        random_state=0,
    )
    expected, labels = model.fit(X, y).predict_proba(X), model.predict(X)
    given = CONTAINERS[container](X)
    model.fit(given, y)
    assert_allclose(model.predict_proba(given), expected, atol=1e-6)
    assert_array_equal(model.predict(given), labels)
    has_names = container in ("pandas", "polars")
    assert hasattr(model, "feature_names_in_") == has_names
    assert hasattr(model.classifier_, "feature_names_in_") == has_names
    assert model.n_features_in_ == 5


@pytest.mark.parametrize(
    "to_target",
    [
        lambda y: pd.Series(y, index=np.arange(300) + 5),
        lambda y: pd.Series(y, dtype="Int64"),
        lambda y: pl.Series(y),
        lambda y: y.tolist(),
    ],
)
def test_target_of_any_kind(two_classes, to_target):
    X, y = two_classes
    model = ResampledClassifier(LogisticRegression(), SMOTE(), random_state=0)
    expected = model.fit(X, y).predict(X)
    assert_array_equal(model.fit(X, to_target(y)).predict(X), expected)
    assert model.classes_.tolist() == [0, 1]


@pytest.mark.parametrize(
    "to_target",
    [
        lambda y: np.array(["ham", "spam"])[y],
        lambda y: np.array(["ham", "spam"], dtype=object)[y],
        lambda y: pd.Series(np.array(["ham", "spam"])[y], dtype="category"),
        lambda y: pd.Series(np.array(["ham", "spam"])[y]),
    ],
)
@pytest.mark.parametrize("threshold", [None, 0.4, "accuracy"])
def test_classes_keep_their_names(two_classes, to_target, threshold):
    X, y = two_classes
    model = ResampledClassifier(
        LogisticRegression(), SMOTE(), weighting=0.5, threshold=threshold, cv=2
    )
    assert set(model.fit(X, to_target(y)).predict(X)) == {"ham", "spam"}
    assert model.classes_.tolist() == ["ham", "spam"]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("sampler", "threshold"),
    [
        (RandomOverSampler(), None),
        (SMOTENC(["a"]), "accuracy"),
        (ClusterOverSampler(SMOTENC(["a"])), None),
        (GeometricSMOTE(categorical_features=["a"]), "accuracy"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_strings_in_a_table(two_classes, encoder, table, threshold, sampler):
    X, y = two_classes
    rows = TABLES[table](to_strings(X))
    model = ResampledClassifier(
        make_pipeline(encoder, LogisticRegression()),
        sampler,
        weighting=0.6,
        threshold=threshold,
        cv=2,
        random_state=0,
    ).fit(rows, y, sample_weight=np.linspace(1, 2, 300))
    assert model.score(rows, y) > 0.9
    assert model.sample_weight_.size == 540
    assert model.classifier_[0].named_transformers_["onehotencoder"].categories_[
        0
    ].tolist() == ["high", "low"]


def test_frames_of_whole_numbers_and_missing_values_survive_polars():
    rows = pl.DataFrame(
        {
            "n": [1, 2, 3, 4, 5, None],
            "x": [0.5, None, 1.5, 2.5, float("nan"), 3.5],
            "flag": [True, False, None, True, True, False],
            "small": pl.Series([1, 2, 3, 4, 5, 6], dtype=pl.Int8),
        }
    )
    y = [0, 0, 0, 0, 1, 1]
    model = ResampledClassifier(
        HistGradientBoostingClassifier(max_iter=2), RandomOverSampler(), weighting=0.75
    ).fit(rows, y)
    assert model.sample_weight_.tolist() == [1, 1, 1, 1, 0.75, 0.75, 0.25, 0.25]
    assert model.predict(rows).tolist() == [0] * 6


def test_frames_of_polars_keep_their_dtypes():
    rows = pl.DataFrame(
        {
            "word": pl.Series(["a", "b", None, "d", "e", "f"]),
            "kind": pl.Series(["x", "y", "x", None, "y", "x"], dtype=pl.Categorical),
            "enum": pl.Series(list("uvuvuv"), dtype=pl.Enum(["u", "v"])),
            "day": pl.Series([date(2020, 1, day) for day in range(1, 7)]),
            "small": pl.Series([1, 2, 3, 4, 5, 6], dtype=pl.UInt8),
            "large": pl.Series([2**60 + 1, 2, 3, 4, 2**61 + 1, 6]),
            "null": pl.Series([1, None, 3, 4, 5, None]),
            "half": pl.Series([0.1, 0.2, 0.3, 0.4, None, 0.6], dtype=pl.Float32),
            "flag": pl.Series([True, None, False, True, False, True]),
        }
    )
    model = ResampledClassifier(Recorder(), RandomOverSampler(random_state=0))
    got = model.fit(rows, [0, 0, 0, 0, 1, 1]).classifier_.X_
    assert got.schema == rows.schema
    indices = model.sampler_.sample_indices_.tolist()
    assert gives_rows_first(rows[indices], got)
    assert len(got) == 8


@pytest.mark.parametrize(
    ("given", "resampled"),
    [
        (np.array([[1.0, np.nan]]), np.array([[1.0, np.nan], [2.0, 2.0]])),
        (np.array([[1, 2]]), np.array([[1.0, 2.0]])),
        (
            np.array([["a", None]], dtype=object),
            np.array([["a", np.nan]], dtype=object),
        ),
        (np.array([["a", "b"]]), np.array([["a", "b"]], dtype=object)),
        (sparse.csr_array([[0, 1.0]]), sparse.csc_array([[0, 1.0], [1, 1]])),
        (sparse.csr_array([[0, np.nan]]), sparse.csr_matrix([[0, np.nan]])),
        (
            sparse.csr_array([[0, 1.0]]),
            sparse.csr_array(([1.0, 0.0], [1, 0], [0, 2]), shape=(1, 2)),
        ),
        (sparse.csr_array([[0, 1.0]]), np.array([[0, 1.0], [1, 1]])),
        (
            pd.DataFrame({"a": [1], "b": ["x"]}, index=[9]),
            pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}),
        ),
        (
            pd.DataFrame({"a": pd.array([1, None], dtype="Int64")}),
            pd.DataFrame({"a": [1.0, np.nan, 3.0]}),
        ),
        (pd.DataFrame({"a": [1, 2]}), np.array([[1.0], [2.0], [3.0]])),
        (
            pl.DataFrame({"a": [1.0, None, float("nan")]}),
            pl.DataFrame({"a": [1.0, None, float("nan"), 2.0]}),
        ),
    ],
)
def test_rows_come_first(given, resampled):
    assert gives_rows_first(given, resampled)


@pytest.mark.parametrize(
    ("given", "resampled"),
    [
        (np.array([[1.0], [2.0]]), np.array([[1.0]])),
        (np.array([[1.0], [2.0]]), np.array([[2.0], [1.0], [2.0]])),
        (np.array([[1.0]]), np.array([[1.0, 1.0]])),
        (np.array([[1.0]]), np.array([[np.nan]])),
        (np.array([["a"]], dtype=object), np.array([["b"]], dtype=object)),
        (np.array([["a"]], dtype=object), np.array([[None]], dtype=object)),
        (sparse.csr_array([[0, 1.0]]), sparse.csr_array([[1.0, 0]])),
        (sparse.csr_array([[0, 1.0]]), sparse.csr_array([[0, 2.0]])),
        (sparse.csr_array([[1.0]]), sparse.csr_array([[0.0]])),
        (pd.DataFrame({"a": ["x"]}), pd.DataFrame({"a": ["y"]})),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1.5]})),
        (pl.DataFrame({"a": [1]}), pl.DataFrame({"a": [2]})),
    ],
)
def test_rows_do_not_come_first(given, resampled):
    assert not gives_rows_first(given, resampled)
