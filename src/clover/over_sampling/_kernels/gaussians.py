"""Rows drawn from a Gaussian with the mean and the shrunk covariance of given rows."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.utils import gen_batches

from clover._numerics.distances import CHUNK_SIZE
from clover._numerics.magnitude import to_unit_range

# With at least so much shrinkage, rounding errors leave the covariance regular.
MIN_REGULAR = 1e-6
# A difference of squares is zero if it is at most this part of them.
MAX_ROUNDING = 1e-12


def sample_gaussian(X, n_new, shrinkage, rng, units=None):
    """Draw rows from the Gaussian of some rows, in their dtype.

    The covariance is ``(1 - s) S + s m I``, with S the covariance of the columns that
    vary and m their mean variance. Columns with one value keep it. `shrinkage` is s, or
    the name of the rule by which s is found. With `units`, of shape (n_features,), the
    covariance is that of the columns in these units; that of a column with one value
    may be 0.
    """
    if sparse.issparse(X):
        return _sample_sparse(X, n_new, shrinkage, rng, units)
    unit, scale = to_unit_range(X if units is None else _divide(X, units))
    varies = unit.any(axis=0)
    X_new = np.empty((n_new, X.shape[1]), dtype=X.dtype)
    if not varies.all():
        X_new[:] = X[0]
    if not varies.any():
        return X_new
    columns = slice(None) if varies.all() else np.flatnonzero(varies)
    deviations = unit[:, columns]
    center = deviations.mean(axis=0)
    deviations -= center
    of_rows, of_noise = _covariance_roots(deviations, shrinkage)
    if units is not None:
        scale = scale * units[columns]
    center = center * scale + X[0, columns]
    limits = np.finfo(X.dtype)
    for chunk in gen_batches(n_new, max(1, CHUNK_SIZE // X.shape[1])):
        drawn = _draw(of_rows, of_noise, chunk.stop - chunk.start, rng)
        drawn *= scale
        drawn += center
        if X.dtype.itemsize < drawn.dtype.itemsize:
            # Numbers beyond the range of short floats would become infinite.
            np.clip(drawn, limits.min, limits.max, out=drawn)
        X_new[chunk, columns] = drawn
    return X_new


def _divide(X, units):
    """Return the differences to the first row, in other units."""
    return (X.astype(np.float64) - X[0]) / np.where(units > 0, units, 1)


def _draw(of_rows, of_noise, n_new, rng):
    """Draw Gaussian rows with mean zero and the covariance of `_covariance_roots`."""
    drawn = rng.standard_normal((n_new, of_rows.shape[0])) @ of_rows
    if of_noise > 0:
        drawn += of_noise * rng.standard_normal(drawn.shape)
    return drawn


def _covariance_roots(deviations, shrinkage):
    """Return a matrix and a number from which the shrunk covariance is made.

    Standard Gaussian rows times the matrix, plus others times the number, have this
    covariance. With more columns than rows, no square matrix of the columns is made.
    """
    n_samples, n_features = deviations.shape
    squares = _Squares.of(deviations)
    if isinstance(shrinkage, str):
        shrinkage = SHRINKAGES[shrinkage](squares)
    of_rows = deviations * np.sqrt((1 - shrinkage) / n_samples)
    of_noise = np.sqrt(shrinkage * squares.variance)
    if n_samples <= n_features:
        return of_rows, of_noise
    if shrinkage < MIN_REGULAR:
        stacked = np.vstack((of_rows, of_noise * np.eye(n_features)))
        return np.linalg.qr(stacked, mode="r"), 0
    covariance = squares.products * ((1 - shrinkage) / n_samples)
    covariance.flat[:: n_features + 1] += of_noise**2
    return np.linalg.cholesky(covariance).T, 0


@dataclass(frozen=True, eq=False)
class _Squares:
    """Squares of rows with mean zero.

    Attributes
    ----------
    shape : tuple
        Number of rows and columns.

    products : ndarray of shape (n, n)
        Products of the rows, or of the columns if these are fewer.

    variance : float
        Mean variance of the columns.

    of_rows : float
        Mean fourth power of the norms of the rows.

    of_covariance : float
        Squared norm of the covariance.
    """

    shape: tuple
    products: np.ndarray
    variance: float
    of_rows: float
    of_covariance: float

    @classmethod
    def of(cls, deviations):
        """Compute the squares."""
        n_samples, n_features = deviations.shape
        # The products of the rows and those of the columns have the same norm.
        wide = n_samples < n_features
        products = deviations @ deviations.T if wide else deviations.T @ deviations
        norms = np.einsum("ij,ij->i", deviations, deviations)
        return cls(
            shape=deviations.shape,
            products=products,
            variance=norms.sum() / deviations.size,
            of_rows=norms @ norms / n_samples,
            of_covariance=np.vdot(products, products) / n_samples**2,
        )


def ledoit_wolf_shrinkage(squares):
    """Return the shrinkage of Ledoit and Wolf (2004)."""
    n_samples, n_features = squares.shape
    distance = squares.of_covariance / n_features - squares.variance**2
    error = (squares.of_rows - squares.of_covariance) / (n_samples * n_features)
    # Rounding errors would move samples of two rows off their line, and decide how many
    # numbers are drawn.
    least = MAX_ROUNDING * np.array(
        [squares.of_rows / n_samples, squares.of_covariance]
    )
    if ((error, distance) <= least / n_features).any():
        return 0.0
    return min(error, distance) / distance


def oas_shrinkage(squares):
    """Return the shrinkage of Chen et al. (2010), equation 23."""
    n_samples, n_features = squares.shape
    mean_square = squares.of_covariance / n_features**2
    distance = (n_samples + 1) * (mean_square - squares.variance**2 / n_features)
    numerator = mean_square + squares.variance**2
    return numerator / distance if numerator < distance else 1.0


SHRINKAGES = {"ledoit_wolf": ledoit_wolf_shrinkage, "oas": oas_shrinkage}


def _sample_sparse(X, n_new, shrinkage, rng, units):
    """Draw sparse rows, with an entry in each column in which one of `X` has one."""
    columns = np.unique(X.indices[X.data != 0])
    units = None if units is None else units[columns]
    drawn = sample_gaussian(X[:, columns].toarray(), n_new, shrinkage, rng, units)
    starts = columns.size * np.arange(n_new + 1)
    parts = drawn.ravel(), np.tile(columns, n_new), starts
    return type(X)(parts, shape=(n_new, X.shape[1]))
