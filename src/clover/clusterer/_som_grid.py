"""The grid of a self-organizing map: where its units lie and how they smooth."""

from typing import NamedTuple

import numpy as np
from sklearn.utils import gen_batches

from clover._numerics.distances import MAX_HELD_VALUES


class Grid(NamedTuple):
    """Positions of the units in the plane.

    Attributes
    ----------
    coordinates : ndarray of shape (n_units, 2)
        Horizontal and vertical; adjacent units are at distance 1.

    periods : ndarray of shape (2,)
        Lengths after which a toroidal grid repeats; infinite on a planar grid.

    shape : tuple of int
        Number of rows and of columns.

    topology : {'rectangular', 'hexagonal'}
        The topology.
    """

    coordinates: np.ndarray
    periods: np.ndarray
    shape: tuple
    topology: str


def make_grid(n_rows, n_columns, topology, toroidal):
    """Lay out the units in the plane, row by row."""
    row, column = np.divmod(np.arange(n_rows * n_columns), n_columns)
    coordinates = np.column_stack([column, row]).astype(np.float64)
    periods = np.array([n_columns, n_rows], dtype=np.float64)
    if topology == "hexagonal":
        coordinates[:, 0] += 0.5 * (row % 2)
        coordinates[:, 1] *= np.sqrt(0.75)
        periods[1] *= np.sqrt(0.75)
    if not toroidal:
        periods[:] = np.inf
    return Grid(coordinates, periods, (n_rows, n_columns), topology)


def squared_offsets(positions, other_positions, period):
    """Square the distances along one axis, on a torus along the shorter way."""
    offsets = np.abs(positions - other_positions)
    return np.minimum(offsets, period - offsets) ** 2


def squared_grid_distances(grid, units, other_units):
    """Square the distances between units on the grid."""
    x, y = grid.coordinates.T
    return squared_offsets(x[units], x[other_units], grid.periods[0]) + squared_offsets(
        y[units], y[other_units], grid.periods[1]
    )


def grid_edges(n_rows, n_columns, topology, toroidal):
    """List the pairs of adjacent units, each once, the smaller position first."""
    row, column = np.divmod(np.arange(n_rows * n_columns), n_columns)
    steps = [(0, 1), (1, 0)]
    if topology == "hexagonal":
        steps = [(0, 1), (1, row % 2 - 1), (1, row % 2)]
    edges = []
    for down, right in steps:
        to_row, to_column = row + down, column + right
        inside = (to_row < n_rows) & (to_column >= 0) & (to_column < n_columns)
        if toroidal:
            to_row, to_column = to_row % n_rows, to_column % n_columns
            inside[:] = True
        edges.append(np.column_stack([row, column, to_row, to_column])[inside])
    edges = np.concatenate(edges) @ np.kron(np.eye(2, dtype=int), [[n_columns], [1]])
    # On a torus of width 1 or 2, a step ends where it began, or two steps are the same.
    edges = np.unique(np.sort(edges, axis=1), axis=0)
    return edges[edges[:, 0] != edges[:, 1]]


def smooth(totals, grid, radius, neighborhood_function):
    """Add up the totals of all units, weighted by the neighbourhood function."""
    # Smaller radii leave the unit alone, larger ones weigh all alike. Squares of the
    # radius stay in range.
    radius = np.clip(radius, 1e-3, 1e9)
    if neighborhood_function == "gaussian" and grid.topology == "rectangular":
        return smooth_along_axes(totals, grid, radius)
    smoothed = np.empty_like(totals)
    units = np.arange(len(totals))
    for chunk in gen_batches(len(units), max(1, MAX_HELD_VALUES // len(units))):
        squares = squared_grid_distances(grid, units[chunk, None], units[None])
        if neighborhood_function == "gaussian":
            kernel = gaussian(squares, radius)
        else:
            # Without the tolerance, rounding would drop units at the radius.
            within = squares <= radius**2 * (1 + 1e-9)
            kernel = within.astype(totals.dtype)
        smoothed[chunk] = kernel @ totals
    return smoothed


def gaussian(squares, radius):
    """Turn squared distances into weights."""
    return np.exp(squares * (-0.5 / radius**2))


def smooth_along_axes(totals, grid, radius):
    """Smooth with a Gaussian along the columns of the grid, then along its rows.

    On a rectangular grid the Gaussian is the product of one Gaussian along each axis.
    """
    kernels = []
    for n_units, period in zip(grid.shape, grid.periods[::-1], strict=True):
        positions = np.arange(n_units, dtype=np.float64)
        squares = squared_offsets(positions[:, None], positions, period)
        kernels.append(gaussian(squares, radius))
    lattice = totals.reshape(*grid.shape, -1)
    smoothed = kernels[1] @ np.tensordot(kernels[0], lattice, axes=1)
    return smoothed.reshape(totals.shape)
