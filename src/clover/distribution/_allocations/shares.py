"""Weights of cells as logarithms, to be normalised for each class."""

import numpy as np
from scipy.special import softmax


def normalize_weights(log_weights):
    """Normalise the weights of the cells for each class.

    Parameters
    ----------
    log_weights : ndarray of shape (n_cells, n_classes)
        Logarithms of the weights, NaN where nothing is to be made.

    Returns
    -------
    proportions : ndarray of shape (n_cells, n_classes)
        Each column sums to 1, or to 0 where all of it is NaN.
    """
    proportions = np.zeros(log_weights.shape)
    for class_code, column in enumerate(log_weights.T):
        weighted = ~np.isnan(column)
        if weighted.any():
            proportions[weighted, class_code] = softmax(column[weighted])
    return proportions


def log_weights_between(log_weights, pairs, by_inverse=False):
    """Return the log weight of each pair of selected cells.

    Parameters
    ----------
    log_weights : ndarray of shape (n_clusters, n_classes)
        Log weights, NaN where a cell is not selected.

    pairs : ndarray of shape (n_pairs, 2)
        Positions of neighbouring clusters.

    by_inverse : bool, default=False
        Whether a pair has the inverse of the summed inverses, as for sparsities, whose
        inverses are densities; otherwise it has the sum of the weights.

    Returns
    -------
    log_weights : ndarray of shape (n_pairs, n_classes)
        NaN where not both cells are selected, and for classes whose pairs all have no
        weight.
    """
    sign = -1 if by_inverse else 1
    first, second = sign * log_weights[pairs[:, 0]], sign * log_weights[pairs[:, 1]]
    both = ~np.isnan(first) & ~np.isnan(second)
    between = np.logaddexp(first, second, out=np.full(first.shape, np.nan), where=both)
    between *= sign
    is_positive = between > -np.inf
    return np.where(is_positive.any(axis=0), between, np.nan)


def weigh_rows_in_cells(row_scores, row_mask, cells):
    """Return how often each row is used as a base, in proportion to others of its cell.

    Parameters
    ----------
    row_scores : ndarray of shape (n_samples,)
        Scores, not negative.

    row_mask : ndarray of shape (n_samples,), dtype=bool, or None
        The rows that may be used; ``None`` stands for all.

    cells : Cells
        The rows by cluster and class.

    Returns
    -------
    row_weights : ndarray of shape (n_samples,)
        The weights of each cell sum to 1, or to 0 if all its rows are masked out. Where
        all scores of a cell are zero, its rows have equal weights. Noise has none.
    """
    row_weights = np.zeros(row_scores.size)
    usable = np.ones(row_scores.size) if row_mask is None else row_mask.astype(float)
    for cell in np.argwhere(cells.counts > 0).tolist():
        rows = cells.rows(*cell)
        weights = row_scores[rows] * usable[rows]
        largest = weights.max()
        # Divided first, as the sum of large numbers may overflow.
        weights = weights / largest if largest > 0 else usable[rows]
        row_weights[rows] = weights / max(weights.sum(), 1)
    return row_weights


def effective_number(proportions):
    """Return the effective number of shares, exp of their entropy.

    Parameters
    ----------
    proportions : ndarray of shape (n_shares,)
        Shares that sum to 1, or to 0.

    Returns
    -------
    number : float
        Between 1 and the number of shares; 0 if all of them are zero.
    """
    shares = np.sort(proportions[proportions > 0])
    if not shares.size:
        return 0.0
    return float(np.exp(-(shares * np.log(shares)).sum()))


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
