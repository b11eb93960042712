"""Compare distributors: clusterer and oversampler are the same for all."""

from pathlib import Path

from clover._estimators.instances import raise_for_class
from clover.comparison._analysis.failures import check_rule
from clover.comparison._compare import choose_seed, open_folder
from clover.comparison._comparison import Comparison
from clover.comparison._intrinsic.families import add_validity, tell_validity
from clover.comparison._intrinsic.measuring import MEASURES
from clover.comparison._intrinsic.stored import measure_all, read_all
from clover.comparison._runs.baselines import list_methods
from clover.comparison._runs.execute import execute
from clover.comparison._runs.parts import read_named
from clover.comparison._runs.planning import Settings, make_draft, make_plan
from clover.comparison._runs.store import load
from clover.inspection._sampling import check_n_repeats
from clover.over_sampling import ClusterOverSampler


class DistributorComparison(Comparison):
    """A comparison of distributors, with measures of the rows that they made.

    :func:`compare_distributors` makes it. It is a :class:`Comparison` whose tables and
    verdict show validity beside the gain, as one does not follow from the other.

    Parameters
    ----------
    runs : Runs
        The runs, as `load` and `from_frame` make them.

    groups : dict, default=None
        The families of data sets, by the names of data sets.

    failures : {'none', 'worst', 'drop'}, default='none'
        The rule for the scores of failed runs, see `load`.

    See Also
    --------
    clover.inspection.validity : How often made rows lie nearest to another class.
    clover.inspection.diversity : How far made rows lie from real ones.
    clover.inspection.within_class_imbalance : How unevenly a class is spread.

    Examples
    --------
    >>> from clover.comparison import compare_distributors
    >>> from clover.distribution import DensityDistributor
    >>> from imblearn.over_sampling import SMOTE
    >>> from sklearn.cluster import KMeans
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> comparison = compare_distributors(
    ...     KMeans(n_clusters=3),
    ...     SMOTE(k_neighbors=3),
    ...     {"density": DensityDistributor()},
    ...     {"made": make_classification(200, weights=[0.8], random_state=0)},
    ...     {"logistic": LogisticRegression()},
    ...     baselines=["none", "SMOTE"],
    ...     random_state=0,
    ...     progress=False,
    ... )
    >>> comparison.table().columns.tolist()[-3:]
    ['validity_difference', 'diversity', 'measure_failures']
    >>> print(comparison.verdict().splitlines()[-1])
    Validity is not benefit: rows among another class may help a classifier, and rows
    that look real may not.
    """

    _measures = ()

    @classmethod
    def load(cls, store, plan=None, *, failures="none"):
        """Return the comparison that a store holds, with the measures in it.

        Parameters
        ----------
        store : str or path-like
            The folder that :func:`compare_distributors` filled.

        plan : ComparisonPlan or str, default=None
            The plan whose runs are read, if the store holds those of several.

        failures : {'none', 'worst', 'drop'}, default='none'
            The score of a run that failed, as for :meth:`Comparison.load`.

        Returns
        -------
        comparison : DistributorComparison
            It has the measures of the last call that had the same plan.
        """
        comparison = super().load(store, plan, failures=failures)
        comparison._measures = tuple(read_all(Path(store), plan))
        return comparison

    def intrinsic(self):
        """Return the measures of the rows that the methods made.

        Returns
        -------
        frame : pandas.DataFrame
            A row for each data set and each method that makes rows, with the columns
            ``dataset``, ``method``; ``validity_synthetic``, ``validity_real``,
            ``validity_difference``, ``validity_standard_error`` and ``validity_ratio``
            of :func:`~clover.inspection.validity`; ``diversity`` and ``near_copies`` of
            :func:`~clover.inspection.diversity`; ``within_class_imbalance_before`` and
            ``_after``, ``effective_clusters_before`` and ``_after`` of
            :func:`~clover.inspection.within_class_imbalance`, which methods without
            clusters do not have; and ``error``, empty where nothing failed. All are
            means over the classes that got rows. Measures that failed are NaN.
        """
        import pandas as pd

        columns = ["dataset", "method", *MEASURES, "error"]
        measured = {(one["dataset"], one["method"]): one for one in self._measures}
        rows = [
            measured[dataset, method]
            for dataset in self.datasets
            for method in self.methods
            if (dataset, method) in measured
        ]
        return pd.DataFrame(rows, columns=columns)

    def table(self, metric=None, reference=None):
        """Return means, ranks and gains, with the validity and diversity of the rows.

        Parameters
        ----------
        metric : str, default=None
            The metric; by default average precision.

        reference : str, default=None
            The method whose scores the others are compared with, as for
            :meth:`Comparison.table`.

        Returns
        -------
        frame : pandas.DataFrame
            The columns of :meth:`Comparison.table`, then ``validity_difference`` and
            ``diversity``, means over families, and ``measure_failures``, the number of
            data sets on which measures failed. Methods that make no rows have NaN.
        """
        frame = super().table(metric, reference)
        intrinsic = self.intrinsic()
        if intrinsic.empty:
            return frame
        attrs = frame.attrs
        frame = add_validity(frame, intrinsic, self.groups)
        frame.attrs = attrs
        return frame

    def verdict(self, metric=None, reference=None, *, rope=0.005):
        """Return what the comparison says of scores and of made rows, in sentences.

        Parameters
        ----------
        metric : str, default=None
            The metric; by default average precision.

        reference : str, default=None
            The method with which the others are compared, as for `table`.

        rope : float, default=0.005
            The largest gain, in the units of the metric, that does not matter.

        Returns
        -------
        text : str
        """
        text = super().verdict(metric, reference, rope=rope)
        intrinsic = self.intrinsic()
        if intrinsic.empty:
            return text
        return "\n".join((text, *tell_validity(intrinsic, self.groups, self.methods)))


