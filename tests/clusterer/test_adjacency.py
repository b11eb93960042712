"""Which clusters touch each other."""

import warnings

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.cluster import (
    HDBSCAN,
    AgglomerativeClustering,
    Birch,
    BisectingKMeans,
    KMeans,
    MeanShift,
    MiniBatchKMeans,
)
from sklearn.datasets import make_circles, make_moons
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover.clusterer import find_cluster_neighbors
from clover.clusterer._adjacency import centers as _adjacency_centers
from clover.clusterer._adjacency import rows as _adjacency_rows
from clover.clusterer._adjacency.edges import connected_groups
from clover.clusterer._adjacency.find import cluster_centers_of

CLUSTERERS = {
    "KMeans": lambda k: KMeans(k, n_init=5, random_state=0),
    "MiniBatchKMeans": lambda k: MiniBatchKMeans(k, n_init=5, random_state=0),
    "GaussianMixture": lambda k: GaussianMixture(k, n_init=2, random_state=0),
    "Birch": lambda k: Birch(n_clusters=k, threshold=0.3),
    "AgglomerativeClustering": lambda k: AgglomerativeClustering(k),
    "HDBSCAN": lambda k: HDBSCAN(min_cluster_size=60, copy=True),
    "MeanShift": lambda k: MeanShift(bandwidth=2, bin_seeding=True),
}

CHAIN = {(0, 1), (1, 2), (2, 3), (3, 4)}

# 0 1 2
# 3 4 5
# 6 7 8
GRID = {(0, 1), (1, 2), (3, 4), (4, 5), (6, 7), (7, 8)}
GRID |= {(0, 3), (3, 6), (1, 4), (4, 7), (2, 5), (5, 8)}


def make_blobs(centers, n_rows=200, std=1.0, seed=0):
    """Draw Gaussian blobs; `n_rows` and `std` may differ between them."""
    centers = np.asarray(centers, dtype=float)
    random_state = np.random.RandomState(seed)
    n_rows = np.broadcast_to(n_rows, len(centers))
    std = np.broadcast_to(std, len(centers))
    blobs = [
        center + s * random_state.randn(n, len(center))
        for center, n, s in zip(centers, n_rows, std, strict=True)
    ]
    return np.vstack(blobs), np.repeat(np.arange(len(centers)), n_rows)


def chain_centers(spacing, n_clusters=5, n_features=2):
    centers = np.zeros((n_clusters, n_features))
    centers[:, 0] = spacing * np.arange(n_clusters)
    return centers


def grid_centers(spacing):
    return spacing * np.array([(i, j) for i in range(3) for j in range(3)], dtype=float)


def edges_of_blobs(clusterer, X, centers):
    """Cluster the rows, and name the edges by the blobs that the clusters cover."""
    labels = clusterer.fit_predict(X)
    pairs = find_cluster_neighbors(X, labels, cluster_centers_of(clusterer))
    clusters = np.unique(labels[labels >= 0])
    means = np.array([X[labels == cluster].mean(axis=0) for cluster in clusters])
    blobs = ((means[:, np.newaxis] - centers) ** 2).sum(axis=2).argmin(axis=1)
    assert sorted(blobs) == list(range(len(centers)))
    names = dict(zip(clusters, blobs, strict=True))
    return {tuple(sorted((int(names[a]), int(names[b])))) for a, b in pairs}


def is_connected(pairs, n_clusters):
    return len(np.unique(connected_groups(pairs, n_clusters))) == 1


@pytest.fixture(params=["centers", "means", "rows"])
def find_by(request, monkeypatch):
    """Give a function that finds neighbours in one of the three ways."""
    if request.param == "rows":
        monkeypatch.setattr(_adjacency_centers, "MAX_DEEP_SHARE", -1)

    def find(X, labels):
        centers = None
        if request.param == "centers":
            centers = np.zeros((labels.max(initial=-1) + 1, X.shape[1]))
            for label in np.unique(labels[labels >= 0]):
                centers[label] = np.asarray(X[labels == label].mean(axis=0)).ravel()
        return find_cluster_neighbors(X, labels, centers)

    return find


def test_three_segments_by_hand(find_by):
    # 0 to 3 and 4 to 7 touch, 40 to 43 lies apart.
    X = np.array([0, 1, 2, 3, 4, 5, 6, 7, 40, 41, 42, 43]).reshape(-1, 1)
    labels = np.array([7, 7, 7, 7, 2, 2, 2, 2, 5, 5, 5, 5])
    pairs = find_by(X, labels)
    assert pairs.tolist() == [[2, 7]]
    assert pairs.dtype == int


def test_pairs_are_sorted_and_unique(find_by):
    X, labels = make_blobs(grid_centers(3.5))
    pairs = find_by(X, labels)
    assert (pairs[:, 0] < pairs[:, 1]).all()
    assert pairs.tolist() == np.unique(pairs, axis=0).tolist()


