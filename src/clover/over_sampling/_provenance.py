"""Where each synthetic row came from."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Provenance:
    """Where each synthetic row came from, in the order of the output.

    Attributes
    ----------
    cluster : ndarray of shape (n_new,)
        Label of the cluster in which the row was made.

    other_cluster : ndarray of shape (n_new,)
        Label of the other cluster of a row made between two; -1 inside.

    base : ndarray of shape (n_new,)
        Position in the input of the row it was made from; -1 where the oversampler
        does not tell. Of a row between two clusters it lies in either of them: in the
        first where SMOTE or GeometricSMOTE of numbers made it.

    Examples
    --------
    Weights of the rows are carried over to those made from them:

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
    """Return where each new row came from.

    Parameters
    ----------
    cells : Cells
        The rows by cluster and class.

    blocks : list of Block
        The new rows.

    Returns
    -------
    provenance : Provenance
        The account, one entry a new row.
    """
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
