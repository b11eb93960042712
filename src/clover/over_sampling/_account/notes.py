"""The notes of a report: sentences about what a user should know."""

import numpy as np

from clover._codes import DUPLICATES, end_with_code
from clover._rows.error_texts import MAX_CLASSES, count_more_classes, list_some
from clover._rows.whole_numbers import MAX_CODES, find_code_columns
from clover.over_sampling._generation.coded import find_categories

# How a sampler makes fewer and larger clusters, by its parameter.
LARGER_CLUSTERS = {
    "clusterer": "Use a clusterer that makes fewer and larger clusters",
    "kmeans_estimator": "Ask for fewer clusters by `kmeans_estimator`",
    "som_estimator": "Ask for a smaller map by `som_estimator`",
    "c_thres": "Get fewer and larger clusters by a larger `c_thres`",
    "n_clusters": "Ask for fewer clusters by `n_clusters`",
}


def collect_notes(plan):
    """Return the notes of a plan, a tuple of sentences."""
    return tuple(note for find_notes in NOTES for note in find_notes(plan))


def note_distribution(plan):
    """Return what the distributor notes."""
    return getattr(plan.parts.distributor, "notes_", ())


def note_fewer_neighbors(plan):
    """Return a sentence about cells with fewer neighbours than were asked for."""
    n_asked = plan.parts.traits.n_neighbors
    clusters, codes = plan.cells_inside
    n_rows = plan.usable.counts[clusters, codes]
    is_short = (n_rows > 1) & (n_rows <= n_asked)
    if not is_short.any():
        return
    told = []
    n_cells = np.bincount(codes)
    for code in np.unique(codes[is_short]):
        n_used = n_rows[is_short & (codes == code)] - 1
        least, most = n_used.min(), n_used.max()
        numbers = f"{least}" if least == most else f"{least} to {most}"
        told.append(
            f"class {_label(plan, code)!r}, {numbers} in {n_used.size} of "
            f"{n_cells[code]} clusters"
        )
    yield (
        f"Fewer neighbours than the {n_asked} asked for, where clusters hold too few "
        f"rows: {_join(told)}."
    )


def note_repetition(plan):
    """Return a sentence about rows that are repeated without being asked for."""
    n_repeated, most = plan.repetitions
    told = [
        f"class {_label(plan, code)!r}, {n_repeated[code]} of {plan.n_new_of[code]} "
        f"new rows{_tell_times(', one row {} times', most[code])}"
        for code in np.flatnonzero(n_repeated)
    ]
    if told:
        yield (
            "Repeated rows, where a single row of the class is all there is to make "
            f"rows from: {_join(told)}."
        )


def note_codes(plan):
    """Return a sentence about columns of integers that are likely categories."""
    parts = plan.parts
    if plan.container is None or parts.is_pipeline:
        return
    if parts.traits.repeats_rows or not plan.n_new:
        return
    skip = find_categories(parts.traits.oversampler, plan.container)
    if names := find_code_columns(plan.container, skip):
        yield (
            f"Columns {list_some(names)} hold at most {MAX_CODES} different integers, "
            "between which new values were made. If they are codes of categories, name "
            "them in `categorical_features` of SMOTENC, GeometricSMOTE or "
            "ScaledGeometricSMOTE, or use RandomOverSampler."
        )


# The notes of a report, in their order. Each function takes a plan. Because `fit` notes
# the same as `fit_resample`, nothing here may depend on the rows that are made.
NOTES = (note_distribution, note_fewer_neighbors, note_repetition, note_codes)


def count_repetitions(plan):
    """Return how many rows of each class only repeat the single row of a cell.

    Returns also how often one row is repeated at most. Rows that the oversampler
    repeats because that is all it does are not counted.
    """
    n_repeated = np.zeros(plan.n_requested.size, dtype=int)
    most = np.zeros_like(n_repeated)
    if not plan.parts.traits.repeats_rows:
        clusters, codes = plan.cells_inside
        is_single = plan.usable.counts[clusters, codes] == 1
        if is_single.any():
            n_new = plan.n_inside[clusters, codes][is_single]
            np.add.at(n_repeated, codes[is_single], n_new)
            np.maximum.at(most, codes[is_single], n_new)
    return n_repeated, most


def warn_of_repetition(plan, parameters):
    """Return a warning if more than half of a class's new rows repeat single rows.

    A class with one row in all the data is left out: it has a warning of its own.
    `parameters` are those of the sampler: the remedies are some of them. Returns None
    if there is nothing to warn of.
    """
    n_repeated, most = plan.repetitions
    if not n_repeated.any():
        return None
    is_mostly = (2 * n_repeated > plan.n_new_of) & (plan.target.counts > 1)
    codes = np.flatnonzero(is_mostly)
    told = [
        f"{n_repeated[code]} of {plan.n_new_of[code]} new rows of class "
        f"{_label(plan, code)!r}{_tell_times(' (one row {} times)', most[code])}"
        for code in codes
    ]
    if not told:
        return None
    have_others = (plan.usable.counts[:, codes] > 1).any(axis=0).all()
    remedies = ", or ".join(_find_remedies(parameters, have_others))
    return end_with_code(
        f"More than half of the new rows are repetitions: {_join(told)}. Their "
        f"clusters hold a single row of the class. {remedies}. "
        "`cluster_report_` tells more.",
        DUPLICATES,
    )


def _find_remedies(parameters, have_others):
    """Yield how the parameters of a sampler help against clusters of a single row.

    Such clusters can be left out if the classes `have_others`.
    """
    named = [LARGER_CLUSTERS[name] for name in LARGER_CLUSTERS if name in parameters]
    # A sampler of a user need not have any of these parameters.
    yield (named or [LARGER_CLUSTERS["clusterer"]])[0]
    if not have_others:
        return
    if "distributor" in parameters:
        yield (
            "leave such clusters out by "
            "`distributor=ClusterDistributor(MinimumSupportFilter(2))`"
        )
    elif (
        "imbalance_ratio_threshold" in parameters
        and parameters.get("cluster_balance_threshold") is None
    ):
        yield (
            "leave out those with many rows of the largest class by a lower "
            "`imbalance_ratio_threshold`"
        )


def _tell_times(text, number):
    """Return how often a row is repeated, if that is more than once."""
    return text.format(number) if number > 1 else ""


def _label(plan, code):
    # Not `item()`: classes may be objects.
    return plan.target.classes[[code]].tolist()[0]


def _join(told):
    more = count_more_classes(len(told))
    return "; ".join(told[:MAX_CLASSES] + [f"and {more}"] * bool(more))
