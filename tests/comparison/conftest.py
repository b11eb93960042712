"""Data sets and jobs that the tests of runs share."""

import numpy as np
import pandas as pd
import pytest

from clover.comparison._runs.datasets import make_dataset
from clover.comparison._runs.records import Fold, Job, Method


@pytest.fixture
def numbers():
    """90 rows of class 0 and 30 of class 1, in three dimensions, shuffled."""
    rng = np.random.RandomState(0)
    y = rng.permutation(np.repeat([0, 1], [90, 30]))
    X = (rng.normal(size=(120, 3)) + y[:, None] * [1.0, 0.5, 0.0]) * [1.0, 10.0, 0.1]
    return make_dataset("numbers", X, y)


@pytest.fixture
def mixed():
    """The rows of two classes, with an id of each row as a category.

    Columns of numbers and of categories take turns.
    """
    rng = np.random.RandomState(0)
    y = rng.permutation(np.repeat(["no", "yes"], [60, 24]))
    table = {
        "kind": rng.choice(["u", "v", "w"], 84),
        "first": rng.normal(5.0, 2.0, 84) + (y == "yes"),
        "row": [f"row {place}" for place in range(84)],
        "second": rng.normal(size=84),
    }
    return make_dataset("mixed", pd.DataFrame(table), y)


@pytest.fixture
def make_job():
    """A function that makes a job: every third row is a test row."""

    def make(dataset, sampler, classifiers, **params):
        rows = np.arange(dataset.n_samples)
        fold = Fold(0, 0, rows[rows % 3 > 0], rows[rows % 3 == 0])
        method = Method(
            params.pop("name", "mine"),
            sampler,
            params.pop("candidates", ({},)),
            params.pop("is_weighted", False),
        )
        given = {"inner_cv": 3, "inner_scoring": "average_precision", "seed": 7}
        return Job(dataset, method, classifiers, fold, **(given | params))

    return make
