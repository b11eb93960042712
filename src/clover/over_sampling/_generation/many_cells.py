"""All tasks at once, where SMOTE, Geometric SMOTE or repetition makes the rows.

The rows have the distribution of those that the oversampler makes cluster by cluster,
without its preparations in each of them.
"""

from dataclasses import dataclass

import numpy as np
from joblib import effective_n_jobs
from scipy import sparse
from sklearn.utils import check_random_state, gen_batches
from sklearn.utils.parallel import Parallel, delayed

from clover._estimators.seeds import draw_task_seeds
from clover._numerics.distances import paired_distances
from clover._numerics.group_neighbors import (
    find_nearest_in_groups,
    find_neighbors_in_groups,
)
from clover._numerics.groups import Groups
from clover.over_sampling._generation.base_rows import draw_base_rows, draw_rows
from clover.over_sampling._generation.blocks import REPETITION, Block
from clover.over_sampling._generation.traits import (
    is_geometric,
    n_neighbors_of,
    repeats_rows,
)
from clover.over_sampling._kernels.balls import make_geometric_samples
from clover.over_sampling._kernels.segments import interpolate
from clover.over_sampling._kernels.surface_points import CHUNK_SIZE, take_surface_points

# New rows that are made at a time: of wide rows no fewer, of sparse ones by SMOTE.
MIN_CHUNK_ROWS = 256
SPARSE_CHUNK_ROWS = 10_000


