"""Cells: the rows of one class in one cluster."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from clover._rows.encoding import encode, group_rows


def find_largest_classes(counts):
    """Return which classes have the most rows, an array of shape (n_classes,).

    Parameters
    ----------
    counts : ndarray of shape (n_clusters, n_classes)
        Number of rows in each cell.
    """
    class_sizes = counts.sum(axis=0)
    return class_sizes == class_sizes.max(initial=0)


def count_largest(counts):
    """Return the rows of the largest class in each cluster.

    Parameters
    ----------
    counts : ndarray of shape (n_clusters, n_classes)
        Number of rows in each cell.

    Returns
    -------
    n_rows : ndarray of shape (n_clusters,)
        The rows; of several largest classes, those of all.

    n_classes : int
        How many classes are the largest. A ratio to the mean of their rows is rounded
        once, and so does not depend on their order, if it is divided by this last.
    """
    is_largest = find_largest_classes(counts)
    return counts[:, is_largest].sum(axis=1), int(np.count_nonzero(is_largest))


@dataclass(frozen=True)
class Cells:
    """The rows of a data set, grouped by cluster and class.

    Rows with a negative label are noise: they belong to no cell.

    Attributes
    ----------
    clusters : ndarray of shape (n_clusters,)
        The labels of the clusters, sorted.

    classes : ndarray of shape (n_classes,)
        The class labels, sorted.

    counts : ndarray of shape (n_clusters, n_classes)
        Number of rows in each cell.

    class_codes : ndarray of shape (n_samples,)
        Position of each row's class, of noise too.

    target_codes : ndarray of shape (n_targets,), default=None
        Positions of the classes that get rows; ``None`` stands for all. Where it takes
        long, only what concerns these need be found out.

    are_of_one_class : bool
        Whether each class was clustered by itself, so that no cluster holds rows of
        two classes.
    """

    clusters: np.ndarray
    classes: np.ndarray
    counts: np.ndarray
    class_codes: np.ndarray = field(repr=False)
    _order: np.ndarray = field(repr=False)
    _starts: np.ndarray = field(repr=False)
    target_codes: np.ndarray | None = field(default=None, repr=False)
    are_of_one_class: bool = False

    # What a distributor may say about the use of single rows: see `UsableCells`.
    has_row_use = False
    weights = None

    @classmethod
    def from_labels(cls, labels, y):
        """Group rows by their cluster label and their class.

        Parameters
        ----------
        labels : ndarray of shape (n_samples,)
            Cluster labels, integers; negative ones mark noise.

        y : ndarray of shape (n_samples,)
            Class labels.
        """
        return cls.from_codes(labels, *encode(y))

    @classmethod
    def from_codes(cls, labels, classes, class_codes, are_of_one_class=False):
        """Group rows by their cluster label and the code of their class.

        Parameters
        ----------
        labels : ndarray of shape (n_samples,)
            Cluster labels, integers; negative ones mark noise.

        classes : ndarray of shape (n_classes,)
            The classes, sorted.

        class_codes : ndarray of shape (n_samples,)
            Position of each row's class.

        are_of_one_class : bool, default=False
            Whether each class was clustered by itself.
        """
        is_noise = labels < 0
        clustered = np.flatnonzero(~is_noise) if is_noise.any() else slice(None)
        clusters, cluster_codes = encode(labels[clustered])
        cell_of_row = cluster_codes * classes.size + class_codes[clustered]
        n_cells = clusters.size * classes.size
        order, starts = group_rows(cell_of_row, n_cells)
        return cls(
            clusters=clusters,
            classes=classes,
            counts=np.diff(starts).reshape(clusters.size, classes.size),
            class_codes=class_codes,
            _order=order if isinstance(clustered, slice) else clustered[order],
            _starts=starts,
            are_of_one_class=are_of_one_class,
        )

    @cached_property
    def cluster_order(self):
        """Positions of the clusters in the order of their first rows.

        What is done in this order does not depend on how clusters are labelled.
        """
        return np.argsort(self._first_rows.min(axis=1, initial=self.class_codes.size))

    @cached_property
    def class_order(self):
        """Positions of the classes in the order of their first rows, noise left out."""
        first_rows = self._first_rows.min(axis=0, initial=self.class_codes.size)
        return np.argsort(first_rows, kind="stable")

    @property
    def _first_rows(self):
        """The first row of each cell; where there is none, the number of rows."""
        first_rows = np.full(self.counts.size, self.class_codes.size)
        has_rows = self.counts.ravel() > 0
        first_rows[has_rows] = self._order[self._starts[:-1][has_rows]]
        return first_rows.reshape(self.counts.shape)

    @property
    def target_rows(self):
        """Positions of the rows of classes that get rows, of noise too."""
        if self.target_codes is None:
            return np.arange(self.class_codes.size)
        return np.flatnonzero(np.isin(self.class_codes, self.target_codes))

    def name(self, cluster, class_code):
        """Return the labels of a cell's cluster and class, as Python objects."""
        return (
            self.clusters[cluster].item(),
            # Not `item()`: classes may be objects.
            self.classes[[class_code]].tolist()[0],
        )

    def rows(self, cluster, class_code):
        """Return the rows of a cell, by the positions of its cluster and class."""
        cell = cluster * self.classes.size + class_code
        return self._order[self._starts[cell] : self._starts[cell + 1]]

    def first_row_of_other_class(self, class_code):
        """Return the first row of any other class, noise only if there is no other."""
        others = np.flatnonzero(self.class_codes != class_code)
        clustered = self._order[self.class_codes[self._order] != class_code]
        return clustered.min() if clustered.size else others[0]

    def cluster_rows(self, cluster):
        """Return the rows of a cluster, by its position, in their original order."""
        first = cluster * self.classes.size
        last = first + self.classes.size
        return np.sort(self._order[self._starts[first] : self._starts[last]])

    def other_rows(self, clusters, class_code):
        """Return the rows of other classes around those of a class in some clusters.

        They are those of the clusters, by their positions; where each class was
        clustered by itself, all there are, as without clustering.
        """
        if self.are_of_one_class:
            return np.flatnonzero(self.class_codes != class_code)
        rows = np.concatenate([self.cluster_rows(cluster) for cluster in clusters])
        return rows[self.class_codes[rows] != class_code]

    def positions(self, cluster_labels):
        """Return the positions of cluster labels; unknown ones get -1."""
        cluster_labels = np.asarray(cluster_labels)
        found = np.searchsorted(self.clusters, cluster_labels)
        found[found == self.clusters.size] = 0
        known = np.isin(cluster_labels, self.clusters)
        return np.where(known, found, -1)


