"""Claims about the clustering of A-SUWO."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from imblearn.over_sampling import SMOTE
from numpy.testing import assert_allclose, assert_array_equal
from problems import fewer
from scipy import sparse
from scipy.spatial.distance import cdist
from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans
from sklearn.datasets import make_classification
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from clover.clusterer import SemiUnsupervisedClusterer
from clover.clusterer import _semi_unsupervised as module
from clover.clusterer._barred_linkage import (
    all_distances,
    farthest_distances,
    link_around,
    mean_of_medians,
)
from clover.clusterer._labels import draw_sample
from clover.clusterer._obstacles import Obstacles
from clover.over_sampling import ClusterOverSampler


def distance(X, cluster, X_other, other):
    """The distance of complete linkage."""
    return max(np.linalg.norm(X[i] - X_other[j]) for i in cluster for j in other)


def slow_threshold(X, c_thres):
    medians = [
        np.median([np.linalg.norm(X[i] - X[j]) for j in range(len(X)) if j != i])
        for i in range(len(X))
    ]
    return c_thres * np.mean(medians)


def slow_clusters(X, X_others, others, threshold):
    """The paper's steps, with all distances computed anew before each."""
    clusters, barred = [frozenset([i]) for i in range(len(X))], set()
    while True:
        gaps = {
            (a, b): distance(X, a, X, b)
            for a in clusters
            for b in clusters
            if min(a) < min(b)
            and not any({i, j} in map(set, barred) for i in a for j in b)
        }
        if not gaps:
            return clusters
        (a, b), gap = min(gaps.items(), key=lambda item: item[1])
        if gap > threshold:
            return clusters
        if any(
            distance(X, a, X_others, other) < gap
            and distance(X, b, X_others, other) < gap
            for other in others
        ):
            # A bar between two rows lasts, whatever either is merged with.
            barred |= {(i, j) for i in a for j in b}
        else:
            clusters = [c for c in clusters if c not in (a, b)] + [a | b]


def partition(labels):
    return {frozenset(np.flatnonzero(labels == k).tolist()) for k in np.unique(labels)}


@given(seed=st.integers(0, 2**31 - 1), c_thres=st.sampled_from([0.3, 1.0, 3.0]))
@fewer(2)
def test_clusters_are_those_of_the_paper_written_out(seed, c_thres):
    rng = np.random.RandomState(seed)
    n_class, n_others = rng.randint(2, 12), rng.randint(12, 25)
    X = rng.normal(size=(n_class + n_others, rng.randint(1, 3)))
    y = np.repeat([1, 0], [n_class, n_others])
    labels = SemiUnsupervisedClusterer(c_thres).fit_predict(X, y)
    X_class, X_others = X[:n_class], X[n_class:]
    others = slow_clusters(X_others, X, [], slow_threshold(X_others, c_thres))
    assert partition(labels[n_class:]) == set(others)
    expected = slow_clusters(
        X_class, X_others, others, slow_threshold(X_class, c_thres)
    )
    assert partition(labels[:n_class]) == set(expected)


@given(seed=st.integers(0, 2**31 - 1), c_thres=st.sampled_from([0.5, 1.0, 2.0]))
@fewer(2)
def test_clusters_of_each_other_class_are_in_the_way(seed, c_thres):
    rng = np.random.RandomState(seed)
    sizes = [12, *rng.randint(1, 8, size=3)]
    y = np.repeat(np.arange(4), sizes)
    X = rng.normal(size=(y.size, rng.randint(1, 3)))
    # All clusters of a class before the others are in its way.
    alone = [
        [
            frozenset((np.flatnonzero(y == k)[list(cluster)]).tolist())
            for cluster in slow_clusters(
                X[y == k], X, [], threshold_of(X[y == k], c_thres)
            )
        ]
        for k in range(4)
    ]
    mixed = rng.permutation(y.size)
    labels = np.empty(y.size, dtype=int)
    labels[mixed] = SemiUnsupervisedClusterer(c_thres).fit_predict(X[mixed], y[mixed])
    assert partition(labels[y == 0]) == set(alone[0])
    for k in range(1, 4):
        others = [cluster for j in range(4) if j != k for cluster in alone[j]]
        X_class = X[y == k]
        expected = slow_clusters(X_class, X, others, threshold_of(X_class, c_thres))
        assert partition(labels[y == k]) == set(expected)


