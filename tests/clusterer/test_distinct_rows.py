"""As many clusters as there are distinct rows, at most."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.cluster import DBSCAN, KMeans

from clover.clusterer._distinct_rows import limit_clusters


@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_matrix])
def test_clusters_are_limited_to_distinct_rows(kind):
    X = np.tile([[0.0, 1], [0, 2], [3, 1]], (10, 1))
    assert limit_clusters(KMeans(8), kind(X)).n_clusters == 3
    assert limit_clusters(KMeans(3), kind(X)).n_clusters == 3
    assert limit_clusters(KMeans(2), kind(X)).n_clusters == 2


@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_matrix])
def test_rows_that_differ_only_after_many_equal_ones_count(kind):
    X = np.append(np.zeros(100), [1.0, 2, 3])[:, np.newaxis]
    assert limit_clusters(KMeans(4), kind(X)).n_clusters == 4
    assert limit_clusters(KMeans(5), kind(X)).n_clusters == 4


def test_rows_of_data_frames_count_as_distinct():
    X = pd.DataFrame({"x": [1.0, 1, 1]})
    assert limit_clusters(KMeans(8), X).n_clusters == 3


def test_clusterers_without_a_number_of_clusters_stay():
    clusterer = DBSCAN()
    params = clusterer.get_params()
    assert limit_clusters(clusterer, np.zeros((3, 1))).get_params() == params
