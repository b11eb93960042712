"""Generation of the synthetic rows: task by task, or all at once.

An oversampler does its tasks one by one, each with its own seed. SMOTE, Geometric SMOTE
and repetition do several of them at once, with draws of one stream.
"""

from contextlib import nullcontext
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from sklearn import config_context
from sklearn.utils import check_random_state
from sklearn.utils.parallel import Parallel, delayed

from clover._compat import safe_indexing
from clover._estimators.notes import note_where
from clover._estimators.seeds import draw_task_seeds
from clover._numerics.threads import one_thread
from clover._rows.containers import find_non_finite_columns
from clover.over_sampling._native import (
    Block,
    as_numbers,
    geometric,
    repeat,
    smote,
    smote_between,
)
from clover.over_sampling._native_batch import generate_natively
from clover.over_sampling._oversamplers import (
    SMOTE,
    is_native,
    is_plain,
    k_neighbors_of,
    makes_categories,
    n_neighbors_of,
    repeats_rows,
    says_it_cannot_work,
    shrink_neighbors,
)
from clover.over_sampling._tasks import rows_of_task

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
        for block in _fit_to_size(
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


@dataclass(frozen=True)
class ForeignRows:
    """The rows that an oversampler of somebody else made; none if it could not."""

    X: object
    codes: np.ndarray
    base: np.ndarray
    n_neighbors: int


def run_oversampler(oversampler, X, codes, n_new, seed, classes):
    """Let an oversampler work on the rows of a cluster, by its public method alone.

    Parameters
    ----------
    oversampler : estimator
        The oversampler.

    X : {ndarray, sparse matrix, dataframe} of shape (n_samples, n_features)
        The rows of the cluster.

    codes : ndarray of shape (n_samples,)
        Codes of their classes, of at least two classes.

    n_new : dict
        Maps class codes to the number of rows to make.

    seed : int, RandomState instance or None
        Seed of the oversampler.

    classes : ndarray of shape (n_classes,)
        The class labels. The oversampler gets these, as it may have parameters for
        single classes.

    Returns
    -------
    foreign : ForeignRows
        The rows it made.
    """
    sizes = {code: int((codes == code).sum()) for code in n_new}
    needs_neighbors = n_neighbors_of(oversampler) > 0
    if (needs_neighbors and 1 in sizes.values()) or (codes == codes[0]).all():
        return _no_rows(codes)
    sampler = shrink_neighbors(oversampler, min(sizes.values()), codes.size)
    # As keys, dates of NumPy are found among dates of NumPy only.
    labels = list(classes) if classes.dtype.kind in "mM" else classes.tolist()
    sampler.set_params(
        sampling_strategy={labels[code]: sizes[code] + n for code, n in n_new.items()}
    )
    if "random_state" in sampler.get_params(deep=False):
        sampler.set_params(random_state=seed)
    try:
        # Of equal rows, imbalanced-learn's KMeansSMOTE divides by zero.
        with np.errstate(divide="ignore", invalid="ignore"):
            X_res, y_res = sampler.fit_resample(X, classes[codes])
    except (ValueError, RuntimeError) as error:
        if says_it_cannot_work(sampler, error):
            return _no_rows(codes)
        raise
    return _split_off(sampler, X, codes, X_res, _to_codes(sampler, classes, y_res))


def _no_rows(codes):
    return ForeignRows(None, codes[:0], np.empty(0, dtype=int), 0)


def _to_codes(sampler, classes, y_res):
    """Return the codes of the labels that an oversampler returned."""
    labels = np.asarray(y_res)
    codes = np.searchsorted(classes, labels)
    known = classes[np.minimum(codes, classes.size - 1)] == labels
    if not np.all(known):
        raise ValueError(
            f"{type(sampler).__name__} returned classes that it was not given: "
            f"{np.unique(labels[~known]).tolist()}."
        )
    return codes


def _split_off(sampler, X, codes, X_res, codes_res):
    name, n_samples, n_res = type(sampler).__name__, codes.size, X_res.shape[0]
    if sparse.issparse(X_res):
        # With older versions of SciPy, stacked rows may have no order yet.
        X_res = X_res.tocsr()
    kept = codes_res[:n_samples]
    if n_res < n_samples or codes_res.shape != (n_res,) or (kept != codes).any():
        raise ValueError(
            "An oversampler should return the rows it was given and then the new ones. "
            f"{name} was given {n_samples} rows and returned others: "
            f"{n_res} rows, {codes_res.shape} targets."
        )
    if X_res.shape[1:] != X.shape[1:]:
        raise ValueError(
            f"An oversampler should keep the {X.shape[1]} columns. {name} returned "
            f"shape {X_res.shape}."
        )
    if not _begins_with(X_res, X, sampler):
        raise ValueError(
            "An oversampler should return the rows it was given and then the new ones. "
            f"{name} moved or changed some of the first {n_samples}."
        )
    new = np.arange(n_samples, n_res)
    base = _told_base_rows(sampler, n_samples, new.size)
    X_new = safe_indexing(X_res, new)
    if find_non_finite_columns(X_new) and not find_non_finite_columns(X):
        raise ValueError(
            f"{name} made missing or infinite values from rows without any, in columns "
            f"{find_non_finite_columns(X_new)}."
        )
    return ForeignRows(X_new, codes_res[new], base, n_neighbors_of(sampler))


def _begins_with(X_res, X, sampler):
    """Return whether the first rows are those that were given.

    Those of known oversamplers are, and need not be compared.
    """
    if type(sampler).__module__.startswith(("clover.", "imblearn.")):
        return True
    first = safe_indexing(X_res, np.arange(X.shape[0]))
    if sparse.issparse(X):
        return (first != X).nnz == 0
    first, given = np.asarray(first), np.asarray(X)
    # Missing values equal nothing, not even themselves.
    is_equal = (first == given) | ((first != first) & (given != given))
    return bool(np.all(is_equal))


def _told_base_rows(sampler, n_samples, n_new):
    """Return the rows that new ones were made from, where the oversampler tells."""
    for told, n_kept in (("base_indices_", 0), ("sample_indices_", n_samples)):
        base = np.asarray(getattr(sampler, told, ()))[n_kept:]
        if base.shape == (n_new,):
            return base
    return np.full(n_new, -1)


def _fit_to_size(
    foreign, oversampler, X, codes, code, n_new, seed, is_numeric, n_first
):
    """Yield exactly `n_new` rows of a class: cut what is too much, add what lacks."""
    made = np.flatnonzero(foreign.codes == code)
    # A stream of its own, apart from the one that the oversampler used.
    rng = check_random_state(seed)
    rng = np.random.RandomState(rng.randint(np.iinfo(np.int32).max))
    if made.size > n_new:
        made = np.sort(rng.choice(made, size=n_new, replace=False))
    if made.size:
        yield Block(
            code,
            foreign.base[made],
            type(oversampler).__name__,
            foreign.n_neighbors,
            safe_indexing(foreign.X, made),
        )
    n_lacking = n_new - made.size
    if not n_lacking:
        return
    if is_numeric and not makes_categories(oversampler):
        X_class = safe_indexing(X, np.flatnonzero(codes == code))
        can_interpolate = not find_non_finite_columns(X_class)
    else:
        can_interpolate = False
    if not can_interpolate:
        yield repeat(codes, code, n_lacking, rng)
    elif n_first:
        yield smote_between(as_numbers(X_class), n_first, code, n_lacking, rng)
    else:
        yield smote(X, codes, code, n_lacking, k_neighbors_of(oversampler), rng)
