"""The scores of runs that failed, by a rule."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from clover.comparison._analysis.wording import count

RULES = {
    "none": "a failed run has the score of no resampling in the same fold",
    "worst": "a failed run has the worst score of any method in the same fold",
    "drop": "folds in which a run failed are left out for all methods",
}


@dataclass(frozen=True, eq=False)
class FoldScores:
    """Scores of a metric with a value for the runs that failed.

    `folds` is a frame with a row a fold of a data set with a classifier. `values` and
    `failed` have the shape (n_folds, n_methods); values are NaN where a method has no
    run, or none that gives it a score. `dropped` holds the data sets of which no fold
    was left.
    """

    folds: Any
    methods: tuple
    values: np.ndarray
    failed: np.ndarray
    absent: np.ndarray
    n_failed: np.ndarray
    dropped: tuple


def check_rule(rule):
    """Raise an error if a rule for failures is not known."""
    if rule not in RULES:
        raise ValueError(
            f"`failures` should be one of {', '.join(map(repr, RULES))}. Got {rule!r}."
        )


def apply_rule(runs, metric, rows, columns, rule):
    """Return the scores of some folds and methods, with those of failed runs.

    The score of no resampling is taken although that method may not be among the
    chosen ones. Folds without a score of any method, e.g. a ranking of a single
    class, are left out.
    """
    everything = runs.scores(metric)[rows]
    values = everything[:, columns].copy()
    failed, absent = (
        runs.failed[np.ix_(rows, columns)],
        runs.absent[np.ix_(rows, columns)],
    )
    n_failed = runs.own_failures[np.ix_(rows, columns)].sum(axis=0)
    is_done = ~failed & ~absent
    keeps = ~(is_done.any(axis=1) & (np.isnan(values) | ~is_done).all(axis=1))
    if rule == "drop":
        keeps &= ~failed.any(axis=1)
    elif failed.any():
        if rule == "none":
            stand_in = everything[:, _column_of_none(runs, failed)]
        else:
            stand_in = _worst(values, runs.greater_is_better[metric])
        values = np.where(failed, stand_in[:, None], values)
    folds = runs.folds.iloc[rows].reset_index(drop=True)
    kept = folds[keeps].reset_index(drop=True)
    return FoldScores(
        folds=kept,
        methods=tuple(runs.methods[column] for column in columns),
        values=values[keeps],
        failed=failed[keeps],
        absent=absent[keeps],
        n_failed=n_failed,
        dropped=tuple(
            name
            for name in folds["dataset"].unique()
            if name not in set(kept["dataset"])
        ),
    )


def _column_of_none(runs, failed):
    if runs.no_resampling is None:
        a_name = " named 'none'" if runs.results is None else ""
        raise ValueError(
            f"{count(int(failed.sum()), 'run')} failed, and failures='none' gives them "
            f"the score of a method without resampling. There is no such method{a_name}"
            f" among {', '.join(runs.methods)}. Use failures='worst' or "
            "failures='drop'."
        )
    return runs.methods.index(runs.no_resampling)


def _worst(values, greater_is_better):
    """Return the worst score in each fold; NaN where there is none."""
    losses = np.where(
        np.isnan(values), -np.inf, -values if greater_is_better else values
    )
    worst = losses.max(axis=1)
    worst[np.isinf(worst)] = np.nan
    return -worst if greater_is_better else worst


def list_scores(scores):
    """Return a tidy frame of scores, given by their metrics, without absent runs."""
    import pandas as pd

    parts = []
    for metric, of_metric in scores.items():
        rows, columns = np.nonzero(~of_metric.absent)
        part = of_metric.folds.iloc[rows].reset_index(drop=True)
        names = np.array(of_metric.methods, dtype=object)
        part.insert(1, "method", names[columns])
        parts.append(part.assign(metric=metric, value=of_metric.values[rows, columns]))
    return pd.concat(parts, ignore_index=True)
