"""From logarithms of weights to shares."""

import numpy as np

from clover._numerics.columns import marked_rows_of_columns


def normalize_weights(log_weights):
    """Return the shares of each class, a softmax of each column without its NaN.

    Columns of NaN only get zeros.
    """
    proportions = np.zeros(log_weights.shape)
    for class_code, weighted in marked_rows_of_columns(~np.isnan(log_weights)):
        column = log_weights[weighted, class_code]
        weights = np.exp(column - column.max())
        proportions[weighted, class_code] = weights / weights.sum()
    return proportions


def log_weights_between(log_weights, pairs, by_inverse=False):
    """Return the log weight of each pair of clusters, shape (n_pairs, n_classes).

    The weight is NaN unless both cells are selected, and for classes whose pairs all
    have a weight of zero.

    log_weights : ndarray of shape (n_clusters, n_classes)
        NaN where a cell is not selected.

    pairs : ndarray of shape (n_pairs, 2)
        Positions of neighbouring clusters.

    by_inverse : bool, default=False
        Whether the weight is the inverse of the summed inverses, as for sparsities,
        whose inverses are densities, or the sum.
    """
    if not pairs.size:
        return np.empty((0, log_weights.shape[1]))
    sign = -1 if by_inverse else 1
    first, second = sign * log_weights[pairs[:, 0]], sign * log_weights[pairs[:, 1]]
    both = ~np.isnan(first) & ~np.isnan(second)
    between = np.logaddexp(first, second, out=np.full(first.shape, np.nan), where=both)
    between *= sign
    is_positive = between > -np.inf
    return np.where(is_positive.any(axis=0), between, np.nan)


def weigh_rows_in_cells(row_scores, row_mask, cells):
    """Return how often each row is used, as a share of its cell.

    Weights are zero for noise and for rows that are masked out; a mask of None masks
    none. If all scores of a cell are zero, its usable rows have equal weights.
    """
    row_weights = np.zeros(row_scores.size)
    usable = np.ones(row_scores.size) if row_mask is None else row_mask.astype(float)
    for cell in np.argwhere(cells.counts > 0).tolist():
        rows = cells.rows(*cell)
        weights = row_scores[rows] * usable[rows]
        largest = weights.max()
        # Divided by the largest: the sum of large numbers may overflow.
        weights = weights / largest if largest > 0 else usable[rows]
        row_weights[rows] = weights / max(weights.sum(), 1)
    return row_weights


def effective_number(proportions):
    """Return the exponential of the entropy of shares, 0 if all are zero."""
    shares = np.sort(proportions[proportions > 0])
    if not shares.size:
        return 0.0
    return float(np.exp(-(shares * np.log(shares)).sum()))


def fill_up(counts, weights, n_new):
    """Return the part of `n_new` rows for each cell by which sizes follow weights.

    The final size of each cell that gets rows is a common level times its weight. Cells
    above that size get none. At least one weight is positive. Results are not rounded.
    """
    new = np.zeros(len(counts))
    weighted = np.flatnonzero(weights > 0)
    with np.errstate(over="ignore"):
        start = counts[weighted] / weights[weighted]
    order = np.argsort(start, kind="stable")
    weighted, start = weighted[order], start[order]
    # levels[i] is the level if the cells up to i get the rows. The last of these cells
    # with a level above its start is the last that gets any.
    levels = (n_new + np.cumsum(counts[weighted])) / np.cumsum(weights[weighted])
    level = levels[np.flatnonzero(levels > start)[-1]]
    new[weighted] = np.maximum(level * weights[weighted] - counts[weighted], 0)
    return new * (n_new / new.sum())
