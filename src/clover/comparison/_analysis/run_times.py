"""What runs cost, and which of them failed."""

import numpy as np

from clover.comparison._analysis.runs import FOLD_KEYS

RUN_KEYS = ("dataset", "method", "classifier", "repeat", "fold")
SECONDS = ("seconds_resampling", "seconds_fitting")


def tabulate_times(records, methods, reference):
    """Return the mean seconds of runs by method and classifier.

    Failed runs do not count. The ratio to the reference is that of the sums over the
    folds in which both the method and the reference have a run.
    """
    import pandas as pd

    done = [record for record in records if not record.error]
    keys = [*FOLD_KEYS, "method", *SECONDS]
    frame = pd.DataFrame(
        [[getattr(r, key) for key in keys] for r in done], columns=keys
    )
    frame["seconds"] = frame[list(SECONDS)].sum(axis=1)
    grouped = frame.groupby(["method", "classifier"], sort=False)
    times = grouped[[*SECONDS, "seconds"]].mean()
    times.insert(0, "runs", grouped.size())
    wide = frame.pivot(index=list(FOLD_KEYS), columns="method", values="seconds")
    times["ratio"] = [
        _ratio(wide.xs(classifier, level="classifier"), method, reference)
        for method, classifier in times.index
    ]
    order = {method: place for place, method in enumerate(methods)}
    times = times.reset_index()
    return times.sort_values("method", key=lambda c: c.map(order), kind="stable")[
        ["method", "classifier", "runs", *SECONDS, "seconds", "ratio"]
    ].reset_index(drop=True)


def _ratio(seconds, method, reference):
    if method == reference:
        return 1.0
    if reference not in seconds.columns:
        return np.nan
    own, other = seconds[[method, reference]].dropna().sum()
    return own / other if other > 0 else np.nan


def list_failures(pool):
    """Return a frame with a row a failed run, and its error."""
    import pandas as pd

    runs = pool.runs
    errors, failed = {}, runs.own_failures
    for record in runs.results.records if runs.results is not None else ():
        if record.error:
            errors[tuple(getattr(record, key) for key in RUN_KEYS)] = record.error
    found = []
    for row in pool.rows:
        fold = dict(zip(FOLD_KEYS, runs.folds.iloc[row], strict=True))
        for column in pool.columns:
            if failed[row, column]:
                fold["method"] = runs.methods[column]
                key = tuple(fold[name] for name in RUN_KEYS)
                found.append((*key, errors.get(key, "no value")))
    return pd.DataFrame(found, columns=[*RUN_KEYS, "error"])
