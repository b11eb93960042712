"""Runs from the probabilities of a store, whose scores are computed when asked for."""

from dataclasses import dataclass, field

import numpy as np

from clover.comparison._analysis.calibration import CALIBRATORS, calibrate
from clover.comparison._analysis.metrics import (
    GREATER_IS_BETTER,
    LABEL_SCORES,
    positive_class,
    score,
    score_labels,
    to_float64,
)
from clover.comparison._analysis.runs import (
    CLASS_WEIGHT,
    FOLD_KEYS,
    make_runs,
)
from clover.comparison._analysis.thresholds import tune_threshold
from clover.comparison._analysis.wording import count, join

TUNED = "tuned"


def list_metrics(with_inner=True):
    """Return all metrics with whether greater is better, average precision first.

    Without inner folds, there are none of tuned thresholds and recalibration.
    """
    metrics = {}
    for name, greater_is_better in GREATER_IS_BETTER.items():
        metrics[name] = greater_is_better
        if not with_inner:
            continue
        suffixes = (TUNED,) if name in LABEL_SCORES else CALIBRATORS
        metrics |= {f"{name}_{suffix}": greater_is_better for suffix in suffixes}
    return metrics


def runs_of_results(results):
    """Return the runs of what a store holds, without methods that have none."""
    folds, places = _list_folds(results)
    done = {record.method for record in results.records}
    methods = tuple(method for method in results.methods if method in done)
    columns = {method: column for column, method in enumerate(methods)}
    failed = np.zeros((len(folds), len(columns)), dtype=bool)
    absent = np.ones(failed.shape, dtype=bool)
    cells = [
        (places[_fold_key(record)], columns[record.method])
        for record in results.records
    ]
    for cell, record in zip(cells, results.records, strict=True):
        absent[cell] = False
        failed[cell] = bool(record.error)
    return make_runs(
        folds,
        methods,
        failed=failed,
        absent=absent,
        greater_is_better=list_metrics(all(map(_has_inner, results.records))),
        compute=StoredScores(results, tuple(cells), failed.shape),
        results=results,
        not_resampled=results.not_resampled,
        several_classes=tuple(
            name for name, info in results.datasets.items() if len(info.classes) > 2
        ),
    )


def _has_inner(record):
    return bool(record.error) or record.train_proba.size > 0


def _fold_key(record):
    return record.dataset, record.classifier, record.repeat, record.fold


def _list_folds(results):
    """Return the folds, in the order of the plan, and the row of each."""
    import pandas as pd

    if not results.records:
        raise ValueError(
            "The store has no finished runs. Fill it with `clover.comparison.run`."
        )
    datasets = {name: place for place, name in enumerate(results.datasets)}
    classifiers = {name: place for place, name in enumerate(results.classifiers)}
    keys = sorted(
        {_fold_key(record) for record in results.records},
        key=lambda key: (datasets[key[0]], classifiers[key[1]], *key[2:]),
    )
    folds = pd.DataFrame(keys, columns=list(FOLD_KEYS))
    return folds, {key: place for place, key in enumerate(keys)}


@dataclass(frozen=True, eq=False)
class StoredScores:
    """Computes the scores of all runs of a store.

    `cells` holds the fold and the method of each record. Recalibrated probabilities
    are kept, as several scores are made of them.
    """

    results: object
    cells: tuple
    shape: tuple
    calibrated: dict = field(default_factory=dict)

    def __call__(self, metric):
        name, suffix = split_name(metric)
        values = np.full(self.shape, np.nan)
        for number, record in enumerate(self.results.records):
            if not record.error:
                values[self.cells[number]] = self._score(name, suffix, number, record)
        return values

    def _score(self, name, suffix, number, record):
        info = self.results.datasets[record.dataset]
        if suffix == TUNED and len(info.classes) > 2:
            return np.nan
        positive = positive_class(np.bincount(info.y, minlength=len(info.classes)))
        y_test = info.y[record.test_rows]
        if suffix == TUNED:
            return _score_tuned(name, info.y, positive, record)
        proba = record.test_proba
        if suffix:
            key = suffix, number
            if key not in self.calibrated:
                self.calibrated[key] = calibrate(
                    suffix,
                    info.y[record.train_rows],
                    record.train_proba,
                    record.test_proba,
                    positive,
                )
            proba = self.calibrated[key]
        return score(name, y_test, proba, positive)


def split_name(metric):
    """Return the score and the treatment, or an empty string, that a metric names."""
    if metric in GREATER_IS_BETTER:
        return metric, ""
    name, _, suffix = metric.rpartition("_")
    return name, suffix


def _score_tuned(name, y, positive, record):
    train_proba = to_float64(record.train_proba)[:, positive]
    is_positive = y[record.train_rows] == positive
    threshold = tune_threshold(name, is_positive, train_proba)
    is_predicted = to_float64(record.test_proba)[:, positive] >= threshold
    labels = np.where(is_predicted, positive, 1 - positive)
    return score_labels(name, y[record.test_rows], labels, 2, positive)


def tell_notes(pool):
    """Return sentences on the plan, on missing runs and on borrowed scores."""
    runs, notes = pool.runs, []
    if runs.results is not None:
        notes += runs.results.notes
        idle = [name for name in runs.results.methods if name not in runs.methods]
        if idle:
            notes.append(f"Methods without a finished run are left out: {join(idle)}.")
        if runs.results.n_missing:
            notes.append(
                f"Not done yet: {count(runs.results.n_missing, 'planned run')}. This "
                "is a comparison in part."
            )
    borrows = runs.borrows[pool.rows]
    if CLASS_WEIGHT in pool.methods and borrows.any():
        classifiers = pool.folds["classifier"][borrows].unique()
        notes.append(
            f"{join(list(classifiers))} cannot weigh classes: {CLASS_WEIGHT} has the "
            f"scores of {runs.no_resampling} there."
        )
    return tuple(notes)
