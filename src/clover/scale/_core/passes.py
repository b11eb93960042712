"""The passes over the data: functions of one partition, and sums of their results.

A partition is an object with ``name`` and ``batches()``, which yields Arrow record
batches, the same rows in the same order every time. An engine is a function like `map`:
it does a pass on all partitions, on whatever machines.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from clover.scale._core.columns import Columns
from clover.scale._core.hashing import choose_rows, hash_rows
from clover.scale._core.row_sums import RowSums
from clover.scale._tables.errors import PartitionRows, check_class_count


@dataclass(frozen=True, eq=False)
class Place:
    """A partition among the others.

    Attributes
    ----------
    partition : object
        The partition.

    first_row : int
        Number of its first row among all rows.

    n_rows : int
        Number of its rows in the first pass.
    """

    partition: object
    first_row: int
    n_rows: int

    def batches(self):
        """Yield pairs of a record batch and the numbers of its rows."""
        row, last = self.first_row, self.first_row + self.n_rows
        for batch in self.partition.batches():
            if row + batch.num_rows > last:
                self._complain(row + batch.num_rows - self.first_row)
            if batch.num_rows:
                yield batch, np.arange(row, row + batch.num_rows)
            row += batch.num_rows
        if row < last:
            self._complain(row - self.first_row)

    def _complain(self, n_rows):
        raise ValueError(
            f"Partition {self.partition.name} had {self.n_rows} rows in the first pass "
            f"and has {'more' if n_rows > self.n_rows else n_rows} now. The data "
            "should not change meanwhile, and each partition should give the same "
            "rows in every pass."
        )


def place_partitions(partitions, n_rows):
    """Return the places of partitions with these numbers of rows."""
    first_rows = np.cumsum(n_rows) - n_rows
    return [
        Place(partition, int(first), int(number))
        for partition, first, number in zip(partitions, first_rows, n_rows, strict=True)
    ]


def count_rows(partition):
    """Return the number of rows of a partition, which may know it."""
    if hasattr(partition, "n_rows"):
        return partition.n_rows
    return sum(batch.num_rows for batch in partition.batches())


def count_classes(partition, columns):
    """Pass 1: return the number of rows, and how many there are of each class.

    Returns also the values of each column of categories, a dictionary of sets.
    """
    import pyarrow.compute as pc

    n_rows, counts = 0, Counter()
    levels = {name: set() for name in columns.categories}
    for batch in _read(partition, [columns.target, *columns.categories]):
        row_numbers = PartitionRows(partition.name, n_rows)
        labels = columns.labels(batch, row_numbers)
        for pair in pc.value_counts(labels).to_pylist():
            counts[pair["values"]] += pair["counts"]
        check_class_count(counts, columns.target)
        columns.find_levels(batch, row_numbers, levels)
        n_rows += batch.num_rows
    return n_rows, counts, levels


def _read(partition, names):
    """Yield record batches of some columns, or of all where these are not apart."""
    if hasattr(partition, "batches_of"):
        return partition.batches_of(names)
    return partition.batches()


@dataclass(frozen=True)
class Sampling:
    """How the rows of the sample are chosen.

    Attributes
    ----------
    columns : Columns
        The columns.

    seed : int
        The seed of the hash.

    n_wanted : int
        The number of rows.

    limit : uint64
        The largest hash of a candidate.
    """

    columns: Columns
    seed: int
    n_wanted: int
    limit: np.uint64


def sample_rows(place, sampling):
    """Pass 2: return the hashes, the row numbers and the rows of the candidates."""
    columns = sampling.columns
    found = [_no_candidates(columns)]
    for batch, row_numbers in place.batches():
        hashes = hash_rows(row_numbers, sampling.seed)
        rows = np.flatnonzero(hashes <= sampling.limit)
        if rows.size:
            X, _ = columns.rows(batch.take(rows), row_numbers[rows])
            found.append((hashes[rows], row_numbers[rows], X))
    return tuple(map(np.concatenate, zip(*found, strict=True)))


def _no_candidates(columns):
    none = np.empty(0, dtype=np.int64)
    X = np.empty((0, len(columns.features)), dtype=columns.dtype)
    return none.astype(np.uint64), none, X


def join_sample(found, n_wanted):
    """Return the rows of the sample in their order, from all candidates."""
    hashes, row_numbers, X = map(np.concatenate, zip(*found, strict=True))
    return X[choose_rows(hashes, row_numbers, n_wanted)]


@dataclass(frozen=True, eq=False)
class Thinning:
    """Which rows of large cells are gathered, about as many as wanted.

    Attributes
    ----------
    seed : int
        The seed of the hash.

    limits : ndarray of shape (n_clusters, n_classes)
        The largest hash of a row that is gathered, for each cell.
    """

    seed: int
    limits: np.ndarray

    def keeps(self, row_numbers, codes, labels=None):
        """Return which rows of some classes are gathered, or may be.

        `codes` are the classes of the rows, and `labels` their clusters, if these are
        known.
        """
        hashes = hash_rows(row_numbers, self.seed)
        if labels is None:
            return hashes <= self.limits.max(axis=0)[codes]
        return hashes <= self.limits[labels, codes]


@dataclass(frozen=True, eq=False)
class Labelling:
    """What labels and counts rows.

    Attributes
    ----------
    columns : Columns
        The columns.

    classes : pyarrow.Array of shape (n_classes,)
        The classes.

    labels : CenterLabels or PredictedLabels
        What gives a row its label.

    thinning : Thinning or None
        Which rows are gathered; ``None`` for all.
    """

    columns: Columns
    classes: object
    labels: object
    thinning: Thinning | None = None

    @property
    def shape(self):
        """Number of clusters and of classes."""
        return self.labels.n_clusters, len(self.classes)


@dataclass(frozen=True, eq=False)
class Counts:
    """What is counted in pass 3.

    Attributes
    ----------
    rows, first_rows : ndarray of shape (n_clusters, n_classes)
        Number of rows of each cell, and the number of the first one.

    lows, highs : list of ndarray of shape (n_classes,)
        The least and the largest value of each column of integers, class by class.

    sums : RowSums
        Checksums of the rows.
    """

    rows: np.ndarray
    first_rows: np.ndarray
    lows: list
    highs: list
    sums: RowSums

    @classmethod
    def none(cls, labelling):
        """Return the counts of no rows."""
        columns, n_classes = labelling.columns, labelling.shape[1]
        limits = [np.iinfo(columns.dtypes[j]) for j in columns.whole]
        return cls(
            np.zeros(labelling.shape, dtype=np.int64),
            np.full(labelling.shape, np.iinfo(np.int64).max),
            [np.full(n_classes, limit.max, limit.dtype) for limit in limits],
            [np.full(n_classes, limit.min, limit.dtype) for limit in limits],
            RowSums.none(*labelling.shape),
        )

    def add(self, other):
        """Add the counts of other rows, in place."""
        self.rows[:] += other.rows
        np.minimum(self.first_rows, other.first_rows, out=self.first_rows)
        for low, of_other in zip(self.lows, other.lows, strict=True):
            np.minimum(low, of_other, out=low)
        for high, of_other in zip(self.highs, other.highs, strict=True):
            np.maximum(high, of_other, out=high)
        self.sums.add(other.sums)
        return self

    def ranges_of(self, columns):
        """Return the lows and highs as lists, by the names of the columns."""
        names = [columns.features[j] for j in columns.whole]
        limits = zip(self.lows, self.highs, strict=True)
        return {
            name: [low.tolist(), high.tolist()]
            for name, (low, high) in zip(names, limits, strict=True)
        }

    def add_rows(self, cells, row_numbers):
        """Add rows: their cells and numbers."""
        self.rows[:] += np.bincount(cells, minlength=self.rows.size).reshape(
            self.rows.shape
        )
        np.minimum.at(self.first_rows.reshape(-1), cells, row_numbers)


def count_cells(place, labelling):
    """Pass 3: label the rows and return their `Counts`."""
    counts, columns = Counts.none(labelling), labelling.columns
    for batch, row_numbers in place.batches():
        codes = columns.codes(batch, labelling.classes, row_numbers)
        X, given = columns.rows(batch, row_numbers)
        for j, low, high in zip(columns.whole, counts.lows, counts.highs, strict=True):
            np.minimum.at(low, codes, given[j])
            np.maximum.at(high, codes, given[j])
        labels = labelling.labels.predict(X)
        rows = np.flatnonzero(labels >= 0)
        cells = labels[rows] * labelling.shape[1] + codes[rows]
        counts.add_rows(cells, row_numbers[rows])
        counts.sums.add_labels(codes, row_numbers)
        counts.sums.add_rows(cells, row_numbers[rows], X[rows])
    return counts


def gather_rows(place, labelling, is_wanted, store):
    """Pass 4: put the rows of the wanted cells into a store.

    `is_wanted` has shape (n_clusters, n_classes). The store is a `Collected`, or adds
    rows as one does. Returns the `RowSums` of all labels and of the gathered rows, by
    which other data are detected.
    """
    columns, thinning = labelling.columns, labelling.thinning
    sums, of_wanted_class = RowSums.none(*labelling.shape), is_wanted.any(axis=0)
    for batch, row_numbers in place.batches():
        codes = columns.codes(batch, labelling.classes, row_numbers)
        sums.add_labels(codes, row_numbers)
        may_be_wanted = of_wanted_class[codes]
        if thinning is not None:
            may_be_wanted &= thinning.keeps(row_numbers, codes)
        rows = np.flatnonzero(may_be_wanted)
        if not rows.size:
            continue
        codes, row_numbers = codes[rows], row_numbers[rows]
        X, _ = columns.rows(batch.take(rows), row_numbers)
        labels = labelling.labels.predict(X)
        is_kept = (labels >= 0) & is_wanted[labels, codes]
        if thinning is not None:
            is_kept &= thinning.keeps(row_numbers, codes, labels)
        kept = np.flatnonzero(is_kept)
        cells = labels[kept] * labelling.shape[1] + codes[kept]
        sums.add_rows(cells, row_numbers[kept], X[kept])
        store.add(cells, row_numbers[kept], X[kept])
    return sums


class Collected:
    """A store of the rows of one partition."""

    def __init__(self):
        self.pieces = []

    def add(self, cells, row_numbers, X):
        """Add rows: the cell, the number and the values of each."""
        self.pieces.append((cells, row_numbers, X))