def compare_distributors(
    clusterer,
    oversampler,
    distributors,
    datasets,
    classifiers,
    *,
    grids=None,
    n_candidates=None,
    cv=5,
    n_repeats=1,
    inner_cv=3,
    inner_scoring="average_precision",
    groups=None,
    baselines=True,
    store=None,
    n_jobs=None,
    random_state=None,
    progress=True,
    failures="none",
    measure_repeats=10,
):
    """Compare distributors with the same clusterer and oversampler.

    Each distributor becomes a :class:`~clover.over_sampling.ClusterOverSampler`, and
    these are compared with each other and with the baselines as :func:`compare` does
    it. Besides, the rows that each of them makes are measured on each whole data set:
    their validity, their diversity, and the imbalance within the classes. A distributor
    that makes more valid rows need not give better classifiers: look at both.

    Parameters
    ----------
    clusterer : estimator
        The clusterer of all samplers.

    oversampler : estimator
        The oversampler of all samplers.

    distributors : mapping or list of pairs
        Names and distributors. ``None`` stands for the default distributor.

    datasets, classifiers : mapping
        Names and pairs ``(X, y)`` and classifiers; see :func:`plan` for what else may
        be given.

    grids : mapping, default=None
        Names of distributors and their grids of parameters of the sampler, e.g.
        ``{"mine": {"distributor__filtering_threshold": [1, 2]}}``; see :func:`plan`.

    n_candidates, cv, n_repeats, inner_cv, inner_scoring, groups
        As in :func:`plan`.

    baselines : bool or list of str, default=True
        Whether to add baselines, or which, as in :func:`plan`. They keep their names:
        no distributor may have one of these.

    store, n_jobs, random_state, progress, failures
        As in :func:`compare`. The store keeps the measures, too. After a change of the
        code of a part of your own, give a new store.

    measure_repeats : int, default=10
        How often the rows of a data set are halved to measure validity, and how often
        rows are made to measure diversity.

    Returns
    -------
    comparison : DistributorComparison
        The results.

    Raises
    ------
    ValueError
        If a distributor has the name of a baseline or is none, and as for
        :func:`compare`.
    RuntimeError
        If a sampler failed in all of its runs. A failed measurement is no error; the
        table counts it.

    Notes
    -----
    The measures are of rows as the comparison prepares them, all rows of a data set at
    once: numbers are scaled and categories one-hot encoded, or left as they are for an
    oversampler that takes categories. Two categories differ by one deviation of a
    number in both tables, so that the figures of all methods can be compared. The
    imbalance within the classes is that of one fit, and that of the others are means
    over the repeats. Where a sampler has a grid, the candidate that was chosen most
    often on the data set is measured.

    Examples
    --------
    >>> from clover.comparison import compare_distributors
    >>> from clover.distribution import DensityDistributor
    >>> from imblearn.over_sampling import SMOTE
    >>> from sklearn.cluster import KMeans
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> comparison = compare_distributors(
    ...     KMeans(n_clusters=4),
    ...     SMOTE(k_neighbors=3),
    ...     {
    ...         "all clusters": DensityDistributor(filtering_threshold=float("inf")),
    ...         "some clusters": DensityDistributor(),
    ...     },
    ...     {"made": make_classification(200, weights=[0.8], random_state=0)},
    ...     {"logistic": LogisticRegression()},
    ...     random_state=0,
    ...     progress=False,
    ... )
    >>> comparison.methods
    ('none', 'class_weight', 'random', 'SMOTE', 'all clusters', 'some clusters')
    >>> frame = comparison.intrinsic()
    >>> frame["method"].tolist()
    ['random', 'SMOTE', 'all clusters', 'some clusters']
    >>> frame["near_copies"].round(2).tolist()[0]
    1.0
    """
    check_rule(failures)
    check_n_repeats(measure_repeats, "measure_repeats")
    settings = Settings(
        grids=grids,
        n_candidates=n_candidates,
        cv=cv,
        n_repeats=n_repeats,
        inner_cv=inner_cv,
        inner_scoring=inner_scoring,
        groups=groups,
        baselines=baselines,
    )
    _check_parts(clusterer, oversampler)
    samplers = {
        name: ClusterOverSampler(oversampler, clusterer, distributor)
        for name, distributor in _read_distributors(distributors, baselines).items()
    }
    draft = make_draft(samplers, datasets, classifiers, settings)
    planned = make_plan(draft, choose_seed(draft, store, random_state))
    with open_folder(store) as folder:
        execute(planned, folder, n_jobs, (), progress)
        results = load(folder, planned)
        comparison = DistributorComparison.from_results(results, failures=failures)
        comparison._measures = tuple(
            measure_all(planned, results, folder, measure_repeats, n_jobs)
        )
    return comparison


