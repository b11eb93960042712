"""Points of the balls in which Geometric SMOTE makes rows."""

import numpy as np
from scipy import sparse


def sample_balls(
    centers, surface_points, truncation_factor, deformation_factor, rng, units=None
):
    """Draw a point of the truncated and deformed ball around each center.

    A new row equals its center if the surface point does. With `units`, of shape
    (n_features,), the columns are measured in these: a ball is round in them. In a
    column with the unit 0, a new row has the number of its center.

    Truncation and deformation multiply the parts of the drawn point x along and across
    e = (s - c) / |s - c| (Douzas and Bacao 2019, algorithms 1 to 4). The new row is the
    center c, plus a multiple of the direction of x, plus a multiple of s - c.
    """
    dtype, kind = centers.dtype, type(centers)
    is_sparse = sparse.issparse(centers)
    centers, toward = _densify(centers), _densify(surface_points)
    toward = toward - centers
    if units is not None:
        toward = np.divide(toward, units, out=np.zeros_like(toward), where=units > 0)
    # Without the scale, squares of numbers above 1e154 would overflow.
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
    if units is not None:
        directions *= units
    directions += centers
    X_new = directions.astype(dtype, copy=False)
    return kind(X_new) if is_sparse else X_new


def _row_norms(X):
    return np.sqrt(np.einsum("ij,ij->i", X, X))


def _densify(X):
    X = X.toarray() if sparse.issparse(X) else X
    return X.astype(np.float64, copy=False)
