"""The weights that a sampler gives its rows, and what `weighting` may be."""

import pickle
from inspect import Parameter, signature

import numpy as np
import pandas as pd
import polars as pl
import pytest
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import make_pipeline
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.base import clone
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.preprocessing import StandardScaler
from stubs import GivenClusters, name_of

from clover import over_sampling
from clover._compat import InvalidParameterError
from clover.distribution import DensityDistributor
from clover.exceptions import NoSamplesError
from clover.over_sampling import (
    ASUWO,
    CBO,
    CURESMOTE,
    SOMO,
    CenterSMOTE,
    ClusterOverSampler,
    ClusterSMOTE,
    GaussianOversampler,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
    ScaledGeometricSMOTE,
    SimplicialSMOTE,
)
from clover.weights import DEFAULT_CHI, prevalence_weights

SAMPLERS = [
    ClusterOverSampler(SMOTE(), KMeans(3, n_init=1)),
    KMeansSMOTE(),
    SOMO(),
    GeometricSOMO(),
    ClusterSMOTE(),
    CBO(),
    CURESMOTE(),
    ASUWO(),
    ScaledGeometricSMOTE(),
    ScaledGeometricSMOTE(n_clusters=2),
    GeometricSMOTE(),
    CenterSMOTE(),
    GaussianOversampler(),
    SimplicialSMOTE(),
]

# One dimension: five rows of class 0 and three of class 1, which get two.
X = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [7.0], [8.0], [9.0]])
Y = np.array([0, 0, 0, 0, 0, 1, 1, 1])
# chi is 0.9; the made rows share a tenth of three.
EXPECTED = [1, 1, 1, 1, 1, 0.9, 0.9, 0.9, 0.15, 0.15]


def compose(weighting=0.9, **params):
    oversampler = SMOTE(k_neighbors=1)
    return ClusterOverSampler(
        oversampler, random_state=0, weighting=weighting, **params
    )


@pytest.fixture(params=SAMPLERS, ids=lambda sampler: type(sampler).__name__)
def sampler(request):
    return clone(request.param).set_params(random_state=0)


def test_all_public_samplers_are_tested_here():
    public = [getattr(over_sampling, name) for name in over_sampling.__all__]
    samplers = {cls for cls in public if hasattr(cls, "fit_resample")}
    assert {type(sampler) for sampler in SAMPLERS} == samplers


def test_weighting_is_the_last_parameter_and_has_a_name(sampler):
    *others, last = signature(type(sampler)).parameters.values()
    assert last.name == "weighting"
    assert last.kind is Parameter.KEYWORD_ONLY
    assert last.default is None
    assert sum(p.name == "weighting" for p in others) == 0


def test_all_rows_weigh_one_unless_told_otherwise(two_classes, sampler):
    _, y_res = sampler.fit_resample(*two_classes)
    assert sampler.sample_weight_.dtype == np.float64
    assert_array_equal(sampler.sample_weight_, np.ones(len(y_res)))


@pytest.mark.parametrize("weighting", [0, 0.3, 0.8, 1, np.float32(0.75), "prevalence"])
def test_weights_are_those_of_the_formula(three_classes, sampler, weighting):
    X, y = three_classes
    _, y_res = sampler.set_params(weighting=weighting).fit_resample(X, y)
    assert_array_equal(
        sampler.sample_weight_, prevalence_weights(y_res, len(y), weighting)
    )
    chi = DEFAULT_CHI if weighting == "prevalence" else weighting
    for label, n in sampler.sampling_strategy_.items():
        n_rows = np.count_nonzero(y == label)
        real = sampler.sample_weight_[: len(y)][y == label]
        assert_allclose(real, max(chi, n_rows / (n_rows + n)) if n else 1)


