"""Repeated rows and missing neighbours are told, and warned of where they prevail."""

import warnings

import numpy as np
import pytest
from imblearn.over_sampling import ADASYN, SMOTE, SMOTEN, RandomOverSampler
from imblearn.pipeline import make_pipeline
from numpy.testing import assert_array_equal
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler
from stubs import GivenClusters

from clover.distribution import (
    BaseFilter,
    ClusterDistributor,
    DensityDistributor,
    LogLinearAllocation,
)
from clover.over_sampling import (
    CBO,
    CenterSMOTE,
    ClusterOverSampler,
    GeometricSMOTE,
)

# Class 1 has 3, 1 and 1 rows in three clusters, class 2 has 2 rows in the first.
X = np.array([0.0, 1, 3, 50, 100, 4, 6, 10, 20, 60, 70, 110, 120, 130, 140])
X = X[:, np.newaxis]
Y = np.array([1, 1, 1, 1, 1, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0])
LABELS = np.array([0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2])
UNIFORM = ClusterDistributor(allocation=LogLinearAllocation.uniform())
BY_SIZE = ClusterDistributor()


def fit(oversampler, distributor=UNIFORM, labels=LABELS, method="fit"):
    """Return a fitted sampler, and the texts of its warnings."""
    sampler = ClusterOverSampler(
        oversampler, GivenClusters(labels), distributor, random_state=0
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        getattr(sampler, method)(X, Y)
    assert all(warning.filename == __file__ for warning in caught)
    return sampler, [str(warning.message) for warning in caught]


@pytest.fixture(params=["fit", "fit_resample"])
def method(request):
    return request.param


@pytest.mark.parametrize(
    "oversampler",
    [
        SMOTE(sampling_strategy={1: 11}, k_neighbors=2),
        SMOTE(sampling_strategy={1: 11}, k_neighbors=NearestNeighbors(n_neighbors=3)),
        GeometricSMOTE(sampling_strategy={1: 11}, k_neighbors=2),
        SMOTEN(sampling_strategy={1: 11}, k_neighbors=2),
        ADASYN(sampling_strategy={1: 11}, n_neighbors=2),
        make_pipeline(
            StandardScaler(), SMOTE(sampling_strategy={1: 11}, k_neighbors=2)
        ),
    ],
    ids=["smote", "estimator", "geometric", "smoten", "adasyn", "pipeline"],
)
def test_repeated_rows_are_told_and_warned_of(oversampler, method):
    # Of 6 new rows, the clusters get 2 each; two of them hold a single row.
    sampler, texts = fit(oversampler, method=method)
    assert sampler.cluster_report_.notes == (
        "Repeated rows, where a single row of the class is all there is to make rows "
        "from: class 1, 4 of 6 new rows, one row 2 times.",
    )
    assert str(sampler.cluster_report_).endswith(sampler.cluster_report_.notes[-1])
    (text,) = texts
    assert text.startswith(
        "More than half of the new rows are repetitions: 4 of 6 new rows of class 1 "
        "(one row 2 times)."
    )
    assert "ClusterDistributor(MinimumSupportFilter(2))" in text


def test_what_is_said_to_be_repeated_is_repeated():
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 11}, k_neighbors=2),
        GivenClusters(LABELS),
        UNIFORM,
        random_state=0,
    )
    with pytest.warns(UserWarning, match="4 of 6 new rows"):
        X_res, _ = sampler.fit_resample(X, Y)
    assert np.isin(X_res[len(X) :], X).sum() == 4


def test_samples_of_a_center_are_repetitions_of_a_single_row():
    sampler, texts = fit(CenterSMOTE({1: 11}), method="fit_resample")
    assert "class 1, 4 of 6 new rows" in sampler.cluster_report_.notes[0]
    assert len(texts) == 1


def test_half_of_the_rows_is_told_without_a_warning(method):
    # By size, 10 new rows are shared 6 : 2 : 2, and 5 are shared 3 : 1 : 1.
    for n_new, n_repeated in ((10, 4), (5, 2)):
        sampler, texts = fit(
            SMOTE(sampling_strategy={1: 5 + n_new}, k_neighbors=2),
            BY_SIZE,
            method=method,
        )
        assert (
            f"class 1, {n_repeated} of {n_new} new" in sampler.cluster_report_.notes[0]
        )
        assert texts == []
    # Exactly half of the rows: clusters of 2 and 1 rows get 1 and 1.
    labels = np.where(np.arange(Y.size) == 4, -1, LABELS)
    sampler, texts = fit(SMOTE(sampling_strategy={1: 7}, k_neighbors=2), labels=labels)
    assert "class 1, 1 of 2 new rows" in sampler.cluster_report_.notes[0]
    assert texts == []


