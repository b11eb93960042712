"""What happens if a part fails, and that nothing else fails with it."""

import os
import threading
import traceback
import warnings

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE
from imblearn.pipeline import make_pipeline as imblearn_make_pipeline
from imblearn.under_sampling import RandomUnderSampler
from joblib import parallel_backend
from numpy.testing import assert_array_equal
from scipy.sparse import csr_array
from sklearn.base import BaseEstimator, ClusterMixin, clone
from sklearn.cluster import KMeans
from sklearn.impute import SimpleImputer
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from stubs import Dying, FailingInCluster, GivenClusters, OutOfLuck, name_of

from clover.distribution import (
    BaseDistributor,
    BaseFilter,
    ClusterDistributor,
    CoverageFilter,
    DensityDistributor,
    FallbackFilter,
    LogLinearAllocation,
    TopShareFilter,
)
from clover.over_sampling import (
    SOMO,
    ClusterOverSampler,
    GeometricSOMO,
    KMeansSMOTE,
    ScaledGeometricSMOTE,
)


class Rows(BaseEstimator):
    """An oversampler of no class of imbalanced-learn, that returns what it is told."""

    def __init__(self, change=None, sampling_strategy="auto", random_state=None):
        self.change = change
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state

    def fit_resample(self, X, y):
        ((class_label, n_rows),) = self.sampling_strategy.items()
        rows = np.flatnonzero(y == class_label)
        new = np.resize(rows, n_rows - rows.size)
        X_res, y_res = np.vstack((X, X[new])), np.append(y, y[new])
        return (X_res, y_res) if self.change is None else self.change(X_res, y_res)


@pytest.fixture
def halves(two_classes):
    """A clusterer with two clusters, in both of which both classes are."""
    return GivenClusters(np.arange(len(two_classes[1])) % 2)


@pytest.fixture
def resample(two_classes, halves):
    """A function that resamples with a part of one's own."""

    def resample(oversampler=None, clusterer=halves, distributor=None, **params):
        oversampler = SMOTE() if oversampler is None else oversampler
        sampler = ClusterOverSampler(
            oversampler, clusterer, distributor, random_state=0, **params
        )
        return sampler.fit_resample(*two_classes)

    return resample


# Parts that write to what they are given


class WritingClusterer(ClusterMixin, BaseEstimator):
    """Doubles its input in place, and spoils the classes."""

    def fit_predict(self, X, y=None):
        X *= 2
        y[:] = 0
        return np.zeros(X.shape[0], dtype=int)


class WritingDistributor(BaseDistributor):
    """Spoils all that it is given."""

    def _intra_distribute(self, X, y, labels, neighbors):
        self.intra_distribution_ = {(0, target): 1.0 for target in self.target_classes_}
        X *= 0
        y[:] = 0
        labels[:] = 7


def spoil(X):
    X *= 0
    return X


class WritingFilter(BaseFilter):
    """Spoils the rows, and selects all clusters."""

    def select(self, X, cells):
        spoil(X)
        return cells.counts > 0

    def reason(self, cluster, class_code):
        return "never"


class WritingScore(BaseEstimator):
    """Spoils the rows, and finds all alike."""

    def score_rows(self, X, cells):
        spoil(X)
        return np.ones(X.shape[0])


def weigh_spoiling(X, cells):
    spoil(X)
    return cells.counts


def write_in_pipeline():
    return make_pipeline(FunctionTransformer(spoil), KMeans(1, n_init=1))


# It leaves the rows alone, and is given no copy.
ONE_CLUSTER = KMeans(1, n_init=1)


