"""New rows: blocks of one class from one task, and room to write rows into."""

from dataclasses import dataclass

import numpy as np
from imblearn.over_sampling import SMOTE
from scipy import sparse

from clover._rows.containers import stack_rows

REPETITION = "repetition"
SMOTE_NAME = SMOTE.__name__


@dataclass(frozen=True, eq=False)
class Parents:
    """The given rows from which each new row was made, mostly two.

    Attributes
    ----------
    base : ndarray of shape (n_new,)
        Position of the base row; -1 if unknown.

    partner : ndarray of shape (n_new,) or None
        Position of the second row; -1 if there is none or it is unknown, ``None`` if
        this is so for all.

    is_other : ndarray of bool of shape (n_new,) or None
        Whether the second row is one of the rows of other classes, which have positions
        of their own; ``None`` if none is.

    further : ndarray of shape (n_new, n_further) or None
        Positions of further rows of the class; -1 where there are fewer, ``None`` if
        this is so for all.
    """

    base: np.ndarray
    partner: np.ndarray | None = None
    is_other: np.ndarray | None = None
    further: np.ndarray | None = None

    def located(self, rows, others=None):
        """Return the parents as positions among all rows, as `Parents`.

        `rows` and `others` are the positions of the rows, and of those of other
        classes, among all; ``None`` if they are all rows.
        """
        base = _locate(self.base, rows)
        if self.partner is None:
            return Parents(base, np.full_like(base, -1))
        if self.is_other is None:
            further = None if self.further is None else _locate(self.further, rows)
            return Parents(base, _locate(self.partner, rows), further=further)
        partner = np.empty_like(self.partner)
        for is_here, positions in ((self.is_other, others), (~self.is_other, rows)):
            partner[is_here] = _locate(self.partner[is_here], positions)
        return Parents(base, partner)

    def take(self, new):
        """Return the parents of some new rows."""
        partner = None if self.partner is None else self.partner[new]
        further = None if self.further is None else self.further[new]
        return Parents(self.base[new], partner, further=further)


def join_parents(pieces):
    """Return several located `Parents` as one."""
    none = np.empty(0, dtype=np.intp)
    return Parents(
        np.concatenate([none, *(parents.base for parents in pieces)]),
        np.concatenate([none, *(parents.partner for parents in pieces)]),
        _join_flags(pieces),
        _join_further(pieces),
    )


def _join_flags(pieces):
    """Return `is_other` of all pieces, of which some may have none."""
    if all(parents.is_other is None for parents in pieces):
        return None
    return np.concatenate(
        [
            np.zeros(parents.base.size, dtype=bool)
            if parents.is_other is None
            else parents.is_other
            for parents in pieces
        ]
    )


def _join_further(pieces):
    """Return the further parents of all pieces, of which some may have none."""
    known = [parents.further for parents in pieces if parents.further is not None]
    if not known:
        return None
    n_new = sum(parents.base.size for parents in pieces)
    further = np.full((n_new, max(table.shape[1] for table in known)), -1)
    start = 0
    for parents in pieces:
        stop = start + parents.base.size
        if parents.further is not None:
            further[start:stop, : parents.further.shape[1]] = parents.further
        start = stop
    return further


def mask_unknown(positions):
    """Return positions of rows as a masked array; those below zero are masked.

    NumPy ignores the mask of an index. So under the mask stands a position that no
    array has: as an index it is an error.
    """
    is_unknown = positions < 0
    outside = np.iinfo(np.intp).max
    return np.ma.MaskedArray(
        np.where(is_unknown, outside, positions), is_unknown, fill_value=outside
    )


def _locate(places, rows):
    return places if rows is None else np.where(places < 0, -1, rows[places])


@dataclass(frozen=True, eq=False)
class Block:
    """New rows of one class from one task.

    Attributes
    ----------
    code : int
        Code of the class.

    parents : Parents
        The parents of each row as positions among the rows of the task, and among all
        rows once the task is done.

    made_by, n_neighbors : str, int
        What made the rows, and from how many neighbours.

    X : {ndarray, sparse matrix, dataframe} of shape (n_new, n_features) or None
        The new rows; ``None`` if they are copies of the base rows, or written already.

    is_copy : bool
        Whether the rows are copies of their base rows.

    is_of_cell : bool
        Whether the rows come from all rows of the cell alike, and have no parents.

    cluster, other : int
        Positions of the cluster and of the other one, once the task is done; `other` is
        -1 for rows inside one cluster.
    """

    code: int
    parents: Parents
    made_by: str
    n_neighbors: int = 0
    X: object = None
    is_copy: bool = False
    is_of_cell: bool = False
    cluster: int = -1
    other: int = -1

    @property
    def n_new(self):
        """Number of rows."""
        return self.parents.base.size


def repeat_for_rows(blocks, *values):
    """Return lists of integers, one a block, as arrays of one a new row.

    They are the columns of an array of shape (n_new, n_lists).
    """
    sizes = np.array([block.n_new for block in blocks], dtype=int)
    table = np.array(values, dtype=int).reshape(len(values), len(blocks))
    return np.repeat(table, sizes, axis=1)


class NewRows:
    """Room for new rows, which are written piece by piece, in any order.

    `X` gives the kind and dtype of the new rows. Dense rows are written to `room`, or
    to a new array without it.

    Attributes
    ----------
    is_written : bool
        Whether any rows were written.
    """

    def __init__(self, X, n_new, room=None):
        self._no_rows = X[:0]
        self._pieces = {}
        self.is_written = False
        self._room = room
        if room is None and not sparse.issparse(X):
            self._room = np.empty((n_new, X.shape[1]), dtype=X.dtype)

    def write(self, place, X_new):
        """Write the rows of a slice."""
        self.is_written = True
        if self._room is None:
            self._pieces[place.start] = X_new
        else:
            self._room[place] = X_new

    @property
    def X(self):
        """All rows, once they are written."""
        if self._room is None:
            pieces = [self._pieces[start] for start in sorted(self._pieces)]
            self._room = stack_rows((self._no_rows, *pieces))
            # They are not to be held beside the whole.
            self._pieces.clear()
        return self._room
