"""Tasks: how many rows are to be made where, in a fixed order."""

from dataclasses import dataclass

import numpy as np

from clover.over_sampling._generation.traits import Traits


@dataclass(frozen=True)
class Task:
    """How many rows of which classes to make in a cluster or between two.

    Attributes
    ----------
    cluster : int
        Position of the cluster.

    other : int
        Position of the other cluster, for rows between two; -1 for rows inside one.

    n_new : dict
        Maps class codes to the number of rows to make.

    is_whole : bool
        Whether the oversampler is to see the classes of the cluster as they are, and
        not one of them against the rest.
    """

    cluster: int
    other: int
    n_new: dict
    is_whole: bool = False

    @property
    def clusters(self):
        """Positions of its one or two clusters."""
        return [self.cluster] if self.other < 0 else [self.cluster, self.other]


def plan_tasks(cells, pairs, n_inside, n_between, traits):
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

    traits : Traits
        The oversampler that will do the tasks.

    Returns
    -------
    tasks : list of Task
        The tasks.
    """
    if _is_one_task(cells, n_inside, traits):
        n_new = {int(code): int(n_inside[0, code]) for code in np.flatnonzero(n_inside)}
        return [Task(0, -1, n_new, is_whole=True)] if n_new else []
    tasks = []
    for code in cells.class_order.tolist():
        for cluster in cells.cluster_order.tolist():
            if n_new := int(n_inside[cluster, code]):
                tasks.append(Task(cluster, -1, {code: n_new}))
        for pair in np.flatnonzero(n_between[:, code]).tolist():
            first, second = pairs[pair].tolist()
            tasks.append(Task(first, second, {code: int(n_between[pair, code])}))
    return tasks


def _is_one_task(cells, n_inside, traits):
    """Return whether there is one cluster, in which the oversampler can work as it is.

    For that it takes rows of two classes, as many of each as there are neighbours, and
    none that are used in a special way.
    """
    if cells.has_row_use:
        return False
    if len(cells.clusters) != 1 or np.count_nonzero(cells.counts) < 2:
        return False
    sizes = cells.counts[0, n_inside[0] > 0]
    return sizes.size == 0 or traits.n_neighbors < sizes.min()


@dataclass(frozen=True)
class Job:
    """All that a worker needs for a task, and no more.

    Attributes
    ----------
    traits : Traits
        The oversampler.

    X : {ndarray, sparse matrix, dataframe} of shape (n_rows, n_features)
        The rows that it gets.

    codes : ndarray of shape (n_rows,)
        The codes of their classes.

    n_new : dict
        Maps class codes to the number of rows to make.

    seed : int, RandomState instance or None
        Seed of the task.

    classes : ndarray of shape (n_classes,)
        The class labels, in which an oversampler of somebody else is told.

    n_first : int
        For rows between two clusters, with how many of the first one's rows of the
        class `X` begins.

    can_interpolate : bool
        Whether the rows hold numbers only, none of which stands for a category.

    name : str
        What is done where, for messages.
    """

    traits: Traits
    X: object
    codes: np.ndarray
    n_new: dict
    seed: object
    classes: np.ndarray
    n_first: int = 0
    can_interpolate: bool = True
    name: str = ""


@dataclass(frozen=True)
class TaskRows:
    """The rows that the oversampler gets for a task.

    Attributes
    ----------
    rows : ndarray of shape (n_rows,)
        Positions of the rows.

    codes : ndarray of shape (n_rows,)
        The class codes that it gets with them.

    n_first : int
        For rows between two clusters, how many of the first cluster's rows of the class
        `rows` begins with; those of the second follow. Otherwise 0.
    """

    rows: np.ndarray
    codes: np.ndarray
    n_first: int = 0


def rows_of_task(cells, traits, task):
    """Return the rows that the oversampler gets for a task, as `TaskRows`."""
    if task.is_whole:
        rows = cells.cluster_rows(task.cluster)
        return TaskRows(rows, cells.class_codes[rows])
    ((code, _),) = task.n_new.items()
    rows = cells.rows(task.cluster, code)
    n_first = 0
    if task.other >= 0:
        n_first = rows.size
        rows = np.concatenate((rows, cells.rows(task.other, code)))
    if traits.sees_other_classes:
        rows = np.concatenate((rows, cells.other_rows(task.clusters, code)))
        rows = np.sort(rows) if task.other < 0 else rows
    if traits.wants_a_second_class and (cells.class_codes[rows] == code).all():
        # Samplers refuse a target of one class. Those that cannot do without the other
        # classes get no help: SMOTE stands in for them.
        rows = np.append(rows, cells.first_row_of_other_class(code))
    return TaskRows(rows, _one_against_rest(cells, rows, code), n_first)


def _one_against_rest(cells, rows, code):
    """Return the codes of rows, all other classes under the code of the largest."""
    others = cells.class_order[cells.class_order != code]
    rest = others[np.argmax(cells.counts.sum(axis=0)[others])]
    return np.where(cells.class_codes[rows] == code, code, rest)
