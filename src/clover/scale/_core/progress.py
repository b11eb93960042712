"""What a run tells about its progress."""

from dataclasses import dataclass, field

# What the functions of the passes do, by their names.
STEPS = {
    "count_classes": "counting rows",
    "sample_rows": "drawing a sample",
    "count_cells": "counting clusters",
}


@dataclass
class Progress:
    """Tells a function about each step, and how many rows are done of how many.

    Attributes
    ----------
    report : callable or None
        Takes the name of the step, and the numbers of rows done and in total.

    step : str
        The name of the current step.

    n_done, n_total : int
        Numbers of rows.
    """

    report: object = None
    step: str = field(default="", init=False)
    n_done: int = field(default=0, init=False)
    n_total: int = field(default=0, init=False)

    def start(self, step, n_total):
        """Begin a step of so many rows."""
        self.step, self.n_done, self.n_total = step, 0, n_total
        self.advance(0)

    def advance(self, n_rows):
        """Tell that more rows are done."""
        self.n_done += n_rows
        if self.report is not None:
            self.report(self.step, self.n_done, self.n_total)


def name_step(function):
    """Return what a function of the passes does."""
    return STEPS.get(function.__name__, function.__name__.replace("_", " "))
