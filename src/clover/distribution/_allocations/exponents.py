"""The exponent of the mean distance in the density of a cell."""

import numpy as np

from clover._numerics.distances import paired_distances
from clover._numerics.neighbors import find_nearest_rows

# The rules by which an exponent may be named.
EXPONENT_RULES = {"features", "imbalanced-learn", "intrinsic"}
# Share of the ratios of distances, the largest, that Facco et al. leave out.
TRIMMED_SHARE = 0.1


def resolve_exponents(exponent, X, cells, selected):
    """Return the exponent of each cell, by a number or the name of a rule.

    Exponents of cells that are not selected need not follow the rule.
    """
    counts = cells.counts
    if exponent == "features":
        return np.full(counts.shape, float(X.shape[1]))
    if exponent == "imbalanced-learn":
        # The rule of thumb of imbalanced-learn, by the number of rows.
        return 0.16 * (np.log(np.maximum(counts, 1)) / np.log(1.6)) ** 1.8
    if exponent == "intrinsic":
        exponents = np.ones(counts.shape)
        for class_code in np.flatnonzero(selected.any(axis=0)):
            rows = [cells.rows(c, class_code) for c in range(len(counts))]
            exponents[:, class_code] = intrinsic_dimension(X, np.concatenate(rows))
        return exponents
    return np.full(counts.shape, float(exponent))


def intrinsic_dimension(X, rows):
    """Return the intrinsic dimension of some rows, by their two nearest neighbours.

    The ratio r of the distances to the second and to the first neighbour has the
    distribution 1 - r^-d in d dimensions, whatever the density. The slope of -log(1 -
    F(r)) against log r is fitted through the origin, without the largest tenth of the
    ratios [1]_. Rows with a duplicate are left out. The dimension is at most the number
    of features, and 1 for fewer than three rows or if all rows have duplicates.

    References
    ----------
    .. [1] E. Facco, M. d'Errico, A. Rodriguez, A. Laio, "Estimating the intrinsic
       dimension of datasets by a minimal neighborhood information", Scientific Reports
       7 (2017) 12140.
    """
    if rows.size < 3:
        return 1.0
    rows = np.sort(rows)
    neighbors = find_nearest_rows(X, rows, 2, others=rows)
    nearest, second = (paired_distances(X, rows, X, column) for column in neighbors.T)
    is_apart = nearest > 0
    # Rounding may swap neighbours at nearly the same distance: their log is negative.
    log_ratios = np.sort(np.abs(np.log(second[is_apart]) - np.log(nearest[is_apart])))
    n_ratios = log_ratios.size
    n_kept = n_ratios - int(np.ceil(TRIMMED_SHARE * n_ratios))
    x = log_ratios[:n_kept]
    y = -np.log1p(-np.arange(1, n_kept + 1) / max(1, n_ratios))
    n_features = float(X.shape[1])
    if not n_kept:
        return 1.0
    squares = float(x @ x)
    return n_features if squares == 0 else min(n_features, float(x @ y) / squares)