def _check_parts(clusterer, oversampler):
    """Check what all samplers share; the fits check the rest."""
    if clusterer is None:
        raise ValueError(
            "`clusterer` should be a clusterer, whose clusters the distributors choose "
            "from. Got None."
        )
    for name, part in (("clusterer", clusterer), ("oversampler", oversampler)):
        if isinstance(part, type):
            raise_for_class(part, f"`{name}` must be an instance")
    if not hasattr(oversampler, "fit_resample"):
        raise ValueError(
            "`oversampler` should be an oversampler, which has `fit_resample`. Got "
            f"{oversampler!r}."
        )


def _read_distributors(distributors, baselines):
    """Return distributors by name, checked to be some and to clash with no baseline."""
    named = read_named(distributors, "distributors")
    if not named:
        raise ValueError("`distributors` should hold at least one. Got none.")
    taken = {method.name for method in list_methods({}, baselines)}
    for name, distributor in named.items():
        where = f"distributors[{name!r}]"
        if isinstance(distributor, type):
            raise_for_class(distributor, f"{where} must be an instance")
        if distributor is not None and not hasattr(distributor, "fit_distribute"):
            raise ValueError(
                f"{where} should be a distributor, which has `fit_distribute`, or "
                f"None. Got {distributor!r}."
            )
        if name in taken:
            raise ValueError(
                f"{where} has the name of a baseline. Give the distributor another "
                "name, or leave that baseline out by `baselines`."
            )
    return named