@pytest.mark.parametrize(
    "make", [np.asarray, csr_array, pd.DataFrame], ids=["array", "sparse", "frame"]
)
@pytest.mark.parametrize(
    ("clusterer", "distributor"),
    [
        (WritingClusterer(), DensityDistributor(np.inf, 0)),
        (write_in_pipeline(), DensityDistributor(np.inf, 0)),
        (ONE_CLUSTER, WritingDistributor()),
        (GivenClusters(np.zeros(300, dtype=int)), WritingDistributor()),
        (ONE_CLUSTER, ClusterDistributor(WritingFilter())),
        (ONE_CLUSTER, ClusterDistributor(WritingFilter() & CoverageFilter())),
        (ONE_CLUSTER, ClusterDistributor(FallbackFilter(WritingFilter()))),
        (ONE_CLUSTER, ClusterDistributor(TopShareFilter(score=weigh_spoiling))),
        (ONE_CLUSTER, ClusterDistributor(allocation=weigh_spoiling)),
        (
            ONE_CLUSTER,
            ClusterDistributor(
                allocation=LogLinearAllocation.by_hardness(WritingScore())
            ),
        ),
    ],
    ids=[
        "clusterer",
        "transformer",
        "distributor",
        "distributor of given clusters",
        "filter",
        "chain",
        "fallback",
        "score",
        "allocation",
        "hardness",
    ],
)
def test_parts_that_write_to_their_input_write_to_a_copy(
    two_classes, make, clusterer, distributor
):
    X, y = two_classes
    given_X, given_y = make(X.copy()), y.copy()
    sampler = ClusterOverSampler(SMOTE(), clusterer, distributor, random_state=0)
    X_res, y_res = sampler.fit_resample(given_X, given_y)
    for rows in (given_X, X_res[:300]):
        rows = rows.toarray() if hasattr(rows, "toarray") else np.asarray(rows)
        assert_array_equal(rows, X)
    assert_array_equal(given_y, y)
    assert np.bincount(y_res).tolist() == [270, 270]
    assert not (sampler.labels_ == 7).any()


# Wrong answers


def with_nan(X, y):
    return np.vstack((X[:-1], np.full((1, X.shape[1]), np.nan))), y


def with_another_column(X, y):
    return np.column_stack((X, X[:, 0])), y


def without_the_first_row(X, y):
    return X[1:], y[1:]


def with_another_class(X, y):
    return X, np.append(y[:-1], 7)


def with_too_few_targets(X, y):
    return X, y[:-1]


def with_one_dimension(X, y):
    return X[:, 0], y


def with_new_rows_first(X, y):
    order = np.append(np.arange(len(y))[::-1], np.arange(0))
    return X[order], y[order]


def with_a_changed_row(X, y):
    return np.vstack((X[:1] + 1e-9, X[1:])), y


KEPT = "^An oversampler should return the rows it was given and then the new ones."


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (with_a_changed_row, f"{KEPT} Rows moved or changed some of the first 150"),
        (with_new_rows_first, f"{KEPT} Rows was given 150 rows and returned others"),
        (with_nan, r"made missing or infinite values .* in columns \[0, 1, 2, 3, 4\]"),
        (with_another_column, r"should keep the 5 columns. Rows returned shape"),
        (without_the_first_row, f"{KEPT} Rows was given 150 rows and returned others"),
        (with_another_class, r"^Rows returned classes that it was not given: \[7\]"),
        (with_too_few_targets, f"{KEPT} Rows was given 150 rows and returned others"),
        (with_one_dimension, r"should keep the 5 columns"),
    ],
)
def test_wrong_answer_of_an_oversampler_is_named(resample, change, message):
    with pytest.raises(ValueError, match=message) as raised:
        resample(Rows(change))
    assert raised.value.__notes__ == ["This happened to Rows in cluster 0, class 1."]


class SparseRows(Rows):
    """The same for sparse rows; `change` gets and returns all rows."""

    def fit_resample(self, X, y):
        X_res, y_res = Rows.fit_resample(
            clone(self).set_params(change=None), X.toarray(), y
        )
        return csr_array(X_res if self.change is None else self.change(X_res)), y_res


@pytest.mark.parametrize("n_moved", [1, 2])
def test_rows_that_a_sparse_oversampler_changes_are_noticed(
    two_classes, halves, n_moved
):
    X, y = two_classes
    X = csr_array(np.where(X > 0, X, 0))

    def change(X_res):
        X_res[:n_moved, 0] += 1
        return X_res

    good = ClusterOverSampler(SparseRows(), halves, random_state=0)
    assert np.bincount(good.fit_resample(X, y)[1]).tolist() == [270, 270]
    assert good.provenance_.base.mask.all()
    bad = ClusterOverSampler(SparseRows(change), halves, random_state=0)
    with pytest.raises(ValueError, match="SparseRows moved or changed some"):
        bad.fit_resample(X, y)


