"""Merging of clusters that are as near as their nearest representatives."""

import numpy as np
from sklearn.utils import gen_batches

from clover._numerics.distances import MAX_HELD_VALUES, squared_distances
from clover._numerics.representatives import find_representatives, mean_row, shrink


class Merging:
    """Clusters of rows, at first one a row, that are merged pair by pair.

    Only the representatives and the nearest cluster of each cluster are held. `X` is a
    dense search space.

    Attributes
    ----------
    labels : ndarray of shape (n_samples,)
        The cluster of each row, named by one of its rows; -1 for noise.

    n_clusters : int
        Number of clusters.
    """

    def __init__(self, X, n_representatives, shrink_factor):
        self._X = X
        self._n_representatives = n_representatives
        self._shrink_factor = shrink_factor
        self.labels = np.arange(X.shape[0])
        self.n_clusters = X.shape[0]
        # The representatives, and the cluster that each belongs to.
        self._points, self._owners = X, np.arange(X.shape[0])
        self._nearest, self._squares = _nearest_other_rows(X)

    @property
    def sizes(self):
        """Number of rows with each label, of shape (n_samples,)."""
        clustered = self.labels[self.labels >= 0]
        return np.bincount(clustered, minlength=self.labels.size)

    @property
    def square(self):
        """Squared distance of the two closest clusters."""
        return self._squares.min()

    def merge_closest(self):
        """Merge the two clusters whose representatives are closest."""
        kept = int(self._squares.argmin())
        gone = int(self._nearest[kept])
        self.labels[self.labels == gone] = kept
        self.n_clusters -= 1
        others = (self._owners != kept) & (self._owners != gone)
        points = self._make_representatives(kept)
        self._points = np.concatenate((self._points[others], points))
        self._owners = np.append(self._owners[others], np.full(len(points), kept))
        self._squares[gone] = np.inf
        squares = self._squares_from(kept)
        was_nearest = np.isin(self._nearest, (kept, gone)) & np.isfinite(self._squares)
        was_nearest[kept] = False
        is_closer = squares < self._squares
        is_closer |= was_nearest & (squares == self._squares)
        self._nearest[is_closer], self._squares[is_closer] = kept, squares[is_closer]
        self._set_nearest(kept, squares)
        # The merged cluster moved away from these, which need another nearest cluster.
        for cluster in np.flatnonzero(was_nearest & ~is_closer):
            self._set_nearest(cluster, self._squares_from(cluster))

    def drop(self, clusters):
        """Make the rows of some clusters, given by their labels, noise."""
        self.labels[np.isin(self.labels, clusters)] = -1
        self.n_clusters -= len(clusters)
        is_kept = ~np.isin(self._owners, clusters)
        self._points, self._owners = self._points[is_kept], self._owners[is_kept]
        self._squares[clusters] = np.inf
        has_lost = np.isin(self._nearest, clusters) & np.isfinite(self._squares)
        for cluster in np.flatnonzero(has_lost):
            self._set_nearest(cluster, self._squares_from(cluster))

    def _make_representatives(self, cluster):
        rows = self._X[self.labels == cluster]
        found = find_representatives(rows, self._n_representatives)
        return shrink(rows[found], mean_row(rows), self._shrink_factor)

    def _squares_from(self, cluster):
        """Return squared distances of a cluster to each label; infinite to itself."""
        is_own = self._owners == cluster
        squares = squared_distances(self._points[is_own], self._points, ~is_own)
        of_cluster = np.full(self.labels.size, np.inf)
        np.minimum.at(of_cluster, self._owners, squares.min(axis=0))
        of_cluster[cluster] = np.inf
        return of_cluster

    def _set_nearest(self, cluster, squares):
        self._nearest[cluster] = squares.argmin()
        self._squares[cluster] = squares.min()


def _nearest_other_rows(X):
    """Return the nearest other row of each row, and its squared distance."""
    n_samples = X.shape[0]
    nearest, squares = np.zeros(n_samples, dtype=np.intp), np.full(n_samples, np.inf)
    positions = np.arange(n_samples)
    for rows in gen_batches(n_samples, max(1, MAX_HELD_VALUES // n_samples)):
        is_other = positions[rows, np.newaxis] != positions
        found = squared_distances(X[rows], X, is_other)
        nearest[rows], squares[rows] = found.argmin(axis=1), found.min(axis=1)
    return nearest, squares
