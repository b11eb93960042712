"""Claims about CURE, and about the representatives of a cluster."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from imblearn.over_sampling import SMOTE
from numpy.testing import assert_allclose, assert_array_equal
from problems import fewer
from scipy import sparse
from sklearn.base import clone
from sklearn.cluster import AgglomerativeClustering
from sklearn.datasets import make_blobs
from sklearn.metrics import adjusted_rand_score
from sklearn.utils.estimator_checks import parametrize_with_checks

from clover._numerics.representatives import find_representatives, mean_row
from clover.clusterer import CURE
from clover.over_sampling import ClusterOverSampler


def slow_representatives(rows, n_representatives):
    """The procedure of the paper, point by point; rows are distinct."""
    chosen = []
    for _ in range(min(n_representatives, len(rows))):
        places = [rows[i] for i in chosen] or [rows.mean(axis=0)]
        gaps = [min(np.linalg.norm(row - place) for place in places) for row in rows]
        # Two rows are as far from their mean: the first of them.
        chosen.append(int(np.argmax(np.round(gaps, 9))))
    return chosen


def slow_cure(X, n_clusters, n_representatives, shrink_factor, min_cluster_size):
    """The paper's algorithm, with all distances computed anew before each merge."""

    def represent(cluster):
        rows, center = X[cluster], X[cluster].mean(axis=0)
        points = rows[slow_representatives(rows, n_representatives)]
        return points + shrink_factor * (center - points)

    clusters, has_dropped = [[i] for i in range(len(X))], min_cluster_size == 1
    while len(clusters) > n_clusters:
        if not has_dropped and len(clusters) <= len(X) / 3:
            clusters = [cluster for cluster in clusters if len(cluster) > 1]
            has_dropped = True
            continue
        points = [represent(cluster) for cluster in clusters]
        pairs = {
            (i, j): np.linalg.norm(points[i][:, None] - points[j], axis=2).min()
            for i in range(len(clusters))
            for j in range(i)
        }
        i, j = min(pairs, key=pairs.get)
        clusters[j] += clusters[i]
        del clusters[i]
    largest = max(map(len, clusters))
    clusters = [c for c in clusters if len(c) >= min(min_cluster_size, largest)]
    labels = np.full(len(X), -1)
    for label, cluster in enumerate(sorted(clusters, key=min)):
        labels[cluster] = label
    return labels


@given(
    seed=st.integers(0, 2**31 - 1),
    n_clusters=st.integers(1, 6),
    n_representatives=st.integers(1, 5),
    shrink_factor=st.sampled_from([0.0, 0.3, 1.0]),
    min_cluster_size=st.integers(1, 5),
)
@fewer(2)
def test_labels_are_those_of_the_paper_written_out(
    seed, n_clusters, n_representatives, shrink_factor, min_cluster_size
):
    rng = np.random.RandomState(seed)
    X = rng.normal(size=(rng.randint(6, 30), rng.randint(1, 4)))
    params = (n_clusters, n_representatives, shrink_factor, min_cluster_size)
    assert_array_equal(CURE(*params).fit_predict(X), slow_cure(X, *params))


def test_representatives_are_the_farthest_first():
    X = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 3.0], [1.0, 1.0], [4.0, 0.0]])
    # The mean is (1.8, 0.8): (0, 3) is 2.8 from it. (4, 0) is 5 from that, and (0, 0)
    # is 3 and 4 from the two.
    assert find_representatives(X, 3).tolist() == [2, 1, 0]
    assert find_representatives(sparse.csr_matrix(X), 3).tolist() == [2, 1, 0]


@pytest.mark.parametrize("make", [np.asarray, sparse.csr_matrix, sparse.csr_array])
def test_equal_rows_are_represented_once(make):
    X = make(np.repeat([[1.0], [2.0]], 4, axis=0))
    assert find_representatives(X, 8).size == 2
    assert find_representatives(make(np.full((5, 2), 0.1)), 8).tolist() == [0]


def test_means_of_very_large_rows_are_numbers():
    assert_allclose(mean_row(np.full((4, 1), 1.5e308)), [1.5e308])


