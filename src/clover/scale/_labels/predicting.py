"""Labels of rows by the `predict` of any clusterer."""

from dataclasses import dataclass
from numbers import Integral

import numpy as np

from clover._numerics.threads import one_thread
from clover.scale._labels.cluster_space import map_blocks

# The parameters that tell how many labels there may be.
NUMBERS_OF_CLUSTERS = ("n_clusters", "n_components")


@dataclass(frozen=True, eq=False)
class PredictedLabels:
    """Labels of rows by ``predict``, which gets blocks of a fixed number of rows.

    Products of matrices are rounded in a way that depends on the number of rows. As all
    blocks have the same number, a row in practice gets the same label in every batch.

    Attributes
    ----------
    cluster_space : ClusterSpace or Transformed
        How rows are transformed before.

    clusterer : estimator
        The fitted clusterer.

    n_clusters : int
        Labels are below this number. Negative ones mark noise.

    n_space_features : int
        Number of columns of the cluster space.
    """

    cluster_space: object
    clusterer: object
    n_clusters: int
    n_space_features: int

    @classmethod
    def of(cls, cluster_space, clusterer, space):
        """Return the labels of a clusterer that is fitted to rows of the space."""
        predicted = _predict(clusterer, space)
        told = [getattr(clusterer, name, 0) for name in NUMBERS_OF_CLUSTERS]
        told = [int(number) for number in told if isinstance(number, Integral)]
        n_clusters = max(1, int(predicted.max(initial=0)) + 1, *told)
        return cls(cluster_space, clusterer, n_clusters, space.shape[1])

    def space(self, X):
        """Return rows in the cluster space."""
        with one_thread():
            return self.cluster_space.transform(X)

    def predict(self, X):
        """Return the label of each row, checked."""
        labels = _predict(self.clusterer, self.space(X))
        if labels.max(initial=-1) >= self.n_clusters:
            raise ValueError(
                f"{type(self.clusterer).__name__} gave a row the label {labels.max()}, "
                f"and no row of the sample has one above {self.n_clusters - 1}. Set "
                "`max_samples` to a larger number."
            )
        return labels


def _predict(clusterer, space):
    with one_thread():
        labels = map_blocks(lambda X: np.asarray(clusterer.predict(X)), space)
    if labels.dtype.kind not in "iu" or labels.ndim != 1:
        raise TypeError(
            f"`predict` of the clusterer should give integers, one a row. "
            f"{type(clusterer).__name__} gave {labels.dtype} of shape {labels.shape}."
        )
    return labels.astype(np.intp)
