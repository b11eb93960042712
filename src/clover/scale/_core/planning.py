"""From partitions to a plan: passes 1 to 4, and then as in memory."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from clover._numerics.units import find_units
from clover._rows.target import Target
from clover.distribution._proportions import apportion_cells, distribute
from clover.over_sampling._kmeans import suit_clusters
from clover.over_sampling._plan import Plan, to_array
from clover.over_sampling._strategy import warn_of_single_rows
from clover.scale._core.columns import Columns
from clover.scale._core.counted_cells import CountedCells
from clover.scale._core.hashing import candidate_limit
from clover.scale._core.parts import ScaleParts
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
from clover.scale._labels.distances import Distances
from clover.scale._plans.settings import Settings
from clover.scale._tables.errors import check_class_count, check_level_count
from clover.scale._tables.kinds import choose_categories


@dataclass(frozen=True, eq=False)
class Engine:
    """What runs the passes on partitions.

    Attributes
    ----------
    run : callable
        Takes a function and one or several lists, as `map` does, and returns the
        results, in order. They may come one after the other, so that not all of them
        are in memory.

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
        Columns, classes and what labels rows.

    counts : Counts
        Numbers of rows.

    plan : Plan
        The plan, as in memory, of what is known without the rows.

    parts : ScaleParts
        The parts, for this table.

    settings : Settings
        The settings.

    units : ndarray of shape (n_numeric,) or None
        What a step of 1 in the cluster space is in each column of numbers, if
        neighbours are searched there.
    """

    places: list
    labelling: Labelling
    counts: Counts
    plan: Plan
    parts: ScaleParts
    settings: Settings
    units: np.ndarray | None

    def describe(self):
        """Return the parts and the settings as texts, by their names."""
        parts, settings = self.parts, self.settings
        named = {
            "oversampler": parts.sampler_of_rows,
            "clusterer": parts.parts.clusterer,
            "distributor": parts.parts.distributor,
            "random_state": parts.seed,
            "max_samples": settings.max_samples,
            "max_group_rows": settings.max_group_rows,
            "weight_column": settings.weight_column,
            "chi": settings.chi,
            "ignored_columns": list(self.labelling.columns.ignored),
        }
        # Long parameters stand on several lines.
        return {name: " ".join(repr(part).split()) for name, part in named.items()}


@dataclass(frozen=True, eq=False)
class Table:
    """What the first pass finds.

    Attributes
    ----------
    places : list of Place
        The partitions.

    columns : Columns
        The columns, with the levels of categories.

    classes : ndarray of shape (n_classes,)
        The classes, sorted.

    sizes : ndarray of shape (n_classes,)
        Number of rows of each class.
    """

    places: list
    columns: Columns
    classes: np.ndarray
    sizes: np.ndarray

    @property
    def n_rows(self):
        """Number of rows."""
        return int(self.sizes.sum())


def find_plan(partitions, columns, scale_parts, settings, engine):
    """Do all passes and return what they found, as `Found`."""
    settings.check_weight_column(columns)
    chooses = scale_parts.sampler_of_rows, settings.categorical_features
    table = count_table(partitions, choose_categories(columns, *chooses), engine)
    requested = _resolve_request(scale_parts, table)
    n_clusters = _count_clusters(scale_parts.sampler, requested, table)
    scale_parts = scale_parts.for_table(table.columns, n_clusters)
    sample = draw_sample(table, scale_parts.seed, settings.max_samples, engine)
    labels = scale_parts.fit_clusterer(sample, table.columns)
    classes = to_arrow(table.classes, table.columns)
    labelling = Labelling(table.columns, classes, labels)
    counts = sum_counts(table.places, labelling, engine)
    _check_whole_numbers(table.columns, counts)
    distances = Distances(engine, table.places, labelling, counts, scale_parts.seed)
    cells = CountedCells.of(
        counts.rows,
        counts.first_rows,
        table.classes,
        table.sizes,
        distances.measure,
    )
    plan = distribute_cells(
        cells, scale_parts.parts, requested, labels.n_space_features
    )
    plan.complain(scale_parts.sampler, stacklevel=3)
    units = _find_units(scale_parts, sample, labels)
    return Found(table.places, labelling, counts, plan, scale_parts, settings, units)


def _resolve_request(scale_parts, table):
    """Return the samples to make of each class, and warn of classes of one row."""
    strategy = scale_parts.parts.oversampler.sampling_strategy
    requested = resolve_counts(strategy, table.classes, table.sizes)
    target = _target(table.classes, table.sizes)
    warn_of_single_rows(requested, target, stacklevel=4)
    return requested


def sum_counts(places, labelling, engine):
    """Return the `Counts` of all partitions."""
    counts = Counts.none(labelling)
    for of_partition in engine.run(count_cells, places, [labelling] * len(places)):
        counts.add(of_partition)
    return counts


def count_table(partitions, columns, engine):
    """Do the first pass, and return the `Table`."""
    counted = engine.run(count_classes, partitions, [columns] * len(partitions))
    n_rows, total = [], Counter()
    levels = {name: set() for name in columns.categories}
    for n_of_partition, counts, of_partition in counted:
        n_rows.append(n_of_partition)
        total.update(counts)
        for name, values in of_partition.items():
            levels[name] |= values
            check_level_count(levels[name], name)
    if not total:
        raise ValueError("The data have no rows.")
    check_class_count(total, columns.target)
    classes = classes_of(list(total))
    return Table(
        place_partitions(partitions, n_rows),
        columns.with_levels({name: sorted(levels[name]) for name in levels}),
        classes,
        np.array([total[label] for label in classes.tolist()]),
    )


def _count_clusters(sampler, requested, table):
    """Return the number of clusters of ScaledGeometricSMOTE, 1 for other samplers."""
    n_clusters = getattr(sampler, "n_clusters", 1)
    if n_clusters == "auto":
        sizes = dict(zip(table.classes.tolist(), table.sizes.tolist(), strict=True))
        n_clusters = suit_clusters(requested, sizes)
    return min(int(n_clusters), table.n_rows)


def draw_sample(table, seed, max_samples, engine):
    """Return the rows that the clusterer is fitted to."""
    n_wanted = table.n_rows if max_samples is None else min(max_samples, table.n_rows)
    limit = candidate_limit(table.n_rows, n_wanted)
    sampling = Sampling(table.columns, seed, n_wanted, limit)
    places = table.places
    found = engine.run(sample_rows, places, [sampling] * len(places))
    return join_sample(found, sampling.n_wanted)


def _find_units(scale_parts, sample, labels):
    """Return the units of the columns of numbers, if samples depend on them."""
    if scale_parts.parts.search_space != "clusters":
        return None
    numbers = sample[:, labels.cluster_space.numeric]
    return find_units(numbers, labels.cluster_space.scale(sample))


def to_arrow(classes, columns):
    """Return classes as an Arrow array of the target's type."""
    import pyarrow as pa

    return pa.array(classes.tolist(), type=columns.value_type(columns.target))


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
    """Return the classes and their numbers of rows, without the rows."""
    return Target(y=None, classes=classes, codes=None, counts=sizes)


def _check_whole_numbers(columns, counts):
    """Check that rows of floats hold all integers of the columns as they are."""
    largest = 2 ** (np.finfo(columns.dtype).nmant + 1)
    for j, low, high in zip(columns.whole, counts.lows, counts.highs, strict=True):
        if int(low.min()) < -largest or int(high.max()) > largest:
            raise ValueError(
                f"Column {columns.features[j]!r} holds integers that floats round, "
                f"from {low.min()} to {high.max()}. Name it in `ignored_columns`, or "
                "convert it."
            )