def test_representatives_are_moved_towards_the_mean():
    X = np.array([[0.0], [1.0], [5.0], [100.0], [101.0], [102.0]])
    cure = CURE(2, n_representatives=2, shrink_factor=0.5).fit(X)
    assert_array_equal(cure.cluster_centers_, [[2.0], [101.0]])
    assert [points.tolist() for points in cure.representatives_] == [
        [[3.5], [1.0]],
        [[100.5], [101.5]],
    ]


def test_without_shrinkage_and_with_all_rows_it_is_single_linkage():
    X, _ = make_blobs(120, 2, centers=4, cluster_std=2.0, random_state=1)
    cure = CURE(5, n_representatives=120, shrink_factor=0.0, min_cluster_size=1).fit(X)
    expected = AgglomerativeClustering(5, linkage="single").fit_predict(X)
    assert adjusted_rand_score(expected, cure.labels_) == 1


def test_single_rows_are_noise_when_clusters_are_a_third_of_the_rows():
    # Of 12 rows, three pairs and an outlier are left as 4 clusters with 11 rows.
    X = np.array([0, 0.1, 0.3, 0.6, 5, 5.1, 5.3, 5.6, 10, 10.1, 10.3, 30.0])[:, None]
    expected = [0] * 4 + [1] * 4 + [2] * 3 + [-1]
    assert CURE(3).fit_predict(X).tolist() == expected
    # Not the third of the rows is reached, but the last step drops single rows too.
    assert CURE(4).fit_predict(X).tolist() == expected
    assert CURE(4, min_cluster_size=1).fit_predict(X).max() == 3


def test_small_clusters_are_noise_in_the_end():
    X = np.array([0, 0.1, 0.2, 0.3, 9, 9.1, 20, 20.1, 20.2])[:, None]
    labels = CURE(3, min_cluster_size=3).fit_predict(X)
    assert labels.tolist() == [0, 0, 0, 0, -1, -1, 1, 1, 1]


@pytest.mark.parametrize("n_samples", [1, 2, 5])
def test_not_all_rows_are_noise(n_samples):
    X = np.arange(n_samples, dtype=float)[:, None]
    labels = CURE(n_samples, min_cluster_size=3).fit_predict(X)
    assert labels.tolist() == list(range(n_samples))
    X = np.array([[0.0], [0.1], [7.0]])
    assert CURE(2, min_cluster_size=9).fit_predict(X).tolist() == [0, 0, -1]


def test_equal_rows_are_one_cluster():
    X = np.repeat([[3.0, 1.0], [4.0, 1.0]], 20, axis=0)
    assert CURE(2).fit_predict(X).tolist() == [0] * 20 + [1] * 20
    assert CURE(1).fit(X[:20]).representatives_[0].tolist() == [[3.0, 1.0]]


@pytest.mark.parametrize(("scale", "shift"), [(1e150, 0), (1e-150, 0), (1.0, 1e6)])
def test_units_and_origin_change_nothing(scale, shift):
    X, _ = make_blobs(90, 3, centers=3, random_state=0)
    X = np.round(X, 6)
    expected = CURE(3).fit(X)
    found = CURE(3).fit(X * scale + shift)
    assert_array_equal(found.labels_, expected.labels_)
    for ours, theirs in zip(
        found.representatives_, expected.representatives_, strict=True
    ):
        assert_allclose(ours, theirs * scale + shift, rtol=1e-6)
    assert_array_equal(found.predict(X * scale + shift), expected.predict(X))


def test_representatives_are_of_the_type_of_the_rows():
    X = np.random.RandomState(0).normal(size=(30, 2)).astype(np.float32)
    cure = CURE(2).fit(X)
    assert cure.cluster_centers_.dtype == cure.representatives_[0].dtype == np.float32


