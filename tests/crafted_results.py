"""Small results of comparisons, with probabilities that are written by hand."""

import numpy as np

from clover.comparison._runs.records import DataInfo, Record, Results

# Eight rows: the first five are for training, the others for testing. The positive
# class is the smaller one, 1.
Y = np.array([0, 0, 0, 1, 1, 0, 1, 0])
TRAIN, TEST = np.arange(5), np.arange(5, 8)
TRAIN_PROBA = (0.1, 0.2, 0.6, 0.4, 0.8)


def two_columns(proba):
    """Return the probabilities of both classes, given those of class 1."""
    proba = np.asarray(proba, dtype=np.float32)
    return np.column_stack((1 - proba, proba))


def craft_record(dataset, method, proba=(0.1, 0.9, 0.2), **others):
    """Return a record whose test rows have these probabilities of class 1."""
    settings = {"classifier": "lr", "repeat": 0, "fold": 0} | others
    empty = np.empty((0, 2), dtype=np.float32)
    failed = bool(settings.get("error"))
    return Record(
        dataset=dataset,
        method=method,
        test_rows=TEST,
        test_proba=empty if failed else two_columns(proba),
        train_rows=TRAIN,
        train_proba=empty if failed else two_columns(TRAIN_PROBA),
        **settings,
    )


def craft_results(records, **others):
    """Return the results that hold the records, in the order of first appearance."""
    names = list(dict.fromkeys(record.dataset for record in records))
    descriptors = others.pop("descriptors", {})
    return Results(
        records=tuple(records),
        datasets={
            name: DataInfo(name, "hash", Y, ("no", "yes"), descriptors.get(name, {}))
            for name in names
        },
        methods=tuple(dict.fromkeys(record.method for record in records)),
        classifiers=tuple(dict.fromkeys(record.classifier for record in records)),
        **others,
    )


def tidy(scores, metric="auc"):
    """Return a tidy frame of {data set: {method: score or scores of folds}}."""
    import pandas as pd

    return pd.DataFrame(
        [
            {"dataset": name, "method": method, "fold": fold, metric: value}
            for name, of_methods in scores.items()
            for method, values in of_methods.items()
            for fold, value in enumerate(np.atleast_1d(values))
        ]
    )
