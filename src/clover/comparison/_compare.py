"""Plan a comparison, run it, and both with the results at once."""

from contextlib import contextmanager
from numbers import Integral
from pathlib import Path
from tempfile import TemporaryDirectory

from sklearn.utils import check_random_state

from clover._estimators.seeds import N_SEEDS
from clover.comparison._analysis.failures import check_rule
from clover.comparison._comparison import Comparison
from clover.comparison._runs.comparison_plan import ComparisonPlan
from clover.comparison._runs.execute import execute
from clover.comparison._runs.manifest import find_seed
from clover.comparison._runs.planning import Settings, make_draft, make_plan


def plan(
    samplers,
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
    random_state=None,
):
    """Plan a comparison of samplers: list its runs and compute nothing.

    The data are loaded, the folds are made, and all that can be wrong before the first
    fit is checked. A run is one sampler on one fold of a data set with one classifier.

    Parameters
    ----------
    samplers : mapping or list of pairs
        Names and samplers. A sampler is one of imbalanced-learn's kind, a pipeline of
        imbalanced-learn, or ``"passthrough"`` for no resampling. If a sampler of clover
        has `weighting`, the classifiers get the weights of its rows; a run with a
        classifier that takes none fails.

    datasets : mapping, str, path or list of str
        Names and pairs ``(X, y)``; or a folder of CSV or Parquet files, whose last
        column is the target; or names that ``imblearn.datasets.fetch_datasets`` knows.
        Columns of text, categories and booleans are categories, all others numbers. A
        missing category is a category, too. Missing numbers stay: where there are some,
        samplers and classifiers should be pipelines with an imputer.

    classifiers : mapping or list of pairs
        Names and classifiers that have ``predict_proba``.

    grids : mapping, default=None
        Names of samplers and their grids: a dictionary of parameters and lists of
        values, or a list of such dictionaries. Where `n_candidates` is given,
        distributions of scipy may stand in place of lists. The candidate is chosen in
        the inner folds, for each classifier apart. All grids are cut to an equal number
        of candidates by a random draw; `notes` of the plan tell of those that have
        fewer. A ratio as `sampling_strategy` of an oversampler, e.g. 0.5, may be there
        for data of any kind: each class gets at least this share of the rows of the
        largest one, and a class that has them already stays as it is.

    n_candidates : int, default=None
        The number of candidates of each sampler with a grid. By default it is the size
        of the smallest grid.

    cv : int or splitter, default=5
        The number of outer folds, which are stratified, shuffled and seeded; or a
        splitter, which is taken as it is. It should give the same folds each time.

    n_repeats : int, default=1
        How often the outer folds are drawn. It should be 1 if `cv` is a splitter.

    inner_cv : int or None, default=3
        The number of inner folds of the training rows. They choose the candidates and
        give the probabilities to which thresholds and calibrators are fitted. ``None``
        takes a fraction of the time: each sampler should have one candidate then, and
        there are no metrics of tuned thresholds and recalibrated probabilities.

    inner_scoring : str, default="average_precision"
        The score by which a candidate is chosen: one of ``"average_precision"``,
        ``"roc_auc"``, ``"brier"``, ``"log_loss"``, ``"f1"``, ``"geometric_mean"`` and
        ``"balanced_accuracy"``.

    groups : mapping, default=None
        Names of data sets and their families, such as the original of which they are
        partitions. A data set without a family is one by itself. Families are averaged
        before any rank or test.

    baselines : bool or list of str, default=True
        Whether to add the baselines ``"none"``, ``"class_weight"`` (for classifiers
        that have class weights), ``"random"`` and ``"SMOTE"``; or which of them. One of
        the samplers with the same name replaces a baseline.

    random_state : int, RandomState instance or None, default=None
        The seed of the folds, of the draws of candidates and of all samplers and
        classifiers without a seed of their own. ``None`` is drawn once and is then
        ``random_state`` of the plan.

    Returns
    -------
    plan : ComparisonPlan
        The plan, whose length is the number of runs.

    Raises
    ------
    ValueError
        If anything that is given cannot be used. A class with fewer rows than folds is
        such an error, and so is a parameter without a stable representation, e.g. a
        lambda: its runs could not be found again.

    Warns
    -----
    UserWarning
        If a sampler has fewer candidates than others, or a column of a data set more
        than 1,000 categories.

    See Also
    --------
    run : Does the runs of a plan.
    compare : Plans, runs and reads the results.

    Notes
    -----
    The file of a run is named by a hash of all that its result depends on: the name and
    the values of the data set, the rows of the fold, the names, the classes and the
    parameters (``get_params``) of the sampler and the classifier, the candidates, the
    inner folds and their score, the seed, and the versions of clover, imbalanced-learn,
    scikit-learn and NumPy. Where any of these changes, the run is another one. The code
    of samplers of your own is not looked at, unless they are defined in ``__main__``:
    after a change of such code, use ``force`` of :func:`run`.

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
    ...     random_state=0,
    ... )
    >>> list(planned.methods)
    ['none', 'class_weight', 'random', 'SMOTE', 'KMeansSMOTE']
    >>> len(planned)
    25
    """
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
    draft = make_draft(samplers, datasets, classifiers, settings)
    return make_plan(draft, _draw_seed(random_state))


