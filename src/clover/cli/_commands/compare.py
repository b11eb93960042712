"""``clover compare``: ways of dealing with the imbalance of one's own table."""

import shlex
from dataclasses import asdict, dataclass

import numpy as np

from clover.cli._commands.prepare import prepare
from clover.cli._errors import DataError, UsageError, count, shorten
from clover.cli._sampling.contest import Folds, hold_contest
from clover.cli._sampling.unsuitable import quote_name
from clover.cli._sampling.verdict import METRICS, advise, find_gains, tabulate_scores

# The rows that a class needs: three inner folds of two thirds of them.
MIN_ROWS = 6
LEGEND = (
    "AP: average precision. BA: balanced accuracy, at a threshold of 0.5 and at one "
    "that is tuned on training rows. Less is better for Brier, and more for the others."
)
LEGEND_OF_MANY = (
    "AP: average precision. BA: balanced accuracy of the likeliest class. Less is "
    "better for Brier, and more for the others."
)
CAVEAT = (
    "Better and worse: the 95 % interval of the difference does not hold 0, and the "
    "difference is 0.005 or more (Brier: 0.001). {noise} These are two classifiers on "
    "one table: try what is recommended with your own classifier."
)
# The options of ``clover resample`` for the ways that it offers.
OPTIONS_OF = {
    "random": ["--method", "random"],
    "SMOTE": ["--method", "smote"],
    "recommended": ["--weights", "weight"],
}
# Of a class with fewer rows, only large differences can be told from noise.
FEW_ROWS = 50
MUCH_NOISE = 0.1


@dataclass(frozen=True)
class Effort:
    """How many folds, how often, and of how many rows at most."""

    n_folds: int = 5
    n_repeats: int = 2
    max_rows: int = 5_000


def run_compare(request, effort, console):
    """Compare ways on a table and return the exit code.

    Parameters
    ----------
    request : Request
        The table.

    effort : Effort
        How much is computed.

    console : Console
        Where the user is told of it.
    """
    _check_effort(effort)
    with console.progress() as steps:
        steps("Reading")
        prepared = prepare(request)
        _check_folds(prepared.classes.y, effort, prepared.classes)
        X, y, notes = draw_rows(
            prepared.X, prepared.classes.y, effort.max_rows, request.seed
        )
        _check_folds(y, effort, prepared.classes)
        folds = Folds(effort.n_folds, effort.n_repeats, request.seed)
        contest = hold_contest(X, y, prepared.columns, folds, steps)
    notes = [
        *_select_notes(prepared.notes),
        *tell_filled(prepared, request),
        *notes,
        *_tell_few(y, prepared.classes),
        *contest.notes,
    ]
    advice = advise(contest.scores)
    if request.is_json:
        console.json(_describe(request, effort, y.size, contest, advice, notes))
    else:
        _tell(request, effort, y.size, contest, advice, notes, console)
    return 0


def _check_effort(effort):
    limits = {
        "--folds": (effort.n_folds, 2),
        "--repeats": (effort.n_repeats, 1),
        "--max-rows": (effort.max_rows, 100),
    }
    for name, (number, least) in limits.items():
        if number < least:
            raise UsageError(f"{name} should be {least} or more. Got {number}.")


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
    note = (
        f"{max_rows:,} of {y.size:,} rows were drawn, each class in its share. "
        "--max-rows takes more."
    )
    return X.iloc[places].reset_index(drop=True), y[places], [note]


def _check_folds(y, effort, classes):
    values, counts = np.unique(y, return_counts=True)
    fewest = int(counts.argmin())
    least = max(effort.n_folds, MIN_ROWS)
    if counts[fewest] >= least:
        return
    label = classes.labels[values[fewest].item()]
    rows = count(int(counts[fewest]), "row")
    fewer = " Use fewer --folds." if counts[fewest] >= MIN_ROWS else ""
    more = " Raise --max-rows." if y.size < classes.y.size else ""
    raise DataError(
        f"Class {label!r} has {rows}, and a comparison with {effort.n_folds} folds "
        f"needs {least}.{fewer}{more}"
    )


