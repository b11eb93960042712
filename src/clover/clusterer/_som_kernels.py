"""The arithmetic of a self-organizing map: rows, weights and their distances."""

from contextlib import nullcontext

import numpy as np
from scipy import sparse
from sklearn.utils import gen_batches

from clover._numerics.distances import MAX_HELD_VALUES
from clover._numerics.threads import one_blas_thread


def center_and_scale(X):
    """Find a frame in which rows are near the origin and squares neither over- nor
    underflow; the origin of sparse rows stays.
    """
    if sparse.issparse(X):
        center = np.zeros(X.shape[1], dtype=X.dtype)
        scale = np.abs(X.data).max(initial=0)
    else:
        center = X.mean(axis=0, dtype=np.float64).astype(X.dtype)
        scale = max(np.max(X.max(axis=0) - center), np.max(center - X.min(axis=0)))
    return center, scale if scale > 0 else X.dtype.type(1)


def to_frame(X, center, scale):
    """Centre and scale rows, sparse ones only scale, and append a column of ones.

    With it, one product with the rows gives both sums and counts, and one with the
    weights gives distances.
    """
    if sparse.issparse(X):
        ones = np.ones((X.shape[0], 1), dtype=X.dtype)
        return sparse.hstack([X / scale, ones], format="csr")
    Z = np.ones((X.shape[0], X.shape[1] + 1), dtype=np.result_type(X, center))
    np.subtract(X, center, out=Z[:, :-1])
    Z[:, :-1] /= scale
    return Z


def suitable_threads(Z):
    """Use one thread for products of narrow matrices.

    They wait for memory; more threads mostly wait for each other, five times as long
    in all where another process keeps one of two cores busy.
    """
    return one_blas_thread() if Z.shape[1] <= 64 else nullcontext()


def draw_rows(Z, n_units, random_state):
    """Draw rows as weights, without replacement if there are enough."""
    n_samples = Z.shape[0]
    rows = random_state.choice(n_samples, n_units, replace=n_units > n_samples)
    return dense(Z[rows])[:, :-1]


def principal_plane(Z, coordinates, random_state):
    """Spread the units over the first two principal components.

    The grid reaches one standard deviation to each side of the mean, and its longer
    side lies along the first component.
    """
    mean, components = principal_components(Z[:, :-1], random_state)
    positions = coordinates - np.ptp(coordinates, axis=0) / 2
    reach = positions.max(axis=0)
    positions /= np.where(reach > 0, reach, 1)
    longer_side_first = np.argsort(-reach, kind="stable")
    positions = positions[:, longer_side_first[: len(components)]]
    return (mean + positions @ components).astype(Z.dtype)


def principal_components(X, random_state, n_directions=10, n_rounds=8):
    """Find the first two principal components by orthogonal iteration.

    Neither a copy of the rows nor a covariance matrix is made. Up to ``n_directions``
    features one round is exact.

    Returns
    -------
    mean : ndarray of shape (n_features,)
        The mean row.

    components : ndarray of shape (2, n_features)
        The components, as long as the standard deviation along them; only one if
        there is one feature.
    """
    n_samples, n_features = X.shape
    mean = np.asarray(X.mean(axis=0)).ravel()
    shape = (n_features, min(n_directions, n_features))
    image = random_state.standard_normal(shape).astype(X.dtype)
    for _ in range(n_rounds if n_features > n_directions else 1):
        directions = np.linalg.qr(image)[0]
        projections = X @ directions - mean @ directions
        image = X.T @ projections - np.outer(mean, projections.sum(axis=0))
        image /= n_samples
    variances, rotation = np.linalg.eigh(directions.T @ image)
    components = (directions @ rotation[:, :-3:-1]).T
    # Eigenvectors have no sign of their own: their largest entry becomes positive.
    largest = np.abs(components).argmax(axis=1, keepdims=True)
    components *= np.sign(np.take_along_axis(components, largest, axis=1))
    return mean, components * np.sqrt(variances[:-3:-1, None].clip(min=0))


def dense(rows):
    """Return a few rows as an array."""
    return rows.toarray() if sparse.issparse(rows) else rows


def squared_distances_by_chunk(Z, weights):
    """Yield slices of rows, and their squared distances to all units.

    The squared norms of the rows, which no comparison of units needs, are left out.
    """
    factors = np.vstack([-2 * weights.T, np.einsum("ij,ij->i", weights, weights)])
    n_samples, n_units = Z.shape[0], len(weights)
    chunk_size = min(n_samples, max(1, MAX_HELD_VALUES // n_units))
    # Fresh memory for each chunk would take as long as the product.
    buffer = np.empty((chunk_size, n_units), dtype=np.result_type(Z, weights))
    for chunk in gen_batches(n_samples, chunk_size):
        if sparse.issparse(Z):
            yield chunk, Z[chunk] @ factors
        else:
            yield chunk, np.matmul(Z[chunk], factors, out=buffer[: len(Z[chunk])])


def nearest_units(Z, weights):
    """Find the nearest unit of each row."""
    nearest = np.empty(Z.shape[0], dtype=np.intp)
    for chunk, distances in squared_distances_by_chunk(Z, weights):
        distances.argmin(axis=1, out=nearest[chunk])
    return nearest


def two_nearest_units(Z, weights):
    """Find the nearest and the second nearest unit of each row.

    A map of one unit has it in both places.
    """
    nearest, second_nearest = np.empty((2, Z.shape[0]), dtype=np.intp)
    for chunk, distances in squared_distances_by_chunk(Z, weights):
        distances.argmin(axis=1, out=nearest[chunk])
        np.put_along_axis(distances, nearest[chunk, None], np.inf, axis=1)
        distances.argmin(axis=1, out=second_nearest[chunk])
    return nearest, second_nearest


def distances_to_units(Z, weights, labels):
    """Measure the distance of each row to the unit of its label.

    Directly, not by the expanded square, which cancels for rows on their unit.
    """
    distances = np.empty(Z.shape[0])
    for chunk in gen_batches(Z.shape[0], max(1, MAX_HELD_VALUES // Z.shape[1])):
        differences = dense(Z[chunk])[:, :-1] - weights[labels[chunk]]
        distances[chunk] = np.linalg.norm(differences, axis=1)
    return distances


def totals_by_unit(Z, labels, n_units):
    """Add up the rows of each unit; the last column becomes their number."""
    n_samples = Z.shape[0]
    membership = sparse.csr_matrix(
        (np.ones(n_samples), labels, np.arange(n_samples + 1)),
        shape=(n_samples, n_units),
    )
    return dense(membership.T @ Z)


def means_of_totals(totals, weights):
    """Divide sums by counts; units that no row reaches keep their weights."""
    counts = totals[:, -1]
    # Smaller counts have lost digits.
    reached = counts > np.finfo(counts.dtype).tiny
    means = weights.copy()
    means[reached] = totals[reached, :-1] / counts[reached, None]
    return means