def run(plan, store, *, n_jobs=None, force=(), progress=True):
    """Do the runs of a plan that a store does not have yet.

    Each result is written to a file of its own as soon as it is there, under a
    temporary name that is then changed. So a call may be interrupted at any time, and
    the next one goes on where it ended. The results do not depend on `n_jobs`.

    Parameters
    ----------
    plan : ComparisonPlan
        The plan, or a part of one.

    store : str or path
        The folder of the results; it is made if need be. Stores of parts of a plan are
        merged by copying their files into one folder.

    n_jobs : int, default=None
        The number of processes, as in scikit-learn.

    force : str or list of str, default=()
        Names of samplers whose results are removed and made anew.

    progress : bool, default=True
        Whether to tell of the progress on the standard error stream.

    Raises
    ------
    ValueError
        If the store is no folder, cannot be written to, is of a newer format, or has
        other data under the name of a data set.
    RuntimeError
        If one of the samplers failed in all of its runs; all others are then done. A
        run that fails among others is no error; its message is kept.

    Warns
    -----
    UserWarning
        If a baseline failed in all of its runs, or files cannot be read, which are then
        made again.

    See Also
    --------
    plan : Makes a plan.
    Comparison.load : Reads the results.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from clover.comparison import plan, run
    >>> from clover.over_sampling import KMeansSMOTE
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> planned = plan(
    ...     {"KMeansSMOTE": KMeansSMOTE()},
    ...     {"made": make_classification(weights=[0.8], random_state=0)},
    ...     {"logistic": LogisticRegression()},
    ...     baselines=["none"],
    ...     random_state=0,
    ... )
    >>> with TemporaryDirectory() as folder:
    ...     run(planned, folder, progress=False)
    ...     len(list(Path(folder).glob("made-*.npz")))
    10
    """
    if not isinstance(plan, ComparisonPlan):
        raise ValueError(
            "`plan` should be made by `clover.comparison.plan`. Got "
            f"{type(plan).__name__}."
        )
    execute(plan, store, n_jobs, force, progress)


def compare(
    samplers,
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
):
    """Compare samplers over data sets: :func:`plan`, :func:`run`, and the results.

    Parameters
    ----------
    samplers, datasets, classifiers : mapping
        Names and samplers, pairs ``(X, y)`` and classifiers; see :func:`plan` for what
        else may be given, and for more about the parameters below.

    grids : mapping, default=None
        Names of samplers and grids of their parameters.

    n_candidates : int, default=None
        The number of candidates that are drawn from each grid, by default as many as
        the smallest grid has.

    cv : int or splitter, default=5
        The outer folds.

    n_repeats : int, default=1
        How often the outer folds are drawn.

    inner_cv : int or None, default=3
        The number of inner folds, in which candidates are chosen and thresholds tuned;
        ``None`` for none, see :func:`plan`.

    inner_scoring : str, default="average_precision"
        The score by which a candidate is chosen.

    groups : mapping, default=None
        Names of data sets and their families.

    baselines : bool or list of str, default=True
        Whether to add ``"none"``, ``"class_weight"``, ``"random"`` and ``"SMOTE"``, or
        which of them.

    store : str or path, default=None
        The folder of the results. With it, a call that was interrupted goes on where it
        ended, and a later call with more samplers or data sets does what is new. By
        default a temporary folder is used.

    n_jobs : int, default=None
        The number of processes, as in scikit-learn.

    random_state : int, RandomState instance or None, default=None
        The seed of all. If ``None``, it is that of the newest comparison of the same
        samplers, data sets, classifiers and settings in the store, else that of the
        newest comparison of any kind in it, so that the folds stay the same. In an
        empty store it is drawn.

    progress : bool, default=True
        Whether to tell of the progress on the standard error stream.

    failures : {"none", "worst", "drop"}, default="none"
        The score of a run that failed: that of no resampling, the worst of all methods,
        or none at all, as :meth:`Comparison.load` says.

    Returns
    -------
    comparison : Comparison
        The results.

    Raises
    ------
    ValueError
        As for :func:`plan` and :func:`run`.
    RuntimeError
        If one of the samplers failed in all of its runs.

    Examples
    --------
    >>> from clover.comparison import compare
    >>> from clover.over_sampling import KMeansSMOTE
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> comparison = compare(
    ...     {"KMeansSMOTE": KMeansSMOTE()},
    ...     {
    ...         name: make_classification(weights=[share], random_state=0)
    ...         for name, share in {"mild": 0.7, "strong": 0.85}.items()
    ...     },
    ...     {"logistic": LogisticRegression()},
    ...     random_state=0,
    ...     progress=False,
    ... )
    >>> comparison.methods
    ('none', 'class_weight', 'random', 'SMOTE', 'KMeansSMOTE')
    >>> comparison.datasets
    ('mild', 'strong')
    """
    check_rule(failures)
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
    draft = make_draft(samplers, datasets, classifiers, settings)
    planned = make_plan(draft, choose_seed(draft, store, random_state))
    with open_folder(store) as folder:
        execute(planned, folder, n_jobs, (), progress)
        return Comparison.load(folder, planned, failures=failures)


def choose_seed(draft, store, random_state):
    """Return the seed of a comparison, by default that of a plan in the store."""
    if random_state is None and store is not None:
        random_state = find_seed(Path(store), draft.signature)
    return _draw_seed(random_state)


@contextmanager
def open_folder(store):
    """Yield the folder of a store, a temporary one without a store."""
    if store is not None:
        yield Path(store)
        return
    with TemporaryDirectory() as folder:
        try:
            yield Path(folder)
        except RuntimeError as error:
            error.add_note(
                "The store was temporary. Give a `store` to keep the results."
            )
            raise


def _draw_seed(random_state):
    """Return the seed of a plan: a number as it is, else one that is drawn."""
    rng = check_random_state(random_state)
    if isinstance(random_state, Integral):
        return int(random_state)
    return int(rng.randint(N_SEEDS))
