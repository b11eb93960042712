"""``clover resample``: one table in, a balanced one out."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clover._codes import NOT_CALIBRATED
from clover.cli._commands.prepare import prepare
from clover.cli._console.counts import tabulate_counts
from clover.cli._errors import USAGE_CODE, UsageError, join_names
from clover.cli._sampling.code import write_script
from clover.cli._sampling.run import (
    find_negative,
    list_findings,
    list_notes,
    resample,
    tell_provenance,
)
from clover.cli._staging import STANDARD, check_goals, staging, write_standard
from clover.cli._tables.write import MadeRows, check_new_names, find_form, to_content

REPORTS = (".html", ".json", ".md")
PICTURES = (".png", ".svg", ".pdf")
TEST_NAME = re.compile(
    r"(?i:(?:^|[^a-z])[xy]?(?:test|valid|hold[-_ ]?out))|[a-z](?:Test|Valid|Holdout)"
)


@dataclass(frozen=True)
class Goals:
    """What the command writes and where; None for what it does not write."""

    output: str | None = None
    provenance: str | None = None
    report: str | None = None
    plot: str | None = None
    mark: str | None = None
    weights: str | None = None
    only_new: bool = False
    dry_run: bool = False
    force: bool = False
    yes: bool = False


def run_resample(request, goals, console):
    """Resample a table, write what is asked for, and return the exit code.

    Parameters
    ----------
    request : Request
        The table and the sampler.

    goals : Goals
        What to write and where.

    console : Console
        Where the user is told of it.
    """
    _check_command(request, goals)
    with console.progress() as step:
        step("Reading")
        prepared = prepare(request)
        check_new_names(
            {"--weights": goals.weights, "--mark": goals.mark}, prepared.table
        )
        step("Making rows")
        sampler, y = prepared.sampler, prepared.classes.y
        outcome = resample(sampler, prepared.X, y, request.seed)
        step("Looking at them")
        report = list_findings(outcome, sampler, _name(request), request.seed)
        if goals.output and not goals.dry_run:
            step("Writing")
            _write(prepared, outcome, report, goals)
    _tell(prepared, outcome, report, goals, console)
    return 0 if goals.output or goals.dry_run else USAGE_CODE


def _name(request):
    return "standard input" if request.path == STANDARD else Path(request.path).name


def check_is_for_training(path, is_sure):
    """Raise an error for a table that is named like rows for testing."""
    if TEST_NAME.search(Path(path).name) and not is_sure:
        raise UsageError(
            f"{path} looks like rows that are kept for testing. Scores on "
            "synthetic rows say nothing: resample training rows alone. Use --yes if "
            "these are training rows."
        )


def _check_command(request, goals):
    check_is_for_training(request.path, goals.yes)
    if goals.output:
        find_form(goals.output)
        if goals.output == STANDARD and request.is_json:
            raise UsageError("--json and --output - both need standard output.")
    elif goals.only_new and not goals.dry_run:
        raise UsageError("--only-new needs --output.")
    _check_ending("--report", goals.report, REPORTS)
    _check_ending("--plot", goals.plot, PICTURES)
    _check_ending("--provenance", goals.provenance, (".csv",))
    check_goals(
        {
            "--output": goals.output,
            "--provenance": goals.provenance,
            "--report": goals.report,
            "--plot": goals.plot,
        },
        [request.path],
        is_forced=goals.force,
    )


def _check_ending(option, path, endings):
    if path and Path(path).suffix.lower() not in endings:
        raise UsageError(
            f"{option} {path}: the name should end in {join_names(endings, 'or')}."
        )


def _write(prepared, outcome, report, goals):
    """Write all files, whole or none of them."""
    made = make_rows(prepared, outcome, goals)
    content = to_content(prepared.table, made, goals.output, is_only_new=goals.only_new)
    with staging() as staged:
        if goals.output != STANDARD:
            staged.add(goals.output, content)
        if goals.provenance:
            origin = tell_provenance(outcome, is_only_new=goals.only_new)
            staged.add(goals.provenance, _to_csv(origin))
        if goals.report:
            staged.add(goals.report, render_report(report, goals.report))
        if goals.plot:
            staged.add(goals.plot, draw(outcome, goals.plot))
        if goals.output == STANDARD:
            write_standard(content)


def make_rows(prepared, outcome, goals):
    """Return the made rows as `MadeRows`, with the columns that are added."""
    table, classes = prepared.table, prepared.classes
    if prepared.is_repeated:
        places = outcome.run.last.sample_indices_[table.n_rows :]
        values = {
            name: _take(table, name, places)
            for name in table.columns
            if name not in prepared.columns.ignored
        }
    else:
        values = {
            name: _write_missing(table, name, outcome.X_made[name])
            for name in outcome.X_made.columns
        }
        values[classes.column] = _write_classes(table, classes, outcome.y_made)
    extra = {}
    if goals.weights:
        from clover.weights import prevalence_weights

        extra[goals.weights] = prevalence_weights(outcome.y_resampled, table.n_rows)
    if goals.mark:
        extra[goals.mark] = np.arange(outcome.y_resampled.size) >= table.n_rows
    return MadeRows(outcome.n_made, values, extra)


def _write_missing(table, name, values):
    """Return made values with missing categories as the column of the file has them."""
    if table.text is None or not values.isna().any():
        return values
    place = int(table.frame[name].isna().to_numpy().argmax())
    return values.astype(object).where(values.notna(), table.text[name][place])


def _take(table, name, places):
    if table.text is not None:
        return table.cells(name)[places]
    return table.frame[name].iloc[places].reset_index(drop=True)


def _write_classes(table, classes, y_made):
    """Return the classes of made rows as the column of the table holds them."""
    if table.text is None:
        of_class = dict(
            zip(classes.y.tolist(), table.frame[classes.column], strict=True)
        )
    else:
        of_class = classes.labels
    values = np.empty(y_made.size, dtype=object)
    values[:] = [of_class[value] for value in y_made.tolist()]
    return values


def _to_csv(columns):
    """Return columns of numbers as a CSV file; -1 is an empty cell but for rows."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(
        ["" if value == -1 else value for value in row]
        for row in zip(*(values.tolist() for values in columns.values()), strict=True)
    )
    return target.getvalue().encode()


