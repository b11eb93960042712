"""Descriptors: what may moderate the gain of an oversampler on a data set."""

import warnings

import numpy as np
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import silhouette_score
from sklearn.neighbors import NearestNeighbors

from clover._numerics.threads import one_thread
from clover.comparison._runs.models import Columns, RowEncoder

# A sample of so many rows of the class; its silhouette takes a square of memory.
MAX_ROWS = 2_000
MAX_CLUSTERS = 8
N_INIT = 3
SEED = 0


def describe_dataset(dataset):
    """Return the descriptors of a data set, all about its smallest class.

    Numbers are scaled and categories one-hot encoded, as for the models but on all
    rows. At most 2,000 rows of the class, a sample that is always the same, are looked
    at.

    Parameters
    ----------
    dataset : DataSet
        The data set.

    Returns
    -------
    descriptors : dict of str to float
        ``class_rows`` is the number of rows of the class, ``imbalance_ratio`` that of
        the largest class over it, and ``n_features`` the number of columns after
        one-hot encoding. ``separability`` is the share of the rows of the class whose
        nearest other row is of the class, too. ``cluster_structure`` is the largest
        mean silhouette of k-means with 2 to 8 clusters among these rows. The last two
        are NaN where they cannot be measured, e.g. with missing numbers.
    """
    counts = np.bincount(dataset.y, minlength=len(dataset.classes))
    # Of equally small classes the last, as for the positive class.
    smallest = counts.size - 1 - int(np.argmin(counts[::-1]))
    X = RowEncoder(Columns.of(dataset), slice(None)).encode(slice(None))
    of_class = _sample(np.flatnonzero(dataset.y == smallest))
    is_measurable = np.isfinite(X.data if sparse.issparse(X) else X).all()
    # A sum over several threads may differ in its last bit.
    with one_thread():
        separability, structure = (
            (
                find_separability(X, dataset.y, of_class),
                find_cluster_structure(X[of_class]),
            )
            if is_measurable
            else (np.nan, np.nan)
        )
    return {
        "class_rows": float(counts[smallest]),
        "imbalance_ratio": float(counts.max() / counts[smallest]),
        "n_features": float(X.shape[1]),
        "separability": separability,
        "cluster_structure": structure,
    }


def _sample(rows):
    if rows.size <= MAX_ROWS:
        return rows
    return np.sort(np.random.RandomState(SEED).choice(rows, MAX_ROWS, replace=False))


def find_separability(X, y, rows):
    """Return the share of some rows whose nearest other row is of their class."""
    neighbors = NearestNeighbors(n_neighbors=2).fit(X)
    nearest = neighbors.kneighbors(X[rows], return_distance=False)
    # Among repeated rows, the row itself may be second, or not there at all.
    others = np.where(nearest[:, 0] == rows, nearest[:, 1], nearest[:, 0])
    return float(np.mean(y[others] == y[rows]))


def find_cluster_structure(X):
    """Return the largest mean silhouette of k-means with 2 to 8 clusters.

    Fewer clusters are tried where there are fewer different rows; with less than three
    rows, or two different ones, it is NaN.
    """
    n_different = _count_different(X)
    # The silhouette needs fewer clusters than rows.
    largest = min(MAX_CLUSTERS, n_different, X.shape[0] - 1)
    silhouettes = [_silhouette(X, k) for k in range(2, largest + 1)]
    return max(silhouettes, default=np.nan)


def _count_different(X):
    rows = X.toarray() if sparse.issparse(X) else X
    return np.unique(rows, axis=0).shape[0]


def _silhouette(X, n_clusters):
    kmeans = KMeans(n_clusters, n_init=N_INIT, random_state=SEED)
    with warnings.catch_warnings():
        # Rows that differ by rounding errors may be one point for k-means.
        warnings.simplefilter("ignore", ConvergenceWarning)
        labels = kmeans.fit_predict(X)
    if np.unique(labels).size < 2:
        return np.nan
    return float(silhouette_score(X, labels))