def threshold_of(X, c_thres):
    return slow_threshold(X, c_thres) if len(X) > 1 else 0.0


def test_each_of_the_other_classes_is_in_the_way_by_itself():
    # Rows 3 to 6 in one cluster would be farther than 6 from each of the first three.
    X = np.array([0, 6, 12, 2.9, 3.1, 8.9, 9.1, 50, 51, 52, 53])[:, np.newaxis]
    y = np.array([1, 1, 1, 2, 2, 3, 3, 0, 0, 0, 0])
    labels = SemiUnsupervisedClusterer().fit_predict(X, y)
    assert labels[:7].tolist() == [0, 1, 2, 3, 3, 4, 4]
    y[y == 3] = 2
    assert SemiUnsupervisedClusterer().fit_predict(X, y)[:3].tolist() == [0, 1, 2]
    without = np.delete(np.arange(11), [5, 6])
    labels = SemiUnsupervisedClusterer().fit_predict(X[without], y[without])
    assert labels[:3].tolist() == [0, 1, 1]


def test_two_classes_are_clustered_as_ever():
    X = np.random.RandomState(3).normal(size=(24, 2)).round(2)
    y = np.repeat([1, 0], [9, 15])
    labels = SemiUnsupervisedClusterer(0.7).fit_predict(X, y)
    assert labels.tolist() == [
        0,
        1,
        2,
        2,
        2,
        3,
        4,
        2,
        1,
        5,
        6,
        7,
        6,
        7,
        6,
        8,
        6,
        9,
        6,
        7,
        10,
        9,
        6,
        6,
    ]


def test_clusters_out_of_reach_change_nothing(monkeypatch):
    rng = np.random.RandomState(0)
    y = np.repeat(np.arange(13), [60, *[5] * 12])
    X = rng.normal(size=(120, 3)) + 2 * rng.normal(size=(13, 3))[y]
    n_near = []
    original = Obstacles._find_near

    def find(*args):
        n_near.append(original(*args).size)
        return original(*args)

    monkeypatch.setattr(Obstacles, "_find_near", find)
    labels = SemiUnsupervisedClusterer().fit_predict(X, y)
    # In a sparse matrix, rows are not shifted to the origin.
    of_sparse = SemiUnsupervisedClusterer().fit_predict(sparse.csr_matrix(X), y)
    monkeypatch.setattr(
        Obstacles,
        "_find_near",
        lambda self, Z_class, code, reach: np.flatnonzero(self.codes != code),
    )
    assert_array_equal(SemiUnsupervisedClusterer().fit_predict(X, y), labels)
    assert_array_equal(of_sparse, labels)
    assert 0 < np.mean(n_near) < np.unique(labels).size / 2


def test_pair_that_was_barred_stays_so_when_one_of_it_is_merged():
    # The other class is closer than 2 to the first two rows. The third is merged with
    # the first, at 2.5; from both of them the other class is farther away than the
    # second row is.
    X = np.array([[0, 0], [2, 0], [0.3125, 2.48], *[[1, -1.616]] * 4])
    y = np.array([1, 1, 1, 0, 0, 0, 0])
    labels = SemiUnsupervisedClusterer(c_thres=4.0).fit_predict(X, y)
    assert labels.tolist() == [0, 1, 0, 2, 2, 2, 2]
    to_others = farthest_distances(X[[0, 2]], X[3:], np.zeros(4, dtype=int))
    assert to_others.max() > all_distances(X[:3]).max()


