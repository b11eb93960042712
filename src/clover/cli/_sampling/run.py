"""A run of a sampler on the rows of a table."""

from dataclasses import dataclass, replace

import numpy as np

from clover._codes import NOTHING_SELECTED
from clover.cli._errors import DataError, join_names, shorten
from clover.cli._sampling.library_errors import to_command_error
from clover.cli._sampling.remedies import name_options, speak, tell_remedy


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a sampler made.

    Attributes
    ----------
    run : clover.report._run.Run
        The run, with the fitted copy of the sampler.

    X_made : pandas.DataFrame of shape (n_made, n_features)
        The features of the made rows.

    y_made : ndarray of shape (n_made,)
        Their classes.

    y_resampled : ndarray of shape (n_rows + n_made,)
        The classes of all rows.
    """

    run: object
    X_made: object
    y_made: np.ndarray
    y_resampled: np.ndarray

    @property
    def n_made(self):
        """Number of made rows."""
        return self.y_made.size


def resample(sampler, X, y, seed):
    """Return the `Outcome` of a sampler.

    What the data do not allow, e.g. clusters of which none is selected, is an error of
    one line.
    """
    from clover.report._run import run_sampler

    try:
        run = run_sampler(sampler, X, y, seed)
    except (ValueError, TypeError, RuntimeError, MemoryError) as error:
        # The methods without clusters run inside of a sampler with one cluster.
        inside = getattr(sampler, "oversampler", sampler)
        raise to_command_error(error, inside) from error
    _check_exact(run)
    y_resampled = run.target.classes[run.codes]
    return Outcome(
        run=run,
        X_made=run.rows.X.iloc[run.n_given :].reset_index(drop=True),
        y_made=y_resampled[run.n_given :],
        y_resampled=y_resampled,
    )


def _check_exact(run):
    """Raise an error if a class did not get the rows that were asked for."""
    requested = run.n_requested_of or {}
    for label, number in zip(run.labels, run.n_made_of.tolist(), strict=True):
        if number != requested.get(label, number):
            told = [note for note in run.notes if note.startswith("No samples")]
            raise DataError(
                f"{shorten(told[0])} {tell_remedy(NOTHING_SELECTED, run.last)}"
                if told
                else f"Class {label!r} got {number:,} of {requested[label]:,} rows."
            )


def list_notes(outcome):
    """Return what the library tells of a run, in options of the command."""
    last = outcome.run.last
    told = [*outcome.run.notes, *last.cluster_report_.notes]
    # A finding tells of columns that may hold codes, and of repeated rows a warning.
    told = [note for note in told if not note.startswith(("Columns", "Repeated"))]
    return [name_options(note, last) for note in dict.fromkeys(told)]


def list_findings(outcome, sampler, name, seed):
    """Return the report of a run, whose remedies are options of the command."""
    from clover.report import ResamplingReport
    from clover.report._collect import describe_run

    facts = describe_run(outcome.run, sampler, name, seed)
    findings = [speak(finding, outcome.run.last) for finding in facts.findings]
    return ResamplingReport(replace(facts, findings=findings))


def tell_provenance(outcome, *, is_only_new=False):
    """Return the origin of made rows: columns of numbers, by name.

    ``row`` is the position of a made row in the output, from 0, whose first rows are
    the real ones unless these are left out; ``base`` and ``partner`` are positions in
    the input. -1 stands for what is unknown, or for no second cluster.
    """
    from clover._estimators.pipelines import last_step

    provenance = last_step(outcome.run.sampler).provenance_
    return {
        "row": np.arange(outcome.n_made) + (0 if is_only_new else outcome.run.n_given),
        "cluster": provenance.cluster,
        "other_cluster": provenance.other_cluster,
        "base": np.ma.filled(provenance.base, -1),
        "partner": np.ma.filled(provenance.partner, -1),
    }


def find_negative(given, outcome):
    """Return a sentence about columns with negative numbers in made rows alone.

    Methods that draw from balls or from Gaussians leave the range of the real rows.
    """
    made = outcome.X_made[list(given.columns)]
    if not outcome.n_made or given.empty:
        return []
    is_new = (made.min() < 0) & (given.min() >= 0)
    names = [name for name in given.columns if is_new[name]]
    if not names:
        return []
    return [
        f"{join_names(names)}: some synthetic values are negative, and no real one is. "
        "With --method smote, synthetic values lie between real ones."
    ]
