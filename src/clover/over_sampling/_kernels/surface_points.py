"""Centers and surface points of the balls in which Geometric SMOTE makes rows."""

from dataclasses import dataclass
from numbers import Integral

import numpy as np
from scipy import sparse

from clover._numerics.distances import paired_distances
from clover._numerics.magnitude import to_safe_magnitude, to_search_space
from clover._numerics.neighbors import find_nearest_other, find_neighbors
from clover._rows.containers import stack_rows

# Numbers in one temporary array: few enough for the cache of a processor core.
CHUNK_SIZE = 2**16


@dataclass(frozen=True)
class SurfaceDraw:
    """Centers, and the points on the surfaces of the balls around them.

    Attributes
    ----------
    base : ndarray of shape (n_samples,)
        The center of each ball, a position among the rows of the class.

    surface : ndarray of shape (n_samples,)
        Its surface point, a position among the rows of the class or of the others.

    is_other : ndarray of bool of shape (n_samples,)
        Whether the surface point is a row of the others.

    neighbors : ndarray of shape (n_centers, n_neighbors) or None
        The nearest rows of the class of each distinct center, if they were needed.

    center : ndarray of shape (n_samples,)
        The row of `neighbors` that belongs to each ball.
    """

    base: np.ndarray
    surface: np.ndarray
    is_other: np.ndarray
    neighbors: np.ndarray | None
    center: np.ndarray


def draw_surface_points(
    X_class,
    X_others,
    n_samples,
    k_neighbors,
    selection_strategy,
    rng,
    with_neighbors=False,
):
    """Draw centers from a class, and a surface point for each.

    Neighbours are searched for the rows that were drawn only.

    Parameters
    ----------
    X_class, X_others, n_samples, k_neighbors, selection_strategy, rng
        As in :func:`~clover.over_sampling._kernels.balls.geometric_smote`.

    with_neighbors : bool, default=False
        Whether the neighbours in the class are wanted even if no surface point comes
        from them.

    Returns
    -------
    draw : SurfaceDraw
        The centers and surface points.
    """
    if X_others.shape[0] == 0:
        selection_strategy = "minority"
    base = rng.randint(X_class.shape[0], size=n_samples)
    centers, center = np.unique(base, return_inverse=True)
    space_class, space_others = to_search_space(X_class, X_others)
    neighbors = nearest_other = None
    if with_neighbors or selection_strategy != "majority":
        is_given = not isinstance(k_neighbors, Integral)
        rows = to_safe_magnitude(X_class) if is_given else space_class
        neighbors = find_neighbors(rows, centers, k_neighbors)
    if selection_strategy != "minority":
        nearest_other = find_nearest_other(space_class[centers], space_others)

    if selection_strategy == "majority":
        surface, is_other = nearest_other[center], np.ones(n_samples, dtype=bool)
    else:
        column = rng.randint(neighbors.shape[1], size=n_samples)
        surface, is_other = neighbors[center, column], np.zeros(n_samples, dtype=bool)
    if selection_strategy == "combined":
        to_same = paired_distances(X_class, base, X_class, surface, CHUNK_SIZE)
        to_other = paired_distances(
            X_class, centers, X_others, nearest_other, CHUNK_SIZE
        )
        is_other = to_other[center] < to_same
        surface = np.where(is_other, nearest_other[center], surface)
    return SurfaceDraw(base, surface, is_other, neighbors, center)


def take_surface_points(X_class, X_others, surface, is_other):
    """Return surface points, of shape (n_samples, n_features).

    Parameters
    ----------
    X_class, X_others : {ndarray, sparse matrix}
        The rows of the class, and others.

    surface : ndarray of shape (n_samples,)
        Positions among either of them.

    is_other : ndarray of bool of shape (n_samples,)
        Whether the position is one among the others.
    """
    same, other = np.flatnonzero(~is_other), np.flatnonzero(is_other)
    if sparse.issparse(X_class):
        pieces = X_class[surface[same]], X_others[surface[other]]
        return stack_rows(pieces)[np.argsort(np.concatenate((same, other)))]
    points = np.empty((surface.size, X_class.shape[1]), dtype=X_class.dtype)
    points[same], points[other] = X_class[surface[same]], X_others[surface[other]]
    return points