def test_bar_outlasts_many_merges():
    # Rows 0 and 1 are barred at distance 1; all others join either of them.
    distances = np.full((6, 6), 3.0) - 0.1 * np.add.outer(np.arange(6), np.arange(6))
    distances[0, 1] = distances[1, 0] = 1.0
    to_others = np.full((6, 1), 99.0)
    to_others[:2] = 0.5
    labels = link_around(distances, to_others, 1e9)
    assert labels[0] != labels[1]
    assert np.unique(labels).size == 2


def test_pair_is_merged_if_the_others_are_close_to_one_of_it_only():
    X = np.array([[0.0], [3.0], [2.0], [2.0], [2.0]])
    y = np.array([1, 1, 0, 0, 0])
    assert SemiUnsupervisedClusterer().fit_predict(X, y).tolist() == [0, 1, 2, 2, 2]
    # Now the farthest row of the others is as far as the pair is wide.
    X = np.array([[0.0], [3.0], [3.0], [2.0], [2.5]])
    labels = SemiUnsupervisedClusterer(c_thres=5.0).fit_predict(X, y)
    assert labels.tolist() == [0, 0, 1, 1, 1]


def test_threshold_is_the_mean_of_medians_to_the_other_rows():
    X = np.array([[0.0], [1.0], [4.0], [6.0], [9.0]])
    # Medians: 5, 4, 3.5, 4, 6.5.
    assert_allclose(mean_of_medians(all_distances(X)), 4.6)
    y = [1] * 5 + [0] * 6
    X = np.vstack((X, 100 + np.arange(6.0)[:, None]))
    clusterer = SemiUnsupervisedClusterer(c_thres=2.0).fit(1_000 * X, y)
    assert clusterer.thresholds_ == {1: pytest.approx(9_200)}


def test_two_rows_at_the_threshold_itself_are_merged():
    X = np.array([[0.1], [0.4], [9.0], [9.1], [9.2]])
    assert SemiUnsupervisedClusterer().fit_predict(X, [1, 1, 0, 0, 0])[1] == 0


def test_no_cluster_holds_two_classes_and_labels_are_consecutive(three_classes):
    X, y = three_classes
    clusterer = SemiUnsupervisedClusterer().fit(X, y)
    of_classes = [np.unique(clusterer.labels_[y == k]) for k in range(3)]
    together = np.sort(np.concatenate(of_classes))
    assert_array_equal(together, np.arange(together.size))
    assert min(map(len, of_classes)) > 1
    assert list(clusterer.thresholds_) == [1, 2]


def test_all_other_classes_are_in_the_way():
    # Of class 1, rows 0 and 2 have class 2 between them, 8 and 10 have class 0.
    X = np.array([0, 2, 8, 10, 1, 1, 9, 9, 9, 9, 9.0])[:, None]
    y = np.array([1, 1, 1, 1, 2, 2, 0, 0, 0, 0, 0])
    labels = SemiUnsupervisedClusterer(c_thres=0.5).fit_predict(X, y)
    assert np.unique(labels[:4]).size == 4
    y[y == 2] = 0
    others = SemiUnsupervisedClusterer(c_thres=0.5).fit_predict(X[:6], y[:6])
    assert others[2] == others[3]


def test_names_of_classes_change_nothing(three_classes):
    X, y = three_classes
    mixed = np.random.RandomState(0).permutation(len(y))
    X, y = X[mixed], y[mixed]
    expected = SemiUnsupervisedClusterer().fit(X, y)
    found = SemiUnsupervisedClusterer().fit(X, np.array(["z", "a", "m"])[y])
    assert_array_equal(found.labels_, expected.labels_)
    assert found.thresholds_ == {
        "zam"[k]: threshold for k, threshold in expected.thresholds_.items()
    }


