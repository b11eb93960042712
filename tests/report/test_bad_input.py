"""Data at the limits: the report is made, or one line says what to do."""

import time

import numpy as np
import pandas as pd
import pytest
from html_pages import Page
from imblearn.over_sampling import SMOTE, SMOTEN, RandomOverSampler
from scipy import sparse
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.datasets import make_blobs
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from clover.over_sampling import ClusterOverSampler, KMeansSMOTE
from clover.report import ResamplingReport


def check(sampler, X, y):
    """Return the facts of a report whose renderings are all well."""
    report = ResamplingReport.from_estimator(sampler, X, y)
    page = report.to_html()
    assert Page(page).faults == []
    assert len(page.encode()) < 1_000_000
    assert report.to_json() and report.to_markdown()
    return report.facts


def draw(n_rows, n_columns):
    rng = np.random.RandomState(0)
    y = (np.arange(n_rows) < n_rows // 8).astype(int)
    return rng.normal(size=(n_rows, n_columns)) + y[:, np.newaxis], y


def test_one_feature():
    facts = check(KMeansSMOTE(random_state=0), *draw(200, 1))
    assert facts.map.axes == ["column 0", ""]
    assert len(facts.features.shown) == 1


def test_2000_features():
    facts = check(KMeansSMOTE(kmeans_estimator=3, random_state=0), *draw(160, 2_000))
    assert facts.features.n_features == 2_000
    assert len(facts.features.shown) == 24


def test_300_clusters():
    sampler = ClusterOverSampler(SMOTE(), KMeans(300, n_init=1), random_state=0)
    facts = check(sampler, *draw(1_600, 3))
    assert facts.clusters.n_clusters == 300
    assert facts.map.centers == []


def test_many_entries_are_cut_to_those_with_rows():
    X, y = make_blobs([12] * 20 + [14], 3, random_state=0)
    sampler = ClusterOverSampler(
        SMOTE(k_neighbors=2), KMeans(30, n_init=1), random_state=0
    )
    facts = check(sampler, X, y)
    assert facts.clusters.n_entries == 600
    assert len(facts.clusters.entries) == 400
    made = sum(one.n_new_rows for one in facts.clusters.entries)
    assert made == sum(one.made for one in facts.classes) == 40


def test_sparse_rows():
    X = sparse.random(400, 3_000, density=0.01, format="csr", random_state=0)
    y = (np.arange(400) < 50).astype(int)
    sampler = ClusterOverSampler(SMOTE(), MiniBatchKMeans(2, n_init=1), random_state=0)
    facts = check(sampler, X, y)
    assert facts.table.kind == "sparse CSR matrix"
    assert "Of 3,000 columns, the 2,000 with the largest sums" in facts.features.note


def test_categories_only():
    rng = np.random.RandomState(0)
    X = pd.DataFrame({name: rng.choice(list("abcd"), 200) for name in "uvw"})
    y = (np.arange(200) < 30).astype(int)
    clusterer = make_pipeline(OneHotEncoder(), KMeans(2))
    for sampler in (
        SMOTEN(random_state=0),
        RandomOverSampler(random_state=0),
        ClusterOverSampler(SMOTEN(), clusterer, random_state=0),
    ):
        facts = check(sampler, X, y)
        assert (facts.table.n_numeric, facts.table.n_categorical) == (0, 3)
        assert all(one.kind == "categorical" for one in facts.features.shown)


def test_100_classes():
    X, y = make_blobs(
        [16] * 50 + [12] * 50, 3, centers=100 * np.eye(100, 3), random_state=0
    )
    facts = check(SMOTE(random_state=0), X, y)
    assert len(facts.classes) == 100
    assert sum(one.made for one in facts.classes) == 200


def test_missing_values():
    X, y = draw(120, 3)
    X[::5, 1] = np.nan
    facts = check(RandomOverSampler(random_state=0), X, y)
    assert facts.measures.validity_note.startswith("Not measured: Input X contains NaN")
    assert [one.copies for one in facts.measures.diversity] == [1]


def test_extreme_numbers():
    X, y = draw(120, 3)
    for factor in (1e150, 1e-150):
        facts = check(KMeansSMOTE(random_state=0), X * factor, y)
        assert facts.measures.diversity[0].relative_distance > 0


def test_classes_that_are_too_small_to_measure():
    X, y = draw(40, 2)
    y[:] = np.arange(40) < 3
    facts = check(SMOTE(k_neighbors=2, random_state=0), X, y)
    assert facts.measures.validity_note == (
        "Not measured: fewer than two classes have 4 rows."
    )


def test_balanced_data_and_one_column_of_one_value():
    X, y = draw(80, 2)
    facts = check(SMOTE(random_state=0), X, np.arange(80) % 2)
    assert facts.findings == []
    X[:, 0] = 3
    check(SMOTE(random_state=0), X, y)


@pytest.mark.parametrize("ratio", ["auto", 0.5, {1: 8_000}])
def test_large_data_take_little_longer_than_their_resampling(ratio):
    X, y = draw(40_000, 4)
    sampler = SMOTE(sampling_strategy=ratio, random_state=0)
    start = time.process_time()
    report = ResamplingReport.from_estimator(sampler, X, y)
    assert time.process_time() - start < 10
    assert "with 4,000 of 40,000 given rows" in report.facts.measures.validity_note
    assert "part of the data: 5,000 given rows and" in report.facts.features.note
