"""Kernels of Geometric SMOTE: from rows of a class and of the others to new rows."""

from dataclasses import dataclass
from numbers import Integral

import numpy as np
from imblearn.utils import check_neighbors_object
from scipy import sparse
from sklearn.metrics.pairwise import paired_euclidean_distances
from sklearn.neighbors import NearestNeighbors
from sklearn.utils import gen_batches
from sklearn.utils.sparsefuncs import mean_variance_axis

# Numbers in one temporary array: few enough for the cache of a processor core.
CHUNK_SIZE = 2**16
# Up to here k-d trees are quicker than brute force: measured at 5,000 and 50,000 rows,
# 8 columns break even, 15 take a tree six times as long.
MAX_TREE_COLUMNS = 6
# With more categories than this, their indicator columns are kept sparse.
MAX_DENSE_CATEGORIES = 256


@dataclass(frozen=True)
class SurfaceDraw:
    """Centers, and the points on the surfaces of the balls around them.

    Attributes
    ----------
    base : ndarray of shape (n_samples,)
        The center of each ball, a position among the rows of the class.

    surface : ndarray of shape (n_samples,)
        Its surface point, a position among the rows of the class or of the others.

    is_other : ndarray of bool of shape (n_samples,)
        Whether the surface point is a row of the others.

    neighbors : ndarray of shape (n_centers, n_neighbors) or None
        The nearest rows of the class of each distinct center, if they were needed.

    center : ndarray of shape (n_samples,)
        The row of `neighbors` that belongs to each ball.
    """

    base: np.ndarray
    surface: np.ndarray
    is_other: np.ndarray
    neighbors: np.ndarray | None
    center: np.ndarray


def geometric_smote(
    X_class,
    X_others,
    n_samples,
    k_neighbors,
    truncation_factor,
    deformation_factor,
    selection_strategy,
    rng,
):
    """Make rows of a class by Geometric SMOTE.

    Parameters
    ----------
    X_class : {ndarray, sparse matrix} of shape (n_class, n_features)
        The rows of the class; a sparse matrix in CSR format.

    X_others : same type as `X_class`, of shape (n_others, n_features)
        The rows of all other classes. Without any, `selection_strategy` is
        ``'minority'``.

    n_samples : int
        Number of rows to make.

    k_neighbors : int or estimator
        Number of nearest rows of the class, limited to those there are, or an
        estimator that finds them and counts the row itself as one. A row that is the
        only one of its class is its own neighbour.

    truncation_factor : float
        From -1 to 1.

    deformation_factor : float
        From 0 to 1.

    selection_strategy : {'combined', 'majority', 'minority'}
        Where the surface points come from.

    rng : RandomState instance
        Where the draws come from.

    Returns
    -------
    X_new : same type as `X_class`, of shape (n_samples, n_features)
        The new rows, in the dtype of `X_class`.

    base : ndarray of shape (n_samples,)
        The center of each, a position among the rows of the class.
    """
    draw = draw_surface_points(
        X_class, X_others, n_samples, k_neighbors, selection_strategy, rng
    )
    X_new = make_geometric_samples(
        X_class[draw.base],
        take_surface_points(X_class, X_others, draw),
        truncation_factor,
        deformation_factor,
        rng,
    )
    return X_new, draw.base


def geometric_smote_between(
    X_first,
    X_second,
    X_others,
    n_samples,
    truncation_factor,
    deformation_factor,
    selection_strategy,
    rng,
):
    """Make rows of a class between two clusters by Geometric SMOTE.

    Parameters
    ----------
    X_first, X_second : {ndarray, sparse matrix} of shape (n_rows, n_features)
        The rows of the class in the two clusters.

    X_others : same type, of shape (n_others, n_features)
        The rows of all other classes in both.

    n_samples, truncation_factor, deformation_factor, selection_strategy, rng
        As in :func:`geometric_smote`.

    Returns
    -------
    X_new : same type as `X_first`, of shape (n_samples, n_features)
        The new rows, in the dtype of `X_first`.

    base : ndarray of shape (n_samples,)
        The center of each, a position among the rows of the first cluster.
    """
    draw = draw_surface_points_between(
        X_first, X_second, X_others, n_samples, selection_strategy, rng
    )
    X_new = make_geometric_samples(
        X_first[draw.base],
        take_surface_points(X_second, X_others, draw),
        truncation_factor,
        deformation_factor,
        rng,
    )
    return X_new, draw.base


