"""`fit` plans: it finds out all that `fit_resample` does, and makes no rows."""

import re
from dataclasses import fields

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from imblearn.pipeline import make_pipeline
from numpy.testing import assert_array_equal
from problems import clusterings, problems
from scipy import sparse
from sklearn import config_context
from sklearn.base import clone
from sklearn.cluster import DBSCAN, KMeans
from sklearn.exceptions import FitFailedWarning
from sklearn.preprocessing import FunctionTransformer, MaxAbsScaler
from stubs import GivenClusters

from clover.distribution import (
    BaseDistributor,
    BorderCloseness,
    ClusterDistributor,
    DensityDistributor,
    LogLinearAllocation,
    SafetyFilter,
)
from clover.exceptions import NoSamplesError
from clover.over_sampling import (
    ASUWO,
    CBO,
    CURESMOTE,
    SOMO,
    CenterSMOTE,
    ClusterOverSampler,
    ClusterReport,
    ClusterSMOTE,
    GaussianOversampler,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
    ScaledGeometricSMOTE,
    SimplicialSMOTE,
)

PRESETS = [
    ASUWO(),
    CBO(),
    CURESMOTE(),
    ClusterSMOTE(),
    GeometricSOMO(),
    KMeansSMOTE(),
    SOMO(distribution_ratio=0.5),
    ScaledGeometricSMOTE(),
    ScaledGeometricSMOTE(n_clusters=4),
]
# What `fit` cannot know.
MADE = {"made_by", "n_neighbors"}
FITTED = ("sampling_strategy_", "labels_", "neighbors_")


def assert_same_account(planned, made):
    """Compare the attributes of two samplers after `fit` and `fit_resample`."""
    for field in fields(ClusterReport):
        if field.name not in MADE:
            expected = getattr(made.cluster_report_, field.name)
            assert_array_equal(getattr(planned.cluster_report_, field.name), expected)
    for name in FITTED:
        assert_array_equal(getattr(planned, name), getattr(made, name))
    for name in ("clusterer_", "distributor_", "oversampler_"):
        assert type(getattr(planned, name)) is type(getattr(made, name))


@st.composite
def samplers(draw, X):
    """Draw a preset, or a composition of any clusters."""
    if draw(st.booleans()):
        return draw(st.sampled_from(PRESETS))
    oversamplers = [SMOTE(), RandomOverSampler(), BorderlineSMOTE(), ADASYN()]
    oversamplers += [CenterSMOTE(), GeometricSMOTE()]
    oversamplers += [SimplicialSMOTE(), GaussianOversampler()]
    ratio = draw(st.sampled_from([1.0, 0.4]))
    return ClusterOverSampler(
        draw(st.sampled_from(oversamplers)),
        draw(clusterings(X)),
        DensityDistributor(np.inf, 1, distribution_ratio=ratio),
        raise_error=False,
    )


# 300 in the short profile.
@settings(max_examples=5 * settings.default.max_examples)
@given(problem=problems(), data=st.data(), seed=st.integers(0, 99))
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
def test_report_is_that_of_fit_resample(problem, data, seed):
    sampler = data.draw(samplers(problem.X))
    strategy = problem.strategy
    if isinstance(sampler, ClusterOverSampler):
        sampler.oversampler.set_params(sampling_strategy=strategy)
    else:
        sampler.set_params(sampling_strategy=strategy, raise_error=False)
    sampler.set_params(random_state=seed)
    try:
        planned = clone(sampler).fit(problem.X, problem.y)
    except ValueError as error:
        with pytest.raises(type(error), match=f"^{re.escape(str(error))}$"):
            clone(sampler).fit_resample(problem.X, problem.y)
        assume(False)
    assert not hasattr(planned, "provenance_")
    assert not planned.cluster_report_.n_neighbors.any()
    assert set(planned.cluster_report_.made_by) <= {""}
    made = clone(sampler)
    made.fit_resample(problem.X, problem.y)
    assert_same_account(planned, made)


@pytest.fixture
def clusters():
    """Two clusters of each class, far apart, and the rows between them as noise."""
    X = np.array([0.0, 1, 2, 3, 100, 101, 102, 50, 51, 200, 201, 202, 203, 204])
    y = np.repeat([1, 0], [9, 5])
    labels = np.repeat([0, 1, -1, 2], [4, 3, 2, 5])
    return X[:, np.newaxis], y, labels


def test_makes_no_rows_and_says_what_would_be_made(clusters):
    X, y, labels = clusters
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 20}), GivenClusters(labels)
    )
    sampler.fit(X, y)
    report = sampler.cluster_report_
    assert report.n_new_rows.sum() == 11
    assert report.n_rows.tolist() == [4, 3, 0, 2]
    assert report.made_by.tolist() == ["", "", "", ""]
    assert sampler.sampling_strategy_ == {1: 11}
    assert_array_equal(sampler.labels_, labels)
    assert sampler.distributor_.filtered_clusters_ == [(0, 1), (1, 1)]


