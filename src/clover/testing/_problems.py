"""The small data sets on which parts are checked."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from clover._rows.cells import Cells, find_largest_classes

# Rows of three classes in four clusters. In cluster 2 the rows of class 1 are equal, in
# cluster 3 there is a single one.
COUNTS = np.array([[20, 12, 0], [12, 8, 6], [10, 4, 5], [8, 1, 4]])
EQUAL_ROWS = (2, 1)
NEIGHBORS = np.array([[0, 1], [1, 2], [2, 3]])
# In the order of the names before, so that the positions of clusters stay.
OTHER_CLUSTERS = np.array([3, 10, 25, 40])
OTHER_CLASSES = np.array(["many", "one", "two"])


@dataclass(frozen=True, eq=False)
class Problem:
    """Rows, their classes and their clusters.

    Attributes
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, 5)
        Four columns of numbers, and one of the codes 0, 1 and 2, which may stand for
        categories.

    y, labels : ndarray of shape (n_samples,)
        The class and the cluster of each row.

    neighbors : ndarray of shape (n_pairs, 2)
        Pairs of neighbouring clusters.
    """

    X: np.ndarray
    y: np.ndarray
    labels: np.ndarray
    neighbors: np.ndarray

    @cached_property
    def cells(self):
        """The rows by cluster and class, as clover hands them to filters."""
        cells = Cells.from_labels(self.labels, self.y)
        sizes = np.bincount(cells.class_codes)
        targets = np.flatnonzero(~find_largest_classes(cells.counts))
        return replace(cells, target_codes=targets, n_requested=sizes.max() - sizes)

    @property
    def targets(self):
        """The classes that get synthetic samples: all but the largest."""
        return self.cells.classes[self.cells.target_codes].tolist()

    @cached_property
    def selected(self):
        """The pairs that get synthetic samples, as a filter would select them."""
        is_target = np.isin(np.arange(self.cells.classes.size), self.cells.target_codes)
        return (self.cells.counts > 0) & is_target

    def list_arrays(self):
        """Return all arrays that a part may get, by name."""
        pairs = np.argwhere(self.cells.counts >= 0).tolist()
        return {
            "X": self.X,
            "y": self.y,
            "labels": self.labels,
            "neighbors": self.neighbors,
            "selected": self.selected,
            "cells.counts": self.cells.counts,
            "cells.class_codes": self.cells.class_codes,
            "cells.rows(...)": [self.cells.rows(*pair) for pair in pairs],
        }

    def renamed(self):
        """Return the problem with other names of clusters and classes."""
        return replace(
            self,
            y=OTHER_CLASSES[self.y],
            labels=OTHER_CLUSTERS[self.labels],
            neighbors=OTHER_CLUSTERS[self.neighbors],
        )

    def with_noise(self):
        """Return the problem with every seventh row as noise."""
        is_noise = np.arange(self.y.size) % 7 == 6
        return replace(self, labels=np.where(is_noise, -1, self.labels))

    def scaled(self, factor):
        """Return the problem with its rows multiplied by a number."""
        return replace(self, X=self.X * factor)

    def of_distinct_rows(self):
        """Return the problem without equal rows, so that no neighbours are tied."""
        X = self.X.copy()
        X[:, 0] += np.arange(len(X)) / 100
        return replace(self, X=X)

    def as_sparse(self):
        """Return the problem with its rows in a sparse array."""
        return replace(self, X=sparse.csr_array(self.X))

    def in_one_cluster(self):
        """Return the problem with all rows in cluster 0."""
        return replace(
            self,
            labels=np.zeros_like(self.labels),
            neighbors=np.empty((0, 2), dtype=int),
        )

    def of_two_classes(self):
        """Return the problem with class 1 against the rest, as oversamplers get it."""
        return replace(self, y=(self.y == 1).astype(int))


def make_problem():
    """Return a problem of 90 rows, always the same one, in fresh arrays."""
    rng = np.random.RandomState(0)
    labels, y = np.argwhere(COUNTS >= 0).repeat(COUNTS.ravel(), axis=0).T.copy()
    order = rng.permutation(y.size)
    labels, y = labels[order], y[order]
    X = rng.normal(size=(y.size, 4)) + 3 * labels[:, np.newaxis]
    X = np.column_stack((X, rng.randint(3, size=y.size)))
    equal = (labels == EQUAL_ROWS[0]) & (y == EQUAL_ROWS[1])
    X[equal] = X[equal][0]
    return Problem(X, y, labels, NEIGHBORS.copy())
