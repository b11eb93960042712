"""Base rows, from which new rows are made: drawn at random or shared out by weights."""

from dataclasses import dataclass

import numpy as np

from clover._numerics.apportionment import round_quotas


@dataclass(frozen=True, eq=False)
class Draw:
    """The task and the base row of each new row.

    Attributes
    ----------
    task : ndarray of shape (n_new,)
        The task, in ascending order.

    base : ndarray of shape (n_new,)
        Position of the base row in the gathered rows.
    """

    task: np.ndarray
    base: np.ndarray


def draw_base_rows(gathered, rng, from_either=False):
    """Draw the base row of each new row, as a `Draw`.

    The base row of a task between two cells is one of the first cell; with
    `from_either` it is one of both, all equally likely. If rows have weights, nothing
    is drawn: the weights determine the base rows.
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

    If remainders are equal, the first row counts. If all weights are zero, all rows are
    used alike.
    """
    weights, pieces = gathered.weights, []
    for task, n_new in enumerate(gathered.n_new):
        rows = gathered.groups.of(gathered.first[task])
        if from_either:
            rows = gathered.rows_of_task(task)
        largest = weights[rows].max()
        # The sum of very large weights would overflow.
        shares = weights[rows] / largest if largest > 0 else np.ones(rows.size)
        quotas = n_new * (shares / shares.sum())
        pieces.append(np.repeat(rows, round_quotas(quotas, n_new)))
    return np.concatenate(pieces)


def draw_rows(groups, of_group, rng):
    """Draw one row from each group in `of_group`."""
    place = (rng.uniform(size=of_group.size) * groups.sizes[of_group]).astype(np.intp)
    return groups.starts[of_group] + place
