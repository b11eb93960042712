"""Where the user is told of what a command does."""

import json
import sys
from contextlib import contextmanager

from clover.cli._console.counts import lay_out


class Console:
    """Texts for people, on standard output or beside it.

    Lines are coloured and wrapped in a terminal alone.

    Parameters
    ----------
    to_error : bool, default=False
        Whether texts go to the standard error stream, because the standard output
        holds the table.

    is_quiet : bool, default=False
        Whether nothing but warnings is told.
    """

    def __init__(self, *, to_error=False, is_quiet=False):
        self.is_quiet = is_quiet
        self._out = _make(sys.stderr if to_error else sys.stdout)
        self._errors = _make(sys.stderr)

    def say(self, text, style=None):
        """Tell a line."""
        if not self.is_quiet:
            self._out.print(text, style=style)

    def note(self, text):
        """Tell a sentence that the user may want to know."""
        self.say(f"Note: {text}")

    def warn(self, text):
        """Tell a sentence that the user has to know, on the standard error stream."""
        self._errors.print(text, style="yellow")

    def finding(self, finding):
        """Tell a numbered finding."""
        style = {"error": "red", "warning": "yellow"}.get(finding.severity)
        self.say(f"{finding.code} {finding.title}: {finding.finding}", style)
        self.say(f"     {finding.remedy}")

    def counts(self, rows, column):
        """Tell the rows of each class."""
        self.say(f"Rows of the classes of {column!r}")
        header, *lines = lay_out(rows)
        self.say(header, "bold")
        for line in lines:
            self.say(line)

    def script(self, text):
        """Tell lines of Python."""
        self.say("\nThe same in Python:\n")
        self.say(text, "cyan")
        self.say("")

    def json(self, value):
        """Write a value as JSON to standard output, even if quiet."""
        sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")

    def text(self, text):
        """Write a text to standard output as it is, even if quiet."""
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")

    @contextmanager
    def progress(self):
        """Yield a function that tells the step under way, silent without a terminal."""
        if self.is_quiet or not self._errors.is_terminal:
            yield lambda step: None
            return
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=self._errors,
            transient=True,
        ) as progress:
            task = progress.add_task("")
            yield lambda step: progress.update(task, description=step)


def _make(stream):
    """Return rich's console for a stream, which wraps lines in a terminal alone."""
    from rich.console import Console as RichConsole

    return RichConsole(
        file=stream,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=not stream.isatty(),
    )
