"""The arithmetic of DensityDistributor as it was before it became a composition.

It is kept as it was, to compare with bit by bit. The mean distances have not changed.
"""

import numpy as np
from scipy.special import softmax

from clover._numerics.groups import Groups
from clover._rows.cells import Cells, count_largest, find_largest_classes
from clover.distribution._allocations.spread import log_mean_distances


def distribute(X, y, labels, neighbors, targets, params):
    """Return the proportions inside clusters and between them, as dictionaries."""
    threshold, exponent, sparsity_based, ratio = params
    cells = Cells.from_labels(labels, y)
    exponent = X.shape[1] if exponent == "auto" else exponent
    selected = _select(cells.counts, threshold)
    selected &= np.isin(cells.classes, targets)
    log_densities = _log_density(X, cells, selected, exponent)
    sign = -1 if sparsity_based else 1
    proportions = _normalize(sign * log_densities)
    pairs = cells.positions(neighbors)
    pair_log_densities = _log_density_between(log_densities, pairs)
    has_pairs = ~np.isnan(pair_log_densities).all(axis=0)
    proportions = proportions * np.where(has_pairs, ratio, 1.0)
    intra = {
        cells.name(*cell): float(proportions[tuple(cell)])
        for cell in np.argwhere(selected)
    }
    inter = {}
    if ratio != 1:
        proportions = _normalize(sign * pair_log_densities)
        for pair, class_code in np.argwhere(proportions > 0):
            first, second = (cells.name(c, class_code) for c in pairs[pair])
            inter[first, second] = (1 - ratio) * float(proportions[pair, class_code])
    return intra, inter


def _select(counts, threshold):
    if threshold == "auto":
        class_sizes = counts.sum(axis=0)
        threshold = float(class_sizes.max() / class_sizes[class_sizes > 0].min())
    n_largest, n_tied = count_largest(counts)
    ratios = np.divide(
        n_largest[:, np.newaxis],
        n_tied * counts,
        out=np.full(counts.shape, np.inf),
        where=counts > 0,
    )
    return ((ratios <= threshold) | find_largest_classes(counts)) & (counts > 0)


def _log_density(X, cells, selected, exponent):
    log_densities = np.full(cells.counts.shape, np.nan)
    log_densities[selected] = np.log(cells.counts[selected])
    if exponent != 0:
        groups = Groups.from_lists(
            [cells.rows(*cell) for cell in np.argwhere(selected).tolist()]
        )
        log_densities[selected] -= exponent * log_mean_distances(X, groups)
    for column in log_densities.T:
        finite = np.isfinite(column)
        column[np.isposinf(column)] = column[finite].max() if finite.any() else 0.0
    return log_densities


def _normalize(log_weights):
    proportions = np.zeros(log_weights.shape)
    for class_code, column in enumerate(log_weights.T):
        weighted = ~np.isnan(column)
        if weighted.any():
            proportions[weighted, class_code] = softmax(column[weighted])
    return proportions


def _log_density_between(log_densities, pairs):
    first, second = log_densities[pairs[:, 0]], log_densities[pairs[:, 1]]
    both = ~np.isnan(first) & ~np.isnan(second)
    return np.logaddexp(first, second, out=np.full(first.shape, np.nan), where=both)
