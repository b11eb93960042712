"""Oversamplers of others that get data frames, as they know nothing of codes."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from imblearn.over_sampling import SMOTEN, SMOTENC
from numpy.testing import assert_array_equal
from sklearn.base import BaseEstimator
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from clover.over_sampling import ClusterOverSampler

COLOURS = ["blue", "green", "red"]


class DerivedSMOTENC(SMOTENC):
    """May do anything with the categories."""


class DerivedSMOTEN(SMOTEN):
    """May do anything with the categories."""


class Shifted(BaseEstimator):
    """Repeats rows of the class, their numbers moved by 0.4."""

    def __init__(self, sampling_strategy="auto"):
        self.sampling_strategy = sampling_strategy

    def fit_resample(self, X, y):
        (label,) = (k for k, n in self.sampling_strategy.items() if n > np.sum(y == k))
        rows = np.flatnonzero(y == label)
        n_new = self.sampling_strategy[label] - rows.size
        X_new = X.iloc[np.resize(rows, n_new)].copy()
        numbers = X_new.select_dtypes("number").columns
        assert (X_new[numbers].dtypes == np.float64).all()
        X_new[numbers] += 0.4
        X_res = pd.concat((X, X_new), ignore_index=True)
        return X_res, np.append(y, np.full(n_new, label))


@pytest.fixture
def columns():
    """40 rows of class 0 and 20 of class 1, and their text, count, size and flag."""
    rng = np.random.default_rng(0)
    table = {
        "text": rng.choice(COLOURS, 60).tolist(),
        "count": rng.integers(0, 9, 60),
        "size": rng.normal(size=60),
        "flag": rng.random(60) < 0.5,
    }
    return table, np.repeat([0, 1], [40, 20])


def to_enum(table):
    return pl.DataFrame(table).with_columns(pl.col("text").cast(pl.Enum(COLOURS)))


def to_category(table):
    return pd.DataFrame(table).astype({"text": "category", "count": "Int8"})


FRAMES = {
    "pandas": pd.DataFrame,
    "categories of pandas": to_category,
    "polars": pl.DataFrame,
    "enum of polars": to_enum,
}


@pytest.mark.parametrize("clusters", [1, 2, 7])
@pytest.mark.parametrize("oversampler", [DerivedSMOTENC(["text"]), Shifted()])
@pytest.mark.parametrize("frame", FRAMES)
def test_frames_come_back_with_their_dtypes(frame, oversampler, clusters, columns):
    table, y = columns
    X = FRAMES[frame](table)
    sizes = make_column_transformer(("passthrough", ["size"]))
    clusterer = make_pipeline(sizes, KMeans(clusters, n_init=1))
    sampler = ClusterOverSampler(oversampler, clusterer, random_state=0)
    X_res, y_res = sampler.fit_resample(X, y)
    assert list(X_res.dtypes) == list(X.dtypes)
    assert np.bincount(y_res).tolist() == [40, 40]
    assert set(X_res["text"].to_list()) <= set(COLOURS)
    names = {type(oversampler).__name__, "repetition", ""}
    assert set(sampler.cluster_report_.made_by.tolist()) <= names


@pytest.mark.parametrize("frame", FRAMES)
def test_numbers_of_frames_are_cast_once(frame, columns):
    table, y = columns
    X = FRAMES[frame](table)
    X_res, _ = ClusterOverSampler(Shifted(), random_state=0).fit_resample(X, y)
    rows = np.resize(np.arange(40, 60), 20)
    # Moved by 0.4, integers are rounded back.
    assert_array_equal(X_res["count"].to_list()[60:], table["count"][rows])
    assert_array_equal(X_res["size"].to_list()[60:], table["size"][rows] + 0.4)
    assert_array_equal(X_res["flag"].to_list()[60:], table["flag"][rows])


@pytest.mark.parametrize("to_frame", [pd.DataFrame, pl.DataFrame])
def test_single_rows_of_frames_are_copied_exactly(to_frame, columns):
    table, y = columns
    table["count"] = 2**53 + np.arange(60) * 2 + 1
    y = np.where(np.arange(60) == 59, 2, y)
    sampler = ClusterOverSampler(Shifted({1: 30, 2: 4}), random_state=0)
    sampler.set_params(oversampler__sampling_strategy={1: 30, 2: 4})
    with pytest.warns(UserWarning, match="Class 2 has a single row"):
        X_res, y_res = sampler.fit_resample(to_frame(table), y)
    copies = np.array(X_res["count"].to_list())[60:][y_res[60:] == 2]
    assert copies.tolist() == [2**53 + 119] * 3


def test_derived_oversampler_of_categories_alone(columns):
    table, y = columns
    X = pd.DataFrame({"a": table["text"], "b": table["count"] % 3})
    X_res, y_res = ClusterOverSampler(DerivedSMOTEN(), random_state=0).fit_resample(
        X, y
    )
    assert (X_res.dtypes == X.dtypes).all()
    assert set(X_res["b"]) <= {0, 1, 2}
    assert y_res.sum() == 40


def complaint(oversampler, X, y):
    """Return the first line of an error, or None if there is none."""
    try:
        oversampler.fit_resample(X, y)
    except ValueError as error:
        return str(error).splitlines()[0]
    return None


@pytest.mark.parametrize(
    "encoder",
    [OneHotEncoder(drop="first"), OneHotEncoder(max_categories=2)],
    ids=["dropped", "merged"],
)
def test_complaint_about_an_encoder_is_that_of_imbalanced_learn(encoder, columns):
    table, y = columns
    X = pd.DataFrame(table).astype({"count": float, "flag": float})
    oversampler = SMOTENC(["text"], categorical_encoder=encoder, random_state=0)
    told = complaint(ClusterOverSampler(oversampler), X, y)
    # Older versions of imbalanced-learn take some of these encoders.
    assert told == complaint(oversampler, X, y)


def test_order_of_an_encoder_is_that_of_the_codes(columns):
    table, y = columns
    X = pd.DataFrame(table)
    encoder = OneHotEncoder(categories=[["red", "blue", "green"]])
    oversampler = SMOTENC(["text"], categorical_encoder=encoder, random_state=2)
    X_res, _ = ClusterOverSampler(oversampler).fit_resample(X, y)
    floats = X.astype({"count": float, "flag": float})
    expected, _ = oversampler.fit_resample(floats, y)
    assert X_res["text"].tolist() == expected["text"].tolist()
    assert_array_equal(X_res["size"], expected["size"])