@pytest.mark.parametrize("name", CLUSTERERS)
def test_no_edge_crosses_a_gap(name):
    centers = chain_centers(10, 4)
    X, _ = make_blobs(centers)
    assert edges_of_blobs(CLUSTERERS[name](4), X, centers) == set()


@pytest.mark.parametrize("n_features", [2, 3, 10, 50])
@pytest.mark.parametrize("n_rows", [30, 200, [20, 60, 400]])
@pytest.mark.parametrize("std", [1.0, [0.7, 1.0, 1.3]])
def test_no_edge_crosses_a_gap_between_true_labels(find_by, n_features, n_rows, std):
    X, labels = make_blobs(chain_centers(12, 3, n_features), n_rows, std)
    assert len(find_by(X, labels)) == 0


@pytest.mark.parametrize("name", CLUSTERERS)
def test_chain_of_blobs_gives_the_chain(name):
    # HDBSCAN needs some emptiness between blobs to find them.
    centers = chain_centers(4.5 if name == "HDBSCAN" else 4)
    X, _ = make_blobs(centers)
    assert edges_of_blobs(CLUSTERERS[name](5), X, centers) == CHAIN


@pytest.mark.parametrize("name", CLUSTERERS)
def test_grid_of_blobs_gives_the_grid(name):
    centers = grid_centers(5 if name in ("HDBSCAN", "MeanShift") else 4)
    X, _ = make_blobs(centers)
    assert edges_of_blobs(CLUSTERERS[name](9), X, centers) == GRID


def test_squares_side_by_side_give_the_grid(find_by):
    centers = np.repeat(grid_centers(1), 200, axis=0)
    X = centers + np.random.RandomState(0).rand(*centers.shape)
    pairs = find_by(X, np.repeat(np.arange(9), 200))
    assert {tuple(pair) for pair in pairs.tolist()} == GRID


def test_shapes_inside_each_other_are_no_neighbors():
    for X, labels in [
        make_circles(400, noise=0.03, factor=0.4, random_state=0),
        make_moons(400, noise=0.04, random_state=0),
    ]:
        assert len(find_cluster_neighbors(X, labels)) == 0


def test_rings_that_touch_are_neighbors():
    X = np.random.RandomState(0).uniform(-3, 3, size=(1000, 2))
    X = X[np.hypot(*X.T) < 3]
    labels = np.hypot(*X.T).astype(int)
    assert find_cluster_neighbors(X, labels).tolist() == [[0, 1], [1, 2]]


@pytest.mark.parametrize("n_features", [2, 10, 50])
@pytest.mark.parametrize(
    "clusterer",
    [
        KMeans(20, n_init=1, random_state=0),
        BisectingKMeans(20, random_state=0),
        AgglomerativeClustering(20),
    ],
    ids=lambda clusterer: type(clusterer).__name__,
)
def test_clusters_of_one_blob_hang_together(clusterer, n_features):
    X = np.random.RandomState(0).randn(1000, n_features)
    labels = clusterer.fit_predict(X)
    pairs = find_cluster_neighbors(X, labels, cluster_centers_of(clusterer))
    assert is_connected(pairs, 20)


def test_few_rows_of_many_features_hang_together():
    X = np.random.RandomState(0).randn(200, 2000)
    labels = AgglomerativeClustering(8).fit_predict(X)
    assert is_connected(find_cluster_neighbors(X, labels), 8)


@pytest.mark.parametrize("labels", [[-1, -1, -1], [4, 4, 4], [4, 4, -1]])
def test_fewer_than_two_clusters_have_no_neighbors(find_by, labels):
    pairs = find_by(np.arange(3.0).reshape(-1, 1), np.array(labels))
    assert pairs.shape == (0, 2)
    assert pairs.dtype == int


def test_clusters_of_one_row_each_have_no_radius_and_no_neighbors(find_by):
    assert len(find_by(np.arange(6.0).reshape(-1, 1), np.arange(6))) == 0


def test_cluster_of_one_row_joins_what_is_near(find_by):
    X = np.array([0, 1, 2, 3, 4, 5, 30]).reshape(-1, 1)
    assert find_by(X, np.array([0, 0, 0, 0, 0, 1, 2])).tolist() == [[0, 1]]


def test_clusters_at_the_same_place_are_neighbors(find_by):
    X = np.random.RandomState(0).randn(100, 2)
    assert find_by(X, np.arange(100) % 2).tolist() == [[0, 1]]


def test_identical_rows_raise_no_warning(find_by):
    assert find_by(np.ones((6, 3)), np.array([0, 0, 0, 1, 1, 1])).shape[1] == 2


def test_repeated_rows_change_nothing(find_by):
    X, labels = make_blobs(grid_centers(4), n_rows=60)
    pairs = find_by(X, labels)
    repeated = find_by(np.repeat(X, 20, axis=0), np.repeat(labels, 20))
    np.testing.assert_array_equal(repeated, pairs)


