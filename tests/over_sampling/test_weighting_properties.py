"""What holds of the weights of every problem, sampler and container."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from imblearn.pipeline import make_pipeline
from numpy.testing import assert_allclose, assert_array_equal
from problems import FORMS, clusterings, fewer, problems
from scipy import sparse
from sklearn.base import clone
from sklearn.preprocessing import FunctionTransformer

from clover.distribution import DensityDistributor
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
from clover.weights import prevalence_weights

# Which rows are repeated, and what cannot be made, is told by other tests.
pytestmark = [
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning"),
]

PRESETS = {
    "ASUWO": ASUWO(),
    "CBO": CBO(),
    "CURESMOTE": CURESMOTE(),
    "ClusterSMOTE": ClusterSMOTE(),
    "GeometricSOMO": GeometricSOMO(som_estimator=9),
    "KMeansSMOTE": KMeansSMOTE(kmeans_estimator=0.1),
    "SOMO": SOMO(som_estimator=9),
    "ScaledGeometricSMOTE": ScaledGeometricSMOTE(n_clusters=4),
}
ALONE = {
    "CenterSMOTE": CenterSMOTE(),
    "GaussianOversampler": GaussianOversampler(),
    "GeometricSMOTE": GeometricSMOTE(k_neighbors=1),
    "SimplicialSMOTE": SimplicialSMOTE(k_neighbors=1),
}
INNER = {
    "ADASYN": ADASYN(),
    "BorderlineSMOTE": BorderlineSMOTE(kind="borderline-2"),
    "CenterSMOTE": CenterSMOTE(),
    "GaussianOversampler": GaussianOversampler(),
    "SimplicialSMOTE": SimplicialSMOTE(),
    "ClusterSMOTE": ClusterSMOTE(),
    "GeometricSMOTE": GeometricSMOTE(),
    "GeometricSMOTE of categories": GeometricSMOTE(categorical_features=[0]),
    "RandomOverSampler": RandomOverSampler(),
    "RandomOverSampler with noise": RandomOverSampler(shrinkage=0.5),
    "SMOTE": SMOTE(),
    "SMOTENC": SMOTENC([0]),
    "SVMSMOTE": SVMSMOTE(),
    "pipeline": make_pipeline(FunctionTransformer(), SMOTE()),
}
# Those of which the provenance knows all parents, or the cell.
TELL_ALL = {
    "CenterSMOTE",
    "GaussianOversampler",
    "GeometricSMOTE",
    "RandomOverSampler",
    "SMOTE",
    "SimplicialSMOTE",
}
CONTAINERS = {
    "array": lambda X: X,
    "list": lambda X: X.tolist(),
    "pandas": lambda X: pd.DataFrame(X, index=np.zeros(len(X))),
    "polars": lambda X: pl.DataFrame(X, schema=[f"{j}" for j in range(X.shape[1])]),
    "CSR": sparse.csr_matrix,
    "CSC": sparse.csc_array,
}
TARGETS = {
    "array": lambda y: y,
    "list": lambda y: y.tolist(),
    "column": lambda y: y[:, np.newaxis],
    "pandas": lambda y: pd.Series(y, index=np.arange(len(y))[::-1]),
    "nullable": lambda y: pd.Series(y).convert_dtypes(),
    "categories": lambda y: pd.Series(y, dtype="category"),
    "polars": lambda y: pl.Series(y.tolist()),
}

chis = st.one_of(st.just("prevalence"), st.sampled_from([0, 1]), st.floats(0, 1))


@st.composite
def user_weights(draw, y):
    """Draw weights of rows, of which some or all in a class may be zero."""
    rng = np.random.RandomState(draw(st.integers(0, 2**32 - 1)))
    kind = draw(st.sampled_from(["ones", "counts", "positive", "long-tailed"]))
    n_samples = len(y)
    if kind == "ones":
        weights = np.ones(n_samples)
    elif kind == "counts":
        weights = rng.randint(3, size=n_samples).astype(float)
    elif kind == "positive":
        weights = rng.uniform(0.5, 2, size=n_samples)
    else:
        weights = rng.pareto(0.5, size=n_samples).clip(max=1e6)
    if draw(st.booleans()):
        weights[y == y[rng.randint(n_samples)]] = 0
    return weights


def split(weights, problem, y_res, label):
    """Return the weights of the real rows of a class, and those of its new rows."""
    y, n_samples = problem.y, len(problem.y)
    is_new = np.asarray(y_res).ravel().astype(y.dtype)[n_samples:] == label
    return weights[:n_samples][y == label], weights[n_samples:][is_new]


def assert_each_class_keeps_its_weight(sampler, problem, y_res):
    """Check the weights that a sampler gave."""
    found = sampler.sample_weight_
    for label, n_rows in zip(*np.unique(problem.y, return_counts=True), strict=True):
        real, new = split(found, problem, y_res, label)
        assert_allclose(real.sum() + new.sum(), n_rows, rtol=1e-9)
        assert real.min() == real.max()
        assert (0 <= new).all() and (new <= real[0]).all()
        assert real[0] <= 1 if new.size else real[0] == 1
    weights = prevalence_weights(y_res, len(problem.y), sampler.weighting)
    assert_array_equal(weights, found)


def assert_each_class_keeps_the_users_weight(sampler, problem, y_res, given):
    """Check the weights that real rows with weights and their offspring get."""
    for provenance in (None, parents_of(sampler)):
        found = prevalence_weights(
            y_res,
            len(problem.y),
            sampler.weighting,
            sample_weight=given,
            provenance=provenance,
        )
        for label in np.unique(problem.y):
            real, new = split(found, problem, y_res, label)
            before = given[problem.y == label]
            assert (0 <= new).all()
            assert_allclose(real.sum() + new.sum(), before.sum(), rtol=1e-9)
            # Where the new rows weigh nothing, the real ones keep what they have.
            unweighted, _ = split(sampler.sample_weight_, problem, y_res, label)
            chi = unweighted[0] if new.any() else 1
            assert_allclose(real, chi * before, rtol=1e-12)


def assert_new_rows_share_as_their_parents_weigh(sampler, problem, y_res, given):
    """Check weights against what the provenance carries."""
    provenance = sampler.provenance_
    n_samples, carried = len(problem.y), provenance.carry(given, how="mean")
    found = prevalence_weights(
        y_res, n_samples, 0.5, sample_weight=given, provenance=provenance
    )
    for label in np.unique(problem.y):
        _, new = split(found, problem, y_res, label)
        _, values = split(np.append(given, carried), problem, y_res, label)
        assert_allclose(new * values.sum(), values * new.sum(), rtol=1e-9)


def parents_of(sampler):
    """Return what a sampler tells of all parents of its new rows."""
    if hasattr(sampler, "provenance_"):
        return sampler.provenance_
    names = ("base_indices_", "partner_indices_", "further_indices_")
    told = [getattr(sampler, name) for name in names if hasattr(sampler, name)]
    # GaussianOversampler tells nothing, as its rows come from all of the class alike.
    return np.ma.column_stack(told) if told else None


def assert_only_weights_depend_on_weighting(sampler, X, y, answer):
    """Check that without weights every bit is the same."""
    plain = clone(sampler).set_params(weighting=None)
    X_res, y_res = plain.fit_resample(X, y)
    assert type(X_res) is type(answer[0])
    assert bits_of(X_res) == bits_of(answer[0])
    assert_array_equal(np.asarray(y_res), np.asarray(answer[1]))
    assert_array_equal(plain.sample_weight_, np.ones(len(sampler.sample_weight_)))
    assert str(getattr(plain, "cluster_report_", "")) == str(
        getattr(sampler, "cluster_report_", "")
    )


def bits_of(X):
    if sparse.issparse(X):
        return X.data.tobytes(), X.indices.tobytes(), X.indptr.tobytes()
    return np.asarray(X).tobytes()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", [*PRESETS, *ALONE])
@fewer(30)
@given(data=st.data())
def test_weights_of_presets_keep_the_prior(name, form, data):
    problem = data.draw(problems(form, scales=(0,), min_class_size=1))
    sampler = clone({**PRESETS, **ALONE}[name]).set_params(
        sampling_strategy=problem.strategy, random_state=0, weighting=data.draw(chis)
    )
    if name in PRESETS:
        sampler.set_params(raise_error=False)
    answer = sampler.fit_resample(problem.X, problem.y)
    given = data.draw(user_weights(problem.y))
    assert_each_class_keeps_its_weight(sampler, problem, answer[1])
    assert_each_class_keeps_the_users_weight(sampler, problem, answer[1], given)
    assert_only_weights_depend_on_weighting(sampler, problem.X, problem.y, answer)


def compose(problem, oversampler, clusterer, weighting):
    oversampler = clone(oversampler)
    last = oversampler[-1] if hasattr(oversampler, "steps") else oversampler
    last.set_params(sampling_strategy=problem.strategy)
    return ClusterOverSampler(
        oversampler,
        clusterer,
        DensityDistributor(np.inf, distribution_ratio=0.7),
        raise_error=False,
        random_state=0,
        weighting=weighting,
    )


@pytest.mark.parametrize("name", INNER)
@fewer(10)
@given(data=st.data())
def test_weights_of_compositions_keep_the_prior(name, data):
    problem = data.draw(problems(scales=(0,), dtypes=("f8",), min_class_size=1))
    # Oversamplers of categories need numbers, too.
    assume(problem.X.shape[1] > 1)
    clusterer = data.draw(clusterings(problem.X))
    sampler = compose(problem, INNER[name], clusterer, data.draw(chis))
    answer = sampler.fit_resample(problem.X, problem.y)
    given = data.draw(user_weights(problem.y))
    assert_each_class_keeps_its_weight(sampler, problem, answer[1])
    assert_each_class_keeps_the_users_weight(sampler, problem, answer[1], given)
    if name in TELL_ALL:
        assert_new_rows_share_as_their_parents_weigh(sampler, problem, answer[1], given)
    assert_only_weights_depend_on_weighting(sampler, problem.X, problem.y, answer)


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("name", ["GeometricSMOTE", "RandomOverSampler", "SMOTE"])
@fewer(20)
@given(data=st.data())
def test_weights_do_not_depend_on_the_container(name, container, data):
    problem = data.draw(problems(scales=(0,), dtypes=("f8",), min_class_size=1))
    clusterer = data.draw(clusterings(problem.X))
    sampler = compose(problem, INNER[name], clusterer, data.draw(chis))
    sampler.fit_resample(problem.X, problem.y)
    expected = sampler.sample_weight_
    targets = ["array"] if problem.y.dtype.kind == "M" else sorted(TARGETS)
    X = CONTAINERS[container](problem.X)
    y = TARGETS[data.draw(st.sampled_from(targets))](problem.y)
    answer = sampler.fit_resample(X, y)
    assert_array_equal(sampler.sample_weight_, expected)
    given = data.draw(user_weights(problem.y))
    assert_each_class_keeps_its_weight(sampler, problem, answer[1])
    assert_each_class_keeps_the_users_weight(sampler, problem, answer[1], given)
    assert_new_rows_share_as_their_parents_weigh(sampler, problem, answer[1], given)
    assert_only_weights_depend_on_weighting(sampler, X, y, answer)
