"""The progress of a command."""


class Steps:
    """Tells the step under way, and how far it is if its length is known.

    Parameters
    ----------
    bar : rich.progress.Progress, default=None
        The bar that is shown, if there is one.
    """

    def __init__(self, bar=None):
        self._bar, self._total = bar, None
        if self.is_shown:
            self._task = bar.add_task("", total=None, reached="")

    @property
    def is_shown(self):
        """Whether there is a bar."""
        return self._bar is not None

    def __call__(self, text, total=None):
        """Begin a step, of which the number of parts may be known."""
        self._total = total
        if self.is_shown:
            self._bar.reset(self._task, total=total, description=text, reached="")

    def reach(self, number):
        """Tell how many parts of the step are done."""
        if self.is_shown:
            reached = f"{number:,}"
            if self._total is not None:
                reached = f"{reached}/{self._total:,}"
            self._bar.update(self._task, completed=number, reached=reached)


def make_bar(console):
    """Return a bar that vanishes at the end."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[reached]}"),
        TimeElapsedColumn(),
        console=console,
        refresh_per_second=5,
        transient=True,
    )