def test_forgets_what_an_earlier_fit_made(two_classes):
    sampler = KMeansSMOTE(random_state=0)
    sampler.fit_resample(*two_classes)
    sampler.fit(*two_classes)
    assert not hasattr(sampler, "provenance_")


def test_oversampler_is_not_called(two_classes):
    class Unable(SMOTE):
        def fit_resample(self, X, y):
            raise AssertionError

    sampler = ClusterOverSampler(Unable(), KMeans(3, n_init=1), random_state=0)
    assert sampler.fit(*two_classes).cluster_report_.n_new_rows.sum() == 240


def test_hands_keyword_arguments_to_the_clusterer(two_classes):
    X, y = two_classes
    weights = np.where(np.arange(len(y)) < 100, 1.0, 1e-9)
    planned, made = (
        ClusterOverSampler(SMOTE(), KMeans(3, n_init=1), random_state=0)
        for _ in range(2)
    )
    planned.fit(X, y, sample_weight=weights)
    made.fit_resample(X, y, sample_weight=weights)
    assert_array_equal(
        planned.clusterer_.cluster_centers_, made.clusterer_.cluster_centers_
    )
    without = ClusterOverSampler(SMOTE(), KMeans(3, n_init=1), random_state=0)
    without.fit(X, y)
    assert (planned.labels_ != without.labels_).any()


def test_routes_metadata_to_the_clusterer(two_classes):
    X, y = two_classes
    weights = np.where(np.arange(len(y)) < 100, 1.0, 1e-9)
    with config_context(enable_metadata_routing=True):
        kmeans = KMeans(3, n_init=1).set_fit_request(sample_weight=True)
        routed = ClusterOverSampler(SMOTE(), kmeans, random_state=0)
        routed.fit(X, y, sample_weight=weights)
        routing = routed.get_metadata_routing()
        assert routing.consumes("fit", ["sample_weight"]) == {"sample_weight"}
    given = ClusterOverSampler(SMOTE(), KMeans(3, n_init=1), random_state=0)
    given.fit(X, y, sample_weight=weights)
    assert_array_equal(routed.labels_, given.labels_)


def test_raises_and_warns_as_fit_resample(clusters):
    X, y, labels = clusters
    parts = SMOTE(sampling_strategy={0: 9}), GivenClusters(np.full(labels.size, -1))
    for method in ("fit", "fit_resample"):
        sampler = ClusterOverSampler(*parts)
        with pytest.raises(NoSamplesError, match="Class 0: all its rows are noise"):
            getattr(sampler, method)(X, y)
        # What led to it can be looked at.
        assert_array_equal(sampler.labels_, -1)
        sampler = ClusterOverSampler(*parts, raise_error=False)
        with pytest.warns(FitFailedWarning, match="Class 0: all its") as caught:
            getattr(sampler, method)(X, y)
        assert caught[0].filename == __file__
        assert sampler.cluster_report_.n_new_rows.sum() == 0


class TestRatioWithoutNeighbors:
    """Rows between clusters are asked for, and no selected clusters are neighbours."""

    match = "Class 1: no two of its 2 selected clusters are neighbours."

    @staticmethod
    def make(clusters, distributor):
        X, y, labels = clusters
        oversampler = SMOTE(sampling_strategy={1: 20}, k_neighbors=2)
        neighbors = [(1, 2)]
        clusterer = GivenClusters(labels, neighbors)
        return ClusterOverSampler(oversampler, clusterer, distributor), X, y

    @pytest.mark.parametrize("method", ["fit", "fit_resample"])
    def test_warns_once_and_notes(self, clusters, method):
        sampler, X, y = self.make(clusters, DensityDistributor(distribution_ratio=0.5))
        with pytest.warns(UserWarning, match=self.match) as caught:
            getattr(sampler, method)(X, y)
        assert len(caught) == 1
        assert caught[0].filename == __file__
        (note,) = sampler.cluster_report_.notes
        assert note.startswith(self.match)
        assert str(sampler.cluster_report_).endswith(note)
        assert "notes" not in sampler.cluster_report_.to_frame()

    def test_says_nothing_where_there_are_neighbors(self, clusters, recwarn):
        X, y, labels = clusters
        sampler = ClusterOverSampler(
            SMOTE(sampling_strategy={1: 20}, k_neighbors=2),
            GivenClusters(labels, [(0, 1)]),
            DensityDistributor(distribution_ratio=0.5),
        ).fit(X, y)
        assert sampler.cluster_report_.notes == ()
        assert not recwarn

    def test_says_nothing_if_all_is_asked_for_inside(self, clusters, recwarn):
        sampler, X, y = self.make(clusters, DensityDistributor())
        assert sampler.fit(X, y).cluster_report_.notes == ()
        assert not recwarn

    def test_distributor_warns_by_itself(self, clusters):
        X, y, labels = clusters
        distributor = DensityDistributor(distribution_ratio=0.5)
        with pytest.warns(UserWarning, match=self.match):
            distributor.fit(X, y, labels, [(1, 2)], targets=[1])
        assert len(distributor.notes_) == 1

    @pytest.mark.parametrize("preset", [SOMO, GeometricSOMO])
    def test_presets_warn_unless_it_is_their_default(self, clusters, preset, recwarn):
        X, y, labels = clusters
        params = {
            "sampling_strategy": {1: 20},
            "k_neighbors": 2,
            "som_estimator": GivenClusters(labels, [(1, 2)]),
        }
        silent = preset(**params).fit(X, y)
        assert silent.cluster_report_.notes[0].startswith(self.match)
        assert not recwarn
        with pytest.warns(UserWarning, match=self.match):
            preset(**params, distribution_ratio=0.7).fit(X, y)


