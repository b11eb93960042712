"""Data that several test modules share."""

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from sklearn.datasets import make_blobs

# The short profile, the default, tries the same examples every time; the long one,
# `make test-long`, tries 20 times as many, and new ones. `make mutants` runs the tests
# thousands of times.
COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("mutants", max_examples=8, derandomize=True, **COMMON)
settings.register_profile("short", max_examples=60, derandomize=True, **COMMON)
settings.register_profile("long", max_examples=1_200, **COMMON)
settings.load_profile("short")


@pytest.fixture
def two_classes():
    """270 rows of class 0 and 30 of class 1, overlapping, in five dimensions."""
    X, blob = make_blobs([135, 135, 15, 15], 5, cluster_std=4.0, random_state=3)
    return X, (blob > 1).astype(int)


@pytest.fixture
def three_classes():
    """Three classes of 200, 60 and 40 rows, in four dimensions."""
    X, blob = make_blobs(300, centers=6, n_features=4, cluster_std=3.0, random_state=0)
    y = np.repeat([0, 1, 2], [200, 60, 40])
    return X[np.argsort(blob % 3, kind="stable")], y


@pytest.fixture
def two_blobs():
    """Two far blobs, in each of which 10 rows of class 1 lie among 30 of class 0."""
    rng = np.random.RandomState(0)
    X = np.vstack((rng.normal(0, 1, (40, 2)), rng.normal(100, 1, (40, 2))))
    y = np.tile(np.repeat([1, 0], [10, 30]), 2)
    return X, y
