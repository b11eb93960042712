"""The origin of each synthetic sample."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Provenance:
    """Origin of each synthetic sample, in the order of the output.

    Attributes
    ----------
    cluster : ndarray of shape (n_new,)
        Label of the cluster in which the sample was made.

    other_cluster : ndarray of shape (n_new,)
        Label of the second cluster of a sample made between two clusters; -1 for a
        sample made inside one.

    base : ndarray of shape (n_new,)
        Position in the input of the row from which the sample was made; -1 if the
        oversampler does not tell. For a sample between two clusters, this row lies in
        the first cluster if SMOTE or GeometricSMOTE without categorical features made
        the sample, and in either cluster otherwise.

    Examples
    --------
    Each synthetic sample gets the weight of the row from which it was made:

    >>> import numpy as np
    >>> from sklearn.cluster import KMeans
    >>> from sklearn.datasets import load_wine
    >>> from imblearn.over_sampling import SMOTE
    >>> from clover.over_sampling import ClusterOverSampler
    >>> X, y = load_wine(return_X_y=True)
    >>> weights = np.linspace(0.5, 1.5, len(y))
    >>> sampler = ClusterOverSampler(SMOTE(), KMeans(n_clusters=5), random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> weights_res = np.append(weights, weights[sampler.provenance_.base])
    >>> weights_res.shape == y_res.shape
    True
    """

    cluster: np.ndarray
    other_cluster: np.ndarray
    base: np.ndarray


def make_provenance(cells, blocks):
    """Return the origin of each row of some blocks."""
    clusters = np.array([block.cluster for block in blocks], dtype=int)
    others = np.array([block.other for block in blocks], dtype=int)
    sizes = [block.base.size for block in blocks]
    return Provenance(
        cluster=np.repeat(cells.clusters[clusters], sizes),
        other_cluster=np.repeat(label_others(cells, others), sizes),
        base=np.concatenate(
            (np.empty(0, dtype=int), *(block.base for block in blocks))
        ),
    )


def label_others(cells, others):
    return np.where(others < 0, -1, cells.clusters[others])
