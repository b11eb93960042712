"""Outlines of clusters in the plane."""

import numpy as np
from sklearn.neighbors import KNeighborsClassifier

# Points to a side of the grid on which regions are found.
RESOLUTION = 240


def find_hull(points):
    """Return the corners of the convex hull of points, in counterclockwise order.

    Points on one line have their two ends as corners, and equal points one corner.
    """
    points = np.unique(points, axis=0)
    if len(points) < 3:
        return points
    below, above = _half_hull(points), _half_hull(points[::-1])
    return np.array(below[:-1] + above[:-1])


def _half_hull(points):
    """Return the corners from the first to the last of sorted points."""
    corners = []
    for x, y in points.tolist():
        while len(corners) > 1 and not _turns_left(*corners[-2:], (x, y)):
            corners.pop()
        corners.append((x, y))
    return corners


def _turns_left(first, second, third):
    (a, b), (c, d), (e, f) = first, second, third
    return (c - a) * (f - b) > (d - b) * (e - a)


def find_borders(points, labels):
    """Return the borders of the regions in which the nearest point has a label.

    They are an array of shape (n_segments, 2, 2), along the lines of a grid.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.05 * np.where(high > low, high - low, 1)
    low, high = low - margin, high + margin
    unit = (high - low) / RESOLUTION
    places = np.arange(RESOLUTION) + 0.5
    grid = np.stack(np.meshgrid(places, places), axis=-1)
    # Both axes are as long as each other on a picture.
    nearest = KNeighborsClassifier(1).fit((points - low) / unit, labels)
    found = nearest.predict(grid.reshape(-1, 2)).reshape(RESOLUTION, RESOLUTION)
    row, column = np.nonzero(found[:, 1:] != found[:, :-1])
    upright = np.stack(
        [np.stack([column + 1, row + k], axis=1) for k in (0, 1)], axis=1
    )
    row, column = np.nonzero(found[1:] != found[:-1])
    level = np.stack([np.stack([column + k, row + 1], axis=1) for k in (0, 1)], axis=1)
    return np.concatenate((upright, level)) * unit + low