def test_without_classes_it_is_complete_linkage_up_to_the_threshold(two_blobs):
    X, _ = two_blobs
    clusterer = SemiUnsupervisedClusterer(c_thres=0.05).fit(X)
    expected = AgglomerativeClustering(
        None, distance_threshold=clusterer.thresholds_[None], linkage="complete"
    ).fit_predict(X)
    assert partition(clusterer.labels_) == partition(expected)
    of_one_class = SemiUnsupervisedClusterer(c_thres=0.05).fit(X, np.ones(80))
    assert_array_equal(of_one_class.labels_, clusterer.labels_)
    assert list(of_one_class.thresholds_) == [1.0]


@pytest.mark.parametrize("with_classes", [True, False])
def test_rows_that_are_not_linked_follow_the_nearest_that_is(monkeypatch, with_classes):
    drawn = []

    def draw(*args):
        drawn.append(draw_sample(*args))
        return drawn[-1]

    X = np.random.RandomState(0).normal(size=(500, 2))
    y = np.repeat([1, 0], [200, 300]) if with_classes else None
    rows = np.arange(200 if with_classes else 500)
    clusterer = SemiUnsupervisedClusterer(0.5, max_samples=40, random_state=0)
    with monkeypatch.context() as patched:
        patched.setattr(module, "draw_sample", draw)
        labels = clusterer.fit_predict(X, y)
    (linked,) = drawn
    assert linked.size == 40
    nearest = cdist(X[rows], X[rows[linked]]).argmin(axis=1)
    assert_array_equal(labels[rows], labels[rows[linked]][nearest])
    # The linked rows are clustered as they are by themselves.
    X_linked = np.vstack((X[rows[linked]], X[rows.size :]))
    y_linked = np.repeat([1, 0], [40, 300]) if with_classes else None
    expected = SemiUnsupervisedClusterer(0.5).fit_predict(X_linked, y_linked)[:40]
    pairs = set(zip(expected.tolist(), labels[rows[linked]].tolist(), strict=True))
    assert len(pairs) == len(np.unique(expected)) == len(np.unique(labels[rows]))
    assert_array_equal(clusterer.fit_predict(X, y), labels)
    everything = SemiUnsupervisedClusterer(0.5, max_samples=None).fit_predict(X, y)
    clusterer.set_params(max_samples=500)
    assert_array_equal(clusterer.fit_predict(X, y), everything)


def test_linked_rows_keep_their_labels_in_sparse_matrices():
    X = np.random.RandomState(0).normal(size=(400, 3))
    X[:, 0] = 1e7
    clusterer = SemiUnsupervisedClusterer(0.3, max_samples=100, random_state=0)
    dense, sparse_rows = (
        clusterer.fit_predict(rows) for rows in (X, sparse.csr_matrix(X))
    )
    assert len(np.unique(sparse_rows)) == len(np.unique(dense))


def test_memory_is_that_of_the_linked_rows():
    X = np.random.RandomState(0).normal(size=(8_000, 2))
    y = np.repeat([1, 0], 4_000)
    clusterer = SemiUnsupervisedClusterer(max_samples=500, random_state=0)
    # All 4,000 would take 128 MB.
    assert measure_peak(clusterer.fit, X, y) < 60e6
    n_rows = 1_500
    assert measure_peak(all_distances, X[:n_rows]) < 8 * n_rows**2 + 40e6


def measure_peak(function, *args):
    """Return how many bytes were held at most."""
    tracemalloc.start()
    function(*args)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_equal_rows_have_the_label_of_the_linked_one():
    X = np.repeat(np.random.RandomState(0).normal(size=(20, 3)), 10, axis=0)
    clusterer = SemiUnsupervisedClusterer(c_thres=0.3, max_samples=0.5, random_state=1)
    labels = clusterer.fit_predict(X).reshape(20, 10)
    assert (labels == labels[:, :1]).all()
    clusterer.set_params(random_state=2)
    assert clusterer.fit(X).thresholds_ == pytest.approx(
        SemiUnsupervisedClusterer(c_thres=0.3).fit(X).thresholds_, rel=0.2
    )


