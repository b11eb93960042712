"""Rows with missing values: which of them an oversampler gets, and whether it may."""

from dataclasses import replace

import numpy as np

from clover._estimators.tags import takes_missing_values
from clover._rows.containers import find_non_finite_columns, take_rows
from clover._rows.error_texts import tell_non_finite
from clover._rows.missing import find_non_finite_rows
from clover.distribution._composition import BaseCompositionDistributor


def hide_unreadable_rows(cells, X, labels):
    """Return cells in which no oversampler sees noise with missing values.

    If each class is clustered by itself, the oversampler sees rows of other classes
    that are in none of its clusters, and none of these with missing values. `X` holds
    numbers, `labels` the cluster of each row.
    """
    is_wrong = find_non_finite_rows(X)
    if is_wrong is None:
        return cells
    if not cells.are_of_one_class:
        is_wrong &= labels < 0
    return replace(cells, is_hidden=is_wrong)


def check_measurable(distributor, cells, clustered, container):
    """Raise an error if a distributor would measure rows with missing values."""
    is_composition = isinstance(distributor, BaseCompositionDistributor)
    if not is_composition or not distributor._reads_rows():
        return
    is_wrong = find_non_finite_rows(clustered.space)
    if is_wrong is None:
        return
    # Noise is not measured, nor is a class of which nothing is distributed.
    is_single = cells.single_classes[cells.class_codes]
    rows = np.flatnonzero(is_wrong & (clustered.labels >= 0) & ~is_single)
    if rows.size:
        raise ValueError(
            f"{type(distributor).__name__} measures the rows of clusters. "
            f"{_describe(container, rows)}. Use a pipeline as the clusterer that fills "
            "them in, or ClusterDistributor() as the distributor, which measures none."
        )


def check_readable(plan):
    """Raise an error if the oversampler would get missing values that it cannot take.

    The only row of a class is repeated without the oversampler.
    """
    parts, traits = plan.parts, plan.parts.traits
    if parts.is_pipeline or takes_missing_values(traits.oversampler):
        return
    is_wrong = find_non_finite_rows(plan.container.numbers)
    if is_wrong is None:
        return
    rows = np.flatnonzero(is_wrong & _find_seen_rows(plan, traits))
    if rows.size:
        raise ValueError(
            f"{traits.name} cannot work on the rows of its clusters. "
            f"{_describe(plan.container, rows)}. Fill them in or drop the rows, or use "
            "RandomOverSampler."
        )


def check_searchable(plan):
    """Raise an error if neighbours would be searched among rows that lack values."""
    is_wrong = find_non_finite_rows(plan.clustered.space)
    traits = plan.parts.traits.in_cluster_space()
    if is_wrong is None or traits.repeats_rows:
        return
    rows = np.flatnonzero(is_wrong & _find_seen_rows(plan, traits))
    if rows.size:
        raise ValueError(
            "`search_space` 'clusters' needs a cluster space of finite numbers. Those "
            f"of {rows.size} rows that {traits.name} uses are missing or "
            f"infinite; row {rows[0]} is the first."
        )


def _describe(container, rows):
    """Name the columns in which some rows hold missing or infinite values."""
    columns = find_non_finite_columns(take_rows(container.X, rows))
    return f"{tell_non_finite(columns)}; row {rows[0]} is the first of {rows.size}"


def _find_seen_rows(plan, traits):
    """Return which rows an oversampler with these traits gets."""
    cells, pairs = plan.usable, plan.proportions.pairs
    is_used = plan.n_inside > 0
    for pair, code in np.argwhere(plan.n_between > 0):
        is_used[pairs[pair], code] = True
    is_seen = np.zeros(cells.class_codes.size, dtype=bool)
    for cluster, code in np.argwhere(is_used & ~cells.single_classes).tolist():
        is_seen[cells.rows(cluster, code)] = True
        if traits.sees_other_classes:
            is_seen[cells.other_rows([cluster], code)] = True
    return is_seen
