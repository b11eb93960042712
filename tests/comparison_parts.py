"""Parts of comparisons that tests share, importable by worker processes, too."""

import os
import time
from dataclasses import fields
from pathlib import Path

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.datasets import make_classification

from clover.comparison._runs.files import read_record

SECONDS = "seconds_resampling", "seconds_fitting"


class RepeatingSampler(BaseEstimator):
    """Repeats the first rows of class 1, and writes a line to a log for each call."""

    def __init__(self, log=None, seconds=0.0, n_new_rows=2):
        self.log = log
        self.seconds = seconds
        self.n_new_rows = n_new_rows

    def fit_resample(self, X, y):
        if self.log is not None:
            with open(self.log, "a", encoding="utf-8") as log:
                log.write(f"{os.getpid()}\n")
        time.sleep(self.seconds)
        chosen = np.flatnonzero(y == 1)[: self.n_new_rows]
        return np.vstack((X, X[chosen])), np.append(y, y[chosen])


class FailingSampler(BaseEstimator):
    """Fails on tables with more columns than it can take."""

    def __init__(self, max_columns=0):
        self.max_columns = max_columns

    def fit_resample(self, X, y):
        if X.shape[1] > self.max_columns:
            raise ValueError(f"cannot take {X.shape[1]} columns")
        return X, y


def make_data(n_rows=60, n_features=4, seed=0):
    """Return a table with about four rows of class 0 to one of class 1."""
    return make_classification(
        n_rows,
        n_features=n_features,
        n_informative=2,
        n_redundant=0,
        weights=[0.8],
        random_state=seed,
    )


def list_runs(folder):
    """Return the names of the files of runs in a store, sorted."""
    return sorted(
        path.name
        for path in Path(folder).glob("*.npz")
        if not path.name.startswith("data-")
    )


def read_without_seconds(folder, name):
    """Return a record as a dictionary of texts and bytes, without the seconds."""
    record = read_record(Path(folder), name)
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    return {
        name: (value.dtype.str, value.shape, value.tobytes())
        if isinstance(value, np.ndarray)
        else repr(value)
        for name, value in values.items()
        if name not in SECONDS
    }


def assert_same_results(one, other):
    """Assert that two stores have the same runs, to the bit, seconds apart."""
    names = list_runs(one)
    assert names
    assert list_runs(other) == names
    for name in names:
        assert read_without_seconds(one, name) == read_without_seconds(other, name)
