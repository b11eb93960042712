"""Clusters of other classes that keep the clusters of a class apart."""

from dataclasses import dataclass, replace

import numpy as np

from clover._numerics.groups import Groups
from clover.clusterer._barred_linkage import farthest_distances, squares_by_chunks

# Distances are compared with so much tolerance that no rounding hides a near cluster.
TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Obstacles:
    """The clusters of each class, as they are in the way of all other classes.

    Attributes
    ----------
    Z : {ndarray, sparse matrix} of shape (n_samples, n_features)
        The rows in a search space.

    clusters : Groups
        The clusters, as groups of rows.

    codes : ndarray of shape (n_clusters,)
        The class of each cluster.

    Z_first : {ndarray, sparse matrix} of shape (n_clusters, n_features)
        The first row of each cluster.
    """

    Z: object
    clusters: Groups
    codes: np.ndarray
    Z_first: object

    @classmethod
    def from_labels(cls, Z, labels, class_codes):
        """Take clusters of one class each; rows with a negative label are in none.

        Labels from 0 on are consecutive.
        """
        clustered = np.flatnonzero(labels >= 0)
        groups = Groups.from_codes(labels[clustered], labels.max(initial=-1) + 1)
        clusters = replace(groups, rows=clustered[groups.rows])
        first = clusters.rows[clusters.starts]
        return cls(Z, clusters, class_codes[first], Z[first])

    def farthest_distances(self, Z_class, code, reach):
        """Return the distances of a class to the farthest row of other clusters.

        Those of clusters that are nowhere closer to the class than `reach` are left
        out. Returns an array of shape (n_rows, n_near_clusters).
        """
        near = self._find_near(Z_class, code, reach)
        rows = [self.clusters.of(cluster) for cluster in near.tolist()]
        sizes = self.clusters.sizes[near]
        return farthest_distances(
            Z_class,
            self.Z[np.concatenate((np.empty(0, dtype=np.intp), *rows))],
            np.repeat(np.arange(near.size), sizes),
        )

    def _find_near(self, Z_class, code, reach):
        """Return the clusters of other classes whose farthest row may be in reach."""
        is_other = self.codes != code
        if is_other.all() or not is_other.any():
            return np.flatnonzero(is_other)
        # The farthest row of a cluster is not closer than its first one.
        limit = (reach * (1 + TOLERANCE)) ** 2
        is_near = np.zeros(is_other.size, dtype=bool)
        for _, squares in squares_by_chunks(Z_class, self.Z_first):
            is_near |= (squares <= limit).any(axis=0)
        return np.flatnonzero(is_near & is_other)
