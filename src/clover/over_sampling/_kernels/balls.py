"""Points of the balls in which Geometric SMOTE makes rows."""

import numpy as np
from scipy import sparse

from clover._rows.dtypes import cast_numbers


def sample_balls(centers, surface_points, truncation_factor, deformation_factor, rng):
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

    Notes
    -----
    Truncation and deformation change the parts of the drawn point x along
    e = (s - c) / |s - c| and across e by factors, so that the new row is the center c,
    a multiple of the direction of x and a multiple of s - c.

    References
    ----------
    .. [1] G. Douzas, F. Bacao, "Geometric SMOTE: a geometrically enhanced drop-in
       replacement for SMOTE", Information Sciences 501 (2019) 118-135, algorithms 1
       to 4.
    """
    dtype, kind = centers.dtype, type(centers)
    is_sparse = sparse.issparse(centers)
    centers, toward = _densify(centers), _densify(surface_points)
    toward = toward - centers
    # Squares of 1e200 overflow; those of numbers up to one do not.
    scale = np.abs(toward).max(axis=1, initial=0)
    scale[scale == 0] = 1.0
    toward /= scale[:, np.newaxis]
    radius = _row_norms(toward)
    # The share of a ball within a fraction r of its radius is r^d.
    lengths = rng.uniform(size=radius.size) ** (1 / toward.shape[1])
    directions = rng.standard_normal(toward.shape)
    lengths /= _row_norms(directions)

    along = lengths * np.einsum("ij,ij->i", directions, toward)
    along /= np.where(radius == 0, 1.0, radius)
    truncated = np.where(np.abs(truncation_factor - along) > 1, -along, along)
    remaining = 1 - deformation_factor
    directions *= (remaining * lengths * radius * scale)[:, np.newaxis]
    toward *= ((truncated - remaining * along) * scale)[:, np.newaxis]
    directions += toward
    directions += centers
    X_new = cast_numbers(directions, dtype)
    return kind(X_new) if is_sparse else X_new


def _row_norms(X):
    return np.sqrt(np.einsum("ij,ij->i", X, X))


def _densify(X):
    X = X.toarray() if sparse.issparse(X) else X
    return X.astype(np.float64, copy=False)
