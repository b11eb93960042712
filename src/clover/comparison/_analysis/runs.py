"""The runs of a comparison as a table: a row a fold, a column a method."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

FOLD_KEYS = ("dataset", "classifier", "repeat", "fold")
# The baselines whose names have a meaning: nothing is resampled in both. A method of
# another name may resample nothing, too, and the user's own `none` may do anything.
NO_RESAMPLING = "none"
CLASS_WEIGHT = "class_weight"
OF_INNER_FOLDS = ("_tuned", "_platt", "_isotonic")


@dataclass(frozen=True, eq=False)
class Runs:
    """What is known of each method in each fold, and how its scores are computed.

    `folds` is a frame with a row a fold of a data set with a classifier. The arrays
    `failed` and `absent` of shape (n_folds, n_methods) tell which runs failed and which
    were never done. `greater_is_better` has the names of the metrics as its keys.
    `compute` returns the scores of a metric, of the same shape, NaN where there is
    none. `no_resampling` is the method that resamples nothing, or ``None``; `borrows`
    marks the folds in which class weights have its scores, see `find_borrowed`.
    `results` is what a store holds, or ``None``, and `several_classes`
    are its data sets of more than two classes.
    """

    folds: Any
    methods: tuple
    failed: np.ndarray
    absent: np.ndarray
    greater_is_better: dict
    compute: Callable
    borrows: np.ndarray
    no_resampling: str | None = None
    results: Any = None
    several_classes: tuple = ()
    computed: dict = field(default_factory=dict)

    @property
    def metrics(self):
        return tuple(self.greater_is_better)

    @property
    def default_metric(self):
        return self.metrics[0]

    @property
    def own_failures(self):
        """Which runs failed, without those that stand for runs of no resampling."""
        failed = self.failed.copy()
        if self.borrows.any():
            failed[self.borrows, self.methods.index(CLASS_WEIGHT)] = False
        return failed

    def find_unsuited(self, metric, datasets):
        """Return the data sets whose scores a metric cannot give."""
        if self.results is None or not metric.endswith("_tuned"):
            return []
        return [name for name in datasets if name in self.several_classes]

    def check_metric(self, metric, datasets):
        """Raise an error if a metric cannot be computed for some data sets."""
        if metric in self.greater_is_better:
            unsuited = self.find_unsuited(metric, datasets)
            if unsuited:
                raise ValueError(
                    f"{metric!r} has one threshold and needs two classes. There are "
                    f"more in {', '.join(unsuited)}. Leave them out with "
                    "`select(datasets=...)`."
                )
            return
        if self.results is None:
            raise ValueError(
                f"The metric {metric!r} needs what was not stored: the frame has the "
                f"values of {self.default_metric!r} only. Use this one, or make a "
                "comparison with `clover.comparison.compare`, which stores "
                "probabilities."
            )
        needs = ""
        if metric.endswith(OF_INNER_FOLDS):
            needs = " Thresholds and calibrators need a plan with inner folds."
        raise ValueError(
            f"Unknown metric {metric!r}. Use one of {', '.join(self.metrics)}.{needs}"
        )

    def scores(self, metric):
        """Return the scores of a metric, which are computed once."""
        if metric not in self.computed:
            values = self.compute(metric)
            if self.borrows.any():
                weighted = self.methods.index(CLASS_WEIGHT)
                none = values[:, self.methods.index(self.no_resampling)]
                values[self.borrows, weighted] = none[self.borrows]
            self.computed[metric] = values
        return self.computed[metric]


def find_borrowed(folds, methods, absent, no_resampling):
    """Return the folds in which `class_weight` has the scores of no resampling.

    Some classifiers have no class weights. With these, `class_weight` has no run at
    all, although it has runs with other classifiers in the same folds: weights that
    cannot be set change nothing.
    """
    borrows = np.zeros(len(folds), dtype=bool)
    if not {no_resampling, CLASS_WEIGHT} <= set(methods):
        return borrows
    is_done = ~absent[:, methods.index(CLASS_WEIGHT)]
    with_weights = set(folds["classifier"][is_done])
    keys = list(zip(folds["dataset"], folds["repeat"], folds["fold"], strict=True))
    done = {key for key, is_one in zip(keys, is_done, strict=True) if is_one}
    for place, classifier in enumerate(folds["classifier"]):
        borrows[place] = classifier not in with_weights and keys[place] in done
    return borrows


def make_runs(folds, methods, failed, absent, not_resampled=(NO_RESAMPLING,), **others):
    """Return runs in which class weights are none's where there can be no others.

    The first of the methods `not_resampled` that there is stands for no resampling.
    """
    known = [name for name in not_resampled if name in methods]
    no_resampling = known[0] if known else None
    borrows = find_borrowed(folds, methods, absent, no_resampling)
    if borrows.any():
        weighted, none = methods.index(CLASS_WEIGHT), methods.index(no_resampling)
        failed[borrows, weighted] = failed[borrows, none]
        absent[borrows, weighted] = absent[borrows, none]
    return Runs(
        folds,
        methods,
        failed,
        absent,
        borrows=borrows,
        no_resampling=no_resampling,
        **others,
    )
