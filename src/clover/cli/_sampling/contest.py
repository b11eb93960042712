"""Ways of dealing with the imbalance of one table, scored in cross-validation."""

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from threading import Event, Thread

from clover.cli._errors import DataError, shorten
from clover.cli._sampling.composition import Recipe, make_sampler
from clover.cli._sampling.methods import METHODS

BASELINES = ["none", "class_weight", "random"]
# How often the progress is looked at, in seconds.
INTERVAL = 0.2


@dataclass(frozen=True, eq=False)
class Contest:
    """What a comparison of ways on one table gave.

    Attributes
    ----------
    scores : pandas.DataFrame
        A row a way, fold, repeat, classifier and metric, as `Comparison.scores` gives
        it, of the ways that succeeded once at least.

    notes : list of str
        Sentences about runs that failed, and warnings.
    """

    scores: object
    notes: list


@dataclass(frozen=True)
class Folds:
    """How the rows are split: the folds, how often, and the seed."""

    n_folds: int
    n_repeats: int
    seed: int


def hold_contest(X, y, columns, folds, steps):
    """Return the scores of all ways on a table, as a `Contest`.

    Parameters
    ----------
    X : pandas.DataFrame
        The features.

    y : ndarray of shape (n_rows,)
        The classes.

    columns : Columns
        The roles of the columns.

    folds : Folds
        How the rows are split.

    steps : Steps
        Where the progress is told.
    """
    from clover.comparison import Comparison, plan, run

    with TemporaryDirectory() as folder, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            planned = plan(
                _make_samplers(columns),
                {"table": (to_plain(X, columns), y)},
                _make_classifiers(),
                baselines=BASELINES,
                cv=folds.n_folds,
                n_repeats=folds.n_repeats,
                random_state=folds.seed,
            )
            with _watching(folder, planned, steps):
                _run_all(run, planned, folder)
            comparison = Comparison.load(folder, planned)
            scores, failures = comparison.scores(), comparison.failures()
        except (ValueError, TypeError) as error:
            raise DataError(shorten(error)) from error
    failed = _find_failed(failures, planned)
    notes = [*_tell_warnings(caught), *_tell_failures(failures, failed)]
    return Contest(scores[~scores["method"].isin(failed)], notes)


def to_plain(X, columns):
    """Return features with numbers as floats, and categories as text.

    A comparison takes columns of text for categories, and no others that are named.
    """
    import pandas as pd

    return pd.DataFrame(
        {
            name: X[name].map(str)
            if name in columns.categories
            else X[name].astype("float64")
            for name in X.columns
        }
    )


def _make_samplers(columns):
    """Return SMOTE for the kinds of columns, and the recommended method, weighted."""
    from clover.over_sampling import ClusterOverSampler

    smote, _ = make_sampler(Recipe(METHODS["smote"], seed=None), columns)
    recommended, _ = make_sampler(Recipe(METHODS["recommended"], seed=None), columns)
    if not isinstance(smote, ClusterOverSampler):
        # Without clusters, it makes the same rows, and takes small classes, too.
        smote = ClusterOverSampler(smote)
    return {
        "SMOTE": smote,
        "recommended": recommended.set_params(weighting="prevalence"),
    }


def _make_classifiers():
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression

    return {
        "logistic": LogisticRegression(max_iter=1_000),
        "boosting": HistGradientBoostingClassifier(max_iter=50),
    }


def _run_all(run, planned, folder):
    try:
        run(planned, folder, progress=False)
    except RuntimeError as error:
        # A way that failed in all runs is told with its error; the others are done.
        if "failed in all" not in str(error):
            raise DataError(shorten(error)) from error


@contextmanager
def _watching(folder, planned, steps):
    """Tell, while runs are done, how many have their file in the folder."""
    files = [run.file for run in planned.runs()]
    steps("Comparing", total=len(files))
    end = Event()

    def watch():
        while not end.wait(INTERVAL):
            steps.reach(_count_files(folder, files))

    watcher = Thread(target=watch, daemon=True)
    if steps.is_shown:
        watcher.start()
    try:
        yield
    finally:
        end.set()
        if steps.is_shown:
            watcher.join()


def _count_files(folder, files):
    import os

    there = set(os.listdir(folder))
    return sum(file in there for file in files)


def _find_failed(failures, planned):
    """Return the ways that failed in all of their runs."""
    n_planned, n_failed = {}, {}
    for run in planned.runs():
        n_planned[run.method] = n_planned.get(run.method, 0) + 1
    for method in failures["method"]:
        n_failed[method] = n_failed.get(method, 0) + 1
    return [name for name, n in n_failed.items() if n == n_planned[name]]


def _tell_warnings(caught):
    texts = [
        shorten(one.message)
        for one in caught
        if issubclass(one.category, UserWarning)
        and "failed in all" not in str(one.message)
    ]
    return list(dict.fromkeys(texts))


def _tell_failures(failures, failed):
    notes = []
    for method, errors in failures.groupby("method", sort=False)["error"]:
        told = f"The first error: {shorten(errors.iloc[0])}"
        if method in failed:
            notes.append(f"{method} failed in all runs and is left out. {told}")
        else:
            notes.append(
                f"{method} failed in {len(errors)} runs, which have the scores of no "
                f"resampling. {told}"
            )
    return notes