def render_report(report, path):
    """Return the bytes of a report in the form that the name of a file tells."""
    suffix = Path(path).suffix.lower()
    render = {
        ".html": report.to_html,
        ".json": report.to_json,
        ".md": report.to_markdown,
    }[suffix]
    return render().encode()


def draw(outcome, path):
    """Return the bytes of a picture of the real and the made rows."""
    import matplotlib

    matplotlib.use("agg")
    from clover.inspection import ResamplingDisplay

    run = outcome.run
    display = ResamplingDisplay.from_estimator(
        run.sampler,
        run.table.X,
        run.target.y,
        resampled=(run.rows.X, outcome.y_resampled),
    )
    target = io.BytesIO()
    kind = Path(path).suffix.lstrip(".").lower()
    display.figure_.savefig(target, format=kind, bbox_inches="tight")
    return target.getvalue()


def _tell(prepared, outcome, report, goals, console):
    """Tell the user what was made."""
    rows = tabulate_counts(prepared.classes, outcome)
    # With weights, the probabilities are calibrated.
    findings = [
        one
        for one in report.facts.findings
        if not (goals.weights and one.code == NOT_CALIBRATED)
    ]
    script = write_script(prepared, goals)
    notes = [
        *prepared.notes,
        *list_notes(outcome),
        *find_negative(prepared.X[prepared.columns.numbers], outcome),
    ]
    if prepared.request.is_json:
        console.json(
            {
                "input": prepared.request.path,
                "output": None if goals.dry_run else goals.output,
                "method": prepared.request.method,
                "classes": rows,
                "findings": [
                    {"code": one.code, "title": one.title} for one in findings
                ],
                "notes": notes,
                "code": script,
            }
        )
        return
    console.counts(rows, prepared.classes.column)
    for note in notes:
        console.note(note)
    for one in findings:
        console.finding(one)
    console.script(script)
    if goals.dry_run:
        console.say("Nothing was written (--dry-run).")
    elif not goals.output:
        console.warn("Nothing was written. Name a file with --output.")
    elif goals.output != STANDARD:
        total = outcome.n_made if goals.only_new else outcome.y_resampled.size
        console.say(f"Wrote {total:,} rows to {goals.output}.")
