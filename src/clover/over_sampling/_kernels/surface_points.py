"""The points to which the balls of Geometric SMOTE reach."""

import numpy as np
from scipy import sparse

from clover._rows.containers import stack_rows


def take_surface_points(X_class, X_others, surface, is_other):
    """Return surface points, of shape (n_samples, n_features).

    `surface` holds positions in `X_others` where `is_other`, else in `X_class`.
    """
    same, other = np.flatnonzero(~is_other), np.flatnonzero(is_other)
    if sparse.issparse(X_class):
        pieces = X_class[surface[same]], X_others[surface[other]]
        return stack_rows(pieces)[np.argsort(np.concatenate((same, other)))]
    points = np.empty((surface.size, X_class.shape[1]), dtype=X_class.dtype)
    points[same], points[other] = X_class[surface[same]], X_others[surface[other]]
    return points
