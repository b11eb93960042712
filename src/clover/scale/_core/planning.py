"""From partitions to a plan: passes 1 to 4, and then as in memory."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

import numpy as np

from clover._numerics.threads import one_thread
from clover._rows.target import Target
from clover.distribution._allocations.spread import log_mean_distance
from clover.distribution._proportions import apportion_cells, distribute
from clover.over_sampling._plan import Plan, to_array
from clover.over_sampling._strategy import warn_of_single_rows
from clover.scale._core.counted_cells import CountedCells
from clover.scale._core.hashing import candidate_limit
from clover.scale._core.passes import (
    Counts,
    Labelling,
    Sampling,
    count_cells,
    count_classes,
    join_sample,
    place_partitions,
    sample_rows,
)
from clover.scale._core.request import classes_of, resolve_counts


@dataclass(frozen=True, eq=False)
class Engine:
    """What runs the passes on partitions.

    Attributes
    ----------
    run : callable
        Takes a function and one or several lists, as `map` does, and returns the list
        of the results, in order.

    gather : callable
        Takes places, a `Labelling` and the wanted cells, and returns an object whose
        ``map(function, cells)`` returns the results of a function of the rows of each
        cell, in the order of their numbers, as a list.
    """

    run: object
    gather: object


@dataclass(frozen=True, eq=False)
class Found:
    """What the passes found.

    Attributes
    ----------
    places : list of Place
        The partitions.

    labelling : Labelling
        Columns, classes and centers.

    counts : Counts
        Numbers of rows.

    plan : Plan
        The plan, as in memory, of what is known without the rows.
    """

    places: list
    labelling: Labelling
    counts: Counts
    plan: Plan


def find_plan(partitions, columns, scale_parts, max_samples, engine):
    """Do all passes and return what they found, as `Found`."""
    parts = scale_parts.parts
    places, classes, sizes = count_rows(partitions, columns, engine)
    requested = resolve_counts(
        parts.traits.oversampler.sampling_strategy, classes, sizes
    )
    warn_of_single_rows(requested, _target(classes, sizes), stacklevel=3)
    sampling = _sampling(places, columns, scale_parts.seed, max_samples)
    sample = draw_sample(places, sampling, engine)
    labels = scale_parts.fit_clusterer(sample)
    labelling = Labelling(columns, to_arrow(classes, columns), labels)
    counts = sum_counts(places, labelling, engine)
    _check_whole_numbers(columns, counts)

    def measure(selected):
        is_wanted = np.zeros(labelling.shape, dtype=bool)
        is_wanted[cells.clusters] = selected
        gathered = engine.gather(places, labelling, is_wanted)
        return measure_distances(gathered, labels, cells, selected)

    cells = CountedCells.of(counts.rows, counts.first_rows, classes, measure)
    plan = distribute_cells(cells, parts, requested, labels.centers.shape[1])
    plan.complain(scale_parts.sampler, stacklevel=3)
    return Found(places, labelling, counts, plan)


def sum_counts(places, labelling, engine):
    """Return the `Counts` of all partitions."""
    counts = Counts.none(labelling)
    for of_partition in engine.run(count_cells, places, [labelling] * len(places)):
        counts.add(of_partition)
    return counts


def count_rows(partitions, columns, engine):
    """Return the places of the partitions, the classes, and their numbers of rows."""
    counted = engine.run(count_classes, partitions, [columns] * len(partitions))
    total = sum((counts for _, counts in counted), Counter())
    if not total:
        raise ValueError("The data have no rows.")
    classes = classes_of(list(total))
    sizes = np.array([total[label] for label in classes.tolist()])
    return place_partitions(partitions, [n for n, _ in counted]), classes, sizes


def _sampling(places, columns, seed, max_samples):
    n_rows = sum(place.n_rows for place in places)
    n_wanted = n_rows if max_samples is None else min(max_samples, n_rows)
    return Sampling(columns, seed, n_wanted, candidate_limit(n_rows, n_wanted))


def draw_sample(places, sampling, engine):
    """Return the rows that the clusterer is fitted to."""
    found = engine.run(sample_rows, places, [sampling] * len(places))
    return join_sample(found, sampling.n_wanted)


def to_arrow(classes, columns):
    """Return classes as an Arrow array of the target's type."""
    import pyarrow as pa

    kind = columns.schema.field(columns.target).type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.array(classes.tolist(), type=kind)


def measure_distances(gathered, labels, cells, selected):
    """Return the log mean distances of the selected cells, one cell at a time."""
    log_distances = np.full(selected.shape, np.nan)
    clusters, codes = np.nonzero(selected)
    places = (cells.clusters[clusters] * cells.classes.size + codes).tolist()
    log_distances[selected] = gathered.map(partial(_measure, labels), places)
    return log_distances


def _measure(labels, X):
    with one_thread():
        return log_mean_distance(labels.space(X))


def distribute_cells(cells, parts, requested, n_features):
    """Distribute the rows to make over cells as in memory, and return the `Plan`.

    `n_features` is the number of columns of the cluster space.
    """
    target = _target(cells.classes, cells.sizes)
    n_requested = to_array(requested, target)
    no_labels = np.empty(0, dtype=np.int64)
    proportions = distribute(
        parts.distributor,
        np.empty((0, n_features)),
        cells.classes[no_labels],
        cells,
        no_labels,
        None,
        {label: n for label, n in requested.items() if n > 0},
    )
    n_inside, n_between = apportion_cells(proportions, n_requested, cells.cluster_order)
    return Plan(
        container=None,
        target=target,
        parts=parts,
        requested=requested,
        n_requested=n_requested,
        clustered=None,
        cells=cells,
        usable=cells,
        neighbors=None,
        proportions=proportions,
        n_inside=n_inside,
        n_between=n_between,
    )


def _target(classes, sizes):
    """Return the classes without those of single rows."""
    return Target(y=None, classes=classes, codes=None, counts=sizes)


def _check_whole_numbers(columns, counts):
    """Check that rows of floats hold all integers of the columns as they are."""
    largest = 2 ** (np.finfo(columns.dtype).nmant + 1)
    for j, low, high in zip(columns.whole, counts.lows, counts.highs, strict=True):
        if int(low.min()) < -largest or int(high.max()) > largest:
            raise ValueError(
                f"Column {columns.features[j]!r} holds integers that floats round, "
                f"from {low.min()} to {high.max()}. Leave it out, or convert it."
            )
