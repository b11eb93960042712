"""Rows of groups, kept in memory or, beyond a limit, in files of a folder."""

from functools import partial
from pathlib import Path

import numpy as np

from clover._rows.encoding import group_rows
from clover.scale._core.groups import (
    Halving,
    divide,
    find_smallest,
    find_widest,
    halve,
    values_of,
)

# Rows in a file are read in pieces of so many bytes, but of so many rows at least.
PIECE_BYTES, MIN_PIECE_ROWS = 2**21, 256


class GroupStore:
    """Rows of groups, added in the order of their numbers and loaded group by group.

    Parameters
    ----------
    folder : Path
        Where files are written; an existing folder.

    n_features : int
        Number of columns.

    dtype : dtype
        Dtype of the rows.

    max_bytes : int
        How much is held in memory before all of it is written. At 0, everything is
        written when it is added.

    Attributes
    ----------
    is_spilled : bool
        Whether anything was written.
    """

    def __init__(self, folder, n_features, dtype, max_bytes):
        self.folder, self.max_bytes = Path(folder), max_bytes
        self._record = np.dtype([("values", dtype, (n_features,))])
        self._piece_rows = max(MIN_PIECE_ROWS, PIECE_BYTES // self._record.itemsize)
        self._held, self._n_held = {}, 0
        self.is_spilled = False

    def add(self, groups, row_numbers, X):
        """Add rows: the group, the number and the values of each.

        Their order is that of their numbers, so these are not kept.
        """
        if not groups.size:
            return
        present, codes = np.unique(groups, return_inverse=True)
        order, starts = group_rows(codes, present.size)
        for place, group in enumerate(present.tolist()):
            rows = order[starts[place] : starts[place + 1]]
            records = np.empty(rows.size, dtype=self._record)
            records["values"] = X[rows]
            self._held.setdefault(group, []).append(records)
            self._n_held += records.nbytes
        if self._n_held > self.max_bytes:
            self._spill()

    def flush(self):
        """Write what is held, if anything was written before."""
        if self.is_spilled:
            self._spill()

    def _spill(self):
        self.is_spilled = True
        for group, pieces in self._held.items():
            with open(self._path(group), "ab") as file:
                for records in pieces:
                    write_array(records, file)
        self._held, self._n_held = {}, 0

    def _path(self, group):
        return self.folder / f"group-{group}.rows"

    def map(self, function, groups):
        """Return the results of a function of the rows of each of some groups."""
        return [function(self.load(group)) for group in groups]

    def load(self, group):
        """Return the rows of a group in the order of their numbers."""
        if self._path(group).exists():
            return self._load(self._path(group))
        pieces = self._held.get(group, [])
        return np.concatenate([self._no_rows, *(piece["values"] for piece in pieces)])

    @property
    def _no_rows(self):
        return np.empty(0, dtype=self._record)["values"]

    def _load(self, path):
        """Return the rows of a file, of which no second copy is made."""
        X = np.empty((self._count(path), *self._no_rows.shape[1:]), self._no_rows.dtype)
        start = 0
        for records in self._read(path):
            X[start : start + records.size] = records["values"]
            start += records.size
        return X

    def _count(self, path):
        return path.stat().st_size // self._record.itemsize

    def _read(self, path):
        return read_array(path, self._record, self._piece_rows)

    def divide(self, group, to_space, max_rows):
        """Divide a group like `divide`, without loading it if it is in a file.

        The file is used up.

        Parameters
        ----------
        group : int
            The group.

        to_space : callable
            Takes rows and returns them in the search space.

        max_rows : int
            The largest number of rows that are loaded together.

        Returns
        -------
        loaders : list of callable
            Each returns the rows of a part, in the order of their numbers.
        """
        path = self._path(group)
        if path.exists():
            paths = self._divide_file(path, to_space, max_rows)
            return [partial(self._load, path) for path in paths]
        X = self.load(group)
        if X.shape[0] <= max_rows:
            return [lambda: X]
        return [partial(X.take, rows, 0) for rows in divide(to_space(X), max_rows)]

    def _divide_file(self, path, to_space, max_rows):
        """Return files of the parts of a file, which is removed."""
        n_rows = self._count(path)
        if n_rows <= max_rows:
            return [path]
        values = path.with_suffix(".values")
        self._extract(path, values, to_space)
        read = partial(read_array, values, np.float64, self._piece_rows)
        n_first, _ = halve(n_rows)
        halving = Halving(find_smallest(read, n_first - 1), n_first, read())
        halves = [path.with_name(f"{path.stem}{half}.rows") for half in ("-0", "-1")]
        with open(halves[0], "wb") as first, open(halves[1], "wb") as second:
            for records, of_widest in zip(self._read(path), read(), strict=True):
                are_first = halving.are_first(of_widest)
                write_array(records[are_first], first)
                write_array(records[~are_first], second)
        path.unlink()
        values.unlink()
        parts = [self._divide_file(half, to_space, max_rows) for half in halves]
        return [part for of_half in parts for part in of_half]

    def _extract(self, path, to, to_space):
        """Write the values of the widest column of the rows in a file to another."""
        column = find_widest(
            to_space(records["values"]) for records in self._read(path)
        )
        with open(to, "wb") as file:
            for records in self._read(path):
                write_array(values_of(to_space(records["values"]), column), file)


def write_array(array, file):
    """Write the entries of an array; `ndarray.tofile` does not tell of full disks."""
    file.write(np.ascontiguousarray(array).view(np.uint8).data)


def read_array(path, dtype, n_entries):
    """Yield the entries of an array in a file, in pieces of so many."""
    with open(path, "rb") as file:
        while (entries := np.fromfile(file, dtype, n_entries)).size:
            yield entries
