"""Linear discriminant analysis of many classes, without a pass over all rows for each.

scikit-learn takes a millisecond to estimate the covariance of a class, however few rows
the class has.
"""

import numpy as np
from scipy.linalg import lstsq

from clover._numerics.distances import held_batches, row_squares
from clover._numerics.groups import Groups


def fit_discriminant(X, codes, n_classes):
    """Return coefficients and intercepts of discriminant analysis with equal priors.

    The covariance is the mean of those of the classes, each shrunk as Ledoit and Wolf
    (2004) say after its features got unit variance. Equals ``LinearDiscriminantAnalysis
    (solver="lsqr", shrinkage="auto")`` of scikit-learn, up to rounding.

    X : ndarray of shape (n_samples, n_features)
        The rows, at least two of each class.

    codes : ndarray of shape (n_samples,)
        Their classes, from 0 to `n_classes` - 1.

    Returns
    -------
    coefficients, intercepts : ndarray of shape (n_classes, n_features), (n_classes,)
        A row belongs to the class with the largest value of
        ``coefficients @ row + intercepts``.
    """
    groups = Groups.from_codes(codes, n_classes)
    means, centered, scales = _standardize(X, groups)
    shrinkages, variances = _shrink(
        centered / np.repeat(scales, groups.sizes, axis=0), groups
    )
    weights = (1 - shrinkages) / (groups.sizes * n_classes)
    centered *= np.sqrt(np.repeat(weights, groups.sizes))[:, np.newaxis]
    covariance = centered.T @ centered
    diagonal = (shrinkages * variances / n_classes) @ scales**2
    covariance[np.diag_indices_from(covariance)] += diagonal
    coefficients = lstsq(covariance, means.T)[0].T
    return coefficients, -0.5 * np.einsum("ij,ij->i", means, coefficients)


def predict_discriminant(X, coefficients, intercepts):
    """Return the class of each row, as the position of its coefficients."""
    codes = np.empty(X.shape[0], dtype=np.intp)
    for rows in held_batches(X.shape[0], intercepts.size):
        codes[rows] = np.argmax(X[rows] @ coefficients.T + intercepts, axis=1)
    return codes


def _standardize(X, groups):
    """Return the means, the rows group by group less the mean, and the scales.

    A feature that is constant in a group has scale 1 there.
    """
    sizes, eps = groups.sizes[:, np.newaxis], np.finfo(np.float64).eps
    rows = X[groups.rows]
    means = np.add.reduceat(rows, groups.starts) / sizes
    rows -= np.repeat(means, groups.sizes, axis=0)
    variances = np.add.reduceat(rows**2, groups.starts) / sizes
    is_constant = variances <= sizes * eps * variances + (sizes * means * eps) ** 2
    return means, rows, np.sqrt(np.where(is_constant, 1, variances))


def _shrink(rows, groups):
    """Return the shrinkage of each group's covariance, and its mean variance.

    `rows` come group by group. They have zero mean and mostly unit variance.
    """
    n_features, sizes = rows.shape[1], groups.sizes
    squares = row_squares(rows)
    traces = np.add.reduceat(squares, groups.starts) / sizes
    variances = traces / n_features
    if n_features == 1:
        return np.zeros(sizes.size), variances
    fourth_moments = np.add.reduceat(squares**2, groups.starts)
    norms = np.empty(sizes.size)
    for group, (start, size) in enumerate(zip(groups.starts, sizes, strict=True)):
        part = rows[start : start + size]
        # Both products have the same norm.
        product = part @ part.T if size < n_features else part.T @ part
        norms[group] = np.einsum("ij,ij->", product, product)
    norms /= sizes**2
    error = (fourth_moments / sizes - norms) / (n_features * sizes)
    distance = (norms - 2 * variances * traces + n_features * variances**2) / n_features
    error = np.minimum(error, distance)
    shrinkages = np.divide(
        error, distance, out=np.zeros(sizes.size), where=(error != 0) & (distance != 0)
    )
    return shrinkages, variances