@dataclass(frozen=True, kw_only=True)
class UsableCells(Cells):
    """Cells of which some rows are not used, or some more often than others.

    To other classes, the rows that are not used are there as any.

    Attributes
    ----------
    everything : Cells
        The cells with all their rows.

    weights : ndarray of shape (n_samples,) or None
        How often each row is to be used, in proportion to the others of its cell;
        ``None`` leaves it to chance.
    """

    everything: Cells = field(repr=False)
    weights: np.ndarray | None = field(repr=False)
    has_row_use = True

    @classmethod
    def from_cells(cls, cells, mask, weights):
        """Take from cells the rows of a mask; ``None`` takes all.

        Parameters
        ----------
        cells : Cells
            The cells with all their rows.

        mask : ndarray of bool of shape (n_samples,) or None
            The rows to use.

        weights : ndarray of shape (n_samples,) or None
            How often to use each.
        """
        order, starts = cells._order, cells._starts
        if mask is not None:
            is_kept = mask[order]
            order = order[is_kept]
            starts = np.concatenate(([0], np.cumsum(is_kept)))[starts]
        return cls(
            clusters=cells.clusters,
            classes=cells.classes,
            counts=np.diff(starts).reshape(cells.counts.shape),
            class_codes=cells.class_codes,
            _order=order,
            _starts=starts,
            are_of_one_class=cells.are_of_one_class,
            everything=cells,
            weights=weights,
        )

    @property
    def cluster_order(self):
        """Positions of the clusters in the order of their first rows, used or not."""
        return self.everything.cluster_order

    @property
    def class_order(self):
        """Positions of the classes in the order of their first rows, used or not."""
        return self.everything.class_order

    def first_row_of_other_class(self, class_code):
        """Return the first row of any other class, used or not."""
        return self.everything.first_row_of_other_class(class_code)

    def other_rows(self, clusters, class_code):
        """Return the rows of other classes, used or not."""
        return self.everything.other_rows(clusters, class_code)
