"""Geometric SMOTE in many cells at once; one class by itself is a single cell."""

from dataclasses import dataclass

import numpy as np
from sklearn.utils import check_random_state

from clover._estimators.seeds import draw_task_seeds
from clover._numerics.distances import CHUNK_SIZE, paired_distances
from clover._numerics.group_neighbors import Neighbors, find_nearest_in_groups
from clover._numerics.groups import Groups
from clover.over_sampling._generation.base_rows import draw_base_rows
from clover.over_sampling._generation.blocks import NewRows, Parents
from clover.over_sampling._generation.gathered import Gathered
from clover.over_sampling._generation.many_cells import (
    draw_partners,
    find_neighbors,
    list_chunks,
    write_chunks,
)
from clover.over_sampling._kernels.balls import sample_balls
from clover.over_sampling._kernels.surface_points import take_surface_points

# The least number of balls in a chunk, however wide the rows are.
MIN_CHUNK_ROWS = 16


@dataclass(frozen=True, eq=False)
class SurfacePoints:
    """The surface points, to which balls reach.

    Attributes
    ----------
    position : ndarray of shape (n_new,)
        Position of the surface point of each ball: in the gathered rows, or in the rows
        of other classes where `is_other`.

    is_other : ndarray of bool of shape (n_new,)
        Whether the surface point is a row of another class.

    neighbors : Neighbors
        The neighbours of the centers that need some.
    """

    position: np.ndarray
    is_other: np.ndarray
    neighbors: Neighbors

    def parents(self, centers):
        """Return centers and surface points, if they differ, as `Parents`."""
        is_center = (self.position == centers) & ~self.is_other
        partner = np.where(is_center, -1, self.position)
        return Parents(centers, partner, self.is_other)


def geometric_together(oversampler, gathered, rng, write, n_jobs):
    """Make the rows of Geometric SMOTE in many cells, and between them."""
    draw = draw_base_rows(gathered, rng)
    points = draw_surface_points(oversampler, gathered, draw, rng)
    fill_balls(oversampler, gathered, draw.base, points, rng, write, n_jobs)
    return points.parents(draw.base)


def geometric_alone(oversampler, rows, others, n_new, rng):
    """Make rows of one class; return them and their `Parents`."""
    gathered, new = Gathered.of_class(rows, others, n_new), NewRows(rows.X, n_new)
    parents = geometric_together(oversampler, gathered, rng, new.write, n_jobs=None)
    return new.X, parents


def draw_surface_points(oversampler, gathered, draw, rng, with_neighbors=False):
    """Draw the surface point of each ball: a neighbour, or the nearest other row.

    With `with_neighbors`, the neighbours of all centers are found, even if no surface
    point is one of them.
    """
    strategy = oversampler.selection_strategy
    needs_neighbors = gathered.is_inside
    if strategy == "majority" and not with_neighbors:
        needs_neighbors = needs_neighbors & ~gathered.are_others_there
    neighbors = find_neighbors(oversampler, gathered, draw, needs_neighbors)
    partner = draw_partners(neighbors, gathered, draw, rng)
    is_other = gathered.are_others_there[draw.task]
    if strategy == "minority" or not is_other.any():
        return SurfacePoints(partner, np.zeros_like(is_other), neighbors)
    centers, center, nearest = _find_nearest_others(gathered, draw)
    if strategy == "combined":
        X, X_others = gathered.space, gathered.space_of_others
        to_other = paired_distances(X, centers, X_others, nearest, CHUNK_SIZE)
        to_same = paired_distances(X, draw.base, X, partner, CHUNK_SIZE)
        is_other &= to_other[center] < to_same
    if gathered.repeats_single_rows:
        is_other &= ~gathered.is_single[draw.task]
    position = np.where(is_other, nearest[center], partner)
    return SurfacePoints(position, is_other, neighbors)


def _find_nearest_others(gathered, draw):
    """Return the distinct centers, the center of each ball, and the nearest others.

    Balls with the same center share one search for the nearest row of another class.
    """
    n_rows, others = gathered.X.shape[0], gathered.others
    distinct, center = np.unique(draw.task * n_rows + draw.base, return_inverse=True)
    of_task, centers = np.divmod(distinct, n_rows)
    n_queries = np.bincount(
        gathered.others_of_task[of_task], minlength=others.sizes.size
    )
    nearest = find_nearest_in_groups(
        gathered.space[centers],
        Groups.from_sizes(n_queries),
        gathered.space_of_others,
        others,
    )
    return centers, center, nearest


def fill_balls(oversampler, gathered, base, points, rng, write, n_jobs):
    """Draw a point of each ball, in chunks that have their own seeds."""
    X, X_others = gathered.X, gathered.X_others
    chunks = list_chunks(base.size, max(MIN_CHUNK_ROWS, CHUNK_SIZE // X.shape[1]))
    seeds = draw_task_seeds(rng, len(chunks))

    def make(chunk, number):
        position, is_other = points.position[chunk], points.is_other[chunk]
        return sample_balls(
            X[base[chunk]],
            take_surface_points(X, X_others, position, is_other),
            oversampler.truncation_factor,
            oversampler.deformation_factor,
            check_random_state(seeds[number]),
            gathered.units,
        )

    write_chunks(make, chunks, write, n_jobs)