def test_rows_go_to_the_cluster_of_their_nearest_representative():
    # A long cluster, and a small one next to its end.
    X = np.vstack((np.c_[np.arange(40.0), np.zeros(40)], [[42.5, 0], [43, 0]]))
    cure = CURE(2, shrink_factor=0.0).fit(X)
    assert cure.predict([[38.0, 0.0], [42.0, 0.0], [-9.0, 0.0]]).tolist() == [0, 1, 0]


@pytest.mark.parametrize("n_columns", [1, 20])
def test_rows_far_from_the_first_are_predicted_by_the_nearest(n_columns):
    X = np.zeros((6, n_columns))
    X[:, -1] = 0, 1, 1e9, 1e9 + 1, 1e9 + 8, 1e9 + 9
    cure = CURE(3).fit(X)
    assert cure.labels_.tolist() == cure.predict(X).tolist() == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize("place", [1.0, 4.0, 1e3, 1e8, 1e15])
def test_far_rows_are_told_apart_by_their_offset(place):
    cure = CURE(2).fit([[0.5, 0], [0.5, 0.1], [0.5, 1], [0.5, 1.1]])
    X = np.array([[place, 0.4], [place, 0.7], [-place, 0.4], [-place, 0.7]])
    assert cure.predict(X).tolist() == [0, 1, 0, 1]


def test_rows_of_other_magnitudes_are_predicted():
    cure = CURE(2).fit(np.array([[-1.0], [-2.0], [1.0], [2.0]]) * 1e-200)
    X = np.array([[-1e-210], [1e-201], [-1e200], [1e200], [np.finfo(float).max]])
    assert cure.predict(X).tolist() == [0, 1, 0, 1, 1]
    cure = CURE(2).fit([[-1e-310], [-2e-310], [1e-310], [2e-310]])
    assert cure.predict(X[-2:] * [[-1], [1]]).tolist() == [0, 1]
    X, far = np.random.RandomState(0).normal(size=(2, 40, 3))
    cure = CURE(4).fit(X.astype(np.float32))
    expected = cure.predict(far * 1e13)
    assert len(np.unique(expected)) > 1
    assert_array_equal(cure.predict(far * 1e200), expected)


def test_memory_is_linear():
    X = np.random.RandomState(0).normal(size=(1_500, 3))
    tracemalloc.start()
    CURE(700, min_cluster_size=1).fit(X)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # All distances would take 18 MB. Those held at a time are bounded.
    X = np.tile(X, (2, 1)) + np.random.RandomState(1).normal(size=(3_000, 3))
    tracemalloc.start()
    CURE(2_200, min_cluster_size=1).fit(X)
    _, peak_of_twice = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_of_twice < 1.3 * peak


def test_sparse_rows_are_clustered_as_dense_ones():
    X = sparse.random(60, 5, density=0.5, format="csc", random_state=0)
    expected, found = CURE(3).fit(X.toarray()), CURE(3).fit(X)
    assert_array_equal(found.labels_, expected.labels_)
    assert_array_equal(found.cluster_centers_, expected.cluster_centers_)
    assert_array_equal(found.predict(X), expected.predict(X.toarray()))


def test_fewer_rows_than_clusters_are_an_error():
    with pytest.raises(ValueError, match="n_samples=3 should be >= n_clusters=5"):
        CURE().fit(np.eye(3))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("n_clusters", 0),
        ("n_representatives", 0),
        ("shrink_factor", 1.1),
        ("min_cluster_size", 0),
    ],
)
def test_parameters_out_of_range_are_named(name, value):
    with pytest.raises(ValueError, match=f"{name!r} parameter of CURE"):
        CURE(**{name: value}).fit(np.eye(9))


def test_it_clusters_each_class_of_an_oversampler(three_classes):
    for max_samples in (None, 30):
        sampler = ClusterOverSampler(
            SMOTE(),
            CURE(3),
            random_state=0,
            clustering_scope="class",
            max_samples=max_samples,
        )
        _, y_res = sampler.fit_resample(*three_classes)
        assert np.bincount(y_res).tolist() == [200] * 3


@parametrize_with_checks([CURE(), clone(CURE(n_clusters=2, min_cluster_size=1))])
def test_estimator_checks(estimator, check):
    check(estimator)
