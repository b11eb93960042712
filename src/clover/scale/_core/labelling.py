"""Labels of rows by the nearest center, the same in whichever batch a row comes."""

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans, MeanShift, MiniBatchKMeans

from clover._numerics.distances import CHUNK_SIZE, held_batches
from clover._numerics.threads import one_thread
from clover.clusterer._distinct_rows import limit_clusters
from clover.clusterer._one_cluster import OneCluster
from clover.scale._labels.cluster_space import (
    ClusterSpace,
    Transformed,
    fit_space,
    flatten,
    thaw,
)
from clover.scale._labels.predicting import PredictedLabels

# Clusterers whose `predict` gives a row the label of the nearest of `cluster_centers_`.
NEAREST_CENTER = (KMeans, MiniBatchKMeans, MeanShift)


@dataclass(frozen=True, eq=False)
class CenterLabels:
    """The nearest centers of rows.

    No step mixes rows, not even a product of matrices, whose rounding depends on the
    number of rows. So a row gets the same label in every batch.

    Attributes
    ----------
    cluster_space : ClusterSpace
        How rows are scaled and encoded.

    centers : ndarray of shape (n_clusters, n_space_features)
        The centers, in the cluster space.
    """

    cluster_space: ClusterSpace
    centers: np.ndarray

    @property
    def n_clusters(self):
        """Number of centers."""
        return self.centers.shape[0]

    @property
    def n_space_features(self):
        """Number of columns of the cluster space."""
        return self.centers.shape[1]

    def space(self, X):
        """Return rows in the cluster space, as float64."""
        return self.cluster_space.transform(X)

    def predict(self, X):
        """Return the position of the nearest center; of several, of the first."""
        labels = np.zeros(X.shape[0], dtype=np.intp)
        if self.n_clusters == 1:
            return labels
        tables = self._tables_of_categories()
        for rows in held_batches(X.shape[0], self.n_clusters, CHUNK_SIZE):
            numbers = self.cluster_space.scale(X[rows])
            squares = _square_distances(numbers, self.centers)
            for j, table in zip(self.cluster_space.categorical, tables, strict=True):
                squares += table[:, X[rows, j].astype(np.intp)]
            labels[rows] = squares.argmin(axis=0)
        return labels

    def _tables_of_categories(self):
        """Return the squared distance of each category to each center, by column."""
        tables, start = [], len(self.cluster_space.numeric)
        for n_levels in self.cluster_space.n_levels:
            shares = self.centers[:, start : start + n_levels]
            sizes = np.square(shares).sum(axis=1, keepdims=True)
            tables.append(sizes - 2 * shares + 1)
            start += n_levels
        return tables


def _square_distances(numbers, centers):
    """Return squared distances to centers, by sums over one column after another."""
    squares = np.zeros((centers.shape[0], numbers.shape[0]))
    step = np.empty_like(squares)
    # The further columns of the centers are those of categories.
    for values, of_centers in zip(numbers.T, centers.T, strict=False):
        np.subtract(values[np.newaxis], of_centers[:, np.newaxis], out=step)
        np.multiply(step, step, out=step)
        squares += step
    return squares


def fit_labels(clusterer, X, columns, limits_clusters=False):
    """Fit a clusterer to rows on one thread, and return what labels rows.

    Parameters
    ----------
    clusterer : estimator
        The clusterer, or a pipeline, which is fitted in place.

    X : ndarray of shape (n_rows, n_features)
        The rows.

    columns : Columns
        Their columns.

    limits_clusters : bool, default=False
        Whether there are at most as many clusters as distinct rows.

    Returns
    -------
    labels : CenterLabels or PredictedLabels
        Labels of rows by the nearest center, or by ``predict``.
    """
    *transformers, last = flatten(clusterer)
    with one_thread():
        cluster_space, space = fit_space(transformers, X, columns)
        if limits_clusters:
            limit_clusters(last, space)
        # A frozen estimator has no default for `y`.
        last.fit(space, None)
    last = thaw(last)
    if isinstance(cluster_space, Transformed) or not has_centers(last):
        return PredictedLabels.of(cluster_space, last, space)
    if isinstance(last, OneCluster):
        centers = np.zeros((1, space.shape[1]))
    else:
        centers = last.cluster_centers_.astype(np.float64)
    return CenterLabels(cluster_space, centers)


def has_centers(clusterer):
    """Return whether labels are those of the nearest center."""
    return type(clusterer) in (*NEAREST_CENTER, OneCluster)


def check_clusterer(clusterer):
    """Raise a TypeError if a clusterer cannot label rows that it was not fitted to."""
    *transformers, last = flatten(clusterer)
    for step in transformers:
        if not hasattr(step, "transform"):
            raise TypeError(
                "The steps of `clusterer` before the last one should be transformers. "
                f"Got {step!r}."
            )
    if not hasattr(last, "predict"):
        raise TypeError(
            "`clusterer` should have a method `predict`, since it is fitted to a "
            "sample and then labels all rows: MiniBatchKMeans, for example, by itself "
            f"or as the last step of a pipeline. Got {last!r}."
        )
