"""``clover compare``: ways of dealing with the imbalance of one's own table."""

import warnings

import numpy as np

from clover.cli._commands.prepare import prepare
from clover.cli._console.counts import lay_out
from clover.cli._errors import DataError, UsageError
from clover.cli._sampling.run import shorten
from clover.cli._sampling.verdict import recommend, tabulate_scores

RECOMMENDED = "recommended"
BASELINES = ["none", "class_weight", "random", "SMOTE"]


def run_compare(request, n_folds, max_rows, console):
    """Compare ways on a table and return the exit code.

    Parameters
    ----------
    request : Request
        The table.

    n_folds : int
        The number of folds.

    max_rows : int
        The most rows that are used.

    console : Console
        Where the user is told of it.
    """
    if n_folds < 2:
        raise UsageError(f"--folds should be 2 or more. Got {n_folds}.")
    if max_rows < 100:
        raise UsageError(f"--max-rows should be 100 or more. Got {max_rows}.")
    with console.progress() as step:
        step("Reading")
        prepared = prepare(request)
        X, y, notes = draw_rows(prepared.X, prepared.classes.y, max_rows, request.seed)
        _check_folds(y, n_folds, prepared.classes)
        step(f"Comparing on {y.size:,} rows")
        scores = _compare(X, y, n_folds, request.seed)
    rows = tabulate_scores(scores)
    sentences = recommend(scores)
    notes = [*prepared.notes, *notes, *_tell_failures(scores)]
    if request.is_json:
        console.json({"scores": rows, "recommendation": sentences, "notes": notes})
        return 0
    console.say(
        f"{n_folds} folds of {y.size:,} rows; means of logistic regression and boosting"
    )
    header, *lines = lay_out([_show(row) for row in rows])
    console.say(header, "bold")
    for line in lines:
        console.say(line)
    console.say("Brier's score: less is better. All others: more is better.\n")
    for note in notes:
        console.note(note)
    for sentence in sentences:
        console.say(sentence, "green")
    return 0


def _tell_failures(scores):
    n_failures = scores.attrs.get("n_failures", 0)
    if not n_failures:
        return []
    return [f"Runs that failed and count as no resampling: {n_failures}."]


def _show(row):
    return {
        name: value if isinstance(value, str) else _round(value)
        for name, value in row.items()
    }


def _round(value):
    return "-" if value is None else f"{value:.3f}"


def draw_rows(X, y, max_rows, seed):
    """Return at most so many rows, each class in its share, and what was left out."""
    if y.size <= max_rows:
        return X, y, []
    from sklearn.model_selection import train_test_split

    try:
        places, _ = train_test_split(
            np.arange(y.size), train_size=max_rows, stratify=y, random_state=seed
        )
    except ValueError as error:
        raise DataError(
            f"No stratified sample of {max_rows:,} rows: {shorten(error)}"
        ) from None
    places.sort()
    note = f"{max_rows:,} of {y.size:,} rows were drawn, each class in its share."
    return X.iloc[places].reset_index(drop=True), y[places], [note]


def _check_folds(y, n_folds, classes):
    values, counts = np.unique(y, return_counts=True)
    fewest = int(counts.argmin())
    # Thresholds are tuned in three inner folds of the training rows.
    least = max(n_folds, 6)
    if counts[fewest] < least:
        label = classes.labels[values[fewest].item()]
        raise DataError(
            f"Class {label!r} has {counts[fewest]} rows, and {n_folds} folds need "
            f"{least}. Use fewer --folds, or more --max-rows."
        )


def _compare(X, y, n_folds, seed):
    """Return the scores of all folds as a frame."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression

    from clover.comparison import compare
    from clover.over_sampling import ScaledGeometricSMOTE

    categorical = [name for name in X.columns if X[name].dtype.kind not in "biuf"]
    sampler = ScaledGeometricSMOTE(
        categorical_features=categorical or None, weighting="prevalence"
    )
    try:
        with warnings.catch_warnings():
            # Warnings of models that do not converge are not about the table.
            warnings.simplefilter("ignore")
            comparison = compare(
                {RECOMMENDED: sampler},
                {"table": (X, y)},
                {
                    "logistic": LogisticRegression(max_iter=1_000),
                    "boosting": HistGradientBoostingClassifier(max_iter=50),
                },
                baselines=BASELINES,
                cv=n_folds,
                random_state=seed,
                progress=False,
            )
            return comparison.scores()
    except (ValueError, TypeError, RuntimeError) as error:
        raise DataError(shorten(error)) from error
