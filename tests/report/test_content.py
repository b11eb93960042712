"""What the report computes, against values worked out by hand."""

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE, SMOTENC, RandomOverSampler
from imblearn.pipeline import make_pipeline as make_sampler_pipeline
from scipy import sparse
from sklearn.base import BaseEstimator, clone
from sklearn.cluster import KMeans
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from stubs import GivenClusters

from clover.distribution import (
    ClusterDistributor,
    CoverageFilter,
    DensityDistributor,
    ImbalanceRatioFilter,
    LogLinearAllocation,
    MinimumSupportFilter,
)
from clover.over_sampling import (
    ClusterOverSampler,
    KMeansSMOTE,
    ScaledGeometricSMOTE,
)
from clover.report import ResamplingReport
from clover.report._content.code import find_public_module, write_code
from clover.report._content.features import find_shifts
from clover.report._content.map import project
from clover.report._content.samples import draw_rows, fill_missing


def report_of(sampler, X, y):
    return ResamplingReport.from_estimator(sampler, X, y).facts


def test_small_classes_are_drawn_whole():
    codes = np.repeat([0, 1, 2], [1_000, 5, 100])
    drawn = draw_rows(codes, 60, np.random.RandomState(0))
    assert drawn.size == np.unique(drawn).size == 60
    assert (np.diff(drawn) > 0).all()
    counts = np.bincount(codes[drawn])
    assert counts[1] == 5
    assert counts.min() >= 5 and counts[2] >= 20
    assert draw_rows(codes[:7], 60, None).tolist() == list(range(7))


def test_quota_is_what_each_class_gets_at_least():
    codes = np.repeat([0, 1], [10_000, 100])
    drawn = draw_rows(codes, 1_000, np.random.RandomState(0), quota=10)
    n_small = np.count_nonzero(codes[drawn] == 1)
    # 10 rows, and about one in a hundred of the other 980.
    assert 10 <= n_small <= 40


def test_shift_of_moved_values_is_the_distance_in_deviations():
    given = np.array([[0.0, 5.0], [2.0, 5.0], [0.0, 5.0], [2.0, 5.0]])
    # The deviation of the first column is 1. The second is constant, and moves by 5, by
    # half of the largest value.
    np.testing.assert_allclose(find_shifts(given, given + np.array([3, 5])), [3, 0.5])
    assert find_shifts(given, given).tolist() == [0, 0]
    np.testing.assert_allclose(find_shifts(given * 1e300, given * 1e300 + 3e300)[0], 3)


def test_features_with_the_largest_shifts_come_first():
    # Cluster 1 gets everything: samples have the values of its rows.
    X = pd.DataFrame(
        {
            "still": np.tile([0.0, 1.0], 20),
            "moved": np.repeat([0.0, 1.0, 0.5], [6, 4, 30]),
            "city": np.repeat(["Rome", "Oslo", "Rome"], [6, 4, 30]),
        }
    )
    y = np.repeat([1, 0], [10, 30])
    clusters = GivenClusters(np.repeat([0, 1, 0], [6, 4, 30]))
    sampler = ClusterOverSampler(
        RandomOverSampler(),
        _Encoded(clusters),
        ClusterDistributor(ImbalanceRatioFilter(1)),
        random_state=0,
    )
    facts = report_of(sampler, X, y)
    names = [one.name for one in facts.features.shown]
    assert names == ["moved", "city", "still"]
    city = facts.features.shown[1]
    assert city.kind == "categorical"
    assert city.levels == ["Oslo", "Rome"]
    assert (city.given, city.made, city.shift) == ([0.4, 0.6], [1, 0], 0.6)


def _Encoded(clusterer):
    from sklearn.compose import make_column_transformer
    from sklearn.pipeline import make_pipeline

    keep = make_column_transformer(("passthrough", ["still", "moved"]))
    return make_pipeline(keep, clusterer)


