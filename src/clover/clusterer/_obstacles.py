"""Clusters of other classes that keep the clusters of a class apart."""

from dataclasses import dataclass, replace

import numpy as np

from clover._numerics.distances import squared_distances_to
from clover._numerics.groups import Groups
from clover._numerics.representatives import mean_row
from clover.clusterer._barred_linkage import farthest_distances

# So that no rounding hides a near cluster: relative to its distance, and the error of a
# squared distance by products of rows, for each feature.
TOLERANCE = 1e-6
ROUNDING = 1e-12


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
        if is_other.all():
            return np.flatnonzero(is_other)
        center = mean_row(Z_class)
        radius = np.sqrt(squared_distances_to(Z_class, center).max())
        # The farthest row of a cluster is not closer than its first one.
        limit = ((reach + radius) * (1 + TOLERANCE)) ** 2
        # In a search space no number is above 2.
        limit += ROUNDING * Z_class.shape[1]
        is_near = squared_distances_to(self.Z_first, center) <= limit
        return np.flatnonzero(is_near & is_other)
