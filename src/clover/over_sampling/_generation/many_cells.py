"""SMOTE and repetition in many cells at once, and native oversamplers cell by cell.

The rows have the distribution of those that the oversampler makes cell by cell, but the
oversampler is not prepared in each cell.
"""

from dataclasses import replace

import numpy as np
from joblib import cpu_count, effective_n_jobs
from scipy import sparse
from sklearn.utils import check_random_state, gen_batches
from sklearn.utils.parallel import Parallel, delayed

from clover._estimators.seeds import draw_task_seeds
from clover._numerics.distances import CHUNK_SIZE
from clover._numerics.group_neighbors import find_neighbors_in_groups
from clover.over_sampling._generation.base_rows import draw_base_rows, draw_rows
from clover.over_sampling._generation.blocks import Parents, join_parents
from clover.over_sampling._kernels.segments import interpolate

# Rows that SMOTE makes at a time: the least number, and the number of sparse rows.
MIN_CHUNK_ROWS = 256
SPARSE_CHUNK_ROWS = 10_000


def repeat_together(oversampler, gathered, rng, write, n_jobs):
    """Repeat random rows of many cells."""
    return Parents(draw_base_rows(gathered, rng, from_either=True).base)


def smote_together(oversampler, gathered, rng, write, n_jobs):
    """Make the rows of SMOTE in many cells, and between them."""
    draw = draw_base_rows(gathered, rng)
    neighbors = find_neighbors(oversampler, gathered, draw, gathered.is_inside)
    partner = draw_partners(neighbors, gathered, draw, rng)
    gaps = rng.uniform(size=draw.base.size)

    def make(chunk, _):
        base, other = gathered.X[draw.base[chunk]], gathered.X[partner[chunk]]
        return interpolate(base, other, gaps[chunk])

    chunk_rows = max(MIN_CHUNK_ROWS, CHUNK_SIZE // gathered.X.shape[1])
    if sparse.issparse(gathered.X):
        chunk_rows = SPARSE_CHUNK_ROWS
    write_chunks(make, list_chunks(draw.base.size, chunk_rows), write, n_jobs)
    return Parents(draw.base, np.where(gathered.is_single[draw.task], -1, partner))


def make_one_by_one(make, oversampler, gathered, rng, write):
    """Let a native oversampler make its rows in one cell after the other.

    The two cells of a task between cells are one cell to the oversampler.
    """
    made, start = [], 0
    seeds = draw_task_seeds(rng, gathered.n_new.size)
    for task, (n_new, seed) in enumerate(zip(gathered.n_new, seeds, strict=True)):
        rows = gathered.rows_of_task(task)
        others = gathered.others.of(gathered.others_of_task[task])
        X_new, parents = make(
            oversampler,
            gathered.take(rows),
            gathered.take_others(others),
            n_new,
            check_random_state(seed),
        )
        located = parents.located(rows, others)
        # Positions of other rows are not those of gathered rows, and stay marked.
        made.append(replace(located, is_other=parents.is_other))
        if write is not None:
            copies = gathered.X[made[-1].base] if X_new is None else X_new
            write(slice(start, start + n_new), copies)
        start += n_new
    return join_parents(made)


def find_neighbors(oversampler, gathered, draw, needs_neighbors):
    """Return the neighbours of the base rows of tasks that need neighbours.

    Neighbours that are found already are not searched again.
    """
    if gathered.neighbors is not None:
        return gathered.neighbors
    is_wanted = np.zeros(gathered.X.shape[0], dtype=bool)
    is_wanted[draw.base[needs_neighbors[draw.task]]] = True
    return find_neighbors_in_groups(
        gathered.space,
        gathered.groups,
        oversampler.k_neighbors,
        is_wanted,
        gathered.name_group,
    )


def draw_partners(neighbors, gathered, draw, rng):
    """Draw a neighbour of each base row, or a row of the second of two cells.

    The partners of base rows without neighbours mean nothing.
    """
    partner = neighbors.draw(draw.base, rng)
    between = np.flatnonzero(~gathered.is_inside[draw.task])
    second = gathered.second[draw.task[between]]
    partner[between] = draw_rows(gathered.groups, second, rng)
    return partner


def list_chunks(n_new, chunk_rows):
    """Return the slices in which rows are made."""
    return list(gen_batches(n_new, chunk_rows))


def write_chunks(make, chunks, write, n_jobs):
    """Write the rows that ``make(chunk, number)`` makes of each chunk."""

    def work(numbers):
        for number in numbers:
            write(chunks[number], make(chunks[number], number))

    n_threads = min(len(chunks), effective_n_jobs(n_jobs))
    numbers = range(len(chunks))
    if n_threads <= 1:
        work(numbers)
        return
    # Under a backend of several computers, the number of jobs is that of their cores.
    n_threads = min(n_threads, cpu_count())
    Parallel(n_jobs=n_threads, require="sharedmem")(
        delayed(work)(numbers[part::n_threads]) for part in range(n_threads)
    )
