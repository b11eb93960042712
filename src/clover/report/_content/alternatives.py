"""What other thresholds and exponents would have selected, from counts alone."""

import numpy as np

from clover._numerics.apportionment import apportion
from clover.distribution._allocations.log_linear import LogLinearAllocation
from clover.distribution._allocations.spread import log_density
from clover.distribution._filters.imbalance_ratio import ImbalanceRatioFilter
from clover.report._content.values import to_plain
from clover.report._facts.clusters import Alternatives, ExponentCount, ThresholdCount

THRESHOLDS = (1.0, 2.0, 5.0, np.inf)
EXPONENTS = (0.0, 1.0, 2.0, 5.0)
# Of more classes, only those with most samples are shown.
MAX_CLASSES = 8


def count_alternatives(run):
    """Return the `Alternatives` of a run."""
    if not run.has_clusters:
        return Alternatives()
    report = run.last.cluster_report_
    thresholds, exponents = [], []
    labels = list(dict.fromkeys(report.class_label.tolist()))
    made = {run.labels[code]: run.n_made_of[code] for code in range(len(run.labels))}
    labels.sort(key=lambda label: -made[label])
    for label in labels[:MAX_CLASSES]:
        inside = (
            (report.class_label == label)
            & (report.cluster >= 0)
            & (report.other_cluster < 0)
            & (report.n_rows > 0)
        )
        entries = np.flatnonzero(inside)
        if entries.size < 2:
            continue
        thresholds += _count_thresholds(run, report, label, entries)
        exponents += _count_exponents(run, report, label, entries)
    return Alternatives(thresholds, exponents)


def _count_thresholds(run, report, label, entries):
    current = find_threshold(run.last)
    counts = run.target.counts
    grid = {*THRESHOLDS, float(counts.max() / counts.min())}
    if current is not None:
        grid.add(current)
    for threshold in sorted(grid):
        is_within = report.imbalance_ratio[entries] <= threshold
        yield ThresholdCount(
            class_label=to_plain(label),
            threshold=to_plain(threshold),
            is_current=threshold == current,
            n_clusters=int(is_within.sum()),
            n_rows=int(report.n_rows[entries][is_within].sum()),
        )


def find_threshold(sampler):
    """Return the threshold of a sampler's imbalance ratio, or None without one.

    Filters that count other rows than those of the class and of the largest class have
    a threshold of another ratio.
    """
    chosen = getattr(getattr(sampler, "distributor_", None), "filter_", None)
    is_plain = (
        type(chosen) is ImbalanceRatioFilter
        and chosen.smoothing == 0
        and chosen.reference == "majority"
        and not chosen.strict
    )
    return float(chosen.threshold_) if is_plain else None


def find_allocation(sampler):
    """Return the allocation of a sampler if it weighs by spread alone, or None."""
    allocation = getattr(getattr(sampler, "distributor_", None), "allocation_", None)
    is_plain = (
        type(allocation) is LogLinearAllocation
        and allocation.spread != 0
        and allocation.hardness == 0
        and getattr(allocation, "log_densities_", None) is not None
    )
    return allocation if is_plain else None


def _count_exponents(run, report, label, entries):
    allocation = find_allocation(run.last)
    entries = entries[report.selected[entries]]
    n_made = int(report.n_new_rows[entries].sum())
    if allocation is None or entries.size < 2 or not n_made:
        return
    current = _find_exponent(run.last, allocation, label)
    log_distances = _find_log_distances(report, entries, current)
    if log_distances is None:
        return
    for exponent in sorted({*EXPONENTS, current}):
        numbers = _share_rows(
            allocation, report.n_rows[entries], log_distances, exponent, n_made
        )
        yield ExponentCount(
            class_label=to_plain(label),
            exponent=float(exponent),
            is_current=exponent == current,
            n_clusters=int(np.count_nonzero(numbers)),
            n_largest=int(numbers.max()),
        )


def _find_exponent(sampler, allocation, label):
    """Return the exponent of a class, 0 if its clusters have several."""
    classes = sampler.distributor_.unique_class_labels_.tolist()
    exponents = allocation.exponents_[:, classes.index(label)]
    is_known = ~np.isnan(allocation.log_densities_[:, classes.index(label)])
    exponents = exponents[is_known]
    is_one = exponents.size > 0 and (exponents == exponents[0]).all()
    return float(exponents[0]) if is_one else 0.0


def _find_log_distances(report, entries, exponent):
    """Return the logarithms of the mean distances, from the densities."""
    log_densities = report.log_density[entries]
    if exponent == 0 or np.isnan(log_densities).any():
        return None
    n_rows = report.n_rows[entries]
    log_distances = (np.log(n_rows) - log_densities) / exponent
    return np.where(n_rows == 1, -np.inf, log_distances)


def _share_rows(allocation, n_rows, log_distances, exponent, n_made):
    """Return how many rows each cluster gets with an exponent."""
    are_dense = allocation.size * allocation.spread < 0
    if exponent == 0:
        # Distances do not matter, not even those of single rows.
        log_distances = np.zeros(n_rows.size)
    columns = n_rows[:, np.newaxis], log_distances[:, np.newaxis]
    exponents = np.full(columns[0].shape, float(exponent))
    densities = log_density(*columns, exponents, are_dense)[:, 0]
    log_weights = -allocation.spread * densities
    log_weights += (allocation.size + allocation.spread) * np.log(n_rows)
    temperature = allocation.temperature
    if temperature == "auto":
        temperature = max(1.0, abs(allocation.spread) * exponent)
    weights = np.exp((log_weights - log_weights.max()) / temperature)
    numbers, _ = apportion(n_made, weights / weights.sum(), np.empty(0))
    return numbers
