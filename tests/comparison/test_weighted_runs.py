"""Weights of a sampler's rows, as the classifiers of a run get them."""

from dataclasses import replace

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from imblearn.under_sampling import RandomUnderSampler
from recorders import Notebook, RecordingClassifier
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from clover.comparison import Comparison, plan, run
from clover.comparison._runs.one_run import do_job
from clover.comparison._runs.resampling import resample
from clover.over_sampling import ClusterOverSampler, GeometricSMOTE, KMeansSMOTE

SAMPLERS = {
    "alone": (GeometricSMOTE(), "weighting"),
    "preset": (KMeansSMOTE(), "weighting"),
    "composition": (ClusterOverSampler(SMOTE(), KMeans(3)), "weighting"),
    "last step": (
        make_pipeline(StandardScaler(), GeometricSMOTE()),
        "geometricsmote__weighting",
    ),
    "before a transformer": (
        make_pipeline(GeometricSMOTE(), StandardScaler()),
        "geometricsmote__weighting",
    ),
    "in a pipeline of pipelines": (
        make_pipeline("passthrough", make_pipeline(KMeansSMOTE())),
        "pipeline__kmeanssmote__weighting",
    ),
}


class WeightsRecorder(RecordingClassifier):
    """Notes the weights of the rows instead of its seed."""

    def fit(self, X, y, sample_weight=None):
        super().fit(X, y)
        self.fitted[-1] = (X, y, sample_weight)
        return self


def record_fits(make_job, dataset, sampler, **params):
    """Return what a classifier was fitted to: three inner folds, then all rows."""
    fitted = Notebook()
    recorder = WeightsRecorder(fitted, Notebook())
    (record,) = do_job(make_job(dataset, sampler, {"recorder": recorder}, **params))
    assert not record.error
    assert len(fitted) == 4
    return fitted


@pytest.mark.parametrize(("sampler", "path"), SAMPLERS.values(), ids=SAMPLERS)
def test_classifier_gets_the_weights_of_the_sampler(numbers, make_job, sampler, path):
    weighted = clone(sampler).set_params(**{path: 0.75})
    *inner, (_, y, weights) = record_fits(make_job, numbers, weighted)
    # Of the 80 training rows 19 are of class 1, which gets 42 more.
    assert np.bincount(y).tolist() == [61, 61]
    np.testing.assert_array_equal(weights[:80][y[:80] == 0], 1.0)
    np.testing.assert_array_equal(weights[:80][y[:80] == 1], 0.75)
    np.testing.assert_allclose(weights[80:], 0.25 * 19 / 42)
    # Each row is in two of the three inner folds, where classes keep their weight, too.
    totals = [np.bincount(y, weights) for _, y, weights in inner]
    np.testing.assert_allclose(np.sum(totals, axis=0), [2 * 61, 2 * 19])


@pytest.mark.parametrize(("sampler", "path"), SAMPLERS.values(), ids=SAMPLERS)
def test_rows_are_the_same_with_weights_and_without(numbers, make_job, sampler, path):
    plain = record_fits(make_job, numbers, sampler)
    weighted = clone(sampler).set_params(**{path: 0.75})
    for (X, y, none), (X_of_weighted, y_of_weighted, weights) in zip(
        plain, record_fits(make_job, numbers, weighted), strict=True
    ):
        np.testing.assert_array_equal(X, X_of_weighted)
        np.testing.assert_array_equal(y, y_of_weighted)
        assert none is None
        assert weights.shape == y.shape


def test_candidates_may_differ_in_their_weighting(numbers, make_job):
    candidates = ({"weighting": None}, {"weighting": 0.75})
    fitted = Notebook()
    recorder = WeightsRecorder(fitted, Notebook())
    job = make_job(
        numbers, GeometricSMOTE(), {"recorder": recorder}, candidates=candidates
    )
    do_job(job)
    assert [weights is None for *_, weights in fitted] == [True] * 3 + [False] * 3 + [
        True
    ]


def test_samplers_of_categories_weigh_their_rows(mixed, make_job):
    sampler = GeometricSMOTE(categorical_features=[0], weighting=0.75)
    *_, (X, y, weights) = record_fits(make_job, mixed, sampler)
    assert weights.shape == (X.shape[0],)
    assert weights[: mixed.n_samples * 2 // 3][y[:56] == "yes"].tolist() == [0.75] * (
        (y[:56] == "yes").sum()
    )


def test_last_step_of_a_pipeline_gets_the_weights(numbers, make_job):
    sampler = GeometricSMOTE(weighting=0.75)
    fitted = Notebook()
    recorder = WeightsRecorder(fitted, Notebook())
    scaled = make_pipeline(MinMaxScaler(), make_pipeline(MinMaxScaler(), recorder))
    (record,) = do_job(make_job(numbers, sampler, {"recorder": scaled}))
    assert not record.error
    X, _, weights = fitted[-1]
    assert (X.min(), X.max()) == (0.0, pytest.approx(1.0))
    expected = record_fits(make_job, numbers, sampler)[-1][2]
    np.testing.assert_array_equal(weights, expected)


def test_weights_with_chi_one_are_those_of_no_resampling(numbers, make_job):
    classifiers = {"logistic": LogisticRegression(tol=1e-10, max_iter=1000)}
    job = make_job(numbers, "passthrough", classifiers)
    (plain,) = do_job(job)
    method = replace(job.method, sampler=GeometricSMOTE(weighting=1.0))
    (weighted,) = do_job(replace(job, method=method))
    np.testing.assert_allclose(weighted.test_proba, plain.test_proba, atol=1e-5)
    assert weighted.n_made == 42


def test_class_weights_and_no_resampling_have_no_weights(numbers, make_job):
    for *_, weights in record_fits(make_job, numbers, "passthrough"):
        assert weights is None


def test_classifier_without_weights_is_a_failure_that_is_told(numbers, make_job):
    classifiers = {
        "neighbors": KNeighborsClassifier(),
        "logistic": LogisticRegression(),
    }
    job = make_job(numbers, GeometricSMOTE(weighting=0.75), classifiers)
    failed, done = do_job(job)
    assert failed.error.startswith(
        "ValueError: The `fit` of KNeighborsClassifier does not take `sample_weight`"
    )
    assert failed.test_proba.size == 0
    assert not done.error


def test_failures_for_want_of_weights_are_counted(tmp_path):
    rng = np.random.RandomState(0)
    y = np.repeat([0, 1], [40, 20])
    planned = plan(
        {"weighted": GeometricSMOTE(weighting=0.5)},
        {"made": (rng.normal(size=(60, 2)), y)},
        {"neighbors": KNeighborsClassifier(), "logistic": LogisticRegression()},
        baselines=["none"],
        random_state=0,
    )
    run(planned, tmp_path, progress=False)
    comparison = Comparison.load(tmp_path)
    assert comparison.table()["failures"].to_dict() == {"none": 0, "weighted": 5}
    assert set(comparison.failures()["classifier"]) == {"neighbors"}


@pytest.mark.parametrize(
    "steps",
    [
        (RandomUnderSampler(), KMeansSMOTE(weighting=0.5)),
        (KMeansSMOTE(weighting=0.5), RandomUnderSampler()),
    ],
    ids=["before", "after"],
)
def test_another_sampler_next_to_weights_is_an_error(steps):
    with pytest.raises(
        ValueError, match=r"only sampler of a pipeline.*KMeansSMOTE\(weighting=0.5\)"
    ):
        resample(make_pipeline(*steps), None)
