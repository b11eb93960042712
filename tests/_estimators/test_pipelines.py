"""Tests of the steps of pipelines."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline as make_sampler_pipeline
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.cluster import KMeans
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, StandardScaler
from sklearn.utils.validation import check_is_fitted

from clover._estimators.pipelines import check_keeps_rows, fit_first_steps


@pytest.fixture
def X():
    return np.array([[0.0, 1.0], [1.0, 3.0], [2.0, 5.0]])


def test_estimator_without_steps_gets_what_was_given(X):
    kmeans, params = KMeans(), {"sample_weight": np.ones(3)}
    last, X_of_last, params_of_last = fit_first_steps(kmeans, X, None, params)
    assert last is kmeans
    assert X_of_last is X
    assert params_of_last is params
    assert fit_first_steps(kmeans, X, None)[2] == {}


def test_first_steps_of_nested_pipelines_are_fitted_in_place(X):
    inner = make_pipeline(FunctionTransformer(np.negative), KMeans())
    pipeline = make_pipeline(MinMaxScaler(), inner)
    last, X_of_last, _ = fit_first_steps(pipeline, X, None)
    assert last is inner[-1]
    assert_allclose(X_of_last, [[0, 0], [-0.5, -0.5], [-1, -1]])
    check_is_fitted(pipeline[0])


def test_steps_fitted_through_a_cache_are_kept(X, tmp_path):
    pipeline = make_pipeline(StandardScaler(), KMeans(), memory=str(tmp_path))
    fit_first_steps(pipeline, X, None)
    assert_array_equal(pipeline[0].mean_, [1, 3])


def test_each_step_gets_its_keyword_arguments(X):
    pipeline = make_pipeline(StandardScaler(), KMeans())
    params = {
        "standardscaler__sample_weight": np.array([1, 0, 0]),
        "kmeans__sample_weight": np.array([0, 0, 1]),
    }
    _, _, params_of_last = fit_first_steps(pipeline, X, None, params)
    assert_array_equal(pipeline[0].mean_, X[0])
    assert list(params_of_last) == ["sample_weight"]
    assert_array_equal(params_of_last["sample_weight"], [0, 0, 1])


def test_sampler_in_a_pipeline_is_named(X):
    check_keeps_rows(None, "clusterer")
    check_keeps_rows(make_pipeline(StandardScaler(), KMeans()), "clusterer")
    pipeline = make_sampler_pipeline(SMOTE(), KMeans())
    message = "'clusterer' should keep all rows. Its step 'smote' is SMOTE, a sampler"
    with pytest.raises(ValueError, match=message):
        check_keeps_rows(pipeline, "clusterer")
