"""``clover report``: what would be made."""

from pathlib import Path

from clover.cli._commands.prepare import prepare
from clover.cli._commands.resample import REPORTS, render_report
from clover.cli._console.counts import tabulate_counts
from clover.cli._errors import UsageError, join_names
from clover.cli._sampling.run import list_findings, resample
from clover.cli._staging import check_goals, staging


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
    if output and Path(output).suffix.lower() not in REPORTS:
        raise UsageError(
            f"--output {output}: the name should end in {join_names(REPORTS, 'or')}."
        )
    check_goals({"--output": output}, [request.path], is_forced=is_forced)
    with console.progress() as step:
        step("Reading")
        prepared = prepare(request)
        step("Making rows")
        outcome = resample(
            prepared.sampler, prepared.X, prepared.classes.y, request.seed
        )
        step("Looking at them")
        name = "standard input" if request.path == "-" else Path(request.path).name
        report = list_findings(outcome, prepared.sampler, name, request.seed)
    if output:
        with staging() as staged:
            staged.add(output, render_report(report, output))
        console.say(f"Wrote the report to {output}.")
        return 0
    if form == "table":
        console.counts(tabulate_counts(prepared.classes, outcome), request.target)
        for note in [*prepared.notes, *outcome.run.notes]:
            console.note(note)
        for one in report.facts.findings:
            console.finding(one)
        return 0
    render = {
        "markdown": report.to_markdown,
        "json": report.to_json,
        "html": report.to_html,
    }
    console.text(render[form]())
    return 0
