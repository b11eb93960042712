"""Scores of rows: how hard they are to tell from other classes."""

import numpy as np


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
    return check_row_scores(scores, cells.class_codes.size, type(score).__name__)


def check_row_scores(scores, n_samples, name):
    """Return scores of rows, an array; what is none of these is an error.

    Parameters
    ----------
    scores : array-like of shape (n_samples,)
        The scores.

    n_samples : int
        Number of rows.

    name : str
        Who gave the scores, for the error.

    Returns
    -------
    scores : ndarray of shape (n_samples,)
        Finite numbers, not negative.
    """
    scores = np.asarray(scores, dtype=float)
    if scores.shape != (n_samples,):
        raise ValueError(
            f"{name} should return one score a row, an array of shape "
            f"{(n_samples,)}. Got shape {scores.shape}."
        )
    is_wrong = ~((scores >= 0) & (scores < np.inf))
    if is_wrong.any():
        raise ValueError(
            f"{name} should return scores that are finite and not negative. "
            f"Got {float(scores[is_wrong][0])} for row {int(np.argmax(is_wrong))}."
        )
    return scores


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
