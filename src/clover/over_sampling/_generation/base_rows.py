"""The rows that new ones are made from: drawn, or apportioned by weights."""

from dataclasses import dataclass

import numpy as np

from clover._numerics.apportionment import round_quotas


@dataclass(frozen=True)
class Draw:
    """The task of each new row, and the row that it is made from.

    Attributes
    ----------
    task : ndarray of shape (n_new,)
        The task, in ascending order.

    base : ndarray of shape (n_new,)
        A row of the first cell of the task, or of either where rows are only repeated,
        as a position in the gathered rows.
    """

    task: np.ndarray
    base: np.ndarray


def draw_base_rows(gathered, rng, from_either=False):
    """Draw the row that each new one is made from, as a `Draw`.

    Of tasks between two cells the row is one of the first; with `from_either`, all rows
    of both are as likely. Where rows have weights, nothing is left to chance.
    """
    groups, first, second = gathered.groups, gathered.first, gathered.second
    of_task = np.repeat(np.arange(first.size), gathered.n_new)
    if gathered.weights is not None:
        return Draw(of_task, _apportion_base_rows(gathered, from_either))
    cell = first[of_task]
    if from_either:
        n_first, n_second = groups.sizes[first], groups.sizes[second]
        share = np.where(second < 0, 0, n_second / (n_first + n_second))
        is_second = rng.uniform(size=of_task.size) < share[of_task]
        cell = np.where(is_second, second[of_task], cell)
    return Draw(of_task, draw_rows(groups, cell, rng))


def _apportion_base_rows(gathered, from_either):
    """Return the base rows of each task, each as often as its weight says.

    Rows of equal weight and remainder come in their order. If all weights are zero, all
    rows are used alike.
    """
    weights, pieces = gathered.weights, []
    for task, n_new in enumerate(gathered.n_new):
        rows = gathered.groups.of(gathered.first[task])
        if from_either:
            rows = gathered.rows_of_task(task)
        largest = weights[rows].max()
        # Of very large weights the sum would overflow.
        shares = weights[rows] / largest if largest > 0 else np.ones(rows.size)
        quotas = n_new * (shares / shares.sum())
        pieces.append(np.repeat(rows, round_quotas(quotas, n_new)))
    return np.concatenate(pieces)


def draw_rows(groups, of_group, rng):
    """Draw a row of each of these groups."""
    place = (rng.uniform(size=of_group.size) * groups.sizes[of_group]).astype(np.intp)
    return groups.starts[of_group] + place
