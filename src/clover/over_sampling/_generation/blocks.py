"""New rows of one class from one task."""

from dataclasses import dataclass

import numpy as np

from clover.over_sampling._generation.traits import SMOTE

REPETITION = "repetition"


SMOTE_NAME = SMOTE.__name__


@dataclass(frozen=True)
class Block:
    """New rows of one class from one task.

    Attributes
    ----------
    code : int
        Code of the class.

    base : ndarray of shape (n_new,)
        The row each new one was made from, as a position among the task's rows, and
        among all rows once the task is done; -1 where it is not known.

    made_by : str
        What made the rows.

    n_neighbors : int
        Number of neighbours that were used.

    X : {ndarray, sparse matrix, dataframe} of shape (n_new, n_features) or None
        The new rows; ``None`` if they are repetitions of the base rows.

    cluster : int
        Position of the cluster, once the task is done.

    other : int
        Position of the other cluster, for rows between two; -1 for rows inside one.
    """

    code: int
    base: np.ndarray
    made_by: str
    n_neighbors: int = 0
    X: object = None
    cluster: int = -1
    other: int = -1
