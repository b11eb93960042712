"""Repeated rows and missing neighbours are told, and warned of where they prevail."""

import re
import warnings

import numpy as np
import pytest
from imblearn.over_sampling import ADASYN, SMOTE, SMOTEN, RandomOverSampler
from imblearn.pipeline import make_pipeline
from numpy.testing import assert_array_equal
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler
from stubs import GivenClusters, name_of

from clover.distribution import (
    BaseFilter,
    ClusterDistributor,
    DensityDistributor,
    LogLinearAllocation,
)
from clover.over_sampling import (
    ASUWO,
    CBO,
    CURESMOTE,
    SOMO,
    CenterSMOTE,
    ClusterOverSampler,
    ClusterSMOTE,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
    _plan,
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
        # Noise around a single row has no width.
        RandomOverSampler(sampling_strategy={1: 11}, shrinkage=0.5),
        make_pipeline(
            StandardScaler(), SMOTE(sampling_strategy={1: 11}, k_neighbors=2)
        ),
    ],
    ids=["smote", "estimator", "geometric", "smoten", "adasyn", "noise", "pipeline"],
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
    assert text.endswith(
        "Their clusters hold a single row of the class. Use a clusterer that makes "
        "fewer and larger clusters, or leave such clusters out by "
        "`distributor=ClusterDistributor(MinimumSupportFilter(2))`. `cluster_report_` "
        "tells more. [C006]"
    )


def test_filter_is_not_offered_if_no_cluster_of_a_class_would_remain(method):
    # Class 1 has single rows only; class 2 has two rows in the cluster 0.
    labels = np.array([0, 1, 2, 3, 4, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2])
    for strategy in ({1: 15}, {1: 15, 2: 4}):
        _, (text,) = fit(SMOTE(sampling_strategy=strategy), labels=labels)
        assert "repetitions: 10 of 10 new rows of class 1 (one row 2 times)." in text
        assert "Use a clusterer that makes fewer and larger clusters. `cl" in text


SPREAD = np.r_[np.arange(10) * 100.0, np.linspace(0, 900, 60)].reshape(-1, 1)
SPREAD_Y = np.repeat([1, 0], [10, 60])


@pytest.mark.parametrize(
    ("sampler", "remedy"),
    [
        (
            KMeansSMOTE(kmeans_estimator=12, random_state=0),
            "Ask for fewer clusters by `kmeans_estimator`",
        ),
        (
            KMeansSMOTE(
                kmeans_estimator=12,
                cluster_balance_threshold=0.01,
                k_neighbors=NearestNeighbors(n_neighbors=1),
                random_state=0,
            ),
            "Ask for fewer clusters by `kmeans_estimator`",
        ),
        (ClusterSMOTE(kmeans_estimator=8), "Ask for fewer clusters by `kmeans_estima"),
        (
            SOMO(som_estimator=20, distribution_ratio=1.0, random_state=0),
            "Ask for a smaller map by `som_esti",
        ),
        (
            GeometricSOMO(som_estimator=20, distribution_ratio=1.0, random_state=0),
            "Ask for a smaller map by `",
        ),
        (ASUWO(c_thres=0.01, random_state=0), "larger clusters by a larger `c_thres`"),
        (
            CURESMOTE(n_clusters=9, min_cluster_size=1, random_state=0),
            "Ask for fewer clusters by `n_clusters`",
        ),
    ],
    ids=name_of,
)
def test_remedies_are_parameters_of_the_sampler(sampler, remedy, method):
    with pytest.warns(UserWarning, match="More than half") as caught:
        getattr(sampler, method)(SPREAD, SPREAD_Y)
    (text,) = [str(w.message) for w in caught if "More than" in str(w.message)]
    assert remedy in text
    assert "Distributor" not in text
    assert "a clusterer" not in text
    for name in re.findall(r"`(\w+[a-z])`", text):
        assert name in sampler.get_params()
    has_threshold = "cluster_balance_threshold" in sampler.get_params()
    if has_threshold and sampler.cluster_balance_threshold is not None:
        assert "imbalance_ratio_threshold" not in text


@pytest.mark.parametrize(
    "sampler",
    [
        KMeansSMOTE(kmeans_estimator=15, distances_exponent=0, random_state=0),
        SOMO(som_estimator=20, distribution_ratio=1, distances_exponent=0),
        GeometricSOMO(som_estimator=20, distribution_ratio=1, distances_exponent=0),
    ],
    ids=name_of,
)
def test_threshold_is_offered_if_some_cluster_of_the_class_would_remain(sampler):
    # Two rows of the class are equal.
    X, y = np.r_[SPREAD, [[0.0]]], np.r_[SPREAD_Y, 1]
    sampler.set_params(random_state=0)
    with pytest.warns(UserWarning, match=r"of the largest class by a lower `imb"):
        sampler.fit(X, y)


def test_note_has_no_number_if_each_row_is_repeated_once(method):
    # 3 new rows in 3 clusters.
    sampler, (text,) = fit(
        SMOTE(sampling_strategy={1: 8}, k_neighbors=2), method=method
    )
    assert sampler.cluster_report_.notes[0].endswith("class 1, 2 of 3 new rows.")
    assert "repetitions: 2 of 3 new rows of class 1. Their" in text


def test_notes_are_collected_once(monkeypatch):
    calls = []
    monkeypatch.setattr(
        _plan, "collect_notes", lambda plan: calls.append(plan) or ("a note",)
    )
    sampler, _ = fit(SMOTE(sampling_strategy={1: 11}, k_neighbors=2))
    assert sampler.cluster_report_.notes == ("a note",)
    assert calls[0].notes is calls[0].notes
    assert len(calls) == 1


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
    sampler, texts = fit(RandomOverSampler(sampling_strategy={1: 11}), method=method)
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
    with pytest.warns(UserWarning, match=r"class 5; and 4 more classes\. T"):
        sampler.fit(X, y)
    (note,) = sampler.cluster_report_.notes
    assert note.endswith("class 5, 2 of 2 new rows; and 4 more classes.")


@pytest.mark.parametrize(
    ("n_classes", "end"),
    [
        (5, "class 5, 2 of 2 new rows."),
        (6, "class 5, 2 of 2 new rows; and 1 more class."),
        (7, "and 2 more classes."),
    ],
)
def test_number_of_classes_left_out_is_right(n_classes, end):
    classes = np.arange(1, n_classes + 1)
    y = np.append(np.repeat(classes, 2), np.zeros(30, dtype=int))
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy=dict.fromkeys(classes.tolist(), 4)),
        GivenClusters(np.minimum(np.arange(y.size), 2 * n_classes)),
        DensityDistributor(np.inf),
    )
    with pytest.warns(UserWarning, match="More than half"):
        sampler.fit(np.arange(y.size)[:, np.newaxis], y)
    assert sampler.cluster_report_.notes[0].endswith(end)


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
