"""Generation of the synthetic rows: task by task, or all tasks at once.

A foreign oversampler does its tasks one by one, each with its own seed. A native one
does all of them at once, with draws of one stream.
"""

from contextlib import nullcontext
from dataclasses import dataclass, replace
from numbers import Integral

import numpy as np
from sklearn import config_context
from sklearn.utils import check_random_state
from sklearn.utils.parallel import Parallel, delayed

from clover._estimators.notes import note_where
from clover._estimators.seeds import draw_task_seeds
from clover._numerics.threads import one_thread
from clover._rows.containers import take_rows
from clover.over_sampling._generation.blocks import REPETITION, Block
from clover.over_sampling._generation.foreign import make_by_method
from clover.over_sampling._generation.gathered import gather
from clover.over_sampling._generation.many_cells import make_one_by_one
from clover.over_sampling._generation.one_cell import make_natively
from clover.over_sampling._generation.tasks import Job, rows_of_task

# A neighbour search among fewer rows ends before a second thread starts.
MAX_SINGLE_THREAD_ROWS = 2_000


@dataclass(frozen=True)
class Streams:
    """The random streams of the tasks.

    Attributes
    ----------
    single : int, RandomState instance or None
        The seed of a single task, whose result equals that of the oversampler by
        itself: the oversampler's own seed, or else that of the outer estimator.

    many : RandomState
        The stream for several tasks.
    """

    single: object
    many: np.random.RandomState

    @classmethod
    def of(cls, traits, outer_seed, rng):
        """Return the streams; the oversampler's own seed takes precedence."""
        if traits.random_state is None:
            return cls(outer_seed, rng)
        return cls(traits.random_state, check_random_state(traits.random_state))

    def of_single(self, traits, task):
        """Return the seed of a single task, or a generator at its start."""
        is_one_stream = not traits.restarts_for_classes or len(task.n_new) == 1
        if not (isinstance(self.single, Integral) and traits.native and is_one_stream):
            return self.single
        # Making a new generator takes fifty times as long.
        self.many.seed(self.single)
        return self.many


def do_tasks(traits, source, cells, tasks, streams, new_rows, n_jobs):
    """Do the tasks and return their blocks, in the order of the tasks.

    The blocks hold exactly as many rows as asked for. `new_rows` is room for the rows
    of a native oversampler, or None if they are no numbers. `n_jobs` is the number of
    tasks, or chunks of rows, that are done at the same time.
    """
    if not tasks:
        return []
    has_pairs = any(task.other >= 0 for task in tasks)
    if len(tasks) == 1 and not (
        traits.native and (cells.weights is not None or has_pairs)
    ):
        # In another process, the task would not advance a generator that others share.
        task_rows = rows_of_task(cells, traits, tasks[0])
        seed = streams.of_single(traits, tasks[0])
        job = _make_job(traits, source, cells, tasks[0], task_rows, seed)
        return _locate(do_job(job), tasks[0], task_rows)
    with _suitable_threads(cells, tasks):
        if traits.native:
            return _do_together(
                traits, source.rows, cells, tasks, streams.many, new_rows, n_jobs
            )
        return _do_one_by_one(traits, source, cells, tasks, streams.many, n_jobs)


def _suitable_threads(cells, tasks):
    """Use one thread for neighbour searches that are too short for several.

    If another process keeps a core busy, threads wait for each other, and many short
    searches take ten times as long.
    """
    n_rows = cells.counts.sum(axis=1)[[task.cluster for task in tasks]].sum()
    if n_rows > MAX_SINGLE_THREAD_ROWS * len(tasks):
        return nullcontext()
    return one_thread()


def _do_together(traits, rows, cells, tasks, rng, new_rows, n_jobs):
    """Do all tasks of a native oversampler at once."""
    native, oversampler = traits.native, traits.oversampler
    sees_others = traits.sees_other_classes
    gathered, positions = gather(rows, cells, tasks, sees_others, traits.name)
    write = new_rows.write if new_rows is not None else None
    # Rows and parameters are checked already; each check would take time again.
    with config_context(assume_finite=True, skip_parameter_validation=True):
        if native.make_together is None:
            parents = make_one_by_one(native.make, oversampler, gathered, rng, write)
        else:
            parents = native.make_together(oversampler, gathered, rng, write, n_jobs)
    # Rows of other classes are not gathered: their positions are those among all rows.
    parents = parents.located(positions)
    return _describe(traits, tasks, gathered, parents)


def _describe(traits, tasks, gathered, parents):
    """Return a block for each task, for rows that are already written."""
    n_others = gathered.groups.sizes[gathered.first] - 1
    n_neighbors = np.minimum(
        np.where(gathered.is_inside, n_others, 1), traits.n_neighbors
    )
    name_of_single = REPETITION if traits.n_neighbors else traits.name
    makers = np.where(gathered.is_single, name_of_single, traits.name)
    are_copies = gathered.is_single | traits.repeats_rows
    stops = np.cumsum(gathered.n_new)
    places = map(slice, stops - gathered.n_new, stops)
    described = (makers, n_neighbors, are_copies)
    return [
        Block(
            next(iter(task.n_new)),
            parents.take(place),
            maker,
            number,
            is_copy=is_copy,
            is_of_cell=traits.native.uses_whole_cells and not is_copy,
            cluster=task.cluster,
            other=task.other,
        )
        for task, place, maker, number, is_copy in zip(
            tasks, places, *(values.tolist() for values in described), strict=True
        )
    ]


def _do_one_by_one(traits, source, cells, tasks, rng, n_jobs):
    """Do the tasks of a foreign oversampler, each with its own seed."""
    rows_of_tasks = [rows_of_task(cells, traits, task) for task in tasks]
    seeds = draw_task_seeds(rng, len(tasks))
    results = Parallel(n_jobs=n_jobs)(
        delayed(do_job)(_make_job(traits, source, cells, *task_rows_seed))
        for task_rows_seed in zip(tasks, rows_of_tasks, seeds, strict=True)
    )
    located = map(_locate, results, tasks, rows_of_tasks)
    return [block for blocks in located for block in blocks]


def _make_job(traits, source, cells, task, task_rows, seed):
    return Job(
        traits,
        take_rows(source.X, task_rows.rows),
        task_rows.codes,
        task.n_new,
        seed,
        cells.classes,
        task_rows.n_first,
        source.is_numeric and not traits.makes_categories,
        f"{traits.name} {_name_task(cells, task)}",
        None if source.space is None else source.space[task_rows.rows],
        source.units,
    )


def _name_task(cells, task):
    """Return the clusters and classes of a task, for messages."""
    (cluster, _), *_ = names = [cells.name(task.cluster, code) for code in task.n_new]
    where = f"in cluster {cluster}"
    if task.other >= 0:
        where = f"between clusters {cluster} and {cells.clusters[task.other]}"
    return f"{where}, class {', '.join(repr(class_label) for _, class_label in names)}"


def do_job(job):
    """Return the blocks of a job, with parents as positions among its rows."""
    with note_where(f"to {job.name}"):
        if job.traits.native:
            with config_context(assume_finite=True, skip_parameter_validation=True):
                return make_natively(job)
        return make_by_method(job)


def _locate(blocks, task, task_rows):
    """Return the blocks of a task, with parents as positions among all rows."""
    return [
        replace(
            block,
            parents=block.parents.located(task_rows.rows),
            cluster=task.cluster,
            other=task.other,
        )
        for block in blocks
    ]
