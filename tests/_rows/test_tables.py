"""`X` that is no table: the error says what is wanted and what was got."""

import warnings
from collections import Counter

import numpy as np
import pandas as pd
import polars as pl
import pytest
from imblearn.over_sampling import SMOTE, SMOTENC, RandomOverSampler
from scipy import sparse
from sklearn.cluster import KMeans
from stubs import name_of

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

SAMPLERS = [
    ASUWO(),
    CBO(),
    CURESMOTE(),
    CenterSMOTE(),
    SimplicialSMOTE(),
    GaussianOversampler(),
    ClusterSMOTE(),
    GeometricSMOTE(),
    GeometricSMOTE(categorical_features=[0]),
    GeometricSOMO(),
    KMeansSMOTE(),
    SOMO(),
    ScaledGeometricSMOTE(),
    ClusterOverSampler(SMOTE()),
    ClusterOverSampler(SMOTE(), KMeans(2)),
    ClusterOverSampler(SMOTENC([0])),
    ClusterOverSampler(RandomOverSampler()),
    ClusterOverSampler(RandomOverSampler(), KMeans(2)),
]

ONE = r"Expected 2D array, got 1D array instead: `X` should be a table of shape \(n_"
TABLE = r"^`X` should be a table of shape \(n_samples, n_features\)\."
SCALAR = "^Expected 2D array, got scalar array instead: `X` should be a table"


@pytest.mark.parametrize("sampler", SAMPLERS, ids=name_of)
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ["some text"] * 40, f"{ONE}.*Got list of 40 strings; make numbers"),
        (lambda: np.array(["text"] * 40), f"{ONE}.*Got ndarray of 40 strings"),
        (lambda: np.array(["text"] * 40, dtype=object), f"{ONE}.*ndarray of 40 strin"),
        (lambda: pd.Series(["text"] * 40), f"{ONE}.*Got Series of 40 strings"),
        (lambda: pd.Series([[1.0, 2.0]] * 40), f"{ONE}.*objects of type list; stack"),
        (lambda: [{1, 2}] * 40, rf"{ONE}.*Got list of 40 objects of type set\.$"),
        (lambda: [None] * 40, rf"{ONE}.*Got list of 40 objects of type NoneType\.$"),
        (lambda: [object] * 40, rf"{ONE}.*Got list of 40 objects of type type\.$"),
        (lambda: [{"a": 1}] * 40, f"{ONE}.*of type dict; make a data frame of them"),
        (lambda: (Counter("a"),) * 40, f"{ONE}.*of type Counter; make a data frame"),
        (lambda: pd.Series([{"a": 1}] * 40), f"{ONE}.*Series .* dict; make a data"),
        (lambda: np.arange(40.0), f"{ONE}.*Got ndarray of 40 numbers; reshape a sin"),
        (lambda: pd.Index(range(40)), f"{ONE}.*Got RangeIndex of 40 numbers"),
        (lambda: pl.Series(range(40)), f"{ONE}.*Got Series of 40 numbers"),
        (lambda: range(40), f"{ONE}.*Got range of 40 numbers"),
        (lambda: (2.0,) * 40, f"{ONE}.*Got tuple of 40 numbers"),
        (lambda: [], rf"{ONE}.*Got list of shape \(0,\)"),
        (lambda: None, rf"{TABLE} Got None\.$"),
        (lambda: ([i, i] for i in range(40)), f"{TABLE} Got a generator; make a list"),
        (lambda: {"a": [1.0] * 40}, f"{TABLE} Got a dict; make a data frame"),
        (lambda: 3, rf"{SCALAR}.*Got int of shape \(\)"),
        (lambda: 3.5, rf"{SCALAR}.*Got float of shape \(\)"),
        (lambda: "text", rf"{TABLE} Got a str\.$"),
        (lambda: b"text", rf"{TABLE} Got a bytes\.$"),
        (lambda: {(1, 2)}, rf"{TABLE} Got a set\.$"),
        (lambda: np.zeros((40, 2, 2)), r"with dim 3: .*Got ndarray of shape \(40, 2,"),
        (lambda: [[1.0], [2.0, 3.0]] * 20, "Got a list of rows that are not equally"),
    ],
)
@pytest.mark.parametrize("method", ["fit", "fit_resample"])
def test_what_is_no_table_is_said(sampler, make, message, method):
    y = np.repeat([0, 1], [30, 10])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match=message):
            getattr(sampler, method)(make(), y)


@pytest.mark.skipif(
    sparse.coo_array(np.arange(40.0)).ndim == 2, reason="older SciPy has none"
)
def test_sparse_array_of_one_dimension_is_no_table():
    X = sparse.coo_array(np.arange(40.0))
    with pytest.raises(ValueError, match=f"{ONE}.*Got coo_array of 40 numbers"):
        KMeansSMOTE().fit_resample(X, np.repeat([0, 1], [30, 10]))


def test_error_of_a_list_that_numpy_cannot_read_stays():
    class Unreadable:
        def __array__(self, dtype=None, copy=None):
            raise ValueError("not today")

    with pytest.raises(ValueError, match="not today"):
        KMeansSMOTE().fit_resample([Unreadable()] * 40, np.repeat([0, 1], [30, 10]))
