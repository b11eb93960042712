"""The plan of a comparison: its runs, which are known before any is done."""

from dataclasses import dataclass, replace
from numbers import Integral

from clover.comparison._runs.folds import derive_seed
from clover.comparison._runs.manifest import Manifest
from clover.comparison._runs.records import Job


@dataclass(frozen=True, eq=False, repr=False)
class ComparisonPlan:
    """The runs of a comparison, before they are done.

    :func:`plan` makes it, and :func:`run` does the runs. The length of a plan is the
    number of its runs; print it to see what it holds.

    Attributes
    ----------
    datasets : dict
        The data sets by their names.

    methods : dict
        The samplers by their names, the baselines first.

    classifiers : dict
        The classifiers by their names.

    folds : dict
        The training and test rows of the folds of each data set, the same for all
        samplers.

    manifest : Manifest
        What a store keeps of the plan. The parts of a plan have that of the whole.

    planned_runs : tuple of PlannedRun
        The runs, as :meth:`runs` returns them.

    See Also
    --------
    plan : Makes a plan.
    run : Does the runs of a plan.

    Notes
    -----
    ``random_state`` is the seed on which all others depend, ``candidates`` are the
    settings of each sampler of which one is chosen, ``groups`` the families of the data
    sets, and ``notes`` sentences about what a reader of the results should know.

    Examples
    --------
    >>> from clover.comparison import plan
    >>> from clover.over_sampling import KMeansSMOTE
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> planned = plan(
    ...     {"KMeansSMOTE": KMeansSMOTE()},
    ...     {"made": make_classification(weights=[0.8], random_state=0)},
    ...     {"logistic": LogisticRegression()},
    ...     grids={"KMeansSMOTE": {"k_neighbors": [2, 5]}},
    ...     baselines=["none", "SMOTE"],
    ...     random_state=0,
    ... )
    >>> planned
    ComparisonPlan of 15 runs, random_state=0
      data sets    1, with 5 folds in all
      methods      none, SMOTE, KMeansSMOTE
      candidates   none: 1, SMOTE: 2, KMeansSMOTE: 2
      classifiers  logistic
      'none' has 1 candidate, not 2: it has no parameters.
    >>> planned.candidates["KMeansSMOTE"]
    ({'k_neighbors': 2}, {'k_neighbors': 5})
    >>> [len(part) for part in planned.split(2)]
    [8, 7]
    """

    datasets: dict
    methods: dict
    classifiers: dict
    folds: dict
    manifest: Manifest
    planned_runs: tuple

    @property
    def random_state(self):
        """The seed on which all others depend."""
        return self.manifest.random_state

    @property
    def groups(self):
        """The families of the data sets."""
        return self.manifest.groups

    @property
    def notes(self):
        """Sentences about what a reader of the results should know."""
        return self.manifest.notes

    @property
    def candidates(self):
        """The settings of each sampler of which one is chosen in the inner folds."""
        return {name: method.candidates for name, method in self.methods.items()}

    def __len__(self):
        return len(self.planned_runs)

    def runs(self):
        """Return the runs.

        Returns
        -------
        runs : list of PlannedRun
            Tuples of a data set, a method, a classifier, a repeat, a fold and the file
            of the result.
        """
        return list(self.planned_runs)

    def to_frame(self):
        """Return the runs as a pandas data frame.

        Returns
        -------
        frame : pandas.DataFrame
            One row a run, with the columns ``dataset``, ``method``, ``classifier``,
            ``repeat``, ``fold`` and ``file``.
        """
        import pandas as pd

        names = ["dataset", "method", "classifier", "repeat", "fold", "file"]
        return pd.DataFrame(self.planned_runs, columns=names)

    def split(self, n_parts):
        """Return parts of the plan, to be run on several machines.

        The runs are dealt out, so that the parts take about as long. Runs that share
        their resampled rows stay together. Copy the files of all stores into one folder
        to have the store of the whole plan.

        Parameters
        ----------
        n_parts : int
            The number of parts.

        Returns
        -------
        parts : list of ComparisonPlan
            The parts, which differ in their runs only.

        Raises
        ------
        ValueError
            If `n_parts` is not positive.
        """
        if not isinstance(n_parts, Integral) or n_parts < 1:
            raise ValueError(
                f"`n_parts` should be at least 1, and a whole number. Got {n_parts!r}."
            )
        bundles = _bundle(self.planned_runs)
        return [
            replace(
                self,
                planned_runs=tuple(
                    run for bundle in bundles[part::n_parts] for run in bundle
                ),
            )
            for part in range(n_parts)
        ]

    def make_jobs(self, runs):
        """Return pairs of a job and its files by classifier, for some of the runs."""
        return [self._make_job(bundle) for bundle in _bundle(runs)]

    def _make_job(self, bundle):
        first = bundle[0]
        folds = {(fold.repeat, fold.fold): fold for fold in self.folds[first.dataset]}
        job = Job(
            dataset=self.datasets[first.dataset],
            method=self.methods[first.method],
            classifiers={
                run.classifier: self.classifiers[run.classifier] for run in bundle
            },
            fold=folds[first.repeat, first.fold],
            inner_cv=self.manifest.settings["inner_cv"],
            inner_scoring=self.manifest.settings["inner_scoring"],
            seed=derive_seed(self.random_state, *first.place),
        )
        return job, {run.classifier: run.file for run in bundle}

    def __repr__(self):
        n_folds = sum(map(len, self.folds.values()))
        lines = [
            f"ComparisonPlan of {len(self)} runs, random_state={self.random_state}",
            f"  data sets    {len(self.datasets)}, with {n_folds} folds in all",
            f"  methods      {', '.join(self.methods)}",
            f"  candidates   {self._list_budgets()}",
            f"  classifiers  {', '.join(self.classifiers)}",
        ]
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])

    def _list_budgets(self):
        sizes = {name: len(found) for name, found in self.candidates.items()}
        return ", ".join(f"{name}: {size}" for name, size in sizes.items())


def _bundle(runs):
    """Return runs in lists of those that differ in the classifier only."""
    bundles = {}
    for run in runs:
        key = run.dataset, run.method, run.repeat, run.fold
        bundles.setdefault(key, []).append(run)
    return list(bundles.values())
