"""Generation of the synthetic rows: task by task, or all at once.

An oversampler does its tasks one by one, each with its own seed. SMOTE, Geometric SMOTE
and repetition do several of them at once, with draws of one stream.
"""

from contextlib import nullcontext
from dataclasses import replace

import numpy as np
from sklearn import config_context
from sklearn.utils import check_random_state
from sklearn.utils.parallel import Parallel, delayed

from clover._compat import safe_indexing
from clover._estimators.notes import note_where
from clover._estimators.seeds import draw_task_seeds
from clover._numerics.threads import one_thread
from clover.over_sampling._generation.foreign import fit_to_size, run_oversampler
from clover.over_sampling._generation.many_cells import generate_natively
from clover.over_sampling._generation.one_cell import (
    geometric,
    repeat,
    smote,
)
from clover.over_sampling._generation.tasks import rows_of_task
from clover.over_sampling._generation.traits import (
    SMOTE,
    is_native,
    is_plain,
    repeats_rows,
)

# A neighbour search among fewer rows is over before a second thread has begun.
MAX_SINGLE_THREAD_ROWS = 2_000


def generate_tasks(
    oversampler, rows, cells, tasks, outer_seed, rng, is_numeric, out, n_jobs
):
    """Do the tasks, several at a time if asked for.

    Parameters
    ----------
    oversampler : estimator
        The oversampler, whose own seed takes precedence if it has one.

    rows : {ndarray, sparse matrix, dataframe} or None
        All rows; ``None`` if the oversampler only repeats them.

    cells : Cells
        The rows by cluster and class.

    tasks : list of Task
        The tasks.

    outer_seed : int, RandomState instance or None
        The `random_state` of the outer estimator. A single task gets it as it was
        given, so that the result is that of the oversampler by itself.

    rng : RandomState
        The stream of the outer estimator, for several tasks.

    is_numeric : bool
        Whether the rows hold numbers only.

    out : ndarray of shape (n_new, n_features) or None
        Where new rows may be written to.

    n_jobs : int or None
        Number of tasks, or chunks of rows, that are done at the same time.

    Returns
    -------
    blocks : list of Block
        The new rows, in the order of the tasks.

    X_new : {ndarray, sparse matrix} of shape (n_new, n_features) or None
        The new rows of all blocks, where these hold none themselves.
    """
    own_seed = getattr(oversampler, "random_state", None)
    only_together = is_native(oversampler) and (
        cells.weights is not None or any(task.other >= 0 for task in tasks)
    )
    if len(tasks) == 1 and not only_together:
        seed = outer_seed if own_seed is None else own_seed
        # It stays in this process: the seed may be a generator that others share.
        job = _make_job(oversampler, rows, cells, tasks[0], seed, is_numeric)
        return _do_task(*job), None
    if own_seed is not None:
        rng = check_random_state(own_seed)
    with _suitable_threads(cells, tasks):
        if is_native(oversampler) and tasks:
            return generate_natively(oversampler, rows, cells, tasks, rng, out, n_jobs)
        seeds = draw_task_seeds(rng, len(tasks))
        results = Parallel(n_jobs=n_jobs)(
            delayed(_do_task)(
                *_make_job(oversampler, rows, cells, task, seed, is_numeric)
            )
            for task, seed in zip(tasks, seeds, strict=True)
        )
    return [block for blocks in results for block in blocks], None


def _suitable_threads(cells, tasks):
    """Use one thread for neighbour searches that are too short to be shared.

    Where another process keeps a core busy, threads wait for each other: many short
    searches then take ten times as long.
    """
    n_rows = cells.counts[[task.cluster for task in tasks]].sum()
    if n_rows > MAX_SINGLE_THREAD_ROWS * len(tasks):
        return nullcontext()
    return one_thread()


def _make_job(oversampler, rows, cells, task, seed, is_numeric):
    """Return all that a worker needs for a task, and no more."""
    task_rows = rows_of_task(cells, oversampler, task)
    X = None if rows is None else safe_indexing(rows, task_rows.rows)
    name = f"{type(oversampler).__name__} {_name_task(cells, task)}"
    return oversampler, X, task, task_rows, seed, is_numeric, cells.classes, name


def _name_task(cells, task):
    """Return where a task is done, for messages."""
    (cluster, _), *_ = names = [cells.name(task.cluster, code) for code in task.n_new]
    where = f"in cluster {cluster}"
    if task.other >= 0:
        where = f"between clusters {cluster} and {cells.clusters[task.other]}"
    return f"{where}, class {', '.join(repr(class_label) for _, class_label in names)}"


def _do_task(oversampler, X, task, task_rows, seed, is_numeric, classes, name):
    codes, n_first = task_rows.codes, task_rows.n_first
    with note_where(f"to {name}"):
        blocks = generate(
            oversampler, X, codes, task.n_new, seed, is_numeric, classes, n_first
        )
    return [
        replace(
            block,
            base=np.where(block.base < 0, -1, task_rows.rows[block.base]),
            cluster=task.cluster,
            other=task.other,
        )
        for block in blocks
    ]


def generate(oversampler, X, codes, n_new, seed, is_numeric, classes, n_first=0):
    """Make new rows from the rows of one cluster.

    Parameters
    ----------
    oversampler : estimator
        The oversampler.

    X : {ndarray, sparse matrix, dataframe} of shape (n_samples, n_features)
        The rows of the cluster.

    codes : ndarray of shape (n_samples,)
        Codes of their classes.

    n_new : dict
        Maps class codes to the number of rows to make.

    seed : int, RandomState instance or None
        Seed of this task.

    is_numeric : bool
        Whether the rows hold numbers only, so that one may interpolate.

    classes : ndarray of shape (n_classes,)
        The class labels, in which an oversampler of somebody else is told.

    n_first : int, default=0
        For rows between two clusters, with how many of the first one's rows of the
        class `X` begins.

    Returns
    -------
    blocks : list of Block
        New rows of the classes, in the order of `n_new`; exactly as many as asked for.
    """
    if is_native(oversampler):
        # Rows and parameters were checked once for all tasks.
        with config_context(assume_finite=True, skip_parameter_validation=True):
            return _generate_alone(oversampler, X, codes, n_new, seed)
    foreign = run_oversampler(oversampler, X, codes, n_new, seed, classes)
    return [
        block
        for code, n in n_new.items()
        for block in fit_to_size(
            foreign, oversampler, X, codes, code, n, seed, is_numeric, n_first
        )
    ]


def _generate_alone(oversampler, X, codes, n_new, seed):
    if repeats_rows(oversampler):
        name = type(oversampler).__name__
        rng = check_random_state(seed)
        return [repeat(codes, code, n, rng, name) for code, n in n_new.items()]
    if is_plain(oversampler, SMOTE):
        return [
            smote(X, codes, code, n, oversampler.k_neighbors, seed)
            for code, n in n_new.items()
        ]
    rng = check_random_state(seed)
    return [geometric(oversampler, X, codes, code, n, rng) for code, n in n_new.items()]