def generate_natively(oversampler, X, cells, tasks, seed, out, n_jobs):
    """Do all tasks at once.

    Parameters
    ----------
    oversampler : estimator
        SMOTE, Geometric SMOTE of numbers, or RandomOverSampler without shrinkage.

    X : {ndarray, sparse matrix} of shape (n_samples, n_features) or None
        All rows; ``None`` if they are only repeated.

    cells : Cells
        The rows by cluster and class.

    tasks : list of Task
        The tasks, of one class each.

    seed : int or RandomState instance
        Where the draws come from.

    out : ndarray of shape (n_new, n_features) or None
        Where the new rows are written to, unless they are sparse or repeated.

    n_jobs : int or None
        Number of threads.

    Returns
    -------
    blocks : list of Block
        The account of the new rows, task by task.

    X_new : {ndarray, sparse matrix} of shape (n_new, n_features) or None
        The new rows; ``None`` if they are repetitions of the base rows.
    """
    rng = check_random_state(seed)
    is_repetition = repeats_rows(oversampler)
    draw = draw_base_rows(cells, tasks, is_repetition, rng)
    name = type(oversampler).__name__
    if is_repetition:
        n_neighbors = np.zeros(len(tasks), dtype=int)
        return _make_blocks(draw, tasks, n_neighbors, name, name), None
    X_cells = X[draw.rows]
    needs_neighbors = draw.is_inside
    chunk_rows = max(MIN_CHUNK_ROWS, CHUNK_SIZE // X.shape[1])
    if is_geometric(oversampler):
        others = _gather_other_classes(oversampler, cells, tasks)
        if oversampler.selection_strategy == "majority":
            needs_neighbors = needs_neighbors & ~others.are_there
        partner = _draw_partners(
            oversampler, X_cells, draw, needs_neighbors, cells, rng
        )
        make = _geometric_maker(
            oversampler, X, X_cells, draw, others, partner, chunk_rows, rng
        )
    else:
        partner = _draw_partners(
            oversampler, X_cells, draw, needs_neighbors, cells, rng
        )
        make = _smote_maker(X_cells, draw, partner, rng)
        if sparse.issparse(X):
            chunk_rows = SPARSE_CHUNK_ROWS
    X_new = _make_chunks(make, draw.base.size, chunk_rows, X[:0], out, n_jobs)
    n_neighbors = draw.count_neighbors(n_neighbors_of(oversampler))
    return _make_blocks(draw, tasks, n_neighbors, name, REPETITION), X_new


def _draw_partners(oversampler, X_cells, draw, needs_neighbors, cells, rng):
    """Draw a neighbour of each base row, between cells a row of the second one.

    What is returned is meaningless where a task needs none.
    """

    def name_group(group):
        cluster, class_label = cells.name(*draw.cells[group])
        name = type(oversampler).__name__
        return f"{name} in cluster {cluster}, class {class_label!r}"

    is_wanted = np.zeros(draw.rows.size, dtype=bool)
    is_wanted[draw.base[needs_neighbors[draw.task]]] = True
    neighbors = find_neighbors_in_groups(
        X_cells, draw.groups, oversampler.k_neighbors, is_wanted, name_group
    )
    partner = neighbors.draw(draw.base, rng)
    between = np.flatnonzero(~draw.is_inside[draw.task])
    partner[between] = draw_rows(draw.groups, draw.second[draw.task[between]], rng)
    return partner


def _smote_maker(X_cells, draw, partner, rng):
    """Return a function that makes some of SMOTE's rows."""
    gaps = rng.uniform(size=draw.base.size)

    def make(chunk, _):
        base, other = X_cells[draw.base[chunk]], X_cells[partner[chunk]]
        return interpolate(base, other, gaps[chunk])

    return make


@dataclass(frozen=True)
class OtherRows:
    """The rows of other classes that each task sees.

    Attributes
    ----------
    groups : Groups
        Groups of such rows.

    of_task : ndarray of shape (n_tasks,)
        The group that each task sees, in ascending order.
    """

    groups: Groups
    of_task: np.ndarray

    @property
    def are_there(self):
        """Whether each task sees any."""
        return self.groups.sizes[self.of_task] > 0


def _gather_other_classes(oversampler, cells, tasks):
    """Return the rows of other classes that each task sees."""
    if oversampler.selection_strategy == "minority":
        groups = Groups.from_lists([np.empty(0, dtype=np.intp)])
        return OtherRows(groups, np.zeros(len(tasks), dtype=np.intp))
    codes = [code for task in tasks for code in task.n_new]
    if cells.are_of_one_class:
        # Tasks come class by class, and all of a class see the same rows: these are
        # held, and searched, once.
        distinct = list(dict.fromkeys(codes))
        groups = Groups.from_lists([cells.other_rows([], code) for code in distinct])
        of_task = np.array([distinct.index(code) for code in codes])
        return OtherRows(groups, of_task)
    groups = Groups.from_lists(
        [
            cells.other_rows(task.clusters, code)
            for task, code in zip(tasks, codes, strict=True)
        ]
    )
    return OtherRows(groups, np.arange(len(tasks)))


def _geometric_maker(oversampler, X, X_cells, draw, others, partner, chunk_rows, rng):
    """Return a function that makes some of Geometric SMOTE's rows."""
    surface, is_other = _choose_surface_points(
        oversampler.selection_strategy, X, X_cells, draw, others, partner
    )
    n_chunks = -(-draw.base.size // chunk_rows)
    seeds = draw_task_seeds(rng, n_chunks)

    def make(chunk, number):
        return make_geometric_samples(
            X_cells[draw.base[chunk]],
            take_surface_points(X_cells, X, surface[chunk], is_other[chunk]),
            oversampler.truncation_factor,
            oversampler.deformation_factor,
            check_random_state(seeds[number]),
        )

    return make


def _choose_surface_points(strategy, X, X_cells, draw, others, partner):
    """Return the surface point of each ball, and whether it is of another class.

    Points of the class are places among the rows of the cells, others among all rows.
    """
    is_other = others.are_there[draw.task]
    if not is_other.any():
        return partner, is_other
    # Several balls may have the same center.
    n_rows = draw.rows.size
    centers, center = np.unique(draw.task * n_rows + draw.base, return_inverse=True)
    of_task, centers = np.divmod(centers, n_rows)
    n_groups = others.groups.sizes.size
    queries = np.bincount(others.of_task[of_task], minlength=n_groups)
    nearest = find_nearest_in_groups(
        X_cells[centers], Groups.from_sizes(queries), X, others.groups
    )
    if strategy == "combined":
        to_other = paired_distances(X_cells, centers, X, nearest, CHUNK_SIZE)
        to_same = paired_distances(X_cells, draw.base, X_cells, partner, CHUNK_SIZE)
        is_other &= to_other[center] < to_same
    # The only row of a cell is repeated.
    sizes = draw.groups.sizes[draw.first]
    is_other &= (~draw.is_inside | (sizes > 1))[draw.task]
    return np.where(is_other, nearest[center], partner), is_other


def _make_chunks(make, n_new, chunk_rows, no_rows, out, n_jobs):
    """Make all rows, chunk by chunk, and return them."""
    chunks = list(enumerate(gen_batches(n_new, chunk_rows)))
    if sparse.issparse(no_rows):
        pieces = [make(chunk, number) for number, chunk in chunks]
        return sparse.vstack((no_rows, *pieces), format="csr")

    def work(some_chunks):
        for number, chunk in some_chunks:
            out[chunk] = make(chunk, number)

    n_threads = min(len(chunks), effective_n_jobs(n_jobs))
    if n_threads == 1:
        work(chunks)
    else:
        Parallel(n_jobs=n_threads, require="sharedmem")(
            delayed(work)(chunks[part::n_threads]) for part in range(n_threads)
        )
    return out


def _make_blocks(draw, tasks, n_neighbors, name, name_of_single):
    """Return the account of the new rows of each task."""
    base = draw.rows[draw.base]
    bounds = np.searchsorted(draw.task, np.arange(len(tasks) + 1))
    blocks = []
    for i, task in enumerate(tasks):
        ((code, _),) = task.n_new.items()
        is_single = draw.second[i] < 0 and draw.groups.sizes[draw.first[i]] == 1
        blocks.append(
            Block(
                code,
                base[bounds[i] : bounds[i + 1]],
                name_of_single if is_single else name,
                int(n_neighbors[i]),
                cluster=task.cluster,
                other=task.other,
            )
        )
    return blocks
