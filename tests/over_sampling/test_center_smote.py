"""Rows between the mean of a class and rows that represent it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse, stats
from sklearn.cluster import KMeans
from stubs import GivenClusters

from clover.clusterer import CURE
from clover.over_sampling import CenterSMOTE, ClusterOverSampler


@pytest.fixture
def square():
    """A class at the corners and in the middle of a square, and another far away."""
    X = np.array([[0.0, 0], [4, 0], [0, 4], [4, 4], [2, 2], [2, 2.5], [90, 90]])
    y = np.array([1, 1, 1, 1, 1, 1, 0])
    return X, y


def resample(X, y, n_new, **params):
    strategy = {1: int((y == 1).sum()) + n_new}
    sampler = CenterSMOTE(strategy, random_state=0, **params)
    X_res, y_res = sampler.fit_resample(X, y)
    assert (y_res[len(y) :] == 1).all()
    return sampler, X_res[len(y) :]


@pytest.mark.parametrize("shrink_factor", [0.0, 0.3, 0.9])
def test_rows_lie_between_the_mean_and_a_moved_representative(square, shrink_factor):
    X, y = square
    sampler, X_new = resample(
        X, y, 4_000, n_representatives=4, shrink_factor=shrink_factor
    )
    base = sampler.base_indices_
    # The corners, each as likely.
    counts = np.bincount(base, minlength=7)
    assert set(np.flatnonzero(counts)) == {0, 1, 2, 3}
    assert stats.chisquare(counts[:4]).pvalue > 1e-4
    center = X[y == 1].mean(axis=0)
    way = X[base] - center
    part = ((X_new - center) * way).sum(axis=1) / (way**2).sum(axis=1)
    assert_allclose(X_new, center + part[:, None] * way, atol=1e-12)
    assert stats.kstest(part / (1 - shrink_factor), "uniform").pvalue > 1e-4


def test_all_rows_are_at_the_mean_if_representatives_are_moved_there(square):
    X, y = square
    _, X_new = resample(X, y, 10, shrink_factor=1.0)
    assert_allclose(X_new, np.tile(X[:6].mean(axis=0), (10, 1)))


def test_no_more_rows_are_used_than_there_are(square):
    X, y = square
    sampler, _ = resample(X, y, 500, n_representatives=50)
    assert set(sampler.base_indices_) == set(range(6))


@pytest.mark.parametrize("n_rows", [1, 3])
@pytest.mark.parametrize("make", [np.asarray, sparse.csr_array])
def test_equal_rows_are_repeated_to_the_bit(n_rows, make):
    X = make(np.vstack((np.full((n_rows, 3), 0.1), np.eye(3))))
    _, X_new = resample(X, np.repeat([1, 0], [n_rows, 3]), 7)
    X_new = X_new.toarray() if sparse.issparse(X_new) else X_new
    assert_array_equal(X_new, np.full((7, 3), 0.1))


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int16, np.uint8])
def test_rows_keep_their_dtype(dtype):
    X = np.random.RandomState(0).randint(0, 200, size=(30, 4)).astype(dtype)
    y = np.repeat([1, 0], [10, 20])
    for rows in (X, sparse.csr_matrix(X)):
        _, X_new = resample(rows, y, 10)
        assert X_new.dtype == dtype
        assert X_new.min() >= X.min()
        assert X_new.max() <= X.max()


@pytest.mark.parametrize("make", [sparse.csr_matrix, sparse.csr_array])
def test_sparse_rows_are_those_of_dense_ones(make):
    X = sparse.random(60, 8, density=0.4, random_state=0).toarray()
    y = np.repeat([1, 0], [20, 40])
    _, expected = resample(X, y, 50)
    _, found = resample(make(X), y, 50)
    assert isinstance(found, make)
    assert_allclose(found.toarray(), expected, atol=1e-12)


@pytest.mark.parametrize("scale", [1e-150, 1e150, 1e306])
def test_units_change_nothing(square, scale):
    X, y = square
    _, expected = resample(X, y, 30)
    _, found = resample(X * scale, y, 30)
    assert_allclose(found, expected * scale)


def test_columns_without_numbers_are_named(square):
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(square[0], columns=["a", "b"]).assign(c="x")
    with pytest.raises(ValueError, match=r"CenterSMOTE makes numbers only.*'c'"):
        CenterSMOTE().fit_resample(frame, square[1])
    sampler = ClusterOverSampler(CenterSMOTE())
    with pytest.raises(ValueError, match=r"CenterSMOTE makes numbers only.*'c'"):
        sampler.fit_resample(frame, square[1])


@pytest.mark.parametrize(
    ("name", "value"), [("n_representatives", 0), ("shrink_factor", -0.1)]
)
def test_parameters_out_of_range_are_named(square, name, value):
    with pytest.raises(ValueError, match=f"{name!r} parameter of CenterSMOTE"):
        CenterSMOTE(**{name: value}).fit_resample(*square)


@pytest.mark.parametrize("scope", ["all", "class"])
def test_in_a_cluster_it_takes_the_mean_and_the_rows_of_that(two_blobs, scope):
    X, y = two_blobs
    sampler = ClusterOverSampler(
        CenterSMOTE(), KMeans(2, n_init=1), random_state=0, clustering_scope=scope
    )
    X_res, _ = sampler.fit_resample(X, y)
    X_new, provenance = X_res[80:], sampler.provenance_
    assert (y[provenance.base] == 1).all()
    assert_array_equal(sampler.labels_[provenance.base], provenance.cluster)
    for cluster in np.unique(provenance.cluster):
        is_made = provenance.cluster == cluster
        center = X[(sampler.labels_ == cluster) & (y == 1)].mean(axis=0)
        way = X[provenance.base[is_made]] - center
        part = ((X_new[is_made] - center) / way).mean(axis=1)
        assert_allclose(X_new[is_made], center + part[:, None] * way)
        assert 0 <= part.min()
        assert part.max() <= 0.7
    report = sampler.cluster_report_
    assert set(report.made_by[report.n_new_rows > 0]) == {"CenterSMOTE"}


def test_it_needs_no_other_rows_in_a_cluster():
    X = np.arange(12.0)[:, None]
    y = np.repeat([1, 0], [5, 7])
    sampler = ClusterOverSampler(CenterSMOTE(), GivenClusters(y), random_state=0)
    X_res, _ = sampler.fit_resample(X, y)
    assert X_res[12:].max() < 4
    assert sampler.cluster_report_.made_by[-1] == "CenterSMOTE"


def test_noise_of_cure_is_neither_mean_nor_representative():
    X = np.array([[0.0], [1], [2], [3], [50], [4], [5], [90], [91], [92], [93], [94]])
    y = np.repeat([1, 0], [5, 7])
    sampler = ClusterOverSampler(
        CenterSMOTE({1: 60}),
        CURE(n_clusters=2),
        random_state=0,
        clustering_scope="class",
    )
    X_res, _ = sampler.fit_resample(X, y)
    assert X_res[12:].max() < 3