def test_oversampler_that_is_asked_to_repeat_is_not_complained_of(method):
    for oversampler in (
        RandomOverSampler(sampling_strategy={1: 11}),
        RandomOverSampler(sampling_strategy={1: 11}, shrinkage=0.5),
    ):
        sampler, texts = fit(oversampler, method=method)
        assert sampler.cluster_report_.notes == ()
        assert texts == []
    cbo = CBO(kmeans_estimator=3, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        getattr(cbo, method)(X, Y)
    assert cbo.cluster_report_.notes == ()


def test_all_classes_are_told_in_one_sentence_and_one_warning(method):
    # The rows of both classes are divided into clusters of a single row.
    labels = np.where(Y > 0, np.arange(Y.size), 99)
    strategy = SMOTE(sampling_strategy={1: 25, 2: 6})
    sampler, texts = fit(strategy, labels=labels, method=method)
    (note,) = sampler.cluster_report_.notes
    assert note.endswith(
        "class 1, 20 of 20 new rows, one row 4 times; "
        "class 2, 4 of 4 new rows, one row 2 times."
    )
    (text,) = texts
    assert "20 of 20 new rows of class 1 (one row 4 times); 4 of 4 new rows of" in text


def test_many_classes_are_counted_and_not_listed():
    y = np.append(np.repeat(np.arange(1, 10), 2), np.zeros(30, dtype=int))
    X = np.arange(48.0)[:, np.newaxis]
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy=dict.fromkeys(range(1, 10), 4)),
        GivenClusters(np.minimum(np.arange(48), 18)),
        DensityDistributor(np.inf),
    )
    with pytest.warns(UserWarning, match=r"class 5 \(one .*; and 4 more classes\. T"):
        sampler.fit(X, y)
    (note,) = sampler.cluster_report_.notes
    assert note.endswith(
        "class 5, 2 of 2 new rows, one row 1 times; and 4 more classes."
    )


def test_fewer_neighbors_are_told_without_a_warning(method):
    sampler, texts = fit(
        SMOTE(sampling_strategy={1: 11, 2: 4}, k_neighbors=500),
        labels=np.zeros(15, dtype=int),
        method=method,
    )
    assert sampler.cluster_report_.notes == (
        "Fewer neighbours than the 500 asked for, where clusters hold too few rows: "
        "class 1, 4 in 1 of 1 clusters; class 2, 1 in 1 of 1 clusters.",
    )
    assert texts == []


@pytest.mark.parametrize(
    ("k_neighbors", "told"),
    [(1, []), (2, []), (3, ["class 1, 2 in 1 of 3 clusters."])],
)
def test_neighbors_are_short_where_a_cluster_has_no_row_more_than_them(
    k_neighbors, told
):
    sampler, _ = fit(SMOTE(sampling_strategy={1: 11}, k_neighbors=k_neighbors))
    notes = [n for n in sampler.cluster_report_.notes if n.startswith("Fewer neigh")]
    assert [note.partition("rows: ")[2] for note in notes] == told


def test_fewer_neighbors_are_told_without_a_clusterer():
    sampler = ClusterOverSampler(SMOTE(k_neighbors=5), random_state=0)
    X = np.arange(12.0)[:, np.newaxis]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sampler.fit_resample(X, np.repeat([1, 0], [3, 9]))
    (note,) = sampler.cluster_report_.notes
    assert note.endswith("class 1, 2 in 1 of 1 clusters.")
    assert_array_equal(sampler.cluster_report_.n_neighbors, 2)


class OneRow(BaseFilter):
    """Masks out all rows of class 1 but the first of each cluster."""

    def select(self, X, cells):
        self.row_mask_ = np.ones(cells.class_codes.size, dtype=bool)
        for cluster in range(len(cells.clusters)):
            self.row_mask_[cells.rows(cluster, 1)[1:]] = False
        return cells.counts > 0

    def reason(self, cluster, class_code):
        return ""


def test_rows_that_are_masked_out_make_no_rows(method):
    sampler, texts = fit(
        SMOTE(sampling_strategy={1: 11}), ClusterDistributor(OneRow()), method=method
    )
    assert "class 1, 6 of 6 new rows" in sampler.cluster_report_.notes[0]
    assert len(texts) == 1


def test_rows_between_clusters_are_no_repetitions(method):
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 11}, k_neighbors=2),
        GivenClusters(LABELS, [(1, 2)]),
        ClusterDistributor(
            allocation=LogLinearAllocation.uniform(), distribution_ratio=0
        ),
        random_state=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        getattr(sampler, method)(X, Y)
    assert sampler.cluster_report_.n_new_rows.tolist() == [0, 0, 0, 6]
    assert sampler.cluster_report_.notes == ()


def test_ratio_and_repetition_are_warned_of_apart(method):
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 11}, k_neighbors=2),
        GivenClusters(LABELS, np.empty((0, 2), dtype=int)),
        ClusterDistributor(
            allocation=LogLinearAllocation.uniform(), distribution_ratio=0.5
        ),
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        getattr(sampler, method)(X, Y)
    ratio, repetition = (str(warning.message) for warning in caught)
    assert ratio.startswith("Class 1: no two of its 3 selected")
    assert "repeat" not in ratio.lower()
    assert repetition.startswith("More than half")
    assert [note[:12] for note in sampler.cluster_report_.notes] == [
        "Class 1: no ",
        "Repeated row",
    ]
