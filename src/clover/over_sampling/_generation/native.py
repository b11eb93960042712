"""How the engine makes the rows of an oversampler itself."""

from collections.abc import Callable
from dataclasses import dataclass


def _always(oversampler):
    return True


def _never(oversampler):
    return False


@dataclass(frozen=True)
class Native:
    """How the engine makes the rows of an oversampler, without its `fit_resample`.

    Attributes
    ----------
    make : callable
        Makes rows of one class: takes ``(oversampler, rows, others, n_new, rng)``, with
        the rows of the class and of others as `SearchedRows`, and returns the new rows
        and their `Parents`, as positions in both. ``None`` instead of new rows stands
        for copies of the base rows.

    make_together : callable, default=None
        Makes the rows of many cells at once, with the same distribution, also between
        cells and by weights: takes ``(oversampler, gathered, rng, write, n_jobs)`` and
        returns the `Parents` as positions in the gathered rows. ``None`` stands for
        `make` in one cell after the other.

    applies_to, sees_other_classes : callable
        Take the oversampler and return whether the engine can make its rows, and
        whether the oversampler uses rows of other classes.

    repeats_rows : bool
        Whether the oversampler only repeats rows, whatever the rows hold.

    uses_units : bool
        Whether new rows depend on the units of the columns, besides the neighbours. The
        rows then have `units`, if neighbours are searched in another space.

    uses_whole_cells : bool
        Whether each new row comes from all rows of a cell alike, and has no parents.

    restarts_for_classes : bool
        Whether the stream of draws starts anew for every class, as in imbalanced-learn.
    """

    make: Callable
    make_together: Callable | None = None
    applies_to: Callable = _always
    sees_other_classes: Callable = _never
    repeats_rows: bool = False
    uses_units: bool = False
    uses_whole_cells: bool = False
    restarts_for_classes: bool = False
