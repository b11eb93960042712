"""Cells: the rows of one class in one cluster."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from clover._rows.encoding import encode, group_rows


def find_largest_classes(counts):
    """Return which classes have the most rows, of shape (n_classes,).

    `counts` has shape (n_clusters, n_classes).
    """
    class_sizes = counts.sum(axis=0)
    return class_sizes == class_sizes.max(initial=0)


def count_largest(counts):
    """Return the rows of the largest class in each cluster, and how many tie for it.

    Of several largest classes, the rows of all are counted. To divide a ratio by the
    number of classes last rounds it once, so that it does not depend on the order of
    the classes.
    """
    is_largest = find_largest_classes(counts)
    return counts[:, is_largest].sum(axis=1), int(np.count_nonzero(is_largest))


@dataclass(frozen=True, eq=False)
class Cells:
    """The rows of a data set, grouped by cluster and class.

    Rows with a negative label are noise: they belong to no cell.

    Attributes
    ----------
    clusters : ndarray of shape (n_clusters,)
        The labels of the clusters, sorted.

    classes : ndarray of shape (n_classes,)
        The classes, sorted.

    counts : ndarray of shape (n_clusters, n_classes)
        Number of rows in each cell.

    class_codes : ndarray of shape (n_samples,)
        Position of each row's class, of noise too.

    target_codes : ndarray of shape (n_targets,) or None
        Positions of the classes that get rows; None for all. What takes long is
        computed for these classes alone.

    n_requested : ndarray of shape (n_classes,) or None
        Number of rows to make of each class; None where nobody told.

    are_of_one_class : bool
        Whether each class was clustered by itself: no cluster holds two classes then.

    is_hidden : ndarray of shape (n_samples,), dtype=bool, or None
        Rows of noise that no oversampler may see, as they hold missing values.
    """

    clusters: np.ndarray
    classes: np.ndarray
    counts: np.ndarray
    class_codes: np.ndarray = field(repr=False)
    _order: np.ndarray = field(repr=False)
    _starts: np.ndarray = field(repr=False)
    target_codes: np.ndarray | None = field(default=None, repr=False)
    n_requested: np.ndarray | None = field(default=None, repr=False)
    are_of_one_class: bool = False
    is_hidden: np.ndarray | None = field(default=None, repr=False)

    # `UsableCells` hold what a distributor says about the use of single rows.
    has_row_use = False
    weights = None
    # What measures the log mean distances of selected cells whose rows are elsewhere.
    measure = None

    @classmethod
    def from_labels(cls, labels, y):
        """Group rows by their cluster label, negative for noise, and their class."""
        return cls.from_codes(labels, *encode(y))

    @classmethod
    def from_codes(cls, labels, classes, class_codes, are_of_one_class=False):
        """Group rows by their cluster label, negative for noise, and their class code.

        `classes` are sorted; `class_codes` are the positions of the rows' classes.
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

    @property
    def n_samples(self):
        """Number of rows, noise included."""
        return self.class_codes.size

    @cached_property
    def cluster_order(self):
        """Positions of the clusters in the order of their first rows.

        This order does not depend on the labels of the clusters.
        """
        clusters, _, first_rows = self._first_rows
        first = np.full(self.clusters.size, self.n_samples)
        np.minimum.at(first, clusters, first_rows)
        return np.argsort(first)

    @cached_property
    def class_order(self):
        """Positions of the classes in the order of their first rows, noise left out."""
        _, codes, first_rows = self._first_rows
        first = np.full(self.classes.size, self.n_samples)
        np.minimum.at(first, codes, first_rows)
        return np.argsort(first, kind="stable")

    @cached_property
    def _first_rows(self):
        """The positions of the clusters and classes of cells, and their first rows."""
        clusters, codes = np.nonzero(self.counts)
        cells = clusters * self.classes.size + codes
        return clusters, codes, self._order[self._starts[cells]]

    @cached_property
    def single_classes(self):
        """Which classes have a single row, noise included, of shape (n_classes,)."""
        sizes = np.bincount(self.class_codes, minlength=self.classes.size)
        return sizes == 1

    def without(self, is_dropped, labels):
        """Return the cells without some of the rows, and without empty clusters.

        The remaining rows are numbered anew. `labels` are those of all rows.
        """
        return Cells.from_codes(
            labels[~is_dropped],
            self.classes,
            self.class_codes[~is_dropped],
            self.are_of_one_class,
        )

    @property
    def target_rows(self):
        """Positions of the rows of classes that get rows, noise included."""
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
        """Return the positions of a cell's rows, by those of its cluster and class."""
        cell = cluster * self.classes.size + class_code
        return self._order[self._starts[cell] : self._starts[cell + 1]]

    def first_row_of_other_class(self, class_code):
        """Return the first row of any other class; noise only if all are noise."""
        others = self._rows_of_other_classes(class_code)
        clustered = self._order[self.class_codes[self._order] != class_code]
        return clustered.min() if clustered.size else others[0]

    def cluster_rows(self, cluster):
        """Return the rows of a cluster, given by its position, in ascending order."""
        first = cluster * self.classes.size
        last = first + self.classes.size
        return np.sort(self._order[self._starts[first] : self._starts[last]])

    def other_rows(self, clusters, class_code):
        """Return the rows of other classes in some clusters, given by their positions.

        If each class was clustered by itself, all rows of other classes are returned,
        as without clusters.
        """
        if self.are_of_one_class:
            return self._rows_of_other_classes(class_code)
        rows = np.concatenate([self.cluster_rows(cluster) for cluster in clusters])
        return rows[self.class_codes[rows] != class_code]

    def _rows_of_other_classes(self, class_code):
        """Return the rows of other classes in all the data, without hidden ones."""
        is_other = self.class_codes != class_code
        if self.is_hidden is not None:
            is_other &= ~self.is_hidden
        return np.flatnonzero(is_other)

    def positions(self, cluster_labels):
        """Return the positions of cluster labels; -1 for unknown labels."""
        cluster_labels = np.asarray(cluster_labels)
        if not cluster_labels.size:
            return cluster_labels.astype(np.intp)
        found = np.searchsorted(self.clusters, cluster_labels)
        found[found == self.clusters.size] = 0
        known = np.isin(cluster_labels, self.clusters)
        return np.where(known, found, -1)


@dataclass(frozen=True, eq=False, kw_only=True)
class UsableCells(Cells):
    """Cells that do not use all of their rows, or use some more often than others.

    For the other classes, rows that are not used are there as any others.

    Attributes
    ----------
    everything : Cells
        The cells with all their rows.

    weights : ndarray of shape (n_samples,) or None
        How often each row is used, relative to the other rows of its cell. None draws
        rows at random.
    """

    everything: Cells = field(repr=False)
    weights: np.ndarray | None = field(repr=False)
    has_row_use = True

    @classmethod
    def from_cells(cls, cells, mask, weights):
        """Take the rows of a mask from cells; None takes all.

        `mask` and `weights` have shape (n_samples,).
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
