"""Labels of rows by the nearest center, the same in whichever batch a row comes."""

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans, MeanShift, MiniBatchKMeans
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import (
    MaxAbsScaler,
    MinMaxScaler,
    RobustScaler,
    StandardScaler,
)
from sklearn.utils import gen_batches

from clover._numerics.distances import CHUNK_SIZE

# Clusterers whose `predict` gives a row the label of the nearest of `cluster_centers_`.
NEAREST_CENTER = (KMeans, MiniBatchKMeans, MeanShift)
# What each scaler does with a column: operations, and attributes that hold the other
# operand; an attribute of None leaves the operation out.
SCALERS = {
    StandardScaler: (("subtract", "mean_"), ("divide", "scale_")),
    RobustScaler: (("subtract", "center_"), ("divide", "scale_")),
    MinMaxScaler: (("multiply", "scale_"), ("add", "min_")),
    MaxAbsScaler: (("divide", "scale_"),),
}
OPERATIONS = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
}


@dataclass(frozen=True, eq=False)
class CenterLabels:
    """Scaled rows and their nearest centers.

    No step mixes rows, not even a product of matrices, whose rounding depends on the
    number of rows. So a row gets the same label in every batch.

    Attributes
    ----------
    steps : tuple of (str, ndarray of shape (n_features,))
        The operations that scale a row, with their other operands.

    centers : ndarray of shape (n_clusters, n_features)
        The centers, in the cluster space.
    """

    steps: tuple
    centers: np.ndarray

    @classmethod
    def of(cls, clusterer):
        """Return the labels of a fitted clusterer or pipeline."""
        steps = []
        clusterer = _thaw(clusterer)
        while isinstance(clusterer, Pipeline):
            for _, scaler in clusterer.steps[:-1]:
                steps += _steps_of(_thaw(scaler))
            clusterer = _thaw(clusterer.steps[-1][1])
        check_clusterer(clusterer)
        return cls(tuple(steps), clusterer.cluster_centers_.astype(np.float64))

    @property
    def n_clusters(self):
        """Number of centers."""
        return self.centers.shape[0]

    def space(self, X):
        """Return rows in the cluster space, as float64."""
        space = X.astype(np.float64)
        for name, operand in self.steps:
            OPERATIONS[name](space, operand, out=space)
        return space

    def predict(self, X):
        """Return the position of the nearest center; of several, of the first."""
        labels = np.empty(X.shape[0], dtype=np.intp)
        for rows in gen_batches(X.shape[0], max(1, CHUNK_SIZE // self.n_clusters)):
            labels[rows] = _nearest(self.space(X[rows]), self.centers)
        return labels


def _nearest(space, centers):
    """Return the nearest center of each row, by sums over one column after another."""
    squares = np.zeros((centers.shape[0], space.shape[0]))
    step = np.empty_like(squares)
    for values, of_centers in zip(space.T, centers.T, strict=True):
        np.subtract(values[np.newaxis], of_centers[:, np.newaxis], out=step)
        np.multiply(step, step, out=step)
        squares += step
    return squares.argmin(axis=0)


def check_clusterer(clusterer):
    """Raise a TypeError if the labels of a clusterer are not those of centers."""
    clusterer = _thaw(clusterer)
    while isinstance(clusterer, Pipeline):
        for _, scaler in clusterer.steps[:-1]:
            _check_scaler(_thaw(scaler))
        clusterer = _thaw(clusterer.steps[-1][1])
    if type(clusterer) not in NEAREST_CENTER:
        names = [kind.__name__ for kind in NEAREST_CENTER]
        raise TypeError(
            "`clusterer` should give each row the label of the nearest center: "
            f"{', '.join(names)}, or a pipeline of scalers that ends in one of them. "
            f"Got {clusterer!r}."
        )


def _thaw(estimator):
    """Return an estimator, or the one that is frozen in it."""
    if not isinstance(estimator, FrozenEstimator):
        return estimator
    if isinstance(estimator.estimator, Pipeline):
        raise TypeError(
            "A frozen pipeline hides the space in which it clusters. Use a pipeline of "
            f"frozen steps. Got {estimator!r}."
        )
    return estimator.estimator


def _check_scaler(scaler):
    clips = getattr(scaler, "clip", False)
    if scaler not in ("passthrough", None) and (type(scaler) not in SCALERS or clips):
        names = [kind.__name__ for kind in SCALERS]
        raise TypeError(
            "The steps of `clusterer` before the last one should be scalers of single "
            f"columns that do not clip: {', '.join(names)}. Got {scaler!r}."
        )


def _steps_of(scaler):
    _check_scaler(scaler)
    if scaler in ("passthrough", None):
        return []
    return [
        (name, np.asarray(operand, dtype=np.float64))
        for name, attribute in SCALERS[type(scaler)]
        if (operand := getattr(scaler, attribute, None)) is not None
    ]
