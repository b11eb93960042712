"""Which rows are drawn if there are too many."""

from numbers import Integral

import numpy as np
from sklearn.utils.random import sample_without_replacement

from clover._rows.encoding import group_rows


def group_by_class(codes, rows, n_classes):
    """Return the rows of each class that occurs, as a list of arrays."""
    grouped, starts = group_rows(codes[rows], n_classes)
    groups = np.split(rows[grouped], starts[1:-1])
    return [group for group in groups if group.size]


def draw_rows(groups, max_rows, rng):
    """Draw at most so many rows of some groups, from each as equally many as it has.

    Small groups are drawn whole, and the others share what is left.
    """
    left, drawn = max_rows, [None] * len(groups)
    order = sorted(range(len(groups)), key=lambda place: groups[place].size)
    for rank, place in enumerate(order):
        group = groups[place]
        n_drawn = min(group.size, left // (len(order) - rank))
        if n_drawn < group.size:
            group = group[
                np.sort(
                    sample_without_replacement(group.size, n_drawn, random_state=rng)
                )
            ]
        drawn[place] = group
        left -= n_drawn
    return drawn


def check_max_points(max_points):
    """Check that a number of points is a positive integer."""
    if isinstance(max_points, bool) or not isinstance(max_points, Integral):
        raise TypeError(f"`max_points` should be an integer. Got {max_points!r}.")
    if max_points < 1:
        raise ValueError(f"`max_points` should be at least 1. Got {max_points}.")