def test_distributor_of_a_user_needs_no_notes(two_classes):
    class Own(BaseDistributor):
        def fit(self, X, y, labels=None, neighbors=None):
            self.intra_distribution_ = {(int(labels[y == 1][0]), 1): 1.0}
            self.inter_distribution_ = {}
            return self

    sampler = ClusterOverSampler(SMOTE(), KMeans(3, n_init=1), Own(), random_state=0)
    assert sampler.fit(*two_classes).cluster_report_.notes == ()


def test_noise_alone_is_planned_for(two_classes):
    X, y = two_classes
    sampler = ClusterOverSampler(SMOTE(), DBSCAN(eps=1e-9), raise_error=False)
    with pytest.warns(FitFailedWarning):
        sampler.fit(X, y)
    assert sampler.cluster_report_.cluster.tolist() == [-1]
    assert sampler.cluster_report_.n_rows.tolist() == [30]
    assert sampler.cluster_report_.n_new_rows.tolist() == [0]


class OwnFit(DensityDistributor):
    """Has a `fit` of its own, which calls that of the base class."""

    def fit(self, X, y, labels=None, neighbors=None, *, targets=None):
        return super().fit(X, y, labels, neighbors, targets=targets)


def test_distributor_with_its_own_fit_warns_once(clusters):
    X, y, labels = clusters
    distributor = OwnFit(distribution_ratio=0.5)
    clusterer = GivenClusters(labels, [(1, 2)])
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 20}), clusterer, distributor
    )
    with pytest.warns(UserWarning, match="Class 1: no two of its 2") as caught:
        sampler.fit(X, y)
    assert len(caught) == 1


@pytest.mark.parametrize("method", ["fit", "fit_distribute"])
def test_warning_of_a_distributor_names_its_caller(clusters, method):
    X, y, labels = clusters
    distributor = DensityDistributor(distribution_ratio=0.5)
    with pytest.warns(UserWarning, match="Class 1: no two of its 2") as caught:
        getattr(distributor, method)(X, y, labels, [(1, 2)], targets=[1])
    assert caught[0].filename == __file__


def test_single_selected_cluster_is_said_to_be_the_only_one(clusters):
    X, y, labels = clusters
    distributor = DensityDistributor(distribution_ratio=0.5)
    labels = np.where(labels == 1, -1, labels)
    with pytest.warns(UserWarning, match="Class 1: only one cluster is selected. All"):
        distributor.fit(X, y, labels, np.empty((0, 2)), targets=[1])


def test_error_of_a_step_before_the_oversampler_shows_when_rows_are_made(two_classes):
    class Failing(FunctionTransformer):
        def fit_transform(self, X, y=None):
            raise ValueError("no way")

    pipeline = make_pipeline(Failing(), SMOTE())
    sampler = ClusterOverSampler(pipeline, KMeans(3, n_init=1), random_state=0)
    assert sampler.fit(*two_classes).cluster_report_.n_new_rows.sum() == 240
    with pytest.raises(ValueError, match="no way"):
        sampler.fit_resample(*two_classes)


@pytest.mark.parametrize("container", ["frame", "polars", "csr"])
def test_report_is_that_of_fit_resample_in_every_container(two_classes, container):
    X, y = two_classes
    make = {"frame": pd.DataFrame, "polars": pl.DataFrame, "csr": sparse.csr_matrix}
    X = make[container](X)
    for sampler in (
        KMeansSMOTE(random_state=0),
        SOMO(random_state=0),
        ClusterOverSampler(
            make_pipeline(MaxAbsScaler(), SMOTE()),
            KMeans(3, n_init=1),
            ClusterDistributor(
                SafetyFilter(3),
                LogLinearAllocation.by_size(row_score=BorderCloseness(3)),
            ),
            clustering_scope="class",
            random_state=0,
        ),
    ):
        planned, made = clone(sampler).fit(X, y), clone(sampler)
        made.fit_resample(X, y)
        assert_same_account(planned, made)


@pytest.mark.parametrize("sampler", PRESETS, ids=lambda preset: type(preset).__name__)
def test_random_state_is_told_after_a_fit(two_classes, sampler):
    sampler = type(sampler)(random_state=3)
    assert not hasattr(sampler, "random_state_")
    sampler.fit(*two_classes)
    expected = np.random.RandomState(3).randint(1000, size=5)
    assert_array_equal(sampler.random_state_.randint(1000, size=5), expected)


def test_random_state_of_a_generator_is_the_generator(two_classes):
    rng = np.random.RandomState(0)
    assert KMeansSMOTE(random_state=rng).fit(*two_classes).random_state_ is rng