def geometric_smote_nc(
    X_class,
    X_others,
    codes_class,
    codes_others,
    n_samples,
    k_neighbors,
    truncation_factor,
    deformation_factor,
    selection_strategy,
    rng,
):
    """Make rows of a class that has numbers and categories.

    Distances count a difference of two categories as the median standard deviation of
    the numbers in the class. The numbers of a new row come from the ball in the space
    of numbers, its categories from a vote of the center's neighbours in the class.

    Parameters
    ----------
    X_class : {ndarray, sparse matrix} of shape (n_class, n_numeric)
        The numbers in the rows of the class.

    X_others : same type as `X_class`, of shape (n_others, n_numeric)
        The numbers in the rows of all other classes.

    codes_class : ndarray of int of shape (n_class, n_categorical)
        The categories in the rows of the class, each column counted from 0.

    codes_others : ndarray of int of shape (n_others, n_categorical)
        The categories in the rows of all other classes.

    n_samples, k_neighbors, truncation_factor, deformation_factor, \
            selection_strategy, rng
        As in :func:`geometric_smote`.

    Returns
    -------
    X_new : same type as `X_class`, of shape (n_samples, n_numeric)
        The numbers of the new rows, in the dtype of `X_class`.

    base : ndarray of shape (n_samples,)
        The center of each, a position among the rows of the class.

    donors : ndarray of shape (n_samples, n_categorical)
        The row of the class that each new category is taken from.
    """
    weight = median_std(X_class) / np.sqrt(2)
    n_categories = np.vstack((codes_class, codes_others)).max(axis=0) + 1
    draw = draw_surface_points(
        encode_categories(X_class, codes_class, n_categories, weight),
        encode_categories(X_others, codes_others, n_categories, weight),
        n_samples,
        k_neighbors,
        selection_strategy,
        rng,
        with_neighbors=True,
    )
    X_new = make_geometric_samples(
        X_class[draw.base],
        take_surface_points(X_class, X_others, draw),
        truncation_factor,
        deformation_factor,
        rng,
    )
    donors = elect_categories(codes_class, draw.neighbors, draw.center, rng)
    return X_new, draw.base, donors


