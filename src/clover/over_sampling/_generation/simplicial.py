"""Simplicial SMOTE in many cells at once; one class by itself is a single cell."""

from dataclasses import dataclass
from math import comb

import numpy as np
from scipy import sparse
from sklearn.utils import gen_batches

from clover._numerics.distances import CHUNK_SIZE, MAX_HELD_VALUES
from clover._numerics.group_neighbors import find_neighbors_in_groups
from clover._numerics.groups import Groups
from clover.over_sampling._generation.base_rows import draw_base_rows, draw_rows
from clover.over_sampling._generation.blocks import NewRows, Parents
from clover.over_sampling._generation.gathered import Gathered
from clover.over_sampling._generation.many_cells import (
    MIN_CHUNK_ROWS,
    SPARSE_CHUNK_ROWS,
    list_chunks,
    write_chunks,
)
from clover.over_sampling._kernels.cliques import list_cliques
from clover.over_sampling._kernels.simplices import draw_gaps, sample_simplices

# For each row at most so many sets of neighbours are listed.
MAX_SETS = 2**20


def simplicial_alone(oversampler, rows, others, n_new, rng):
    """Make rows of one class; return them and their `Parents`."""
    gathered, new = Gathered.of_class(rows, others, n_new), NewRows(rows.X, n_new)
    parents = simplicial_together(oversampler, gathered, rng, new.write, n_jobs=None)
    return new.X, parents


def simplicial_together(oversampler, gathered, rng, write, n_jobs):
    """Make the rows of Simplicial SMOTE in many cells, and of SMOTE between them."""
    X, draw = gathered.X, draw_base_rows(gathered, rng)
    others = draw_vertices(oversampler, gathered, draw, rng)
    gaps = draw_gaps(others >= 0, rng)

    def make(chunk, _):
        # The position -1 of a vertex that is not there means nothing to a gap of zero.
        return sample_simplices(X, draw.base[chunk], others[chunk], gaps[chunk])

    chunk_rows = max(MIN_CHUNK_ROWS, CHUNK_SIZE // X.shape[1])
    if sparse.issparse(X):
        chunk_rows = SPARSE_CHUNK_ROWS
    write_chunks(make, list_chunks(draw.base.size, chunk_rows), write, n_jobs)
    return Parents(draw.base, others[:, 0], further=others[:, 1:])


def draw_vertices(oversampler, gathered, draw, rng):
    """Draw the vertices of each simplex but the base row, -1 where there are fewer.

    Returns positions in the gathered rows, of shape (n_new, n_others). There are at
    most as many others as neighbours, however large `n_vertices` is.
    """
    is_inside = gathered.is_inside[draw.task]
    is_single = gathered.is_single[draw.task]
    inside = np.flatnonzero(is_inside & ~is_single)
    between = np.flatnonzero(~is_inside)
    second = gathered.second[draw.task[between]]
    partner = draw_rows(gathered.groups, second, rng)
    n_others, drawn = 1, -1
    if inside.size:
        neighborhoods = Neighborhoods.find(oversampler, gathered, draw.base[inside])
        n_others = min(oversampler.n_vertices - 1, neighborhoods.table.shape[1])
        drawn = neighborhoods.draw(draw.base[inside], n_others, rng)
    others = np.full((draw.base.size, n_others), -1)
    others[inside] = drawn
    others[between, 0] = partner
    return others


@dataclass(frozen=True, eq=False)
class Neighborhoods:
    """The nearest neighbours of rows.

    Attributes
    ----------
    table : ndarray of shape (n_rows, n_neighbors)
        Positions of the neighbours; -1 for rows with fewer.
    """

    table: np.ndarray

    @classmethod
    def find(cls, oversampler, gathered, base):
        """Find the neighbours of base rows, and of all others in their cells."""
        groups, is_needed = gathered.groups, np.zeros(gathered.X.shape[0], dtype=bool)
        is_needed[base] = True
        if oversampler.n_vertices > 2:
            of_group = np.add.reduceat(is_needed, groups.starts)
            is_needed = np.repeat(of_group > 0, groups.sizes)
        found = find_neighbors_in_groups(
            gathered.space,
            groups,
            oversampler.k_neighbors,
            is_needed,
            gathered.name_group,
        )
        places = np.arange(found.counts[is_needed].max())
        is_there = places < (found.counts * is_needed)[:, np.newaxis]
        places = np.where(is_there, found.starts[:, np.newaxis] + places, 0)
        return cls(np.where(is_there, found.neighbors[places], -1))

    def draw(self, base, n_others, rng):
        """Draw neighbours that are pairwise neighbours of each other.

        All sets of `n_others` such neighbours are equally likely. Rows without such a
        set get a smaller one, filled up with -1.
        """
        is_base = np.zeros(self.table.shape[0], dtype=bool)
        is_base[base] = True
        rows, place = np.flatnonzero(is_base), np.cumsum(is_base)[base] - 1
        chunks = list(gen_batches(rows.size, self._count_chunk_rows(n_others)))
        of_chunks = Groups.from_codes(place // chunks[0].stop, len(chunks))
        shares = rng.uniform(size=base.size)
        drawn = np.empty((base.size, n_others), dtype=np.intp)
        for number, chunk in enumerate(chunks):
            new = of_chunks.of(number)
            sets, first, counts = self._list_sets(rows[chunk], n_others)
            of_row = place[new] - chunk.start
            chosen = (shares[new] * counts[of_row]).astype(np.intp)
            drawn[new] = np.take(sets, first[of_row] + chosen, axis=0)
        return drawn

    def _count_chunk_rows(self, n_others):
        """Return for how many rows the sets are listed at a time."""
        width = self.table.shape[1]
        n_sets = max(comb(width, size) for size in range(1, n_others + 1))
        if n_sets > MAX_SETS:
            raise ValueError(
                f"`n_vertices` = {n_others + 1} of {width} neighbours allows too many "
                f"simplices for each row, up to {n_sets:,}. Lower `n_vertices` or "
                "`k_neighbors`."
            )
        return max(1, MAX_HELD_VALUES // (n_sets * width))

    def _list_sets(self, rows, n_others):
        """List the sets of neighbours of each row that are pairwise neighbours.

        Returns the sets, row by row, and where those of each row begin and how many
        they are.
        """
        neighbors = self.table[rows]
        if n_others == 1:
            is_there = neighbors >= 0
            of_row, sets = np.nonzero(is_there)[0], neighbors[is_there][:, np.newaxis]
        else:
            of_row, columns = list_cliques(self._find_links(neighbors), n_others)
            sets = neighbors[of_row[:, np.newaxis], columns]
            sets[columns < 0] = -1
        counts = np.bincount(of_row, minlength=rows.size)
        return sets, np.cumsum(counts) - counts, counts

    def _find_links(self, neighbors):
        """Return which neighbours of each row are neighbours of each other.

        The result has shape (n_rows, n_neighbors, n_neighbors). Its diagonal says which
        neighbours there are.
        """
        theirs = self.table[neighbors]
        is_theirs = np.zeros(theirs.shape, dtype=bool)
        for column in range(theirs.shape[2]):
            is_theirs |= theirs[:, :, column, np.newaxis] == neighbors[:, np.newaxis]
        are_linked = is_theirs & is_theirs.transpose(0, 2, 1)
        is_there = neighbors >= 0
        are_linked &= is_there[:, np.newaxis] & is_there[:, :, np.newaxis]
        itself = np.arange(neighbors.shape[1])
        are_linked[:, itself, itself] = is_there
        return are_linked
