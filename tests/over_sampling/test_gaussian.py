"""Rows from a Gaussian with the mean and the shrunk covariance of a class."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse, stats
from sklearn import covariance
from sklearn.base import BaseEstimator
from sklearn.cluster import KMeans
from sklearn.datasets import load_wine
from stubs import GivenClusters

from clover.distribution import ClusterDistributor, DensityDistributor
from clover.over_sampling import ClusterOverSampler, GaussianOversampler
from clover.over_sampling._kernels.gaussians import (
    SHRINKAGES,
    _covariance_roots,
    _Squares,
    sample_gaussian,
)

ESTIMATES = {
    "ledoit_wolf": covariance.ledoit_wolf,
    "oas": covariance.oas,
}
SHAPES = [(200, 5), (6, 5), (5, 5), (4, 30), (2, 3), (12, 1)]


def make_rows(n_samples, n_features):
    """Return rows with a covariance that is no multiple of the identity."""
    rng = np.random.RandomState(0)
    mixing = rng.normal(size=(n_features, n_features)) * np.arange(1, n_features + 1)
    return rng.normal(size=(n_samples, n_features)) @ mixing + 50


def estimate(X, shrinkage):
    """Return the shrunk covariance by scikit-learn."""
    if shrinkage in ESTIMATES:
        return ESTIMATES[shrinkage](X)[0]
    empirical = covariance.empirical_covariance(X)
    return covariance.shrunk_covariance(empirical, shrinkage)


def resample(X, n_new, **params):
    """Make rows of a class; return them alone."""
    n_rows = X.shape[0]
    others = X[[0] * (n_rows + n_new)]
    stack = sparse.vstack if sparse.issparse(X) else np.vstack
    rows = stack((X, others)).astype(X.dtype)
    rows = type(X)(rows) if sparse.issparse(X) else rows
    y = np.repeat([1, 0], [n_rows, n_rows + n_new])
    sampler = GaussianOversampler(random_state=0, **params)
    X_res, y_res = sampler.fit_resample(rows, y)
    assert (y_res[len(y) :] == 1).all()
    return X_res[len(y) :]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ESTIMATES)
def test_shrinkage_is_that_of_the_formula(name, shape):
    X = make_rows(*shape)
    found = SHRINKAGES[name](_Squares.of(X - X.mean(axis=0)))
    if shape[1] > 1:
        # With one column, all shrinkages are the same.
        assert found == pytest.approx(ESTIMATES[name](X)[1], abs=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("shrinkage", [*ESTIMATES, 0.0, 0.3, 1.0])
def test_roots_are_those_of_the_shrunk_covariance(shrinkage, shape):
    X = make_rows(*shape)
    of_rows, of_noise = _covariance_roots(X - X.mean(axis=0), shrinkage)
    found = of_rows.T @ of_rows + of_noise**2 * np.eye(shape[1])
    expected = estimate(X, shrinkage)
    assert_allclose(found, expected, atol=1e-12 * np.abs(expected).max())


@pytest.mark.parametrize("shape", [(200, 5), (4, 6)])
@pytest.mark.parametrize("shrinkage", ["ledoit_wolf", 0.3])
def test_rows_have_the_mean_and_the_shrunk_covariance(shrinkage, shape):
    X, n_new = make_rows(*shape), 40_000
    X_new = resample(X, n_new, shrinkage=shrinkage)
    expected = estimate(X, shrinkage)
    # Along its own directions, the covariance is the identity.
    values, directions = np.linalg.eigh(expected)
    standard = (X_new - X.mean(axis=0)) @ directions / np.sqrt(values)
    for column in standard.T:
        assert stats.kstest(column, "norm").pvalue > 1e-3
    # A covariance of independent numbers has a standard error of 1 / sqrt(n).
    products = np.cov(standard.T, bias=True) - np.eye(shape[1])
    assert np.abs(products).max() < 5 * np.sqrt(2 / n_new)


def test_each_cluster_has_a_gaussian_of_its_own():
    X, labels = make_rows(120, 3), np.tile([0, 1], 60)
    X[labels == 1] *= [1.0, -2.0, 0.1]
    y = np.tile([0, 0, 1, 1, 0, 0], 20)
    sampler = ClusterOverSampler(
        GaussianOversampler({1: 20_040}),
        GivenClusters(labels),
        ClusterDistributor(),
        random_state=0,
    )
    X_new = sampler.fit_resample(X, y)[0][120:]
    for cluster in (0, 1):
        made = X_new[sampler.provenance_.cluster == cluster]
        rows = X[(labels == cluster) & (y == 1)]
        expected = estimate(rows, "ledoit_wolf")
        values, directions = np.linalg.eigh(expected)
        standard = (made - rows.mean(axis=0)) @ directions / np.sqrt(values)
        assert len(made) > 5_000
        assert np.abs(standard.mean(axis=0)).max() < 0.06
        assert_allclose(np.cov(standard.T), np.eye(3), atol=0.08)
    assert set(sampler.cluster_report_.made_by) == {"GaussianOversampler"}


def test_two_rows_span_a_line():
    X = np.array([[0.0, 0, 5], [2, 4, 5]])
    X_new = resample(X, 2_000)
    assert_allclose(X_new, X_new[:, [0]] * [1, 2, 0] + [0, 0, 5], atol=1e-12)
    # The mean is 1 and the standard deviation, too.
    assert stats.kstest(X_new[:, 0], "norm", args=(1, 1)).pvalue > 1e-3


def test_rounding_moves_no_sample_off_the_line_of_two_rows():
    rng = np.random.RandomState(0)
    for _ in range(50):
        X = rng.normal(size=(2, 4)) / 3
        X_new = sample_gaussian(X, 20, "ledoit_wolf", np.random.default_rng(0))
        direction = (X[1] - X[0]) / np.linalg.norm(X[1] - X[0])
        ways = X_new - X[0]
        assert_allclose(ways - (ways @ direction)[:, None] * direction, 0, atol=1e-14)


@pytest.mark.parametrize("make", [np.asarray, sparse.csr_array])
def test_constant_columns_stay_constant_and_count_for_nothing(make):
    X = make_rows(30, 4)
    varied = resample(X, 50)
    constant = np.insert(X, [0, 2, 4], [0.0, 0.1, -7.0], axis=1)
    X_new = resample(make(constant), 50)
    X_new = X_new.toarray() if sparse.issparse(X_new) else X_new
    assert_array_equal(X_new[:, [0, 3, 6]], np.tile([0.0, 0.1, -7.0], (50, 1)))
    assert_allclose(X_new[:, [1, 2, 4, 5]], varied)


@pytest.mark.parametrize("n_rows", [1, 3])
@pytest.mark.parametrize("make", [np.asarray, sparse.csr_array])
@pytest.mark.filterwarnings("ignore:Class 1 has a single row")
def test_equal_rows_are_repeated_to_the_bit(n_rows, make):
    X_new = resample(make(np.full((n_rows, 3), 0.1)), 7)
    X_new = X_new.toarray() if sparse.issparse(X_new) else X_new
    assert_array_equal(X_new, np.full((7, 3), 0.1))


def test_rows_of_many_columns_need_no_square_matrix():
    X = np.random.RandomState(0).normal(size=(15, 4_000))
    tracemalloc.start()
    X_new = resample(X, 30)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # The covariance of the columns alone would take 128 MB.
    assert peak < 40e6
    shrunk = ESTIMATES["ledoit_wolf"](X[:, :200])[0].trace() / 200
    assert X_new[:, :200].var(axis=0).mean() == pytest.approx(shrunk, rel=0.1)


@pytest.mark.parametrize("shape", [(40, 4), (4, 40)])
@pytest.mark.parametrize("scale", [1e-150, 1e150, 1e300])
def test_units_change_nothing(scale, shape):
    X = make_rows(*shape)
    assert_allclose(resample(X * scale, 30), resample(X, 30) * scale)


def test_columns_of_unlike_units_keep_their_variance_without_shrinkage():
    units = np.array([1e-150, 1.0, 1e150])
    X = make_rows(40, 3)
    X_new = resample(X * units, 4_000, shrinkage=0.0)
    assert_allclose(X_new.std(axis=0), X.std(axis=0) * units, rtol=0.05)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.int16, np.uint8])
def test_rows_keep_their_dtype(dtype):
    X = np.random.RandomState(0).randint(0, 200, size=(30, 4)).astype(dtype)
    if dtype == np.float16:
        X *= dtype(327)
    for rows in (X, sparse.csr_matrix(X)) if dtype != np.float16 else (X,):
        X_new = resample(rows, 400)
        assert X_new.dtype == dtype
        if np.dtype(dtype).kind != "f":
            assert X_new.min() >= X.min()
            assert X_new.max() <= X.max()
        assert np.isfinite(X_new.astype(float).max())


@pytest.mark.parametrize("make", [sparse.csr_matrix, sparse.csr_array])
def test_sparse_rows_are_those_of_dense_ones(make):
    X = sparse.random(30, 9, density=0.3, random_state=0).toarray()
    X[:, 4] = 0
    found = resample(make(X), 50)
    assert isinstance(found, make)
    assert_allclose(found.toarray(), resample(X, 50), atol=1e-12)
    # Columns without an entry in the class get none.
    assert found.nnz == 50 * 8


def test_chunks_are_one_stream(monkeypatch):
    X = make_rows(20, 4)
    module = "clover.over_sampling._kernels.gaussians.CHUNK_SIZE"
    expected = sample_gaussian(X, 50, "oas", np.random.default_rng(0))
    monkeypatch.setattr(module, 28)
    found = sample_gaussian(X, 50, "oas", np.random.default_rng(0))
    assert_allclose(found, expected)


def test_columns_without_numbers_are_named():
    X, y = make_rows(20, 2), np.repeat([1, 0], [8, 12])
    frame = pd.DataFrame(X, columns=["a", "b"]).assign(c="x")
    for sampler in (GaussianOversampler(), ClusterOverSampler(GaussianOversampler())):
        with pytest.raises(ValueError, match=r"Oversampler makes numbers only.*'c'"):
            sampler.fit_resample(frame, y)


@pytest.mark.parametrize("value", [-0.1, 1.1, "ledoit", None])
def test_shrinkage_is_checked(value):
    with pytest.raises(ValueError, match="'shrinkage' parameter of GaussianOversam"):
        resample(make_rows(5, 2), 5, shrinkage=value)


def test_rows_have_no_parents_and_carry_the_mean_of_their_cell():
    X, y = load_wine(return_X_y=True)
    sampler = ClusterOverSampler(
        GaussianOversampler(), KMeans(3, n_init=1), random_state=0
    )
    _, y_res = sampler.fit_resample(X, y)
    provenance, y_new = sampler.provenance_, y_res[len(y) :]
    values = np.random.RandomState(0).normal(size=(len(y), 2))
    assert provenance.parents.mask.all()
    for how in ("base", "mean"):
        carried = provenance.carry(values, how=how)
        for cluster, label, value in zip(
            provenance.cluster, y_new, carried, strict=True
        ):
            cell = (sampler.labels_ == cluster) & (y == label)
            assert_allclose(value, values[cell].mean(axis=0))
    with pytest.raises(ValueError, match="To samples of GaussianOversampler, `values`"):
        provenance.carry(np.array(["x"] * len(y)))


@pytest.mark.filterwarnings("ignore:More than half of the new rows")
def test_single_rows_of_clusters_are_repeated_and_are_parents():
    X = np.array([[0.0], [1.0], [2.0], [9.0], [8.0], [7.0], [6.0], [5.0]])
    y = np.array([1, 1, 1, 1, 0, 0, 0, 0])
    sampler = ClusterOverSampler(
        GaussianOversampler({1: 20}),
        GivenClusters([0, 0, 0, 1, 1, 1, 0, 0]),
        DensityDistributor(np.inf, distances_exponent=0),
        random_state=0,
    )
    X_res, _ = sampler.fit_resample(X, y)
    is_single = sampler.provenance_.cluster == 1
    assert 0 < is_single.sum() < 16
    assert_array_equal(X_res[8:][is_single], 9)
    assert_array_equal(sampler.provenance_.base[is_single], 3)
    assert sampler.provenance_.base.mask[~is_single].all()
    carried = sampler.provenance_.carry(X.ravel())
    assert_allclose(carried, np.where(is_single, 9.0, 1.0))


def test_between_clusters_there_is_one_gaussian_of_both():
    rng = np.random.RandomState(0)
    labels = np.tile([0, 1], 30)
    X = rng.normal(size=(60, 2)) + 100 * labels[:, np.newaxis]
    y = np.tile([0, 0, 1, 1, 0, 0], 10)
    sampler = ClusterOverSampler(
        GaussianOversampler({1: 5_020}),
        GivenClusters(labels, neighbors=[[0, 1]]),
        DensityDistributor(np.inf, distribution_ratio=0.0),
        random_state=0,
    )
    X_new = sampler.fit_resample(X, y)[0][60:]
    assert_array_equal(sampler.provenance_.other_cluster, 1)
    assert_allclose(X_new.mean(axis=0), X[y == 1].mean(axis=0), atol=4)
    assert_allclose(X_new.std(axis=0), X[y == 1].std(axis=0), rtol=0.1)
    expected = np.tile(X[y == 1].mean(axis=0), (5_000, 1))
    assert_allclose(sampler.provenance_.carry(X), expected)


class FirstThree(ClusterDistributor):
    """Uses the first three rows of class 1 only."""

    def fit(self, X, y, labels=None, neighbors=None):
        super().fit(X, y, labels, neighbors)
        self.row_mask_ = (y == 0) | (np.cumsum(y == 1) <= 3)
        return self


def test_masked_rows_are_no_part_of_a_gaussian():
    X = np.array([[1.0], [2], [3], [50], [60], *[[0]] * 6])
    y = np.repeat([1, 0], [5, 6])
    sampler = ClusterOverSampler(
        GaussianOversampler({1: 500}), KMeans(1), FirstThree(), random_state=0
    )
    X_new = sampler.fit_resample(X, y)[0][11:]
    assert X_new.max() < 10
    assert_allclose(sampler.provenance_.carry(X), np.full((495, 1), 2.0))


class Heavier(ClusterDistributor):
    """Uses later rows more often."""

    def fit(self, X, y, labels=None, neighbors=None):
        super().fit(X, y, labels, neighbors)
        self.row_weights_ = np.arange(1.0, len(y) + 1)
        return self


def test_row_weights_are_refused_by_name(two_classes):
    sampler = ClusterOverSampler(GaussianOversampler(), KMeans(1), Heavier())
    with pytest.raises(ValueError, match="GaussianOversampler uses a row cannot be"):
        sampler.fit_resample(*two_classes)


@pytest.mark.parametrize("clusterer", [None, KMeans(3, n_init=1)])
def test_result_depends_on_the_seed_alone(two_classes, clusterer):
    def run(seed, n_jobs):
        sampler = ClusterOverSampler(
            GaussianOversampler(), clusterer, random_state=seed, n_jobs=n_jobs
        )
        return sampler.fit_resample(*two_classes)[0]

    assert_array_equal(run(0, None), run(0, 2))
    assert not np.array_equal(run(0, None), run(1, None))


def test_without_clusters_it_equals_the_oversampler_by_itself(two_classes):
    expected, _ = GaussianOversampler(random_state=5).fit_resample(*two_classes)
    sampler = ClusterOverSampler(GaussianOversampler(), random_state=5)
    assert_array_equal(sampler.fit_resample(*two_classes)[0], expected)


class Derived(GaussianOversampler, BaseEstimator):
    """Not the exact type, so that the engine calls its methods."""


def test_parents_of_derived_classes_are_unknown(two_classes):
    sampler = ClusterOverSampler(Derived(), KMeans(3, n_init=1), random_state=0)
    sampler.fit_resample(*two_classes)
    assert sampler.provenance_.base.mask.all()
    with pytest.raises(ValueError, match="Derived does not tell"):
        sampler.provenance_.carry(np.ones(300))
