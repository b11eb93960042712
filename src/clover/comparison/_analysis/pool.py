"""What is compared with what: chosen runs, families and the rule for failures."""

from dataclasses import dataclass, field, replace

import numpy as np

from clover.comparison._analysis.blocks import check_groups, make_blocks
from clover.comparison._analysis.failures import apply_rule, check_rule
from clover.comparison._analysis.runs import Runs


@dataclass(frozen=True, eq=False)
class Pool:
    """The folds (`rows`) and methods (`columns`) of runs that are compared.

    What is computed is kept: the blocks by metric, and in `probabilities` those of the
    Bayesian test.
    """

    runs: Runs
    rows: np.ndarray
    columns: np.ndarray
    groups: dict
    rule: str
    computed: dict = field(default_factory=dict)
    probabilities: dict = field(default_factory=dict)

    @property
    def folds(self):
        return self.runs.folds.iloc[self.rows]

    @property
    def methods(self):
        return tuple(self.runs.methods[column] for column in self.columns)

    @property
    def datasets(self):
        return tuple(self.folds["dataset"].unique())

    @property
    def classifiers(self):
        return tuple(self.folds["classifier"].unique())

    @property
    def metrics(self):
        unsuited, datasets = self.runs.find_unsuited, self.datasets
        return tuple(name for name in self.runs.metrics if not unsuited(name, datasets))

    @property
    def records(self):
        """The records of a store that are compared."""
        return [
            record
            for record in self.runs.results.records
            if record.method in self.methods
            and record.dataset in self.datasets
            and record.classifier in self.classifiers
        ]

    @property
    def n_failures(self):
        return int(self.runs.own_failures[np.ix_(self.rows, self.columns)].sum())

    def check_metric(self, metric):
        """Return a metric, by default the first, if it can be computed."""
        metric = self.runs.default_metric if metric is None else metric
        self.runs.check_metric(metric, self.datasets)
        return metric

    def check_method(self, method, parameter="reference"):
        """Return the name of a method if it is compared."""
        if method not in self.methods:
            raise ValueError(
                f"`{parameter}` should be one of the methods "
                f"{', '.join(self.methods)}. Got {method!r}."
            )
        return method

    def choose_reference(self, reference):
        """Return the reference: that of the user, else the simplest baseline."""
        if reference is not None:
            return self.check_method(reference)
        simple = (self.runs.no_resampling, "SMOTE")
        known = [name for name in simple if name in self.methods]
        return known[0] if known else self.methods[0]

    def fold_scores(self, metric):
        """Return the scores in each fold, with those of failed runs by the rule."""
        return apply_rule(self.runs, metric, self.rows, self.columns, self.rule)

    def blocks(self, metric):
        """Return the scores of data sets and families, which are made once."""
        metric = self.check_metric(metric)
        if metric not in self.computed:
            self.computed[metric] = make_blocks(
                self.fold_scores(metric),
                metric,
                self.runs.greater_is_better[metric],
                self.groups,
            )
        return self.computed[metric]

    def select(self, methods, datasets, classifiers):
        """Return the pool of chosen names; ``None`` stands for all."""
        columns = self.columns
        if methods is not None:
            wanted = check_names(methods, self.methods, "methods")
            columns = np.array([self.runs.methods.index(name) for name in wanted])
        keeps = np.ones(len(self.rows), dtype=bool)
        for key, known, wanted in (
            ("dataset", self.datasets, datasets),
            ("classifier", self.classifiers, classifiers),
        ):
            if wanted is not None:
                wanted = check_names(wanted, known, f"{key}s")
                keeps &= self.folds[key].isin(wanted).to_numpy()
        if not keeps.any():
            raise ValueError("No selected data set has runs of a selected classifier.")
        part = replace(
            self, rows=self.rows[keeps], columns=columns, computed={}, probabilities={}
        )
        chosen = part.datasets
        groups = {name: self.groups[name] for name in chosen if name in self.groups}
        return replace(part, groups=groups)


def make_pool(runs, groups, rule):
    """Return the pool of all runs."""
    check_rule(rule)
    names = runs.folds["dataset"].unique()
    known = names if runs.results is None else runs.results.datasets
    return Pool(
        runs=runs,
        rows=np.arange(len(runs.folds)),
        columns=np.arange(len(runs.methods)),
        groups=check_groups(groups, known),
        rule=rule,
    )


def check_names(names, known, parameter):
    """Return names as a list without repetition, if all are known."""
    names = [names] if isinstance(names, str) else list(dict.fromkeys(names))
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        got = repr(unknown[0]) if unknown else "none of them"
        raise ValueError(
            f"`{parameter}` should be some of {', '.join(known)}. Got {got}."
        )
    return names