def test_nothing_else_depends_on_weighting(two_classes, sampler):
    """A generator as the seed ends where it would without weights, too."""
    answers = []
    for weighting in (None, 0.7, "prevalence"):
        rng = np.random.RandomState(5)
        again = clone(sampler).set_params(weighting=weighting, random_state=rng)
        X_res, y_res = again.fit_resample(*two_classes)
        report = str(getattr(again, "cluster_report_", ""))
        told = again.provenance_ if hasattr(again, "provenance_") else again
        names = ("parents", "base_indices_", "partner_indices_", "further_indices_")
        parents = [
            np.ma.filled(getattr(told, name), -1).tobytes()
            for name in names
            if hasattr(told, name)
        ]
        answers.append((X_res.tobytes(), y_res.tobytes(), parents, report, rng.rand()))
    assert answers[1] == answers[0]
    assert answers[2] == answers[0]


def test_fit_alone_gives_no_weights(two_classes, sampler):
    sampler.set_params(weighting=0.5).fit(*two_classes)
    assert not hasattr(sampler, "sample_weight_")
    sampler.fit_resample(*two_classes)
    assert hasattr(sampler, "sample_weight_")
    sampler.fit(*two_classes)
    assert not hasattr(sampler, "sample_weight_")


def test_weights_of_an_earlier_fit_do_not_remain(two_classes, sampler):
    X, y = two_classes
    sampler.set_params(weighting=0.5).fit_resample(X, y)
    with pytest.raises(ValueError, match="more than 1 class"):
        sampler.fit_resample(X, y * 0)
    assert not hasattr(sampler, "sample_weight_")


def test_clones_and_pickles_weigh_alike(two_classes, sampler):
    sampler.set_params(weighting=0.7).fit_resample(*two_classes)
    weights = sampler.sample_weight_
    assert_array_equal(pickle.loads(pickle.dumps(sampler)).sample_weight_, weights)
    again = clone(sampler)
    assert not hasattr(again, "sample_weight_")
    again.fit_resample(*two_classes)
    assert_array_equal(again.sample_weight_, weights)


@pytest.mark.parametrize("weighting", [-0.1, 1.5, np.nan, "half", "auto", [0.5]])
@pytest.mark.parametrize("method", ["fit", "fit_resample"])
def test_wrong_weighting_is_named(two_classes, sampler, weighting, method):
    name = type(sampler).__name__
    sampler.set_params(weighting=weighting)
    message = rf"'weighting' parameter of {name} must be a float in the range \[0.0, 1"
    with pytest.raises(InvalidParameterError, match=message):
        getattr(sampler, method)(*two_classes)


@pytest.mark.parametrize("weighting", [True, False, np.True_])
def test_boolean_weighting_is_refused(two_classes, sampler, weighting):
    # An equal number passes before and after it.
    sampler.set_params(weighting=int(weighting)).fit(*two_classes)
    sampler.set_params(weighting=weighting)
    message = f"'weighting' parameter of {type(sampler).__name__} must be"
    with pytest.raises(InvalidParameterError, match=message):
        sampler.fit_resample(*two_classes)


def test_weights_worked_out_by_hand():
    sampler = compose()
    sampler.fit_resample(X, Y)
    assert_allclose(sampler.sample_weight_, EXPECTED, rtol=1e-12)


def test_rows_in_any_order_get_the_weights_of_their_class():
    order = [6, 0, 3, 5, 1, 7, 2, 4]
    sampler = compose()
    _, y_res = sampler.fit_resample(X[order], Y[order])
    expected = [0.9, 1, 1, 0.9, 1, 0.9, 1, 1, 0.15, 0.15]
    assert_allclose(sampler.sample_weight_, expected)
    assert_array_equal(y_res[8:], [1, 1])


def test_classes_without_new_rows_weigh_one():
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 3, 2: 4}, k_neighbors=1),
        random_state=0,
        weighting=0.75,
    )
    y = [0, 0, 0, 0, 1, 1, 1, 2]
    with pytest.warns(match="Class 2 has a single row"):
        sampler.fit_resample(X, y)
    # One real row and three repetitions, which share a quarter.
    assert_allclose(sampler.sample_weight_, [1] * 7 + [0.75] + [1 / 12] * 3)


