"""Scores of rows: how hard they are to tell from other classes."""

import numpy as np

from clover._rows.row_values import check_row_weights


def score_rows(score, X, cells):
    """Return the scores of the rows, checked.

    Parameters
    ----------
    score : object
        A row score.

    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        The rows in the cluster space.

    cells : Cells
        The rows by cluster and class.

    Returns
    -------
    scores : ndarray of shape (n_samples,)
        Finite numbers, not negative.
    """
    scores = score.score_rows(X, cells)
    what = f"The scores of {type(score).__name__}"
    return check_row_weights(scores, cells.class_codes.size, what)


def mean_over_cells(score, X, cells):
    """Return the mean score of each cell's rows.

    Parameters
    ----------
    score : object
        A row score; of one with a ``floor``, no mean is less.

    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        The rows in the cluster space.

    cells : Cells
        The rows by cluster and class.

    Returns
    -------
    means : ndarray of shape (n_clusters, n_classes)
        NaN for cells without rows.
    """
    scores = score_rows(score, X, cells)
    means = np.full(cells.counts.shape, np.nan)
    for cell in np.argwhere(cells.counts > 0).tolist():
        means[tuple(cell)] = scores[cells.rows(*cell)].mean()
    return np.maximum(means, getattr(score, "floor", 0.0))
