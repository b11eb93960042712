"""The rows of the cells in which rows are made, gathered cell by cell."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from clover._numerics.group_neighbors import Neighbors
from clover._numerics.groups import Groups
from clover.over_sampling._generation.searched import SearchedRows

NO_GROUPS = Groups.from_lists([np.empty(0, dtype=np.intp)])


@dataclass(frozen=True, eq=False)
class Gathered:
    """The rows of some cells, and the tasks to be done with them.

    Attributes
    ----------
    X : {ndarray, sparse matrix} of shape (n_rows, n_features)
        The rows, cell by cell.

    groups : Groups
        The cells, as groups of these rows.

    first, second : ndarray of shape (n_tasks,)
        The cell of each task, and the other cell of a task between two; -1 inside one.

    n_new : ndarray of shape (n_tasks,)
        Number of rows to make.

    X_others, others : {ndarray, sparse matrix}, Groups
        Rows, and those of other classes as groups of positions in `X_others`.

    space, space_of_others : {ndarray, sparse matrix}
        `X` and `X_others` in the space in which neighbours are searched.

    units : ndarray of shape (n_features,) or None
        The units of the columns, as in `SearchedRows`.

    others_of_task : ndarray of shape (n_tasks,)
        The group of `others` that each task sees.

    weights : ndarray of shape (n_rows,) or None
        How often each row is used, in proportion to the other rows of its cell;
        ``None`` leaves this to chance.

    neighbors : Neighbors or None
        The neighbours of all rows, if they are found already.

    repeats_single_rows : bool
        Whether the only row of a cell is repeated, even if the task sees other rows.

    name_group : callable
        Takes the position of a cell and returns its name, for messages.
    """

    X: object
    groups: Groups
    first: np.ndarray
    second: np.ndarray
    n_new: np.ndarray
    X_others: object
    others: Groups
    space: object
    space_of_others: object
    others_of_task: np.ndarray
    units: np.ndarray | None = None
    weights: np.ndarray | None = None
    neighbors: Neighbors | None = None
    repeats_single_rows: bool = True
    name_group: Callable = field(default=str, repr=False)

    @classmethod
    def of_class(cls, rows, others, n_new):
        """Gather the `SearchedRows` of one class as one cell with one task."""
        only, none = np.zeros(1, dtype=np.intp), np.full(1, -1)
        return cls(
            X=rows.X,
            groups=Groups.from_sizes(np.array([rows.X.shape[0]])),
            first=only,
            second=none,
            n_new=np.array([n_new]),
            X_others=others.X,
            others=Groups.from_sizes(np.array([others.X.shape[0]])),
            space=rows.space,
            space_of_others=others.space,
            others_of_task=only,
            units=rows.units,
            neighbors=rows.neighbors,
            repeats_single_rows=False,
        )

    @property
    def is_inside(self):
        """Whether each task makes rows inside one cell."""
        return self.second < 0

    @property
    def are_others_there(self):
        """Whether each task sees rows of other classes."""
        return self.others.sizes[self.others_of_task] > 0

    @property
    def is_single(self):
        """Whether each task makes rows from a single row."""
        return self.is_inside & (self.groups.sizes[self.first] == 1)

    def take(self, rows):
        """Return some rows as `SearchedRows`."""
        return SearchedRows(self.X, self.space, self.units).take(rows)

    def take_others(self, rows):
        """Return some rows of other classes as `SearchedRows`."""
        return SearchedRows(self.X_others, self.space_of_others).take(rows)

    def rows_of_task(self, task):
        """Return the rows of the one or two cells of a task."""
        rows = self.groups.of(self.first[task])
        if self.second[task] < 0:
            return rows
        return np.concatenate((rows, self.groups.of(self.second[task])))


def gather(rows, cells, tasks, sees_other_classes, name):
    """Gather the rows of the cells of some tasks, each of one class.

    `rows` are all rows, as `SearchedRows`. Returns also the position among these of
    each gathered row.
    """
    codes = [code for task in tasks for code in task.n_new]
    places = {}
    first = [
        places.setdefault((task.cluster, code), len(places))
        for task, code in zip(tasks, codes, strict=True)
    ]
    second = [
        -1 if task.other < 0 else places.setdefault((task.other, code), len(places))
        for task, code in zip(tasks, codes, strict=True)
    ]
    cell_list = list(places)
    gathered = Groups.from_lists([cells.rows(*cell) for cell in cell_list])
    others, others_of_task = NO_GROUPS, np.zeros(len(tasks), dtype=np.intp)
    if sees_other_classes:
        others, others_of_task = _gather_other_classes(cells, tasks, codes)

    def name_group(group):
        cluster, class_label = cells.name(*cell_list[group])
        return f"{name} in cluster {cluster}, class {class_label!r}"

    of_cells = rows.take(gathered.rows)
    return Gathered(
        X=of_cells.X,
        groups=Groups.from_sizes(gathered.sizes),
        first=np.array(first),
        second=np.array(second),
        n_new=np.array([n for task in tasks for n in task.n_new.values()]),
        X_others=rows.X,
        others=others,
        space=of_cells.space,
        space_of_others=rows.space,
        others_of_task=others_of_task,
        units=rows.units,
        weights=None if cells.weights is None else cells.weights[gathered.rows],
        name_group=name_group,
    ), gathered.rows


def _gather_other_classes(cells, tasks, codes):
    """Return groups of rows of other classes, and the group that each task sees."""
    if cells.are_of_one_class:
        # All tasks of a class see the same rows: one group saves memory and searches.
        group_of = {}
        of_task = [group_of.setdefault(code, len(group_of)) for code in codes]
        groups = Groups.from_lists([cells.other_rows([], code) for code in group_of])
        return groups, np.array(of_task)
    groups = Groups.from_lists(
        [
            cells.other_rows(task.clusters, code)
            for task, code in zip(tasks, codes, strict=True)
        ]
    )
    return groups, np.arange(len(tasks))