def test_balanced_data_weigh_one(sampler):
    if isinstance(sampler, CBO):
        # By its default, it levels the clusters of balanced data, too.
        sampler.set_params(sampling_strategy="not majority")
    X, y = np.arange(40.0).reshape(20, 2), np.arange(20) % 2
    _, y_res = sampler.set_params(weighting=0.4).fit_resample(X, y)
    assert_array_equal(y_res, y)
    assert_array_equal(sampler.sample_weight_, np.ones(20))


def test_class_of_which_no_cluster_is_selected_weighs_one():
    labels = [0, 0, 0, 0, 1, 0, 0, 1]
    sampler = ClusterOverSampler(
        SMOTE(k_neighbors=1),
        GivenClusters(labels),
        DensityDistributor(0),
        raise_error=False,
        weighting=0.5,
    )
    with pytest.warns(match="No samples were generated"):
        _, y_res = sampler.fit_resample(X, Y)
    assert_array_equal(y_res, Y)
    assert_array_equal(sampler.sample_weight_, np.ones(8))
    with pytest.raises(NoSamplesError):
        sampler.set_params(raise_error=True).fit_resample(X, Y)
    assert not hasattr(sampler, "sample_weight_")


def test_noise_counts_as_real_rows():
    """The row of noise, of which nothing is made, weighs as the rest of its class."""
    labels = [0, 0, 0, 0, 0, 0, 0, -1]
    sampler = ClusterOverSampler(
        SMOTE(k_neighbors=1), GivenClusters(labels), random_state=0, weighting=0.9
    )
    sampler.fit_resample(X, Y)
    assert 7 not in sampler.provenance_.base
    assert_allclose(sampler.sample_weight_, EXPECTED)


def test_rows_with_missing_values_count_as_real_rows():
    rng = np.random.RandomState(0)
    X = np.vstack((rng.normal(size=(30, 2)), rng.normal(9, 1, size=(10, 2))))
    X[35] = np.nan
    y = np.repeat([0, 1], [30, 10])
    sampler = ClusterOverSampler(
        SMOTE(k_neighbors=2),
        HDBSCAN(min_cluster_size=3, copy=True),
        random_state=0,
        weighting=0.9,
    )
    _, y_res = sampler.fit_resample(X, y)
    assert sampler.labels_[35] < 0
    assert_array_equal(sampler.sample_weight_, prevalence_weights(y_res, 40, 0.9))


@pytest.mark.parametrize(
    "y",
    [
        Y.tolist(),
        Y.astype(bool),
        np.array(["no", "yes"])[Y],
        np.array(["no", "yes"], dtype=object)[Y],
        np.eye(2, dtype=int)[Y],
        np.eye(2)[Y].tolist(),
        Y[:, np.newaxis],
        pd.Series(Y, index=np.zeros(8)),
        pd.Series(Y, dtype="Int8"),
        pd.Series(np.array(["no", "yes"])[Y], dtype="category"),
        pd.DataFrame(np.eye(2, dtype=int)[Y]),
        pl.Series(np.array(["no", "yes"])[Y].tolist()),
    ],
    ids=lambda y: f"{type(y).__module__}.{type(y).__name__} {getattr(y, 'dtype', '')}",
)
def test_any_target_is_weighed(y):
    for sampler in (
        compose(),
        GeometricSMOTE(k_neighbors=1, weighting=0.9),
        CenterSMOTE(weighting=0.9),
    ):
        sampler.fit_resample(X, y)
        assert_allclose(sampler.sample_weight_, EXPECTED)


@pytest.mark.parametrize(
    "container",
    [
        pd.DataFrame,
        pl.DataFrame,
        sparse.csr_matrix,
        sparse.csc_array,
        np.ndarray.tolist,
    ],
)
def test_rows_in_any_container_are_weighed(container):
    for sampler in (compose(), GeometricSMOTE(k_neighbors=1, weighting=0.9)):
        sampler.fit_resample(container(X), Y)
        assert_allclose(sampler.sample_weight_, EXPECTED)


