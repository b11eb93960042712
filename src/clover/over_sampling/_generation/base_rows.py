"""The rows that new ones are made from: drawn, or apportioned by weights."""

from dataclasses import dataclass

import numpy as np

from clover._numerics.apportionment import round_quotas
from clover._numerics.groups import Groups


@dataclass(frozen=True)
class Draw:
    """The cells and rows that new rows are made from.

    Attributes
    ----------
    cells : list of tuple
        Positions of cluster and class of the cells in which rows are made. All other
        attributes count these cells from 0.

    rows : ndarray of shape (n_rows,)
        The rows of these cells, cell by cell. All other attributes count them from 0.

    groups : Groups
        The cells as groups of these rows.

    first : ndarray of shape (n_tasks,)
        The cell of each task, or the first of two.

    second : ndarray of shape (n_tasks,)
        The second cell of tasks between two; -1 inside one.

    task : ndarray of shape (n_new,)
        The task of each new row.

    base : ndarray of shape (n_new,)
        The row that each new row is made from: one of the first cell, or of either
        where rows are only repeated.
    """

    cells: list
    rows: np.ndarray
    groups: Groups
    first: np.ndarray
    second: np.ndarray
    task: np.ndarray
    base: np.ndarray

    @property
    def is_inside(self):
        """Whether each task is one inside a cell."""
        return self.second < 0

    def count_neighbors(self, k):
        """Return how many neighbours each task uses, with up to k inside cells."""
        n_others = self.groups.sizes[self.first] - 1
        return np.where(self.is_inside, np.minimum(n_others, k), 1)


def draw_base_rows(cells, tasks, from_either, rng):
    """Draw the row that each new one is made from: of the first of two cells, or not.

    With `from_either`, all rows of both cells are as likely. If the cells have weights,
    nothing is left to chance.
    """
    places = {}
    first, second, n_new = [], [], []
    for task in tasks:
        ((code, n),) = task.n_new.items()
        n_new.append(n)
        first.append(places.setdefault((task.cluster, code), len(places)))
        if task.other < 0:
            second.append(-1)
        else:
            second.append(places.setdefault((task.other, code), len(places)))
    gathered = Groups.from_lists([cells.rows(*cell) for cell in places])
    groups = Groups.from_sizes(gathered.sizes)
    of_task = np.repeat(np.arange(len(tasks)), n_new)
    first, second = np.array(first), np.array(second)
    cell = first[of_task]
    if cells.weights is not None:
        weights = cells.weights[gathered.rows]
        base = _apportion_base_rows(groups, first, second, weights, n_new, from_either)
        return Draw(list(places), gathered.rows, groups, first, second, of_task, base)
    if from_either:
        n_first, n_second = groups.sizes[first], groups.sizes[second]
        share = np.where(second < 0, 0, n_second / (n_first + n_second))
        is_second = rng.uniform(size=of_task.size) < share[of_task]
        cell = np.where(is_second, second[of_task], cell)
    base = draw_rows(groups, cell, rng)
    return Draw(list(places), gathered.rows, groups, first, second, of_task, base)


def _apportion_base_rows(groups, first, second, weights, n_new, from_either):
    """Return the base rows of each task, each as often as its weight says.

    Rows of equal weight and remainder come in their order. If all weights are zero, all
    rows are used alike.
    """
    pieces = []
    for i, j, n in zip(first, second, n_new, strict=True):
        rows = groups.of(i)
        if from_either and j >= 0:
            rows = np.concatenate((rows, groups.of(j)))
        largest = weights[rows].max()
        # Of very large weights the sum would overflow.
        shares = weights[rows] / largest if largest > 0 else np.ones(rows.size)
        pieces.append(np.repeat(rows, round_quotas(n * (shares / shares.sum()), n)))
    return np.concatenate(pieces)


def draw_rows(groups, of_group, rng):
    """Draw a row of each of these groups."""
    place = (rng.uniform(size=of_group.size) * groups.sizes[of_group]).astype(np.intp)
    return groups.starts[of_group] + place