@pytest.mark.parametrize("convert", [np.asarray, sparse.csr_matrix])
def test_projection_is_on_the_principal_components(convert):
    rng = np.random.RandomState(0)
    X = rng.normal(size=(50, 4)) * [5, 3, 1, 0.1] + [10, -20, 0, 0]
    explained, found = project(convert(X), 50)
    centred = X - X.mean(axis=0)
    _, sizes, axes = np.linalg.svd(centred, full_matrices=False)
    expected = centred @ axes[:2].T
    np.testing.assert_allclose(np.abs(found), np.abs(expected), atol=1e-6)
    np.testing.assert_allclose(explained, sizes[:2] ** 2 / (sizes**2).sum(), rtol=1e-6)


def test_two_columns_are_shown_as_they_are(overlapping):
    X, y = overlapping
    drawn = report_of(KMeansSMOTE(random_state=0), X[:, :2], y).map
    assert drawn.axes == ["column 0", "column 1"]
    given = next(p for p in drawn.points if p.class_label == 1 and not p.is_made)
    np.testing.assert_allclose(given.x, X[y == 1, 0], rtol=1e-3)
    assert len(given.cluster) == 40


def test_map_shows_at_most_2000_points(digits_report):
    drawn = digits_report.facts.map
    assert drawn.n_given + drawn.n_made <= 2_000
    assert sum(len(points.x) for points in drawn.points) == drawn.n_given + drawn.n_made
    assert "1,000 of 1,797 given rows" in drawn.note


def five_clusters():
    """Five clusters with 8, 6, 4, 2 and 1 rows of class 1 among 2, 4, 6, 8, 12 of 0."""
    X, y, labels = [], [], []
    rng = np.random.RandomState(0)
    for cluster, (n, m) in enumerate(((8, 2), (6, 4), (4, 6), (2, 8), (1, 12))):
        X.append(rng.normal(cluster * 10, 1 + cluster / 4, size=(n + m, 3)))
        y += [1] * n + [0] * m
        labels += [cluster] * (n + m)
    return np.vstack(X), np.array(y), np.array(labels)


def test_other_thresholds_are_what_a_distributor_would_select():
    X, y, labels = five_clusters()
    sampler = ClusterOverSampler(SMOTE(), GivenClusters(labels), random_state=0)
    counts = report_of(sampler, X, y).alternatives.thresholds
    # The ratio of 32 to 21 rows is that of the data.
    assert [one.threshold for one in counts] == [1, pytest.approx(32 / 21), 2, 5, None]
    assert [one.is_current for one in counts] == [False, True, False, False, False]
    for one in counts:
        threshold = float("inf") if one.threshold is None else one.threshold
        distributor = DensityDistributor(threshold)
        fitted = clone(sampler).set_params(distributor=distributor).fit(X, y)
        report = fitted.cluster_report_
        assert one.n_clusters == report.selected.sum()
        assert one.n_rows == report.n_rows[report.selected].sum()


def test_other_exponents_are_what_a_distributor_would_do():
    X, y, labels = five_clusters()
    distributor = DensityDistributor(float("inf"))
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 200}),
        GivenClusters(labels),
        distributor,
        random_state=0,
    )
    counts = report_of(sampler, X, y).alternatives.exponents
    assert [one.exponent for one in counts] == [0, 1, 2, 3, 5]
    assert [one.is_current for one in counts] == [False, False, False, True, False]
    for one in counts:
        fitted = clone(sampler).set_params(distributor__distances_exponent=one.exponent)
        n_new = fitted.fit(X, y).cluster_report_.n_new_rows
        assert (one.n_clusters, one.n_largest) == ((n_new > 0).sum(), n_new.max())


def test_without_clusters_there_are_no_alternatives(overlapping):
    for sampler in (SMOTE(), ClusterOverSampler(SMOTE())):
        facts = report_of(sampler, *overlapping)
        assert facts.alternatives.thresholds == facts.alternatives.exponents == []


def test_missing_values_become_means():
    like = np.array([[1.0, np.nan], [3.0, np.nan]])
    filled = fill_missing(np.array([[np.nan, np.inf]]), like)
    assert filled.tolist() == [[2.0, 0.0]]


def run(lines, expression):
    names = {}
    exec("\n".join((*lines, f"made = {expression}")), names)
    return names["made"]


