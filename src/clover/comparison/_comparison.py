"""A comparison of methods over data sets: scores, ranks, tests and sentences."""

from copy import copy
from html import escape

from clover.comparison._analysis.bayes import bayes
from clover.comparison._analysis.failures import list_scores
from clover.comparison._analysis.moderators import correlate, moderator_values
from clover.comparison._analysis.pool import make_pool
from clover.comparison._analysis.render import to_html, to_latex, to_markdown
from clover.comparison._analysis.run_times import list_failures, tabulate_times
from clover.comparison._analysis.significance import check_methods, friedman, posthoc
from clover.comparison._analysis.stored import runs_of_results, tell_notes
from clover.comparison._analysis.tables import make_table
from clover.comparison._analysis.tidy_frames import runs_of_frame
from clover.comparison._analysis.verdict import Findings, write_verdict
from clover.comparison._analysis.wording import count


class Comparison:
    """Scores of methods over data sets, and what can be concluded from them.

    Make one by `Comparison.load`, from a store that `clover.comparison.run` filled, or
    by `Comparison.from_frame`, from scores that somebody else made.

    A score of a data set is the mean over its folds, repeats and classifiers. Data sets
    of the same family are averaged before any rank or test, as partitions of one
    original tell little more than one of them. A *gain* is the difference between two
    methods in the units of the metric, positive where the method is better than the
    other; for a metric of which less is better, it is the other's minus the method's.

    Parameters
    ----------
    runs : Runs
        The runs, as `load` and `from_frame` make them.

    groups : dict, default=None
        The families of data sets, by the names of data sets.

    failures : {'none', 'worst', 'drop'}, default='none'
        The rule for the scores of failed runs, see `load`.

    Attributes
    ----------
    methods, datasets, classifiers : tuple of str
        The names of what is compared.

    groups : dict
        The family of each data set that has one. Others are families of their own.

    metrics : tuple of str
        The metrics that can be asked for. The first is the default one. Those of tuned
        thresholds are for two classes, and need all data sets to have two.

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
    >>> comparison.table()[["difference", "wins", "ties", "losses", "p_holm"]].round(3)
            difference  wins  ties  losses  p_holm
    method
    SMOTE         0.00     0     3       0     NaN
    mine          0.05     2     1       0     0.5
    >>> print(comparison.verdict())
    2 methods were compared on 3 data sets in 3 families, by auc (greater is better).
    mine has the best mean rank; 1 would be the best in every family: mine ...
    mine was better than SMOTE by 0.050 on average (95 % interval of the gain: ...
    With 3 families and 1 comparison, p cannot be below 0.250: no difference could ...
    No run failed.
    Significant means that such differences would be rare, below 1 in 20, if the ...
    """

    def __init__(self, runs, groups=None, failures="none"):
        self._pool = make_pool(runs, groups, failures)

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
            The score of a run that failed: that of no resampling in the same fold, by
            whatever name the method with the sampler "passthrough" has; or the worst of
            any method in the same fold; or the fold is left out for all methods.

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
            The score of a run that failed, as for `load`. The method without
            resampling should be named ``none``.

        Returns
        -------
        comparison : Comparison
        """
        return cls(runs_of_frame(frame, metric, greater_is_better), groups, failures)

    @property
    def methods(self):
        return self._pool.methods

    @property
    def datasets(self):
        return self._pool.datasets

    @property
    def classifiers(self):
        return self._pool.classifiers

    @property
    def groups(self):
        return dict(self._pool.groups)

    @property
    def metrics(self):
        return self._pool.metrics

    @property
    def failure_rule(self):
        return self._pool.rule

    @property
    def notes(self):
        return tell_notes(self._pool)

    @property
    def n_missing(self):
        results = self._pool.runs.results
        return 0 if results is None else results.n_missing

    def greater_is_better(self, metric=None):
        """Return whether a greater value of a metric is better."""
        return self._pool.runs.greater_is_better[self._pool.check_metric(metric)]

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
        blocks = self._pool.blocks(metric)
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
        return self._pool.blocks(metric).mean_ranks()

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
        return friedman(self._pool.blocks(metric))

    def posthoc(self, metric=None, reference=None, test="wilcoxon"):
        """Return tests of pairs of methods.

        Parameters
        ----------
        metric : str, default=None
            The metric; by default average precision, or the one of the frame.

        reference : str, default=None
            The method against which the others are tested; by default all pairs are.

        test : {'wilcoxon', 'nemenyi'}, default='wilcoxon'
            Wilcoxon's signed-rank test, whose zeros are split, or Nemenyi's test. Gains
            are rounded to 12 digits of the scores first, as scipy advises for the
            former, so that equal gains are ties.

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
            self._pool.check_method(reference)
        return posthoc(self._pool.blocks(metric), reference, test)

    def scores(self, metrics=None):
        """Return the scores of all runs, those of failed ones by the rule.

        Parameters
        ----------
        metrics : str or list of str, default=None
            The metrics; by default all of `metrics`, which are without those of tuned
            thresholds if any data set has more than two classes.

        Returns
        -------
        frame : pandas.DataFrame
            A row a run and metric, with the columns ``dataset``, ``method``,
            ``classifier``, ``repeat``, ``fold``, ``metric`` and ``value``. Runs that
            are not done have no row, nor have those of folds that the rule leaves out.
            Values are those of scikit-learn's functions. The entries ``failures`` and
            ``n_failures`` of ``frame.attrs`` are the rule and the number of failed
            runs.
        """
        if metrics is None:
            metrics = self.metrics
        elif isinstance(metrics, str):
            metrics = [metrics]
        metrics = [self._pool.check_metric(name) for name in metrics]
        if not metrics:
            raise ValueError("`metrics` should hold at least one metric. Got none.")
        frame = list_scores(
            {metric: self._pool.fold_scores(metric) for metric in metrics}
        )
        n_failures = self._pool.n_failures
        frame.attrs = {"failures": self.failure_rule, "n_failures": n_failures}
        return frame

    def table(self, metric=None, reference=None):
        """Return means, ranks and gains over a reference, a row a method.

        Parameters
        ----------
        metric : str, default=None
            The metric; by default average precision, or the one of the frame.

        reference : str, default=None
            The method whose scores the others are compared with; by default the one
            without resampling (``none``), else ``SMOTE``, else the first.

        Returns
        -------
        frame : pandas.DataFrame
            ``mean`` and ``mean_rank`` over families; ``difference``, the mean gain over
            the reference, with the ends ``low`` and ``high`` of its bootstrap interval
            of 95 %; ``wins``, ``ties`` and ``losses`` in families; ``p_holm``, the
            adjusted p-value of the signed-rank test; ``failures``, the number of failed
            runs. ``frame.attrs`` tells the metric, its direction, the reference, the
            rule for failures and the data sets that are left out, with the reasons.
        """
        blocks = self._pool.blocks(metric)
        reference = self._pool.choose_reference(reference)
        frame = make_table(blocks, reference)
        frame.attrs = {
            "metric": blocks.metric,
            "greater_is_better": blocks.greater_is_better,
            "reference": reference,
            "n_families": blocks.n_families,
            "n_datasets": len(blocks.datasets),
            "failures": self.failure_rule,
            "n_failures": int(blocks.n_failed.sum()),
            "left_out": dict(blocks.left_out),
        }
        return frame

    def bayes(self, metric=None, reference=None, rope=0.005, *, random_state=0):
        """Return how probable it is that methods are worse, equal or better.

        Parameters
        ----------
        metric : str, default=None
            The metric; by default average precision, or the one of the frame.

        reference : str, default=None
            The method with which the others are compared, as for `table`.

        rope : float, default=0.005
            The largest gain, in the units of the metric, that counts as equal.

        random_state : int, default=0
            The seed of the draws.

        Returns
        -------
        frame : pandas.DataFrame
            A row a method, and the columns ``worse``, ``equal`` and ``better``, as
            `baycomp.SignedRankTest.probs` gives them for the scores of families. A
            sentence on what they are is in ``frame.attrs["explanation"]``.
        """
        blocks = self._pool.blocks(metric)
        reference = self._pool.choose_reference(reference)
        key = blocks.metric, reference, rope, random_state
        if key not in self._pool.probabilities:
            self._pool.probabilities[key] = bayes(blocks, reference, rope, random_state)
        return self._pool.probabilities[key].copy()

    def moderators(self, metric=None, method=None, reference=None):
        """Return with which properties of the data sets a gain goes along.

        Parameters
        ----------
        metric : str, default=None
            The metric; by default average precision, or the one of the frame.

        method : str, default=None
            The method; by default the one with the best mean rank but the reference.

        reference : str, default=None
            The method with which it is compared, as for `table`.

        Returns
        -------
        frame : pandas.DataFrame
            A row a property, with the columns ``moderator``, ``n`` families, ``rho``
            (Spearman's correlation of the property with the gain, over families),
            ``p`` and ``p_holm``.
        """
        values = self.moderator_values(metric, method, reference)
        frame = correlate(values)
        frame.attrs = values.attrs
        return frame

    def moderator_values(self, metric=None, method=None, reference=None):
        """Return the gain and the properties of each family.

        The parameters are those of `moderators`.

        Returns
        -------
        frame : pandas.DataFrame
            A row a family: ``gain``, and a column a property. Both are means over the
            data sets of the family.
        """
        blocks = self._pool.blocks(metric)
        reference = self._pool.choose_reference(reference)
        check_methods(blocks)
        if method is None:
            method = blocks.mean_ranks().drop(reference).idxmin()
        self._pool.check_method(method, "method")
        if method == reference:
            raise ValueError(
                f"`method` should not be the reference. Both are {method!r}."
            )
        frame = moderator_values(
            blocks, self._pool.runs.results, self.groups, method, reference
        )
        frame.attrs = {
            "metric": blocks.metric,
            "method": method,
            "reference": reference,
        }
        return frame

    def times(self, reference=None):
        """Return what runs cost, by method and classifier.

        Parameters
        ----------
        reference : str, default=None
            The method to which costs are related, as for `table`.

        Returns
        -------
        frame : pandas.DataFrame
            ``method``, ``classifier``, the number of ``runs`` that succeeded, their
            mean ``seconds_resampling``, ``seconds_fitting`` and ``seconds`` in all, and
            ``ratio``, the seconds over those of the reference in the same folds.
        """
        if self._pool.runs.results is None:
            raise ValueError("A frame of scores does not tell how long runs took.")
        reference = self._pool.choose_reference(reference)
        return tabulate_times(self._pool.records, self.methods, reference)

    def failures(self):
        """Return the runs that failed.

        Returns
        -------
        frame : pandas.DataFrame
            A row a failed run: ``dataset``, ``method``, ``classifier``, ``repeat``,
            ``fold`` and ``error``.
        """
        return list_failures(self._pool)

    def select(self, methods=None, datasets=None, classifiers=None):
        """Return the comparison of some methods, data sets and classifiers.

        Failed runs still get the score of no resampling if that is not selected.

        Parameters
        ----------
        methods, datasets, classifiers : list of str, default=None
            The names; by default all.

        Returns
        -------
        comparison : Comparison
        """
        part = copy(self)
        part._pool = self._pool.select(methods, datasets, classifiers)
        return part

    def verdict(self, metric=None, reference=None, *, rope=0.005):
        """Return what the comparison says, in plain sentences.

        Parameters
        ----------
        metric : str, default=None
            The metric; by default average precision, or the one of the frame.

        reference : str, default=None
            The method with which the others are compared, as for `table`.

        rope : float, default=0.005
            The largest gain, in the units of the metric, that does not matter.

        Returns
        -------
        text : str
        """
        blocks, table = self._pool.blocks(metric), self.table(metric, reference)
        check_methods(blocks)
        reference, can_test = table.attrs["reference"], blocks.n_families > 1
        findings = Findings(
            blocks=blocks,
            table=table,
            probabilities=self.bayes(metric, reference, rope) if can_test else None,
            classifiers=self.classifiers,
            notes=self.notes,
        )
        return write_verdict(findings)

    def to_markdown(self, metric=None, reference=None):
        """Return the table as text in Markdown; the parameters are those of `table`."""
        return to_markdown(self.table(metric, reference))

    def to_latex(self, metric=None, reference=None):
        """Return the table in LaTeX, for the package booktabs.

        The parameters are those of `table`.
        """
        return to_latex(self.table(metric, reference))

    def _repr_html_(self):
        try:
            return to_html(self.table())
        except ValueError as error:
            # A notebook should show that there is no table yet, and why.
            return f"<pre>{escape(f'{self!r}. {error}')}</pre>"

    def __repr__(self):
        n_families = len({self.groups.get(name, (name,)) for name in self.datasets})
        return (
            f"Comparison of {count(len(self.methods), 'method')} on "
            f"{count(len(self.datasets), 'data set')} in "
            f"{count(n_families, 'family', 'families')}"
        )
