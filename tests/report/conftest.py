"""Reports that several modules look at."""

import numpy as np
import pandas as pd
import pytest
from hostile_names import HOSTILE
from imblearn.over_sampling import SMOTENC
from sklearn.datasets import load_digits

from clover.over_sampling import KMeansSMOTE
from clover.report import ResamplingReport


@pytest.fixture(scope="session")
def digits():
    """The eights among the digits, 174 of 1,797 rows."""
    X, digit = load_digits(return_X_y=True)
    return X, (digit == 8).astype(int)


@pytest.fixture(scope="session")
def digits_report(digits):
    sampler = KMeansSMOTE(kmeans_estimator=10, random_state=0)
    return ResamplingReport.from_estimator(sampler, *digits, name="digits")


@pytest.fixture(scope="session")
def hostile_report():
    """Names of columns, categories, classes and of the table that look like markup."""
    rng = np.random.RandomState(0)
    X = pd.DataFrame(rng.normal(size=(120, 4)), columns=HOSTILE)
    X["<i>city"] = rng.choice(["<img src=x onerror=alert(1)>", "</script>", "&"], 120)
    y = np.where(np.arange(120) < 30, "<b>few", "</template>many")
    sampler = SMOTENC(["<i>city"], random_state=0)
    return ResamplingReport.from_estimator(sampler, X, y, name="<svg onload=x> & |")


@pytest.fixture
def overlapping():
    """40 rows of class 1 among 200 of class 0, in three dimensions."""
    rng = np.random.RandomState(0)
    X = rng.normal(size=(240, 3))
    y = np.repeat([0, 1], [200, 40])
    X[y == 1] += 1
    return X, y