@pytest.mark.parametrize(
    "estimator",
    [
        ClusterOverSampler(
            SMOTE(k_neighbors=3),
            KMeans(n_clusters=3, init=np.array([[0.0], [1.0], [2.0]])),
            ClusterDistributor(
                CoverageFilter(0.9) & MinimumSupportFilter(2),
                LogLinearAllocation.by_sparsity(2.0),
                mode="final size",
            ),
        ),
        KMeansSMOTE({"a": 10, "b": 20}, imbalance_ratio_threshold=float("inf")),
        SMOTENC(categorical_features=np.array(["a", "b"])),
        make_sampler_pipeline(
            StandardScaler(),
            ClusterOverSampler(SMOTE(), make_pipeline(StandardScaler(), KMeans(3))),
        ),
    ],
    ids=["composition", "dict", "names", "pipelines"],
)
def test_code_makes_the_estimator_again(estimator):
    lines, expression, missing = write_code(estimator)
    assert missing == []
    assert repr(run(lines, expression)) == repr(estimator)
    assert max(map(len, expression.split("\n"))) <= 80


def test_classes_of_one_name_are_told_apart():
    inner = make_pipeline(StandardScaler(), KMeans(3))
    sampler = make_sampler_pipeline(ClusterOverSampler(SMOTE(), inner))
    made = run(*write_code(sampler)[:2])
    assert type(made) is type(sampler)
    assert type(made[-1].clusterer) is type(inner)


def test_numbers_of_numpy_are_written_as_those_of_python():
    sampler = KMeansSMOTE(
        kmeans_estimator=np.int64(4), distances_exponent=np.float32(0.5)
    )
    _, expression, _ = write_code(sampler)
    assert expression == "KMeansSMOTE(kmeans_estimator=4, distances_exponent=0.5)"


def test_what_cannot_be_written_is_left_to_the_reader():
    class Local(BaseEstimator):
        pass

    _, expression, missing = write_code(ClusterOverSampler(SMOTE(), Local()))
    assert expression == "ClusterOverSampler(oversampler=SMOTE(), clusterer=...)"
    assert missing == ["Local"]
    _, expression, missing = write_code(KMeansSMOTE(lambda y: {1: 9}))
    assert missing == ["<lambda>"]


def test_public_modules_are_found():
    assert find_public_module(KMeans) == "sklearn.cluster"
    assert find_public_module(KMeansSMOTE) == "clover.over_sampling"
    assert find_public_module(dict) == "builtins"


def test_a_preset_of_one_cluster_has_no_clusters_to_show():
    rng = np.random.RandomState(0)
    X = pd.DataFrame({"size": rng.normal(size=80), "kind": rng.choice(["a", "b"], 80)})
    X["is_new"] = rng.rand(80) < 0.5
    sampler = ScaledGeometricSMOTE(random_state=0)
    facts = report_of(sampler, X, np.repeat([0, 1], [60, 20]))
    assert facts.clusters is None
    assert facts.map.centers == []
    assert facts.alternatives.thresholds == []
    assert facts.composition.sentence == (
        "ScaledGeometricSMOTE makes the samples by GeometricSMOTE, without clusters. "
        "Distances are those after TableScaler."
    )
    # Booleans are categories, as the sampler takes them.
    assert facts.table.n_categorical == 2
    facts = report_of(sampler.set_params(n_clusters=3), X, np.repeat([0, 1], [60, 20]))
    assert facts.clusters.n_clusters == 3
    assert facts.composition.sentence.startswith(
        "ScaledGeometricSMOTE divides the rows into clusters by KMeans after "
        "TableScaler, "
    )


def test_the_sentence_names_the_exponent_and_the_temperature():
    rng = np.random.RandomState(0)
    X, y = rng.normal(size=(60, 2)), np.repeat([0, 1], [40, 20])
    for params, told in (
        ({}, "(exponent 2, temperature 'auto')"),
        ({"distances_exponent": 1}, "(exponent 1)"),
        (
            {"distances_exponent": 1, "temperature": 2.5},
            "(exponent 1, temperature 2.5)",
        ),
    ):
        sampler = KMeansSMOTE(kmeans_estimator=2, random_state=0, **params)
        assert told in report_of(sampler, X, y).composition.sentence
