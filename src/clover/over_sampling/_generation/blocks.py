"""New rows: blocks of one class from one task, and room to write rows into."""

from dataclasses import dataclass

import numpy as np
from imblearn.over_sampling import SMOTE
from scipy import sparse

from clover._rows.containers import stack_rows

REPETITION = "repetition"
SMOTE_NAME = SMOTE.__name__


@dataclass(frozen=True, eq=False)
class Block:
    """New rows of one class from one task.

    Attributes
    ----------
    code : int
        Code of the class.

    base : ndarray of shape (n_new,)
        Position of each base row among the rows of the task, and among all rows once
        the task is done; -1 if unknown.

    made_by, n_neighbors : str, int
        What made the rows, and from how many neighbours.

    X : {ndarray, sparse matrix, dataframe} of shape (n_new, n_features) or None
        The new rows; ``None`` if they are copies of the base rows, or written already.

    cluster, other : int
        Positions of the cluster and of the other one, once the task is done; `other` is
        -1 for rows inside one cluster.
    """

    code: int
    base: np.ndarray
    made_by: str
    n_neighbors: int = 0
    X: object = None
    cluster: int = -1
    other: int = -1


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
