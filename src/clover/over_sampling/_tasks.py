"""Tasks: what is to be made from which rows, in a fixed order, each with its seed."""

from dataclasses import dataclass

import numpy as np
from sklearn.utils import check_random_state

from clover._random import draw_task_seeds
from clover.over_sampling._oversamplers import (
    looks_at_other_classes,
    n_neighbors_of,
    shrink_neighbors,
    wants_a_second_class,
)


@dataclass(frozen=True)
class Task:
    """Rows of one or two clusters, and how many new ones to make of which classes.

    Attributes
    ----------
    cluster : int
        Position of the cluster.

    other : int
        Position of the other cluster, for rows between two; -1 for rows inside one.

    rows : ndarray of shape (n_samples,)
        The rows that the oversampler gets.

    codes : ndarray of shape (n_samples,)
        The class codes that it gets with them; a single other class stands for all.

    n_new : dict
        Maps class codes to the number of rows to make.

    n_first : int
        For rows between two clusters, how many of the first cluster's rows of the class
        `rows` begins with; those of the second follow.
    """

    cluster: int
    other: int
    rows: np.ndarray
    codes: np.ndarray
    n_new: dict
    n_first: int = 0


def plan_tasks(cells, pairs, n_inside, n_between, oversampler):
    """List the tasks, class by class, first those inside clusters.

    Classes, clusters and pairs come in the order of their first rows, so that nothing
    depends on their labels. If all rows lie in one cluster, its classes are one task,
    so that the oversampler does exactly what it would do without clustering.

    Parameters
    ----------
    cells : Cells
        The rows by cluster and class.

    pairs : ndarray of shape (n_pairs, 2)
        Positions of neighbouring clusters.

    n_inside : ndarray of shape (n_clusters, n_classes)
        Rows to make inside each cell.

    n_between : ndarray of shape (n_pairs, n_classes)
        Rows to make between the two cells of each pair.

    oversampler : estimator
        The oversampler that will do the tasks.

    Returns
    -------
    tasks : list of Task
        The tasks.
    """
    if _is_one_task(cells, n_inside, oversampler):
        rows = cells.cluster_rows(0)
        n_new = {int(code): int(n_inside[0, code]) for code in np.flatnonzero(n_inside)}
        return [Task(0, -1, rows, cells.class_codes[rows], n_new)] if n_new else []
    tasks = []
    for code in cells.class_order.tolist():
        for cluster in cells.cluster_order.tolist():
            if n_new := int(n_inside[cluster, code]):
                tasks.append(_plan_inside(cells, oversampler, cluster, code, n_new))
        for pair in np.flatnonzero(n_between[:, code]).tolist():
            n_new = int(n_between[pair, code])
            tasks.append(_plan_between(cells, oversampler, pairs[pair], code, n_new))
    return tasks


def _is_one_task(cells, n_inside, oversampler):
    """Return whether there is one cluster, in which the oversampler can work as it is.

    For that it takes rows of two classes, and as many of each as there are neighbours.
    """
    if len(cells.clusters) != 1 or np.count_nonzero(cells.counts) < 2:
        return False
    sizes = cells.counts[0, n_inside[0] > 0]
    if sizes.size == 0:
        return True
    shrunk = shrink_neighbors(oversampler, sizes.min(), cells.counts.sum())
    return n_neighbors_of(shrunk) == n_neighbors_of(oversampler)


def _plan_inside(cells, oversampler, cluster, code, n_new):
    rows = cells.rows(cluster, code)
    if looks_at_other_classes(oversampler):
        rows = _with_other_classes(
            cells, oversampler, cells.cluster_rows(cluster), code
        )
    return Task(cluster, -1, rows, _one_against_rest(cells, rows, code), {code: n_new})


def _plan_between(cells, oversampler, pair, code, n_new):
    first, second = pair.tolist()
    rows = np.concatenate((cells.rows(first, code), cells.rows(second, code)))
    if looks_at_other_classes(oversampler):
        others = np.concatenate((cells.cluster_rows(first), cells.cluster_rows(second)))
        others = others[cells.class_codes[others] != code]
        rows = np.concatenate((rows, others))
        rows = _with_other_classes(cells, oversampler, rows, code)
    codes = _one_against_rest(cells, rows, code)
    n_first = int(cells.counts[first, code])
    return Task(first, second, rows, codes, {code: n_new}, n_first)


def _one_against_rest(cells, rows, code):
    """Return the codes of rows, all other classes under the code of the largest."""
    others = cells.class_order[cells.class_order != code]
    rest = others[np.argmax(cells.counts.sum(axis=0)[others])]
    return np.where(cells.class_codes[rows] == code, code, rest)


def _with_other_classes(cells, oversampler, rows, code):
    """Return the rows, with one from elsewhere if all are of one class.

    Samplers refuse a target of one class. Those that cannot do without the other
    classes get no help: SMOTE stands in for them.
    """
    is_pure = (cells.class_codes[rows] == code).all()
    if is_pure and wants_a_second_class(oversampler):
        rows = np.append(rows, cells.first_row_of_other_class(code))
    return rows


def seed_tasks(n_tasks, oversampler, outer_seed, rng):
    """Return a seed for each task.

    Parameters
    ----------
    n_tasks : int
        Number of tasks.

    oversampler : estimator
        The oversampler, whose own seed takes precedence if it has one.

    outer_seed : int, RandomState instance or None
        The `random_state` of the outer estimator.

    rng : RandomState
        The stream of the outer estimator.

    Returns
    -------
    seeds : list
        Distinct integers. A single task gets the seed as it was given, so that the
        result is that of the oversampler by itself.
    """
    own_seed = getattr(oversampler, "random_state", None)
    if n_tasks == 1:
        return [outer_seed if own_seed is None else own_seed]
    if own_seed is not None:
        rng = check_random_state(own_seed)
    return draw_task_seeds(rng, n_tasks)
