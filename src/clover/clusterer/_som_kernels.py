"""The arithmetic of a self-organizing map: rows, weights and their distances."""

from contextlib import nullcontext

import numpy as np
from scipy import sparse
from sklearn.utils import gen_batches

from clover._numerics.distances import MAX_HELD_VALUES
from clover._numerics.threads import one_blas_thread


def center_and_scale(X):
    """Return the centre and scale of a frame in which rows are near the origin.

    Squares neither over- nor underflow in the frame. The centre of sparse rows is the
    origin.
    """
    if sparse.issparse(X):
        center = np.zeros(X.shape[1], dtype=X.dtype)
        scale = np.abs(X.data).max(initial=0)
    else:
        center = X.mean(axis=0, dtype=np.float64).astype(X.dtype)
        scale = max(np.max(X.max(axis=0) - center), np.max(center - X.min(axis=0)))
    return center, scale if scale > 0 else X.dtype.type(1)


def to_frame(X, center, scale):
    """Shift and scale rows, sparse ones only scale, and append a column of ones.

    By the ones, a product with the rows gives sums and counts, and a product with the
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

    These wait for memory. More threads mostly wait for each other: five times as long
    in all where another process keeps one of two cores busy.
    """
    return one_blas_thread() if Z.shape[1] <= 64 else nullcontext()


def draw_rows(Z, n_units, random_state):
    """Draw rows as weights, without replacement if there are enough rows."""
    n_samples = Z.shape[0]
    rows = random_state.choice(n_samples, n_units, replace=n_units > n_samples)
    return dense(Z[rows])[:, :-1]


def principal_plane(Z, coordinates, random_state):
    """Spread the units over the first two principal components.

    The grid reaches one standard deviation to each side of the mean, its longer side
    along the first component.
    """
    mean, components = principal_components(Z[:, :-1], random_state)
    positions = coordinates - np.ptp(coordinates, axis=0) / 2
    reach = positions.max(axis=0)
    positions /= np.where(reach > 0, reach, 1)
    longer_side_first = np.argsort(-reach, kind="stable")
    positions = positions[:, longer_side_first[: len(components)]]
    return (mean + positions @ components).astype(Z.dtype)


def principal_components(X, random_state, n_directions=10, n_rounds=8):
    """Return the mean row and the first two principal components of the rows.

    The components, of shape (2, n_features) or (1, 1), are as long as the standard
    deviation along them. Orthogonal iteration finds them without a copy of the rows or
    a covariance matrix. Up to `n_directions` features one round is exact.
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
    # The sign of an eigenvector is arbitrary: the largest entry becomes positive.
    largest = np.abs(components).argmax(axis=1, keepdims=True)
    components *= np.sign(np.take_along_axis(components, largest, axis=1))
    return mean, components * np.sqrt(variances[:-3:-1, None].clip(min=0))


def dense(rows):
    """Return a few rows as an array."""
    return rows.toarray() if sparse.issparse(rows) else rows


def squared_distances_by_chunk(Z, weights):
    """Yield slices of rows, and their squared distances to all units.

    The squared norms of the rows are left out, as they do not change which unit is
    nearest.
    """
    factors = np.vstack([-2 * weights.T, np.einsum("ij,ij->i", weights, weights)])
    n_samples, n_units = Z.shape[0], len(weights)
    chunk_size = min(n_samples, max(1, MAX_HELD_VALUES // n_units))
    # To allocate each chunk anew would take as long as the product.
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

    The only unit of a map takes both places.
    """
    nearest, second_nearest = np.empty((2, Z.shape[0]), dtype=np.intp)
    for chunk, distances in squared_distances_by_chunk(Z, weights):
        distances.argmin(axis=1, out=nearest[chunk])
        np.put_along_axis(distances, nearest[chunk, None], np.inf, axis=1)
        distances.argmin(axis=1, out=second_nearest[chunk])
    return nearest, second_nearest


def distances_to_units(Z, weights, labels):
    """Measure the distance of each row to the unit of its label.

    The expanded square would lose the distances of rows close to their unit.
    """
    distances = np.empty(Z.shape[0])
    for chunk in gen_batches(Z.shape[0], max(1, MAX_HELD_VALUES // Z.shape[1])):
        differences = dense(Z[chunk])[:, :-1] - weights[labels[chunk]]
        distances[chunk] = np.linalg.norm(differences, axis=1)
    return distances


def totals_by_unit(Z, labels, n_units):
    """Add up the rows of each unit; the last column is their number."""
    n_samples = Z.shape[0]
    membership = sparse.csr_matrix(
        (np.ones(n_samples), labels, np.arange(n_samples + 1)),
        shape=(n_samples, n_units),
    )
    return dense(membership.T @ Z)


def means_of_totals(totals, weights):
    """Divide sums by counts; a unit that no row reaches keeps its weights."""
    counts = totals[:, -1]
    # Counts below the smallest normal number have lost digits.
    reached = counts > np.finfo(counts.dtype).tiny
    means = weights.copy()
    means[reached] = totals[reached, :-1] / counts[reached, None]
    return means
