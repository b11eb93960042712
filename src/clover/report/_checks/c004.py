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
# The largest share of the squared distances between rows that is due to the features
# whose deviation is so much smaller. A word in a thousand may be ten times as frequent
# as the median one, and still hardly matter.
MAX_SHARE = 0.1
N_ROWS = 2_000
# A deviation below this part of the largest value is due to rounding.
ROUNDING = 1e-14


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
    with np.errstate(over="ignore"):
        ratio = varying[-1] / varying[(varying.size - 1) // 2]
    if not ratio > MAX_RATIO or _find_share_of_small(varying) > MAX_SHARE:
        return None
    name = _name_column(run, clusterer, int(deviations.argmax()), space.shape[1])
    return make_finding(
        UNLIKE_SCALES,
        "warning",
        "Features of unlike scale decide about the clusters",
        [
            f"{name} has a standard deviation of {varying[-1]:.4g} where the clusters "
            f"were found, {_tell_ratio(ratio)} times that of the median feature. "
            "Distances between rows hardly depend on features of small deviation."
        ],
        "Use a pipeline as the clusterer, which scales the rows for the clustering "
        "alone: `make_pipeline(StandardScaler(), KMeans())`.",
    )


def _find_share_of_small(deviations):
    """Return the share of the variance in features far below the largest one."""
    shares = (deviations / deviations.max()) ** 2
    is_small = deviations < deviations.max() / MAX_RATIO
    return shares[is_small].sum() / shares.sum()


def _tell_ratio(ratio):
    if ratio < 1e6:
        return f"{ratio:,.0f}"
    return f"{ratio:.1e}" if np.isfinite(ratio) else "over 1e+308"


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
        if not X.shape[0]:
            return np.zeros(X.shape[1])
        # Squares of large numbers would overflow, those of small ones vanish.
        largest = np.abs(X).max(axis=0)
        unit = np.where(largest > 0, largest, 1)
        deviations = (X / unit).std(axis=0)
        # Equal numbers have a deviation of a rounding error.
        return unit * np.where(deviations < ROUNDING, 0, deviations)
    unit = abs(X).max() or 1.0
    X = X.astype(np.float64) / unit
    means = np.asarray(X.mean(axis=0)).ravel()
    squares = np.asarray(X.multiply(X).mean(axis=0)).ravel()
    variances = squares - means**2
    return unit * np.sqrt(np.where(variances < ROUNDING * squares, 0, variances))


def _name_column(run, clusterer, place, n_columns):
    X = run.table.X
    is_same = not isinstance(clusterer, Pipeline) and n_columns == X.shape[1]
    if is_same and run.table.is_frame:
        return f"Feature {clean_text(list(X.columns)[place])!r}"
    where = "" if is_same else " of the cluster space"
    return f"Column {place}{where}"
