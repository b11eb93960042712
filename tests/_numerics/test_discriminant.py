"""Claims about discriminant analysis of many classes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from clover._numerics.discriminant import fit_discriminant, predict_discriminant


def scikit_learn(X, codes, n_classes):
    return LinearDiscriminantAnalysis(
        solver="lsqr", shrinkage="auto", priors=np.full(n_classes, 1 / n_classes)
    ).fit(X, codes)


def as_is(X):
    return X


def with_a_constant_feature(X):
    return np.column_stack((X, np.full(len(X), 3.0)))


def with_equal_rows(X):
    return np.repeat(X[::2], 2, axis=0)[: len(X)]


@pytest.mark.parametrize("change", [as_is, np.round, with_a_constant_feature])
@pytest.mark.parametrize(
    ("sizes", "n_features"),
    [
        ([2, 2, 2], 1),
        ([2, 9, 40], 5),
        ([2] * 30, 3),
        ([3] * 80, 12),
        ([25, 4, 7, 2], 40),
    ],
)
def test_it_is_that_of_scikit_learn(sizes, n_features, change):
    rng = np.random.RandomState(0)
    codes = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    X = rng.normal(size=(len(sizes), n_features))[codes]
    X = change(X + rng.normal(size=X.shape))
    expected = scikit_learn(X, codes, len(sizes))
    coefficients, intercepts = fit_discriminant(X, codes, len(sizes))
    assert_allclose(coefficients, expected.coef_, rtol=1e-6, atol=1e-9)
    queries = X + rng.normal(size=X.shape)
    assert_array_equal(
        predict_discriminant(queries, coefficients, intercepts),
        expected.predict(queries),
    )


@pytest.mark.parametrize("change", [as_is, np.round, with_equal_rows])
@pytest.mark.parametrize("n_features", [1, 4, 30])
def test_two_classes_are_told_apart_as_by_scikit_learn(change, n_features):
    rng = np.random.RandomState(1)
    codes = np.repeat([0, 1], [30, 9])
    X = change(rng.normal(size=(39, n_features)) + codes[:, np.newaxis])
    queries = rng.normal(size=(50, n_features)) + 0.5
    found = predict_discriminant(queries, *fit_discriminant(X, codes, 2))
    assert_array_equal(found, scikit_learn(X, codes, 2).predict(queries))


def test_rows_are_of_the_class_with_the_nearest_mean_if_features_vary_alike():
    X = np.array([[0.0], [2.0], [10.0], [12.0], [30.0], [32.0]])
    discriminant = fit_discriminant(X, np.array([0, 0, 1, 1, 2, 2]), 3)
    # Means 1, 11 and 31.
    queries = np.array([[-5.0], [5.9], [6.1], [20.9], [21.1], [99.0]])
    assert predict_discriminant(queries, *discriminant).tolist() == [0, 0, 1, 1, 2, 2]
