"""Where the user is told of what a command does."""

import json
import sys
from contextlib import contextmanager

from clover.cli._console.counts import lay_out
from clover.cli._console.folding import fold
from clover.cli._console.steps import Steps, make_bar

# Of more classes than this, the table of counts shows the first ones.
MAX_CLASSES = 30


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
        """Tell a text."""
        if not self.is_quiet:
            self.tell(text, style)

    def tell(self, text, style=None, indent=0):
        """Tell a text, even if quiet.

        In a terminal, lines after the first are indented by some signs.
        """
        self._out.print(
            self._fold(self._out, text, indent), style=style, soft_wrap=True
        )

    def note(self, text):
        """Tell a sentence that the user may want to know."""
        self.item(f"Note: {text}", indent=6)

    def item(self, text, style=None, indent=2):
        """Tell a text whose lines after the first are indented."""
        if not self.is_quiet:
            self.tell(text, style, indent)

    def warn(self, text):
        """Tell a sentence that the user has to know, on the standard error stream."""
        text = self._fold(self._errors, text, 0)
        self._errors.print(text, style="yellow", soft_wrap=True)

    def finding(self, finding):
        """Tell a numbered finding, and what to do about it."""
        style = {"error": "red", "warning": "yellow"}.get(finding.severity)
        self.item(f"{finding.code} {finding.title}: {finding.finding}", style, 5)
        self.item(f"     {finding.remedy}", indent=5)

    def counts(self, rows, column):
        """Tell the rows of each class."""
        self.say(f"Rows of the classes of {column!r}:")
        self.table(rows[:MAX_CLASSES])
        if len(rows) > MAX_CLASSES:
            self.say(f"and {len(rows) - MAX_CLASSES} more classes")

    def entry(self, name, text, width, style=None):
        """Tell what a name stands for, in two columns; the first has a width."""
        self.item(f"{name.ljust(width)}  {text}", style, width + 2)

    def table(self, rows):
        """Tell dictionaries of the same keys as a table, without wrapping lines."""
        if self.is_quiet:
            return
        header, *lines = lay_out(rows)
        self._out.print(header, style="bold", soft_wrap=True)
        for line in lines:
            self._out.print(line, soft_wrap=True)

    def script(self, text):
        """Tell lines of Python that do the same."""
        self.say("\nThe same in Python:\n")
        self.code(text)
        self.say("")

    def code(self, text):
        """Tell lines that are there to be copied, and not wrapped for this reason."""
        if not self.is_quiet:
            self._out.print(text, style="cyan", soft_wrap=True)

    def json(self, value):
        """Write a value as JSON to standard output, even if quiet."""
        # Signs that the stream lacks are escaped as JSON has it.
        is_ascii = not sys.stdout.encoding.lower().startswith("utf")
        sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=is_ascii) + "\n")

    def text(self, text):
        """Write a text to standard output as it is, even if quiet."""
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")

    def _fold(self, stream, text, indent):
        return fold(text, stream.width, indent) if stream.is_terminal else text

    @contextmanager
    def progress(self):
        """Yield `Steps` that tell the step under way, silent without a terminal."""
        if self.is_quiet or not self._errors.is_terminal:
            yield Steps()
            return
        with make_bar(self._errors) as bar:
            yield Steps(bar)


def _make(stream):
    """Return rich's console for a stream."""
    from rich.console import Console as RichConsole

    return RichConsole(file=stream, markup=False, highlight=False, emoji=False)
