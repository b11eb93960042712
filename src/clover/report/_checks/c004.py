"""C004: features of unlike scale decide about the clusters."""

import numpy as np
from scipy import sparse
from sklearn.pipeline import Pipeline

from clover._codes import UNLIKE_SCALES
from clover._rows.containers import Container
from clover.clusterer import transform_to_cluster_space
from clover.report._checks.finding import make_finding
from clover.report._content.values import clean_text

# The largest deviation over the median one. Pixels of load_digits have a ratio of 1.6,
# the features of load_wine one of 243.
MAX_RATIO = 10.0
N_ROWS = 2_000


def check(run, samples, facts):
    """Find a feature whose deviation in the cluster space is far above the median."""
    clusterer = _find_clusterer(run.last)
    if clusterer is None or run.table.X.shape[1] < 2:
        return None
    space = _take_space(run, clusterer)
    if space is None or space.shape[1] < 2:
        return None
    deviations = _find_deviations(space)
    varying = np.sort(deviations[deviations > 0])
    if varying.size < 2:
        return None
    # Of two features, the smaller one is the median.
    ratio = varying[-1] / varying[(varying.size - 1) // 2]
    if not ratio > MAX_RATIO:
        return None
    name = _name_column(run, clusterer, int(deviations.argmax()), space.shape[1])
    return make_finding(
        UNLIKE_SCALES,
        "warning",
        "Features of unlike scale decide about the clusters",
        [
            f"{name} has a standard deviation of {varying[-1]:.4g} where the clusters "
            f"were found, {ratio:,.0f} times that of the median feature. Distances "
            "between rows hardly depend on the others."
        ],
        "Use a pipeline as the clusterer, which scales the rows for the clustering "
        "alone: `make_pipeline(StandardScaler(), KMeans())`.",
    )


def _find_clusterer(sampler):
    clusterer = getattr(sampler, "clusterer_", None)
    if isinstance(clusterer, dict):
        clusterer = next(iter(clusterer.values()), None)
    # That of imbalanced-learn's KMeansSMOTE.
    return (
        getattr(sampler, "kmeans_estimator_", None) if clusterer is None else clusterer
    )


def _take_space(run, clusterer):
    """Return some rows in the cluster space, or None if these are no numbers."""
    rows = np.unique(np.linspace(0, run.n_given - 1, N_ROWS).astype(int))
    container = Container(run.table.take(rows))
    if not isinstance(clusterer, Pipeline):
        if not container.is_numeric:
            return None
        X = container.frame_to_numbers() if container.is_frame else container.X
    else:
        X = transform_to_cluster_space(clusterer, container.known_rows())
    return X if sparse.issparse(X) else np.asarray(X, dtype=np.float64)


def _find_deviations(X):
    """Return the deviation of each column, without rows of missing numbers."""
    if not sparse.issparse(X):
        X = X[np.isfinite(X).all(axis=1)]
        return X.std(axis=0) if X.shape[0] else np.zeros(X.shape[1])
    X = X.astype(np.float64)
    means = np.asarray(X.mean(axis=0)).ravel()
    squares = np.asarray(X.multiply(X).mean(axis=0)).ravel()
    return np.sqrt(np.maximum(squares - means**2, 0))


def _name_column(run, clusterer, place, n_columns):
    X = run.table.X
    is_same = not isinstance(clusterer, Pipeline) and n_columns == X.shape[1]
    if is_same and run.table.is_frame:
        return f"Feature {clean_text(list(X.columns)[place])!r}"
    where = "" if is_same else " of the cluster space"
    return f"Column {place}{where}"