def test_clusterer_of_the_others_can_be_replaced():
    X = np.array([[0.0], [2.0], [1.0], [1.1], [50.0], [51.0], [90.0]])
    y = np.array([1, 1, 0, 0, 0, 0, 0])
    noisy = DBSCAN(eps=2.0, min_samples=2)
    labels = SemiUnsupervisedClusterer(majority_clusterer=noisy).fit_predict(X, y)
    assert labels.tolist() == [0, 1, 2, 2, 3, 3, -1]
    # Noise is in the way of nothing.
    noise = DBSCAN(eps=0.01, min_samples=2)
    labels = SemiUnsupervisedClusterer(majority_clusterer=noise).fit_predict(X, y)
    assert labels.tolist() == [0, 0, -1, -1, -1, -1, -1]
    assert not hasattr(noise, "labels_")


def test_many_other_rows_are_clustered_by_kmeans(monkeypatch):
    X, y = make_classification(400, 5, weights=[0.8], random_state=0)
    monkeypatch.setattr(module, "MAX_LINKED_ROWS", 200)
    clusterer = SemiUnsupervisedClusterer(random_state=0).fit(X, y)
    n_others = (y == 0).sum()
    assert np.unique(clusterer.labels_[y == 0]).size <= round(np.sqrt(n_others))
    again = SemiUnsupervisedClusterer(random_state=0).fit(X, y)
    assert_array_equal(again.labels_, clusterer.labels_)


@pytest.mark.parametrize(("scale", "shift"), [(1e150, 0), (1e-150, 0), (1.0, 1e6)])
def test_units_and_origin_change_nothing(two_classes, scale, shift):
    X, y = np.round(two_classes[0], 6), two_classes[1]
    expected = SemiUnsupervisedClusterer().fit(X, y)
    found = SemiUnsupervisedClusterer().fit(X * scale + shift, y)
    assert_array_equal(found.labels_, expected.labels_)
    assert_allclose(found.thresholds_[1], expected.thresholds_[1] * scale)


def test_sparse_rows_are_clustered_as_dense_ones():
    X = sparse.random(90, 6, density=0.5, format="csr", random_state=0)
    y = np.repeat([0, 1], [60, 30])
    expected = SemiUnsupervisedClusterer(0.8).fit_predict(X.toarray(), y)
    assert np.unique(expected).size > 5
    assert_array_equal(SemiUnsupervisedClusterer(0.8).fit_predict(X, y), expected)


@pytest.mark.parametrize("n_class", [1, 2, 3])
def test_few_or_equal_rows_are_clustered(n_class):
    X = np.vstack((np.ones((n_class, 2)), np.zeros((5, 2))))
    labels = SemiUnsupervisedClusterer().fit_predict(X, [1] * n_class + [0] * 5)
    assert labels.tolist() == [0] * n_class + [1] * 5


def test_an_oversampler_hands_on_the_classes(two_classes):
    X, y = two_classes
    for clusterer in (
        SemiUnsupervisedClusterer(),
        make_pipeline(StandardScaler(), SemiUnsupervisedClusterer()),
        SemiUnsupervisedClusterer(majority_clusterer=KMeans(3, n_init=1)),
    ):
        sampler = ClusterOverSampler(SMOTE(), clusterer, random_state=0)
        _, y_res = sampler.fit_resample(X, y)
        assert np.bincount(y_res).tolist() == [270, 270]
        of_class = np.unique(sampler.labels_[y == 1])
        assert of_class.size > 1
        assert not np.isin(of_class, sampler.labels_[y == 0]).any()


def test_wrong_lengths_and_parameters_are_errors():
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        SemiUnsupervisedClusterer().fit(np.eye(3), [0, 1])
    with pytest.raises(ValueError, match="'c_thres' parameter"):
        SemiUnsupervisedClusterer(c_thres=-1.0).fit(np.eye(3))


@parametrize_with_checks([SemiUnsupervisedClusterer()])
def test_estimator_checks(estimator, check):
    check(estimator)