def test_constant_columns_change_nothing(find_by):
    X, labels = make_blobs(grid_centers(4))
    pairs = find_by(X, labels)
    np.testing.assert_array_equal(
        find_by(np.c_[X, np.full((len(X), 2), 7)], labels), pairs
    )


@pytest.mark.parametrize("scale", [1e150, 1e-150, 3.0])
def test_scale_changes_nothing(find_by, scale):
    X, labels = make_blobs(grid_centers(4))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_array_equal(find_by(X * scale, labels), find_by(X, labels))


def test_translation_changes_nothing(find_by):
    X, labels = make_blobs(grid_centers(4))
    np.testing.assert_array_equal(find_by(X + 1e6, labels), find_by(X, labels))


def test_single_precision_gives_the_same(find_by):
    X, labels = make_blobs(grid_centers(4))
    single = find_by(X.astype(np.float32), labels)
    np.testing.assert_array_equal(single, find_by(X, labels))


def test_order_of_rows_changes_nothing(find_by):
    X, labels = make_blobs(grid_centers(4))
    order = np.random.RandomState(1).permutation(len(X))
    np.testing.assert_array_equal(find_by(X[order], labels[order]), find_by(X, labels))


def test_names_of_labels_change_nothing(find_by):
    X, labels = make_blobs(grid_centers(4))
    names = np.array([30, 2, 17, 4, 11, 0, 8, 9, 25])
    renamed = np.sort(names[find_by(X, labels)], axis=1)
    expected = renamed[np.lexsort(renamed.T[::-1])]
    np.testing.assert_array_equal(find_by(X, names[labels]), expected)


def test_noise_changes_nothing(find_by):
    X, labels = make_blobs(grid_centers(4))
    noise = np.random.RandomState(1).uniform(-50, 50, size=(300, 2))
    with_noise = find_by(np.vstack([noise, X]), np.r_[np.full(300, -1), labels])
    np.testing.assert_array_equal(with_noise, find_by(X, labels))


def test_sparse_gives_the_same_as_dense(find_by):
    X, labels = make_blobs(grid_centers(4))
    np.testing.assert_array_equal(find_by(csr_matrix(X), labels), find_by(X, labels))


def test_batches_give_the_same(find_by, monkeypatch):
    X, labels = make_blobs(grid_centers(4))
    pairs = find_by(X, labels)
    monkeypatch.setattr(_adjacency_centers, "BATCH_ELEMENTS", 10)
    monkeypatch.setattr(_adjacency_centers, "WORKING_MEMORY", 0.001)
    np.testing.assert_array_equal(find_by(X, labels), pairs)


def test_subset_of_rows_finds_the_same(find_by, monkeypatch):
    X, labels = make_blobs(chain_centers(4), n_rows=1000)
    pairs = find_by(X, labels)
    monkeypatch.setattr(_adjacency_rows, "MAX_PRODUCTS", 1)
    np.testing.assert_array_equal(find_by(X, labels), pairs)


def test_input_is_not_modified(find_by):
    X, labels = make_blobs(chain_centers(4))
    for rows in [X, csr_matrix(X)]:
        before = rows.copy()
        find_by(rows, labels)
        assert abs(rows - before).sum() == 0


def test_centers_without_rows_do_not_compete():
    # The centre of label 1, between the two clusters, has no rows.
    X = np.arange(10.0).reshape(-1, 1)
    labels = np.repeat([0, 2], 5)
    assert find_cluster_neighbors(X, labels, [[2], [4.5], [7]]).tolist() == [[0, 2]]


def test_centers_of_pipelines_and_mixtures():
    X, _ = make_blobs(chain_centers(4, 2))
    mixture = GaussianMixture(2, random_state=0).fit(X)
    assert cluster_centers_of(mixture) is mixture.means_
    pipeline = make_pipeline(StandardScaler(), KMeans(2, n_init=1)).fit(X)
    assert cluster_centers_of(pipeline) is pipeline[-1].cluster_centers_
    assert cluster_centers_of(AgglomerativeClustering().fit(X)) is None


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"labels": [0, 1]}, r"shape \(3,\)"),
        ({"labels": [0.0, 1.0, 1.0]}, "should be integers"),
        ({"centers": [[0.0]]}, "Got 1 rows and the label 1"),
        ({"centers": [[0.0, 1.0], [1.0, 1.0]]}, "columns as `X`, 1. Got 2"),
        ({"n_neighbors": 0}, "`n_neighbors` should be an integer of at least 1. Got 0"),
    ],
)
def test_bad_input_is_named(arguments, match):
    X = np.arange(3.0).reshape(-1, 1)
    with pytest.raises(ValueError, match=match):
        find_cluster_neighbors(X, **{"labels": [0, 1, 1], **arguments})
