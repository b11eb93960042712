"""Tasks: how many rows to make where, in a fixed order."""

from dataclasses import dataclass

import numpy as np

from clover.over_sampling._generation.traits import Traits


@dataclass(frozen=True)
class Task:
    """How many rows of which classes to make in a cluster or between two.

    Attributes
    ----------
    cluster, other : int
        Positions of the cluster and of the other one; `other` is -1 inside one cluster.

    n_new : dict
        Maps class codes to the number of rows to make.

    is_whole : bool
        Whether the oversampler sees the classes of the cluster as they are, and not one
        of them against the rest.
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
    """List the tasks, class by class: first inside clusters, then between clusters.

    Classes, clusters and pairs come in the order of their first rows, so that nothing
    depends on their labels. If all rows lie in one cluster, all classes form one task,
    whose result equals that of the oversampler without clustering.

    `n_inside` has shape (n_clusters, n_classes), `n_between` (n_pairs, n_classes).
    """
    if _is_one_task(cells, n_inside, traits):
        n_new = {int(code): int(n_inside[0, code]) for code in np.flatnonzero(n_inside)}
        return [Task(0, -1, n_new, is_whole=True)] if n_new else []
    tasks = {code: [] for code in cells.class_order.tolist()}
    place_of_cluster = np.argsort(cells.cluster_order)
    clusters, codes = np.nonzero(n_inside)
    for cell in np.argsort(place_of_cluster[clusters], kind="stable").tolist():
        cluster, code = int(clusters[cell]), int(codes[cell])
        n_new = int(n_inside[cluster, code])
        tasks[code].append(Task(cluster, -1, {code: n_new}))
    for pair, code in np.argwhere(n_between).tolist():
        first, second = pairs[pair].tolist()
        tasks[code].append(Task(first, second, {code: int(n_between[pair, code])}))
    return [task for of_class in tasks.values() for task in of_class]


def _is_one_task(cells, n_inside, traits):
    """Return whether there is one cluster in which the oversampler works as it is.

    The oversampler needs rows of two classes, more rows of each targeted class than
    neighbours, and no masks or weights of rows.
    """
    if cells.has_row_use:
        return False
    if len(cells.clusters) != 1 or np.count_nonzero(cells.counts) < 2:
        return False
    sizes = cells.counts[0, n_inside[0] > 0]
    return sizes.size == 0 or sizes.min() >= traits.n_needed


@dataclass(frozen=True, eq=False)
class Job:
    """All that a worker needs for a task, and no more.

    Attributes
    ----------
    traits : Traits
        The oversampler.

    X, codes : {ndarray, sparse matrix, dataframe}, ndarray of shape (n_rows,)
        The rows that the oversampler gets, and the codes of their classes.

    n_new : dict
        Maps class codes to the number of rows to make.

    seed : int, RandomState instance or None
        Seed of the task.

    classes : ndarray of shape (n_classes,)
        The class labels, which a foreign oversampler gets instead of codes.

    n_first : int
        Between two clusters, the number of rows of the first cluster, with which `X`
        begins; otherwise 0.

    can_interpolate : bool
        Whether the rows hold numbers only, none of which stands for a category.

    name : str
        The oversampler, cluster and class, for messages.

    space, units : {ndarray, sparse matrix} or None, ndarray or None
        The rows in the space in which a native oversampler searches neighbours, if it
        is another one, and the units of their columns, as in `SearchedRows`.
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
    space: object = None
    units: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class TaskRows:
    """Positions of the rows that an oversampler gets for a task, and their class codes.

    Between two clusters, `n_first` rows of the first cluster come first; otherwise it
    is 0.
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
        # Oversamplers refuse a target of one class. Those that need other classes could
        # not work with one row of these either: SMOTE stands in for them.
        rows = np.append(rows, cells.first_row_of_other_class(code))
    return TaskRows(rows, _one_against_rest(cells, rows, code), n_first)


def _one_against_rest(cells, rows, code):
    """Return the codes of rows, with the code of the largest for all other classes."""
    others = cells.class_order[cells.class_order != code]
    rest = others[np.argmax(cells.counts.sum(axis=0)[others])]
    return np.where(cells.class_codes[rows] == code, code, rest)
