"""The balls of Geometric SMOTE as numbers."""

import numpy as np

# Corners of the outline of a ball.
N_CORNERS = 90


def find_outline(truncation_factor, deformation_factor):
    """Return the outline of the part of a ball in which samples are made.

    An array of shape (n_corners, 2): the place along the line from the center at 0 to
    the surface point at 1, and the distance to either side of this line.
    """
    start, stop = 0.0, 2 * np.pi
    if truncation_factor > 0:
        stop = np.arccos(truncation_factor - 1)
        start = -stop
    elif truncation_factor < 0:
        start = np.arccos(1 + truncation_factor)
        stop = 2 * np.pi - start
    angles = np.linspace(start, stop, N_CORNERS)
    return np.column_stack((np.cos(angles), (1 - deformation_factor) * np.sin(angles)))


def place_outlines(outline, centers, surface_points):
    """Return the outlines of balls in the plane, shape (n_balls, n_corners, 2)."""
    toward = surface_points - centers
    across = np.column_stack((-toward[:, 1], toward[:, 0]))
    along, aside = outline.T
    return (
        centers[:, None]
        + along[None, :, None] * toward[:, None]
        + aside[None, :, None] * across[:, None]
    )


def measure_in_balls(centers, surface_points, samples):
    """Return the radius of each ball, and where its sample lies in radii.

    The place along the line from center to surface point, and the distance from this
    line. They are NaN for a ball of radius 0.
    """
    scale = (
        max(np.abs(some).max(initial=0) for some in (centers, surface_points)) or 1.0
    )
    toward = surface_points / scale - centers / scale
    offset = samples / scale - centers / scale
    radius = np.linalg.norm(toward, axis=1)
    unit = np.where(radius > 0, radius, np.nan)
    toward /= unit[:, None]
    offset /= unit[:, None]
    along = np.einsum("ij,ij->i", offset, toward)
    across = np.linalg.norm(offset - along[:, None] * toward, axis=1)
    return radius * scale, along, across