def make_geometric_samples(
    centers, surface_points, truncation_factor, deformation_factor, rng
):
    """Draw a point of the truncated and deformed ball around each center.

    Parameters
    ----------
    centers : {ndarray, sparse matrix} of shape (n_samples, n_features)
        The centers of the balls; a sparse matrix in CSR format.

    surface_points : same type as `centers`, of shape (n_samples, n_features)
        For each ball a point on its surface. If it equals the center, so does the new
        row.

    truncation_factor : float
        From -1 to 1: which part of the ball remains.

    deformation_factor : float
        From 0 to 1: how flat the ball becomes.

    rng : RandomState instance
        Where the draws come from.

    Returns
    -------
    X_new : same type as `centers`, of shape (n_samples, n_features)
        The new rows, in the dtype of the centers.

    References
    ----------
    .. [1] G. Douzas, F. Bacao, "Geometric SMOTE: a geometrically enhanced drop-in
       replacement for SMOTE", Information Sciences 501 (2019) 118-135, algorithms 1
       to 4.
    """
    n_samples, n_features = centers.shape
    # The share of a ball within a fraction r of its radius is r^d.
    lengths = rng.uniform(size=n_samples) ** (1 / n_features)
    batches = gen_batches(n_samples, max(1, CHUNK_SIZE // n_features))
    chunks = (
        _make_chunk(
            _densify(centers[batch]),
            _densify(surface_points[batch]),
            lengths[batch],
            truncation_factor,
            deformation_factor,
            rng,
        )
        for batch in batches
    )
    if sparse.issparse(centers):
        chunks = [type(centers)(chunk.astype(centers.dtype)) for chunk in chunks]
        return stack_rows((centers[:0], *chunks))
    X_new = np.empty(centers.shape, dtype=centers.dtype)
    start = 0
    for chunk in chunks:
        X_new[start : start + len(chunk)] = chunk
        start += len(chunk)
    return X_new


def _make_chunk(centers, surface_points, lengths, truncation, deformation, rng):
    """Make rows c + |s - c| x, where x = lengths * directions / |directions|.

    Truncation and deformation change the parts of x along e = (s - c) / |s - c| and
    across it by factors, so that the new row is the center, a multiple of the direction
    and a multiple of s - c.
    """
    toward = surface_points - centers
    # Squares of 1e200 overflow; those of numbers up to one do not.
    scale = np.abs(toward).max(axis=1)
    scale[scale == 0] = 1.0
    toward /= scale[:, np.newaxis]
    radius = _row_norms(toward)
    directions = rng.standard_normal(toward.shape)
    lengths = lengths / _row_norms(directions)

    along = lengths * np.einsum("ij,ij->i", directions, toward)
    along /= np.where(radius == 0, 1.0, radius)
    truncated = np.where(np.abs(truncation - along) > 1, -along, along)
    remaining = 1 - deformation
    X_new = directions * (remaining * lengths * radius * scale)[:, np.newaxis]
    X_new += toward * ((truncated - remaining * along) * scale)[:, np.newaxis]
    X_new += centers
    return X_new


def draw_surface_points(
    X_class,
    X_others,
    n_samples,
    k_neighbors,
    selection_strategy,
    rng,
    with_neighbors=False,
):
    """Draw centers from a class, and a surface point for each.

    Neighbours are searched for the rows that were drawn only.

    Parameters
    ----------
    X_class, X_others, n_samples, k_neighbors, selection_strategy, rng
        As in :func:`geometric_smote`.

    with_neighbors : bool, default=False
        Whether the neighbours in the class are wanted even if no surface point comes
        from them.

    Returns
    -------
    draw : SurfaceDraw
        The centers and surface points.
    """
    if X_others.shape[0] == 0:
        selection_strategy = "minority"
    base = rng.randint(X_class.shape[0], size=n_samples)
    centers, center = np.unique(base, return_inverse=True)
    space_class, space_others = _to_search_space(X_class, X_others)
    neighbors = nearest_other = None
    if with_neighbors or selection_strategy != "majority":
        rows = space_class if isinstance(k_neighbors, Integral) else X_class
        neighbors = find_neighbors(rows, centers, k_neighbors)
    if selection_strategy != "minority":
        nearest_other = _find_nearest_other(space_class[centers], space_others)

    if selection_strategy == "majority":
        surface, is_other = nearest_other[center], np.ones(n_samples, dtype=bool)
    else:
        column = rng.randint(neighbors.shape[1], size=n_samples)
        surface, is_other = neighbors[center, column], np.zeros(n_samples, dtype=bool)
    if selection_strategy == "combined":
        to_same = _distances(space_class, base, space_class, surface)
        to_other = _distances(space_class, centers, space_others, nearest_other)
        is_other = to_other[center] < to_same
        surface = np.where(is_other, nearest_other[center], surface)
    return SurfaceDraw(base, surface, is_other, neighbors, center)


def draw_surface_points_between(
    X_first, X_second, X_others, n_samples, selection_strategy, rng
):
    """Draw centers from one cluster of a class, and surface points from another.

    Parameters
    ----------
    X_first, X_second : {ndarray, sparse matrix} of shape (n_rows, n_features)
        The rows of the class in the two clusters.

    X_others : same type, of shape (n_others, n_features)
        The rows of all other classes in both. Without any, `selection_strategy` is
        ``'minority'``.

    n_samples, selection_strategy, rng
        As in :func:`geometric_smote`; a random row of the second cluster takes the
        place of a neighbour.

    Returns
    -------
    draw : SurfaceDraw
        The centers, among the rows of the first cluster, and surface points, among
        those of the second or of the others.
    """
    if X_others.shape[0] == 0:
        selection_strategy = "minority"
    base = rng.randint(X_first.shape[0], size=n_samples)
    surface = rng.randint(X_second.shape[0], size=n_samples)
    is_other = np.full(n_samples, selection_strategy == "majority")
    centers, center = np.unique(base, return_inverse=True)
    if selection_strategy != "minority":
        X_first, X_second, X_others = _to_search_space(X_first, X_second, X_others)
        nearest_other = _find_nearest_other(X_first[centers], X_others)
        if selection_strategy == "combined":
            to_same = _distances(X_first, base, X_second, surface)
            to_other = _distances(X_first, centers, X_others, nearest_other)
            is_other = to_other[center] < to_same
        surface = np.where(is_other, nearest_other[center], surface)
    return SurfaceDraw(base, surface, is_other, None, center)


def take_surface_points(X_class, X_others, draw):
    """Return the surface points, of shape (n_samples, n_features)."""
    same, other = np.flatnonzero(~draw.is_other), np.flatnonzero(draw.is_other)
    pieces = X_class[draw.surface[same]], X_others[draw.surface[other]]
    return stack_rows(pieces)[np.argsort(np.concatenate((same, other)))]


def find_neighbors(X, rows, k_neighbors):
    """Return the nearest other rows of some rows, shape (n_rows, n_neighbors).

    A row that is the only one is its own neighbour.
    """
    if X.shape[0] == 1:
        return rows[:, np.newaxis]
    search = check_neighbors_object("k_neighbors", k_neighbors, additional_neighbor=1)
    if isinstance(k_neighbors, Integral):
        search.set_params(algorithm=_choose_algorithm(X))
    if getattr(search, "n_neighbors", 0) > X.shape[0]:
        search.set_params(n_neighbors=X.shape[0])
    return search.fit(X).kneighbors(X[rows], return_distance=False)[:, 1:]


def _find_nearest_other(X, X_others):
    search = NearestNeighbors(n_neighbors=1, algorithm=_choose_algorithm(X_others))
    return search.fit(X_others).kneighbors(X, return_distance=False)[:, 0]


def _choose_algorithm(X):
    few_columns = X.shape[1] <= MAX_TREE_COLUMNS
    return "kd_tree" if few_columns and not sparse.issparse(X) else "brute"


def _to_search_space(*matrices):
    """Scale by a power of two, and shift dense rows, without a change of neighbours.

    Squares of very large and very small numbers leave the range of floating point, and
    distances from products of rows are inexact far from the origin.
    """
    factor = _scale_factor(*matrices)
    scaled = [X.astype(np.float64, copy=False) * factor for X in matrices]
    if not sparse.issparse(scaled[0]):
        middle = scaled[0].mean(axis=0)
        for X in scaled:
            X -= middle
    return scaled


def _scale_factor(*matrices):
    """Return the power of two that brings the largest number close to one."""
    largest = 0.0
    for X in matrices:
        numbers = X.data if sparse.issparse(X) else X
        if numbers.size:
            largest = max(largest, float(numbers.max()), -float(numbers.min()))
    # Below 2^-1000 the power itself would overflow.
    return 2.0 ** -max(np.frexp(largest)[1], -1000)


def _distances(X, rows, Y, other_rows):
    """Return the distances between rows of two matrices, pair by pair."""
    distances = np.empty(len(rows))
    for batch in gen_batches(len(rows), max(1, CHUNK_SIZE // X.shape[1])):
        pairs = X[rows[batch]], Y[other_rows[batch]]
        distances[batch] = paired_euclidean_distances(*pairs)
    return distances


def median_std(X):
    """Return the median of the columns' standard deviations."""
    factor = _scale_factor(X)
    X = X.astype(np.float64, copy=False) * factor
    variances = (
        mean_variance_axis(X, axis=0)[1] if sparse.issparse(X) else X.var(axis=0)
    )
    return np.median(np.sqrt(variances)) / factor


def encode_categories(X, codes, n_categories, weight):
    """Return numbers and weighted indicators of categories, side by side.

    Parameters
    ----------
    X : {ndarray, sparse matrix} of shape (n_samples, n_numeric)
        The numbers.

    codes : ndarray of int of shape (n_samples, n_categorical)
        The categories, each column counted from 0.

    n_categories : ndarray of int of shape (n_categorical,)
        Number of categories of each column.

    weight : float
        What stands for a category. Rows that differ in one are apart by sqrt(2) times
        the weight.

    Returns
    -------
    X_encoded : {ndarray, sparse matrix} of shape (n_samples, n_encoded)
        Sparse in CSR format if `X` is, or if there are many categories.
    """
    columns = codes + np.cumsum(n_categories) - n_categories
    indicators = sparse.csr_matrix(
        (
            np.full(codes.size, weight),
            columns.ravel(),
            np.arange(0, codes.size + 1, codes.shape[1]),
        ),
        shape=(codes.shape[0], n_categories.sum()),
    )
    if sparse.issparse(X) or n_categories.sum() > MAX_DENSE_CATEGORIES:
        return sparse.hstack((sparse.csr_matrix(X), indicators), format="csr")
    return np.hstack((X, indicators.toarray()))


def elect_categories(codes, neighbors, center, rng):
    """Choose the most frequent category among neighbours, ties at random.

    Parameters
    ----------
    codes : ndarray of int of shape (n_class, n_categorical)
        The categories of the rows of a class.

    neighbors : ndarray of shape (n_centers, n_neighbors)
        Rows that vote.

    center : ndarray of shape (n_samples,)
        For each new row, the row of `neighbors` that votes for it.

    rng : RandomState instance
        Decides ties.

    Returns
    -------
    donors : ndarray of shape (n_samples, n_categorical)
        A row with the chosen category.
    """
    donors = np.empty((center.size, codes.shape[1]), dtype=int)
    for j in range(codes.shape[1]):
        candidates = codes[neighbors, j]
        votes = np.zeros(candidates.shape)
        for of_one in candidates.T:
            votes += candidates == of_one[:, np.newaxis]
        # Categories with the same votes have the same number of neighbours among which
        # this draws, hence the same chance.
        votes = votes[center] + rng.uniform(size=(center.size, neighbors.shape[1]))
        donors[:, j] = neighbors[center, votes.argmax(axis=1)]
    return donors


def stack_rows(pieces):
    """Return the rows of several arrays, or CSR matrices, as one."""
    if sparse.issparse(pieces[0]):
        return sparse.vstack(pieces, format="csr")
    return np.concatenate(pieces)


def _row_norms(X):
    return np.sqrt(np.einsum("ij,ij->i", X, X))


def _densify(X):
    X = X.toarray() if sparse.issparse(X) else X
    return X.astype(np.float64, copy=False)
