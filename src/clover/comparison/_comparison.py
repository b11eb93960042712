"""A comparison of methods over data sets: scores, ranks, tests and sentences."""

import numpy as np

from clover.comparison._analysis.blocks import check_groups, make_blocks
from clover.comparison._analysis.failures import apply_rule, check_rule
from clover.comparison._analysis.runs import NO_RESAMPLING
from clover.comparison._analysis.significance import friedman, posthoc
from clover.comparison._analysis.stored import runs_of_results
from clover.comparison._analysis.tidy_frames import runs_of_frame


class Comparison:
    """Scores of methods over data sets, and what can be concluded from them.

    Make one by `Comparison.load`, from a store that `clover.comparison.run` filled, or
    by `Comparison.from_frame`, from scores that somebody else made.

    A score of a data set is the mean over its folds, repeats and classifiers. Data sets
    of the same family are averaged before any rank or test, as partitions of one
    original tell little more than one of them. A *gain* is the difference between two
    methods in the units of the metric, positive where the method is better than the
    other; for a metric of which less is better, it is the other's minus the method's.

    Attributes
    ----------
    methods, datasets, classifiers : tuple of str
        The names of what is compared.

    groups : dict
        The family of each data set that has one. Others are families of their own.

    metrics : tuple of str
        The metrics that can be asked for. The first is the default one.

    failure_rule : {'none', 'worst', 'drop'}
        The rule for the scores of failed runs.

    notes : tuple of str
        Sentences about what else a reader should know.

    n_missing : int
        Number of runs that were planned but are not done yet.

    Examples
    --------
    >>> from clover.comparison import Comparison
    >>> frame = {
    ...     "dataset": ["a", "a", "b", "b", "c", "c"],
    ...     "method": ["SMOTE", "mine", "SMOTE", "mine", "SMOTE", "mine"],
    ...     "auc": [0.7, 0.8, 0.6, 0.65, 0.9, 0.9],
    ... }
    >>> comparison = Comparison.from_frame(frame, metric="auc")
    >>> comparison
    Comparison of 2 methods on 3 data sets in 3 families
    >>> comparison.mean_ranks()
    method
    SMOTE    1.833333
    mine     1.166667
    Name: mean_rank, dtype: float64
    """

    def __init__(self, runs, groups=None, failures="none"):
        check_rule(failures)
        names = runs.folds["dataset"].unique()
        known = names if runs.results is None else runs.results.datasets
        self._runs = runs
        self._rows = np.arange(len(runs.folds))
        self._columns = np.arange(len(runs.methods))
        self._blocks = {}
        self.groups = check_groups(groups, known)
        self.failure_rule = failures

    @classmethod
    def load(cls, store, plan=None, *, failures="none"):
        """Return the comparison of what a store holds.

        Parameters
        ----------
        store : str or path-like
            The folder that `clover.comparison.run` filled, wholly or in part.

        plan : ComparisonPlan, default=None
            The plan whose runs are read, if the store holds those of several.

        failures : {'none', 'worst', 'drop'}, default='none'
            The score of a run that failed: that of no resampling in the same fold, or
            the worst of any method in the same fold; or the fold is left out for all
            methods.

        Returns
        -------
        comparison : Comparison
        """
        from clover.comparison._runs.store import load

        return cls.from_results(load(store, plan), failures=failures)

    @classmethod
    def from_results(cls, results, *, failures="none"):
        """Return the comparison of results that were read from a store."""
        return cls(runs_of_results(results), results.groups, failures)

    @classmethod
    def from_frame(
        cls,
        frame,
        metric="auc",
        *,
        groups=None,
        greater_is_better=None,
        failures="none",
    ):
        """Return the comparison of scores that somebody else made.

        Parameters
        ----------
        frame : pandas or polars DataFrame, or dict of columns
            A row a run, with the columns ``dataset``, ``method`` and one named as the
            metric, and optionally ``classifier``, ``repeat`` and ``fold``. NaN stands
            for a run that failed. Other columns are not read.

        metric : str, default='auc'
            The column of the scores.

        groups : mapping, default=None
            The families of data sets, by the names of data sets.

        greater_is_better : bool, default=None
            Whether a greater score is better. By default it is, except for names that
            begin with "brier" or end in "loss", "error" or "error_rate".

        failures : {'none', 'worst', 'drop'}, default='none'
            The score of a run that failed, as for `load`.

        Returns
        -------
        comparison : Comparison
        """
        return cls(runs_of_frame(frame, metric, greater_is_better), groups, failures)

    @property
    def methods(self):
        return tuple(self._runs.methods[column] for column in self._columns)

    @property
    def datasets(self):
        return tuple(self._folds["dataset"].unique())

    @property
    def classifiers(self):
        return tuple(self._folds["classifier"].unique())

    @property
    def metrics(self):
        return tuple(
            metric
            for metric in self._runs.metrics
            if not self._runs.find_unsuited(metric, self.datasets)
        )

    @property
    def n_missing(self):
        return 0 if self._runs.results is None else self._runs.results.n_missing

    @property
    def _folds(self):
        return self._runs.folds.iloc[self._rows]

    def greater_is_better(self, metric=None):
        """Return whether a greater value of a metric is better."""
        return self._runs.greater_is_better[self._check_metric(metric)]

    def blocks(self, metric=None, *, by="family"):
        """Return the scores that ranks and tests are made of.

        Parameters
        ----------
        metric : str, default=None
            The metric; by default average precision, or the one of the frame.

        by : {'family', 'dataset'}, default='family'
            Whether a row stands for a family of data sets or for a data set.

        Returns
        -------
        frame : pandas.DataFrame
            A column a method, in the units of the metric.
        """
        if by not in ("family", "dataset"):
            raise ValueError(f"`by` should be 'family' or 'dataset'. Got {by!r}.")
        blocks = self._make_blocks(metric)
        return (blocks.families if by == "family" else blocks.datasets).copy()

    def mean_ranks(self, metric=None):
        """Return the mean rank of each method over families.

        Parameters
        ----------
        metric : str, default=None
            The metric; by default average precision, or the one of the frame.

        Returns
        -------
        mean_ranks : pandas.Series
            1 is the best; methods with the same score share the mean of their ranks. A
            mean rank depends on which other methods are compared.
        """
        return self._make_blocks(metric).mean_ranks()

    def friedman(self, metric=None):
        """Return Friedman's test of whether all methods have the same mean rank.

        Parameters
        ----------
        metric : str, default=None
            The metric; by default average precision, or the one of the frame.

        Returns
        -------
        result : FriedmanResult
            The statistic without a correction for ties, as in Demsar (2006), with such
            a correction, as in scipy, and that of Iman and Davenport, each with its
            p-value.
        """
        return friedman(self._make_blocks(metric))

    def posthoc(self, metric=None, reference=None, *, test="wilcoxon"):
        """Return tests of pairs of methods.

        Parameters
        ----------
        metric : str, default=None
            The metric; by default average precision, or the one of the frame.

        reference : str, default=None
            The method against which the others are tested; by default all pairs are.

        test : {'wilcoxon', 'nemenyi'}, default='wilcoxon'
            Wilcoxon's signed-rank test, whose zeros are split, or Nemenyi's test.

        Returns
        -------
        frame : pandas.DataFrame
            A row a pair: ``method``, ``other``, ``n`` families, ``difference`` (the
            mean gain of the method over the other), ``wins``, ``ties`` and ``losses``
            of the method, ``statistic``, ``p``, and ``p_holm``, which is adjusted for
            the number of rows. Nemenyi's p is already adjusted, for all pairs, and its
            ``p_holm`` is NaN; its statistic is the difference of the mean ranks.
        """
        if reference is not None:
            self._check_method(reference)
        return posthoc(self._make_blocks(metric), reference, test)

    def _make_blocks(self, metric):
        metric = self._check_metric(metric)
        if metric not in self._blocks:
            self._blocks[metric] = make_blocks(
                self._fold_scores(metric),
                metric,
                self._runs.greater_is_better[metric],
                self.groups,
            )
        return self._blocks[metric]

    def _fold_scores(self, metric):
        return apply_rule(
            self._runs, metric, self._rows, self._columns, self.failure_rule
        )

    def _check_metric(self, metric):
        metric = self._runs.default_metric if metric is None else metric
        self._runs.check_metric(metric, self.datasets)
        return metric

    def _check_method(self, method, name="reference"):
        if method not in self.methods:
            raise ValueError(
                f"`{name}` should be one of the methods {', '.join(self.methods)}. Got "
                f"{method!r}."
            )
        return method

    def _default_reference(self, reference):
        """Return the reference: that of the user, else the simplest baseline."""
        if reference is not None:
            return self._check_method(reference)
        known = [name for name in (NO_RESAMPLING, "SMOTE") if name in self.methods]
        return known[0] if known else self.methods[0]

    def __repr__(self):
        n_families = len({self.groups.get(name, (name,)) for name in self.datasets})
        return (
            f"Comparison of {len(self.methods)} methods on {len(self.datasets)} data "
            f"sets in {n_families} families"
        )
