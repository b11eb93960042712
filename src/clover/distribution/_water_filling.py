"""Water-filling: new rows that level up what there is."""

import numpy as np


def fill_up(counts, weights, n_new):
    """Return the new rows of each cell so that final sizes follow the weights.

    The final size of each cell that gets rows is a common level times its weight;
    a cell that is above that level already gets none.

    Parameters
    ----------
    counts : ndarray of shape (n_cells,)
        Rows that the cells have.

    weights : ndarray of shape (n_cells,)
        To what the final sizes should be proportional, not negative; one at least is
        positive.

    n_new : float
        Rows to make, positive.

    Returns
    -------
    new : ndarray of shape (n_cells,)
        Rows of each cell, not rounded, which sum to `n_new`.
    """
    new = np.zeros(len(counts))
    weighted = np.flatnonzero(weights > 0)
    with np.errstate(over="ignore"):
        start = counts[weighted] / weights[weighted]
    order = np.argsort(start, kind="stable")
    weighted, start = weighted[order], start[order]
    # The level if the first i cells get the rows; it holds where it does not reach the
    # next cell.
    levels = (n_new + np.cumsum(counts[weighted])) / np.cumsum(weights[weighted])
    level = levels[np.flatnonzero(levels > start)[-1]]
    new[weighted] = np.maximum(level * weights[weighted] - counts[weighted], 0)
    return new * (n_new / new.sum())