def _select_notes(notes):
    """Return the notes about the table, without those about the sampler."""
    return [note for note in notes if "makes the rows" not in note]


def tell_filled(prepared, request):
    """Return a sentence about missing values that were filled in from all rows."""
    columns = prepared.columns
    # Without a value of their own, missing categories are one more category.
    names = columns.numbers if request.missing == "category" else columns.features
    if not prepared.table.frame[names].isna().any(axis=None):
        return []
    return ["Missing values were filled in from all rows, before the folds."]


def _tell_few(y, classes):
    values, counts = np.unique(y, return_counts=True)
    fewest = int(counts.argmin())
    if counts[fewest] >= FEW_ROWS:
        return []
    label = classes.labels[values[fewest].item()]
    return [
        f"Class {label!r} has {counts[fewest]} rows: with so few, scores differ widely "
        "between folds."
    ]


def _describe(request, effort, n_rows, contest, advice, notes):
    """Return a comparison as dictionaries and lists."""
    scores = contest.scores
    titles = [metric for metric in METRICS if metric in set(scores["metric"])]
    means = scores[scores["metric"].isin(titles)].groupby(
        ["method", "classifier", "metric"], sort=False
    )["value"]
    return {
        "input": request.path,
        "rows": n_rows,
        "folds": effort.n_folds,
        "repeats": effort.n_repeats,
        "scores": [
            {"way": way, "classifier": classifier, "metric": metric, "mean": mean}
            for (way, classifier, metric), mean in means.mean().items()
        ],
        "gains": [
            asdict(gain) | {"verdict": gain.verdict}
            for metric in titles
            for gain in find_gains(scores, metric)
        ],
        "findings": advice.findings,
        "recommendation": advice.recommendation,
        "recommended_ways": advice.ways,
        "notes": notes,
    }


def _tell(request, effort, n_rows, contest, advice, notes, console):
    often = f", {effort.n_repeats} times" if effort.n_repeats > 1 else ""
    console.say(
        f"{effort.n_folds} folds of {n_rows:,} rows{often}; means of logistic "
        "regression and boosting"
    )
    rows = tabulate_scores(contest.scores)
    console.table(rows)
    console.say(LEGEND if "BA tuned" in rows[0] else LEGEND_OF_MANY, "dim")
    console.say("")
    for note in notes:
        console.note(note)
    for finding in advice.findings:
        console.say(finding)
    console.tell(f"Recommendation: {advice.recommendation}", "bold")
    for way in advice.ways:
        _tell_how(way, request, console)
    console.say(CAVEAT.format(noise=_tell_noise(contest.scores)), "dim")


def _tell_how(way, request, console):
    """Tell what to write for a way."""
    if way == "class_weight":
        console.say("class weights: class_weight='balanced' of the classifier")
        return
    console.code(write_command(request, OPTIONS_OF[way]))
    if way == "recommended":
        console.say("Give the column 'weight' to the classifier as sample_weight.")


def write_command(request, options):
    """Return the command that resamples the table of a request, for a shell."""
    words = ["clover", "resample", request.path, "--target", request.target, *options]
    for name in ("separator", "decimal", "encoding"):
        if value := getattr(request, name):
            words += [f"--{name}", value]
    if request.missing != "error":
        words += ["--missing", request.missing]
    for name, columns in (
        ("--categorical", request.categorical),
        ("--ignore", request.ignored),
    ):
        for column in columns:
            words += [name, quote_name(column)]
    return shlex.join([*words, "--output", "balanced.csv"])


def _tell_noise(scores):
    """Return a sentence about the differences that could have been found."""
    gains = find_gains(scores, "average_precision")
    half = float(np.median([(gain.high - gain.low) / 2 for gain in gains]))
    if half > MUCH_NOISE:
        return (
            f"In average precision, differences below {MUCH_NOISE} cannot be told from "
            "noise here: more --folds or --repeats may help."
        )
    return (
        f"In average precision, differences below about {half:.3f} cannot be told from "
        "noise here."
    )