def test_repeated_rows_are_weighed_as_new_ones():
    sampler = ClusterOverSampler(RandomOverSampler(), random_state=0, weighting=0.9)
    sampler.fit_resample(X, Y)
    assert_allclose(sampler.sample_weight_, EXPECTED)


def test_pipeline_as_oversampler_is_weighed():
    oversampler = make_pipeline(StandardScaler(), SMOTE(k_neighbors=1))
    sampler = ClusterOverSampler(oversampler, random_state=0, weighting=0.9)
    sampler.fit_resample(X, Y)
    assert_allclose(sampler.sample_weight_, EXPECTED)


def test_last_step_of_a_pipeline_keeps_its_weights():
    pipeline = make_pipeline(StandardScaler(), compose())
    pipeline.fit_resample(X, Y)
    assert_allclose(pipeline[-1].sample_weight_, EXPECTED)


@pytest.mark.parametrize(
    "oversampler",
    [
        GeometricSMOTE(weighting=0.5),
        CenterSMOTE(weighting=0.5),
        KMeansSMOTE(weighting=0.5),
        make_pipeline(StandardScaler(), GeometricSMOTE(weighting=0.5)),
        make_pipeline(make_pipeline(StandardScaler(), CenterSMOTE(weighting=0.5))),
    ],
    ids=name_of,
)
@pytest.mark.parametrize("clusterer", [None, KMeans(2, n_init=1)])
@pytest.mark.parametrize("outer", [None, 0.5])
def test_weighting_inside_is_refused(two_classes, oversampler, clusterer, outer):
    sampler = ClusterOverSampler(oversampler, clusterer, weighting=outer)
    last = oversampler
    while hasattr(last, "steps"):
        last = last[-1]
    name = type(last).__name__
    message = (
        rf"^`weighting` should be set on ClusterOverSampler, .* not on its oversampler "
        rf"{name}\. Got {name}\(weighting=0\.5\); use ClusterOverSampler\(\.\.\., "
        r"weighting=0\.5\)\.$"
    )
    for method in ("fit", "fit_resample"):
        with pytest.raises(ValueError, match=message):
            getattr(sampler, method)(*two_classes)


def test_weighting_of_other_packages_is_their_own(two_classes):
    class Weighing(SMOTE):
        """An oversampler in which the word means something else."""

        def __init__(self, sampling_strategy="auto", weighting="distance"):
            super().__init__(sampling_strategy=sampling_strategy)
            self.weighting = weighting

    sampler = ClusterOverSampler(Weighing(), random_state=0, weighting=1)
    sampler.fit_resample(*two_classes)
    assert_array_equal(sampler.sample_weight_, np.repeat([1.0, 0.0], [300, 240]))


def test_weights_work_in_a_grid_of_parameters():
    sampler = ClusterOverSampler(SMOTE(k_neighbors=1), random_state=0)
    for weighting, made in ((None, 1), (1.0, 0), (0.8, 0.3), (0.2, 0.6)):
        sampler.set_params(weighting=weighting).fit_resample(X, Y)
        assert_allclose(sampler.sample_weight_[8:], made)


def test_sampler_without_the_parameter_gives_ones(two_classes):
    class FewerClusters(KMeansSMOTE):
        """A preset of a user's own, written before the parameter."""

        def __init__(self, sampling_strategy="auto", random_state=None):
            super().__init__(sampling_strategy, random_state, kmeans_estimator=3)
            del self.weighting

    sampler = FewerClusters(random_state=0)
    assert "weighting" not in sampler.get_params()
    _, y_res = sampler.fit_resample(*two_classes)
    assert_array_equal(sampler.sample_weight_, np.ones(len(y_res)))
