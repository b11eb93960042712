"""``clover report``: what would be made."""

from pathlib import Path

from clover.cli._commands.prepare import prepare
from clover.cli._commands.resample import REPORTS, render_report
from clover.cli._console.console import Console
from clover.cli._console.counts import tabulate_counts
from clover.cli._errors import UsageError, join_names
from clover.cli._sampling.run import list_findings, list_notes, resample
from clover.cli._staging import STANDARD, check_goals, staging

TABLE = "table"
ENDINGS = {"html": ".html", "json": ".json", "markdown": ".md"}


def run_report(request, form, output, console, *, is_forced):
    """Report on a table and a sampler, and return the exit code.

    Parameters
    ----------
    request : Request
        The table and the sampler.

    form : {'table', 'markdown', 'json', 'html'}
        The form on standard output, where no file is named.

    output : str or None
        The file to write.

    console : Console
        Where the user is told of it.

    is_forced : bool
        Whether an existing file may be replaced.
    """
    _check_output(form, output)
    check_goals({"--output": output}, [request.path], is_forced=is_forced)
    with console.progress() as step:
        step("Reading")
        prepared = prepare(request)
        step("Making rows")
        outcome = resample(
            prepared.sampler, prepared.X, prepared.classes.y, request.seed
        )
        step("Looking at them")
        name = "standard input" if request.path == STANDARD else Path(request.path).name
        report = list_findings(outcome, prepared.sampler, name, request.seed)
    if output:
        with staging() as staged:
            staged.add(output, render_report(report, output))
        console.say(f"Wrote the report to {output}.")
    elif form == TABLE:
        _tell(prepared, outcome, report, console)
    else:
        # `render_report` takes the form from the ending of a name.
        console.text(render_report(report, f"report{ENDINGS[form]}").decode())
    return 0


def _check_output(form, output):
    if not output:
        return
    ending = Path(output).suffix.lower()
    if ending not in REPORTS:
        raise UsageError(
            f"--output {output}: the name should end in {join_names(REPORTS, 'or')}."
        )
    if form != TABLE and ENDINGS[form] != ending:
        raise UsageError(
            f"--format {form} does not fit --output {output}. Leave --format out: the "
            "name tells the form."
        )


def _tell(prepared, outcome, report, console):
    rows = tabulate_counts(prepared.classes, outcome)
    for note in [*prepared.notes, *list_notes(outcome)]:
        console.note(note)
    # The counts and the findings are what was asked for, even if quiet.
    console = Console()
    console.counts(rows, prepared.classes.column)
    for one in report.facts.findings:
        console.finding(one)
    if not report.facts.findings:
        console.say("There are no findings.")
