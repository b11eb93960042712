"""Kernels of Geometric SMOTE: from rows of a class and of the others to new rows."""

import numpy as np
from scipy import sparse
from sklearn.utils import gen_batches

from clover._rows.containers import stack_rows
from clover._rows.dtypes import cast_numbers
from clover.over_sampling._kernels.categories import (
    elect_categories,
    encode_categories,
    median_std,
)
from clover.over_sampling._kernels.surface_points import (
    CHUNK_SIZE,
    draw_surface_points,
    take_surface_points,
)


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
        take_surface_points(X_class, X_others, draw.surface, draw.is_other),
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
        take_surface_points(X_class, X_others, draw.surface, draw.is_other),
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
        chunks = [type(centers)(cast_numbers(chunk, centers.dtype)) for chunk in chunks]
        return stack_rows((centers[:0], *chunks))
    X_new = np.empty(centers.shape, dtype=centers.dtype)
    start = 0
    for chunk in chunks:
        X_new[start : start + len(chunk)] = cast_numbers(chunk, centers.dtype)
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


def _row_norms(X):
    return np.sqrt(np.einsum("ij,ij->i", X, X))


def _densify(X):
    X = X.toarray() if sparse.issparse(X) else X
    return X.astype(np.float64, copy=False)
