"""Rows of groups, kept in memory or, beyond a limit, in files of a folder."""

from pathlib import Path

import numpy as np

from clover._rows.encoding import group_rows


class GroupStore:
    """Rows of groups, added in any order and loaded group by group.

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
        self._record = np.dtype([("row", np.int64), ("values", dtype, (n_features,))])
        self._held, self._n_held = {}, 0
        self.is_spilled = False

    def add(self, groups, row_numbers, X):
        """Add rows: the group, the number and the values of each."""
        if not groups.size:
            return
        present, codes = np.unique(groups, return_inverse=True)
        order, starts = group_rows(codes, present.size)
        for place, group in enumerate(present.tolist()):
            rows = order[starts[place] : starts[place + 1]]
            records = np.empty(rows.size, dtype=self._record)
            records["row"], records["values"] = row_numbers[rows], X[rows]
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
                    records.tofile(file)
        self._held, self._n_held = {}, 0

    def _path(self, group):
        return self.folder / f"group-{group}.rows"

    def map(self, function, groups):
        """Return the results of a function of the rows of each of some groups."""
        return [function(self.load(group)) for group in groups]

    def load(self, group):
        """Return the rows of a group in the order of their numbers."""
        pieces = list(self._held.get(group, ()))
        if self._path(group).exists():
            pieces.append(np.fromfile(self._path(group), dtype=self._record))
        if not pieces:
            return np.empty(0, dtype=self._record)["values"]
        records = pieces[0] if len(pieces) == 1 else np.concatenate(pieces)
        row_numbers = records["row"]
        if (row_numbers[1:] > row_numbers[:-1]).all():
            return np.ascontiguousarray(records["values"])
        return records["values"][np.argsort(row_numbers)]
