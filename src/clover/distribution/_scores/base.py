"""Scores of rows: how hard they are to tell from other classes."""

import numpy as np

from clover._estimators.calls import call_with
from clover._rows.row_values import check_row_weights


def score_rows(score, X, cells):
    """Return the scores of the rows, checked."""
    name = type(score).__name__
    scores = call_with(
        score.score_rows, {"X": X, "cells": cells}, f"`score_rows` of {name}"
    )
    what = f"The scores of {name}"
    return check_row_weights(scores, cells.class_codes.size, what)


def mean_over_cells(score, X, cells):
    """Return the mean score of each cell's rows, NaN for cells without rows.

    Means are at least the ``floor`` of the score, if it has one.
    """
    scores = score_rows(score, X, cells)
    means = np.full(cells.counts.shape, np.nan)
    for cell in np.argwhere(cells.counts > 0).tolist():
        means[tuple(cell)] = scores[cells.rows(*cell)].mean()
    return np.maximum(means, getattr(score, "floor", 0.0), out=means)