class RowsWithMissing(Rows):
    """Says that it takes missing values, and keeps them or not."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


def test_rows_with_missing_values_are_those_that_were_given(two_classes):
    X, y = two_classes
    X = X.copy()
    X[::7, 1] = np.nan
    clusterer = make_pipeline(SimpleImputer(), KMeans(2, n_init=1))
    sampler = ClusterOverSampler(RowsWithMissing(), clusterer, random_state=0)
    X_res, _ = sampler.fit_resample(X, y)
    assert_array_equal(X_res[:300], X)

    def fill_in(X, y):
        return np.nan_to_num(X), y

    def spoil_more(X, y):
        return np.where(np.arange(len(X))[:, np.newaxis] < 3, np.nan, X), y

    for change in (fill_in, spoil_more):
        sampler.set_params(oversampler=RowsWithMissing(change))
        with pytest.raises(ValueError, match="moved or changed some"):
            sampler.fit_resample(X, y)


@pytest.mark.parametrize("clusters", [2, 40])
def test_missing_values_are_repeated_where_rows_lack(two_classes, clusters):
    X, y = two_classes
    X = X.copy()
    X[::7, 1] = np.nan
    clusterer = make_pipeline(SimpleImputer(), KMeans(clusters, n_init=1))
    sampler = ClusterOverSampler(
        RowsWithMissing(lambda X, y: (X[:-1], y[:-1])), clusterer, random_state=0
    )
    X_res, y_res = sampler.fit_resample(X, y)
    assert np.bincount(y_res).tolist() == [270, 270]
    provenance = sampler.provenance_
    with_missing = np.unique(sampler.labels_[::7][y[::7] == 1])
    is_repeated = np.isin(provenance.cluster, with_missing) & ~provenance.base.mask
    assert is_repeated.any()
    assert_array_equal(X_res[300:][is_repeated], X[provenance.base[is_repeated]])


@pytest.mark.parametrize("n_made", [0, 1, 40])
def test_too_few_rows_of_an_oversampler_are_topped_up(resample, two_classes, n_made):
    n_given = len(two_classes[1]) // 2
    oversampler = Rows(lambda X, y: (X[: n_given + n_made], y[: n_given + n_made]))
    _, y_res = resample(oversampler)
    assert np.bincount(y_res).tolist() == [270, 270]


def test_too_many_rows_of_an_oversampler_are_cut(resample):
    oversampler = Rows(lambda X, y: (np.vstack((X, X[-9:])), np.append(y, y[-9:])))
    _, y_res = resample(oversampler)
    assert np.bincount(y_res).tolist() == [270, 270]


class Labels(ClusterMixin, BaseEstimator):
    def __init__(self, labels):
        self.labels = labels

    def fit_predict(self, X, y=None):
        return self.labels


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.zeros(299, dtype=int), r"shape \(300,\), one for each row. Labels gave"),
        (np.zeros((300, 1), dtype=int), r"Labels gave shape \(300, 1\)"),
        (np.full(300, np.nan), "should be integers. Labels gave float64"),
        (np.full(300, "a"), "should be integers. Labels gave"),
        (None, "one for each row. Labels gave shape"),
    ],
    ids=["too few", "two dimensions", "missing", "strings", "none"],
)
def test_wrong_answer_of_a_clusterer_is_named(resample, labels, message):
    with pytest.raises(ValueError, match=message) as raised:
        resample(clusterer=Labels(labels))
    assert raised.value.__notes__ == [
        "This happened to Labels while it clustered 300 rows."
    ]


class Proportions(BaseDistributor):
    def __init__(self, proportions):
        self.proportions = proportions

    def _intra_distribute(self, X, y, labels, neighbors):
        self.intra_distribution_ = self.proportions
        return self


@pytest.mark.parametrize(
    ("proportions", "message"),
    [
        ({(0, 1): np.nan, (1, 1): 1.0}, "non-negative numbers"),
        ({(0, 1): 0.2, (1, 1): 0.2}, "should sum to 0 or 1"),
        ({(5, 1): 1.0}, "cluster 5, which is not among the labels"),
        ([0.5, 0.5], "should be a dictionary"),
    ],
    ids=name_of,
)
def test_wrong_answer_of_a_distributor_is_named(resample, proportions, message):
    with pytest.raises(ValueError, match=message) as raised:
        resample(distributor=Proportions(proportions))
    assert raised.value.__notes__ == [
        "This happened to Proportions while it distributed the rows to make."
    ]


# Errors in the middle


@pytest.mark.parametrize("n_jobs", [1, 2])
@pytest.mark.parametrize("backend", ["threading", "loky"])
def test_error_in_a_cluster_names_it_and_keeps_its_cause(two_blobs, n_jobs, backend):
    X, y = two_blobs
    sampler = ClusterOverSampler(
        FailingInCluster(),
        GivenClusters(np.repeat([3, 8], 40)),
        random_state=0,
        n_jobs=n_jobs,
    )
    with parallel_backend(backend), pytest.raises(OutOfLuck, match="no luck") as raised:
        sampler.fit_resample(X, y)
    note = "This happened to FailingInCluster in cluster 8, class 1."
    assert note in raised.value.__notes__
    assert "KeyError: 'the cause'" in "".join(traceback.format_exception(raised.value))


def test_error_between_clusters_names_both(two_blobs):
    X, y = two_blobs
    sampler = ClusterOverSampler(
        FailingInCluster(),
        GivenClusters(np.repeat([8, 3], 40), [[3, 8]]),
        DensityDistributor(distribution_ratio=0),
        random_state=0,
    )
    with pytest.raises(OutOfLuck) as raised:
        sampler.fit_resample(X + 100, y)
    assert raised.value.__notes__ == [
        "This happened to FailingInCluster between clusters 8 and 3, class 1."
    ]


class FailingClusterer(ClusterMixin, BaseEstimator):
    def fit(self, X, y=None):
        raise OutOfLuck("no clusters")


class FailingDistributor(BaseDistributor):
    def _intra_distribute(self, X, y, labels, neighbors):
        raise OutOfLuck("no proportions")


def test_errors_of_clusterer_and_distributor_say_whose_they_are(resample):
    with pytest.raises(OutOfLuck, match="no clusters") as raised:
        resample(clusterer=FailingClusterer())
    assert raised.value.__notes__ == [
        "This happened to FailingClusterer while it clustered 300 rows."
    ]
    with pytest.raises(OutOfLuck, match="no proportions") as raised:
        resample(distributor=FailingDistributor())
    assert raised.value.__notes__ == [
        "This happened to FailingDistributor while it distributed the rows to make."
    ]


class Interrupted(SMOTE):
    def fit_resample(self, X, y):
        raise KeyboardInterrupt


@pytest.mark.parametrize("fault", [Interrupted(), FailingInCluster()])
def test_nothing_stays_of_a_fit_that_failed(two_classes, halves, fault):
    X, y = two_classes
    before = X.copy()
    sampler = ClusterOverSampler(SMOTE(), halves, random_state=0)
    expected, _ = sampler.fit_resample(X, y)
    sampler.set_params(oversampler=fault)
    with pytest.raises((KeyboardInterrupt, OutOfLuck)):
        sampler.fit_resample(X + 100, y)
    assert not hasattr(sampler, "cluster_report_")
    assert not hasattr(sampler, "provenance_")
    assert_array_equal(X, before)
    again, _ = sampler.set_params(oversampler=SMOTE()).fit_resample(X, y)
    assert_array_equal(again, expected)


def test_worker_that_dies_is_an_error_and_the_next_fit_works(two_blobs):
    sampler = ClusterOverSampler(
        Dying(os.getpid()),
        GivenClusters(np.repeat([0, 1], 40)),
        random_state=0,
        n_jobs=2,
    )
    with parallel_backend("loky"), pytest.raises(RuntimeError, match="terminated"):
        sampler.fit_resample(*two_blobs)
    sampler.set_params(oversampler=BorderlineSMOTE())
    with parallel_backend("loky"):
        _, y_res = sampler.fit_resample(*two_blobs)
    assert np.bincount(y_res).tolist() == [60, 60]


# Several fits, several threads


@pytest.mark.parametrize(
    "sampler",
    [
        KMeansSMOTE(random_state=0),
        SOMO(random_state=0),
        GeometricSOMO(random_state=0),
        ScaledGeometricSMOTE(n_clusters=4, random_state=0),
        ClusterOverSampler(ADASYN(), KMeans(4, n_init=1), random_state=0),
    ],
    ids=lambda sampler: type(sampler).__name__,
)
def test_second_fit_equals_that_of_a_fresh_sampler(two_classes, three_classes, sampler):
    sampler = clone(sampler)
    sampler.fit_resample(*two_classes)
    X_res, y_res = sampler.fit_resample(*three_classes)
    fresh = clone(sampler)
    X_fresh, y_fresh = fresh.fit_resample(*three_classes)
    assert_array_equal(X_res, X_fresh)
    assert_array_equal(y_res, y_fresh)
    assert vars(sampler).keys() == vars(fresh).keys()


@pytest.mark.parametrize(
    "sampler",
    [
        KMeansSMOTE(kmeans_estimator=30, random_state=0),
        GeometricSOMO(random_state=0),
        ScaledGeometricSMOTE(n_clusters=9, random_state=0),
        ClusterOverSampler(BorderlineSMOTE(), KMeans(9, n_init=1), random_state=0),
    ],
    ids=lambda sampler: type(sampler).__name__,
)
def test_threads_do_not_disturb_each_other(two_classes, sampler):
    expected, _ = clone(sampler).fit_resample(*two_classes)
    results, errors = [], []

    def work():
        try:
            for _ in range(3):
                results.append(clone(sampler).fit_resample(*two_classes)[0])
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(results) == 18
    for result in results:
        assert_array_equal(result, expected)


def test_fits_give_no_warning(two_classes):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for sampler in (KMeansSMOTE(), SOMO(), GeometricSOMO(), ScaledGeometricSMOTE()):
            sampler.fit_resample(*two_classes)


# Interrupts


class InterruptedKMeans(KMeans):
    def fit_predict(self, X, y=None, sample_weight=None):
        raise KeyboardInterrupt


class InterruptedSearch(NearestNeighbors):
    def kneighbors(self, X=None, n_neighbors=None, return_distance=True):
        raise KeyboardInterrupt


class InterruptedSampler(Rows):
    def fit_resample(self, X, y):
        raise KeyboardInterrupt


@pytest.mark.parametrize("n_jobs", [None, 2])
@pytest.mark.parametrize(
    ("oversampler", "clusterer"),
    [
        (SMOTE(), InterruptedKMeans(2)),
        (SMOTE(k_neighbors=InterruptedSearch(n_neighbors=3)), KMeans(2, n_init=1)),
        (InterruptedSampler(), KMeans(2, n_init=1)),
    ],
    ids=["clustering", "native way", "an oversampler of one's own"],
)
def test_interrupt_leaves_everything_as_it_was(
    two_classes, oversampler, clusterer, n_jobs
):
    X, y = two_classes
    before = X.copy()
    sampler = ClusterOverSampler(
        oversampler, clusterer, random_state=0, n_jobs=n_jobs, raise_error=False
    )
    with parallel_backend("threading"), pytest.raises(KeyboardInterrupt):
        sampler.fit_resample(X, y)
    assert not hasattr(sampler, "cluster_report_")
    assert_array_equal(X, before)
    expected, _ = KMeansSMOTE(random_state=0).fit_resample(X, y)
    again = sampler.set_params(oversampler=SMOTE(), clusterer=KMeans(2, n_init=1))
    again.fit_resample(X, y)
    assert_array_equal(KMeansSMOTE(random_state=0).fit_resample(X, y)[0], expected)


def test_clusterer_pipeline_with_a_sampler_is_refused(resample):
    steps = imblearn_make_pipeline(RandomUnderSampler(), KMeans(2))
    with pytest.raises(ValueError, match="'randomundersampler' is RandomUnderSampler"):
        resample(clusterer=steps)
