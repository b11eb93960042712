"""One job: a method on one fold of a data set, for some classifiers.

A candidate is chosen in inner folds of the training rows, refitted to all of them and
applied to the test rows. No step is ever fitted to a test row.
"""

import json
import warnings
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter

import numpy as np
from sklearn.model_selection import StratifiedKFold

from clover._estimators.seeds import draw_task_seeds
from clover._numerics.threads import one_thread
from clover.comparison._analysis.metrics import positive_class, score, split_sign
from clover.comparison._runs.models import (
    Columns,
    Split,
    fit_model,
    make_classifier,
    predict_proba,
)
from clover.comparison._runs.records import Record
from clover.comparison._runs.resampling import make_sampler, resample


def do_job(job):
    """Do the runs of a job and return their records, one for each classifier.

    An error ends the run of a classifier, or of all if the sampler raised it, and is
    told in its record. Warnings are recorded and not shown. The seconds, the rows made
    and the counts are those of the chosen candidate on all training rows.

    Parameters
    ----------
    job : Job
        The rows, the method and the classifiers.

    Returns
    -------
    records : list of Record
        What each classifier gave, in their order. It does not depend on the other
        classifiers of the job.
    """
    # A sum over several threads may differ in its last bit.
    with one_thread():
        task = _Task(job)
        splits = attempt(task.split_inner)
        trials = _try_candidates(task, splits)
        chosen = {name: _choose(of_name) for name, of_name in trials.items()}
        refits = _refit(task, trials, chosen)
    return [_make_record(task, name, trials[name], refits[name]) for name in trials]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a call returned, or its error as a text, and its warnings as texts."""

    value: object
    error: str
    warnings: tuple


def attempt(function, *args):
    """Call a function of which an error or a warning is part of the result."""
    value, error = None, ""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = function(*args)
        except Exception as raised:
            lines = [f"{type(raised).__name__}: {raised}"]
            error = "\n".join([*lines, *getattr(raised, "__notes__", ())])
    texts = [f"{warning.category.__name__}: {warning.message}" for warning in caught]
    return Outcome(value, error, tuple(dict.fromkeys(texts)))


class _Task:
    """A job, and what is derived from it once.

    All seeds come from the job's: they are the same for all methods, candidates and
    classifiers. `seeds` are those of the sampler and of the classifier on all training
    rows, `inner_seeds` those in the inner folds.
    """

    def __init__(self, job):
        self.job = job
        self.train = job.fold.train
        rng = np.random.RandomState(job.seed)
        # Sampler and classifier must not draw the same numbers.
        self.split_seed, *seeds = draw_task_seeds(rng, 3 + 2 * (job.inner_cv or 0))
        self.seeds, *self.inner_seeds = zip(seeds[::2], seeds[1::2], strict=True)
        counts = np.bincount(job.dataset.y, minlength=len(job.dataset.classes))
        self.positive = positive_class(counts)
        self.scoring, self.sign = split_sign(job.inner_scoring)

    @cached_property
    def columns(self):
        return Columns.of(self.job.dataset)

    @cached_property
    def labels(self):
        """The class of each row of the data set, as the user names it."""
        return np.asarray(self.job.dataset.classes)[self.job.dataset.y]

    def split_inner(self):
        """Return the inner folds, with positions among the training rows to predict."""
        if self.job.inner_cv is None:
            return []
        folds = StratifiedKFold(
            self.job.inner_cv, shuffle=True, random_state=self.split_seed
        )
        y = self.job.dataset.y[self.train]
        return [
            (held_out, self._split(self.train[kept], self.train[held_out]))
            for kept, held_out in folds.split(y, y)
        ]

    def split_outer(self):
        return self._split(self.train, self.job.fold.test)

    def _split(self, train, test):
        return Split(self.columns, self.labels, train, test)

    def resample(self, place, split, seeds):
        """Resample the training rows of a split with the candidate at a place."""
        method = self.job.method
        sampler = make_sampler(method.sampler, method.candidates[place], seeds[0])
        return resample(sampler, split)

    def fit_predict(self, name, resampled, split, seeds):
        """Return probabilities of the rows to predict, and the seconds of fitting."""
        model = make_classifier(
            self.job.classifiers[name], seeds[1], self.job.method.is_weighted
        )
        start = perf_counter()
        fit_model(model, resampled.X, resampled.y, resampled.weights)
        seconds = perf_counter() - start
        X = resampled.transform(split.X_test)
        return predict_proba(model, X, self.job.dataset.classes), seconds

    def score(self, rows, proba):
        """Return the score of some rows by the inner scoring; more is better."""
        y = self.job.dataset.y[rows]
        return self.sign * score(self.scoring, y, proba, self.positive)


@dataclass(eq=False)
class _Trial:
    """A candidate with a classifier in the inner folds."""

    proba: np.ndarray
    scores: list = field(default_factory=list)
    error: str = ""
    warnings: tuple = ()

    @property
    def score(self):
        """The mean score of the inner folds that have one, NaN after an error."""
        defined = [value for value in self.scores if not np.isnan(value)]
        return np.nan if self.error or not defined else float(np.mean(defined))

    def note(self, outcome):
        """Note the error and the warnings of a step."""
        self.error = outcome.error
        self.warnings += outcome.warnings


def _try_candidates(task, splits):
    """Return the trials of all candidates, by the name of the classifier."""
    trials = {name: [] for name in task.job.classifiers}
    for place in range(len(task.job.method.candidates)):
        tried = _try_candidate(task, place, splits)
        for name, trial in tried.items():
            trials[name].append(trial)
    return trials


def _try_candidate(task, place, splits):
    """Return the trial of a candidate for each classifier."""
    shape = task.train.size, len(task.job.dataset.classes)
    trials = {name: _Trial(np.full(shape, np.nan)) for name in task.job.classifiers}
    for trial in trials.values():
        trial.note(splits)
    for (rows, split), seeds in zip(splits.value or (), task.inner_seeds, strict=False):
        open_trials = {name: t for name, t in trials.items() if not t.error}
        if not open_trials:
            break
        resampled = attempt(task.resample, place, split, seeds)
        for name, trial in open_trials.items():
            trial.note(resampled)
            if not trial.error:
                fitted = attempt(task.fit_predict, name, resampled.value, split, seeds)
                trial.note(fitted)
            if not trial.error:
                trial.proba[rows] = fitted.value[0]
                trial.scores.append(task.score(split.test, fitted.value[0]))
    return trials


def _choose(trials):
    """Return the place of the best trial, the first of equals; None if all failed."""
    usable = [place for place, trial in enumerate(trials) if not trial.error]
    if not usable:
        return None
    # Where a score is not defined, nothing speaks for a candidate.
    scores = np.array([trials[place].score for place in usable])
    return usable[int(np.argmax(np.where(np.isnan(scores), -np.inf, scores)))]


@dataclass(frozen=True, eq=False)
class _Refit:
    """The chosen candidate on all training rows.

    `steps` are the outcomes of preparing the rows, resampling and fitting, as far as
    they were reached.
    """

    place: int
    steps: tuple

    @property
    def error(self):
        return self.steps[-1].error


def _refit(task, trials, chosen):
    """Return the refit of each classifier, None where all candidates failed."""
    split = attempt(task.split_outer)
    resampled, refits = {}, dict.fromkeys(trials)
    for name, place in chosen.items():
        if place is None:
            continue
        steps = [split]
        if not split.error:
            if place not in resampled:
                resampled[place] = attempt(
                    task.resample, place, split.value, task.seeds
                )
            steps.append(resampled[place])
        if not steps[-1].error:
            steps.append(
                attempt(
                    task.fit_predict, name, steps[-1].value, split.value, task.seeds
                )
            )
        refits[name] = _Refit(place, tuple(steps))
    return refits


def _make_record(task, name, trials, refit):
    """Return the record of a classifier's run."""
    job, fold = task.job, task.job.fold
    place = refit.place if refit else 0
    steps = refit.steps if refit else ()
    error = refit.error if refit else trials[0].error
    texts = [*trials[place].warnings, *(text for s in steps for text in s.warnings)]
    no_rows = np.empty((0, len(job.dataset.classes)))
    resampled = steps[1].value if len(steps) > 1 else None
    proba, seconds = (no_rows, 0.0) if error else steps[2].value
    has_inner = not error and job.inner_cv is not None
    return Record(
        dataset=job.dataset.name,
        method=job.method.name,
        classifier=name,
        repeat=fold.repeat,
        fold=fold.fold,
        test_rows=fold.test,
        test_proba=proba.astype(np.float32),
        train_rows=fold.train,
        train_proba=(trials[place].proba if has_inner else no_rows).astype(np.float32),
        candidate=place,
        candidate_params=_to_text(job.method.candidates[place]),
        candidate_scores=tuple(trial.score for trial in trials),
        seconds_resampling=resampled.seconds if resampled else 0.0,
        seconds_fitting=seconds,
        warnings=tuple(dict.fromkeys(texts)),
        error=error,
        **_count_rows(task, resampled),
    )


def _count_rows(task, resampled):
    """Return the fields of a record that tell of the rows of each class."""
    classes = task.job.dataset.classes
    before = np.bincount(task.job.dataset.y[task.train], minlength=len(classes))
    fields = {"counts_before": tuple(before.tolist())}
    if resampled is None:
        return fields
    labels, counts = np.unique(resampled.y, return_counts=True)
    found = dict(zip(labels.tolist(), counts.tolist(), strict=True))
    got = tuple(found.get(label, 0) for label in classes)
    asked = tuple(resampled.asked.get(label, 0) for label in classes)
    # A class that lost rows makes up for none that another class won.
    n_made = sum(max(after - n, 0) for after, n in zip(got, before, strict=True))
    return fields | {
        "counts_asked": asked if resampled.asked else (),
        "counts_got": got,
        "n_made": int(n_made),
    }


def _to_text(params):
    """Return parameters as JSON, with estimators as they print."""
    return json.dumps(params, default=repr, sort_keys=True)
