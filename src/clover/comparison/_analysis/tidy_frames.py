"""Runs from a tidy frame of scores that somebody else made."""

from collections.abc import Mapping

import numpy as np

from clover._rows.frames import is_frame
from clover._rows.polars_columns import polars_to_pandas
from clover.comparison._analysis.runs import FOLD_KEYS, OF_INNER_FOLDS, make_runs
from clover.comparison._analysis.wording import count

# The values of columns that the frame need not have.
DEFAULTS = {"classifier": "", "repeat": 0, "fold": 0}
LOSSES = ("loss", "error", "error_rate")


def runs_of_frame(frame, metric, greater_is_better=None):
    """Return the runs of a tidy frame; NaN stands for a run that failed."""
    frame = _read_frame(frame, metric)
    values = frame[metric].to_numpy(dtype=np.float64, na_value=np.nan)
    if np.isinf(values).any():
        raise ValueError(
            f"The column {metric!r} has infinite values, which have no mean. Give "
            "finite ones, or NaN for runs that failed."
        )
    rows, folds = _number(frame, FOLD_KEYS)
    columns, methods = _number(frame, ["method"])
    methods = tuple(methods["method"])
    if len(methods) < 2:
        raise ValueError(
            "A comparison needs at least two methods. The column 'method' has only "
            f"{methods[0]!r}."
        )
    scores = np.full((len(folds), len(methods)), np.nan)
    absent = np.ones(scores.shape, dtype=bool)
    scores[rows, columns] = values
    absent[rows, columns] = False
    if greater_is_better is None:
        greater_is_better = guess_direction(metric)
    return make_runs(
        folds,
        methods,
        failed=np.isnan(scores) & ~absent,
        absent=absent,
        greater_is_better={metric: bool(greater_is_better)},
        compute=lambda _: scores.copy(),
    )


def guess_direction(metric):
    """Return whether a greater value is better, by the name of the metric.

    Less is better for Brier scores, for log losses, and for all names that end in
    "loss", "error" or "error_rate", unless they begin with "neg", as scikit-learn's do.
    """
    name = str(metric).lower()
    for suffix in OF_INNER_FOLDS:
        name = name.removesuffix(suffix)
    is_loss = name.startswith("brier") or name.endswith(LOSSES)
    return name.startswith("neg") or not is_loss


def _read_frame(frame, metric):
    """Return the columns that are needed, with names as strings, after checks."""
    import pandas as pd

    frame = _to_pandas(frame)
    if metric in (*FOLD_KEYS, "method"):
        raise ValueError(
            f"`metric` should be the column of the scores. Got {metric!r}, which tells "
            "runs apart."
        )
    missing = [c for c in ("dataset", "method", metric) if c not in frame.columns]
    if missing:
        raise ValueError(
            f"The frame has no column {missing[0]!r}. It should have the columns "
            f"'dataset', 'method' and {metric!r}, and may have 'classifier', 'repeat' "
            f"and 'fold'. Got {', '.join(map(repr, frame.columns))}."
        )
    if frame.empty:
        raise ValueError("The frame has no rows.")
    keys = [c for c in (*FOLD_KEYS, "method") if c in frame.columns]
    names = frame.columns[frame.columns.isin([*keys, metric])]
    if names.has_duplicates:
        raise ValueError(
            f"The frame has several columns {names[names.duplicated()][0]!r}. Leave "
            "all but one out."
        )
    if not pd.api.types.is_numeric_dtype(frame[metric]):
        raise ValueError(
            f"The column {metric!r} should hold numbers, and NaN for runs that failed. "
            f"Its dtype is {frame[metric].dtype}."
        )
    for key in keys:
        if frame[key].isna().any():
            raise ValueError(f"The column {key!r} has missing values.")
    frame = frame[[*keys, metric]].reset_index(drop=True)
    frame = frame.assign(**{k: v for k, v in DEFAULTS.items() if k not in keys})
    for key in (*FOLD_KEYS, "method"):
        # Names are strings; categories without a row would become rows of their own.
        values = frame[key].astype(object)
        frame[key] = values if key in ("repeat", "fold") else values.map(str)
    _check_no_row_twice(frame)
    return frame


def _to_pandas(frame):
    import pandas as pd

    if is_frame(frame, "polars"):
        return polars_to_pandas(frame)
    if not isinstance(frame, (pd.DataFrame, Mapping)):
        raise TypeError(
            "`frame` should be a pandas or polars DataFrame, or a dict of columns. Got "
            f"{type(frame).__name__}."
        )
    return pd.DataFrame(frame)


def _check_no_row_twice(frame):
    keys = [*FOLD_KEYS, "method"]
    is_twice = frame.duplicated(keys)
    if is_twice.any():
        first = frame.loc[is_twice.idxmax(), keys]
        text = ", ".join(
            f"{key} {value!r}" for key, value in first.items() if value != ""
        )
        raise ValueError(
            f"The frame has {count(int(is_twice.sum()), 'row')} too many, which stand "
            f"for runs that other rows stand for: the first is {text}. Give each run "
            "one row, and tell repeats and folds apart by columns of these names."
        )


def _number(frame, keys):
    """Return the number of each row's key, by first appearance, and the keys."""
    keys = list(keys)
    numbers = frame.groupby(keys, sort=False).ngroup().to_numpy()
    return numbers, frame[keys].drop_duplicates().reset_index(drop=True)
