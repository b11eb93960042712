"""Mean distances within cells, and the densities that follow from them.

Densities are kept as logarithms: with many features n / D^e leaves the range of floats,
although the ratios between clusters do not.
"""

import numpy as np
from scipy.sparse import issparse
from scipy.spatial.distance import cdist, pdist
from sklearn.utils import check_random_state, gen_batches

from clover._numerics.columns import marked_rows_of_columns
from clover._numerics.distances import held_batches, row_squares, squared_distances
from clover._numerics.groups import Groups
from clover._numerics.magnitude import to_unit_range

# Up to so many rows mean distances are exact, above they are estimated.
MAX_EXACT_ROWS = 4_096
N_SHIFTS = 32
# Products of matrices are faster than differences of rows: from so many features on if
# rows are many, and above so many features if rows are few.
MIN_PRODUCT_FEATURES = 8
MAX_DIRECT_FEATURES = 128
# Cells of at most so many rows are stacked.
MAX_STACKED_ROWS = 64
# Rows in a block of distances. A block of 2 MiB stays in the cache of a core.
BLOCK_ROWS = 512


def log_mean_distances(X, groups):
    """Return the logarithm of the mean Euclidean distance in each of several groups.

    It is minus infinity for a single row, and for rows that are all equal.
    """
    log_distances = np.full(groups.sizes.size, -np.inf)
    is_small = (groups.sizes <= MAX_STACKED_ROWS) & (not issparse(X))
    for batch in groups.batches(is_small & (groups.sizes > 1), groups, X.shape[1]):
        rows, is_real = groups.stack(batch)
        log_distances[batch] = _stacked_log_mean_distances(X[rows], is_real)
    for group in np.flatnonzero(~is_small):
        log_distances[group] = log_mean_distance(X[groups.of(group)])
    return log_distances


def _stacked_log_mean_distances(X, is_real):
    """Return the log mean distance of each stacked group, without repeated rows."""
    X, scale = to_unit_range(X)
    is_pair = is_real[:, np.newaxis] & is_real[:, :, np.newaxis]
    itself = np.arange(X.shape[1])
    is_pair[:, itself, itself] = False
    squares = squared_distances(X, X, is_pair)
    distances = np.sqrt(squares, out=np.zeros(squares.shape), where=is_pair)
    n_rows = is_real.sum(axis=1)
    mean = distances.sum(axis=(1, 2)) / (n_rows * (n_rows - 1))
    with np.errstate(divide="ignore"):
        return np.log(scale) + np.log(mean)


def log_mean_distance(X):
    """Return the logarithm of the mean Euclidean distance over all pairs of rows.

    The mean is exact up to 4,096 rows. Above, rows are shuffled by a fixed seed, and
    each is paired with the rows at 32 random cyclic shifts. All rows count equally
    often, the estimate is unbiased, and memory and time are linear in the number of
    rows. A single row and equal rows have minus infinity.
    """
    n_samples = X.shape[0]
    if n_samples < 2:
        return -np.inf
    if issparse(X) and (X.max(axis=0) != X.min(axis=0)).nnz == 0:
        return -np.inf
    X, scale = to_unit_range(X)
    if scale == 0:
        return -np.inf
    if n_samples <= MAX_EXACT_ROWS:
        mean = _exact_mean_distance(X)
    else:
        mean = _sampled_mean_distance(X)
    return np.log(scale) + np.log(mean)


def _exact_mean_distance(X):
    n_samples, n_features = X.shape
    measure = squared_distances
    if not issparse(X):
        if n_samples <= BLOCK_ROWS and n_features <= MAX_DIRECT_FEATURES:
            return pdist(X).mean()
        if n_features < MIN_PRODUCT_FEATURES:
            measure = _squared_distances_of_few_features
        else:
            X = X - X.mean(axis=0)
    total = 0.0
    for rows in gen_batches(n_samples, BLOCK_ROWS):
        for other_rows in gen_batches(n_samples, BLOCK_ROWS):
            if other_rows.start < rows.start:
                continue
            squares = measure(X[rows], X[other_rows])
            if rows == other_rows:
                np.fill_diagonal(squares, 0)
            block = np.sqrt(squares, out=squares).sum()
            total += block / 2 if rows == other_rows else block
    return total / (n_samples * (n_samples - 1) / 2)


def _squared_distances_of_few_features(A, B):
    return cdist(A, B, "sqeuclidean")


def _sampled_mean_distance(X):
    n_samples, n_features = X.shape
    rng = check_random_state(0)
    order = rng.permutation(n_samples)
    shifts = rng.choice(np.arange(1, n_samples), size=N_SHIFTS, replace=False)
    total = 0.0
    for shift in shifts:
        partners = np.roll(order, -shift)
        for part in held_batches(n_samples, n_features):
            total += _row_distances(X[order[part]], X[partners[part]]).sum()
    return total / (N_SHIFTS * n_samples)


def _row_distances(A, B):
    return np.sqrt(row_squares(A - B))


def log_mean_distances_of_cells(X, cells, selected):
    """Return the log mean distance of each selected cell, NaN for the others."""
    if cells.measure is not None:
        return cells.measure(selected)
    log_distances = np.full(selected.shape, np.nan)
    groups = Groups.from_lists(
        [cells.rows(*cell) for cell in np.argwhere(selected).tolist()]
    )
    log_distances[selected] = log_mean_distances(X, groups)
    return log_distances


def log_density(counts, log_distances, exponents, are_equal_rows_dense=True):
    """Return the log density of cells, log n - e log D.

    All arrays have shape (n_clusters, n_classes). If no cell of a class has a D, all
    have a density of 1, or a D of 1.

    counts : ndarray
        Number of rows n.

    log_distances : ndarray
        Logarithm of the mean distance D, minus infinity for cells of one row or of
        equal rows, NaN for cells whose density is not wanted.

    exponents : ndarray
        Exponent e.

    are_equal_rows_dense : bool, default=True
        Whether cells of one row, or of equal rows, get the largest density of their
        class; otherwise they get the smallest D^e.
    """
    has_distance, is_wanted = np.isfinite(log_distances), ~np.isnan(log_distances)
    # Infinite logarithms are not multiplied: zero times infinity is NaN.
    log_spreads = log_distances.copy()
    log_spreads[has_distance] *= exponents[has_distance]
    log_densities = np.full(counts.shape, np.nan)
    log_densities[is_wanted] = np.log(counts[is_wanted]) - log_spreads[is_wanted]
    for class_code, clusters in marked_rows_of_columns(np.isposinf(log_densities)):
        column, sizes = log_densities[:, class_code], counts[:, class_code]
        finite = np.isfinite(column)
        if are_equal_rows_dense:
            column[clusters] = column[finite].max() if finite.any() else 0.0
            continue
        spreads = np.log(sizes[finite]) - column[finite]
        log_sizes = np.log(sizes[clusters])
        column[clusters] = log_sizes - (spreads.min() if finite.any() else 0.0)
    return log_densities
