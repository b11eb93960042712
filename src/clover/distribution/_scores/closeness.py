"""Scores of rows by their closeness to rows of other classes."""

from itertools import chain
from numbers import Integral, Real

import numpy as np
from sklearn.base import BaseEstimator

from clover._compat import Interval
from clover._estimators.checks import ChecksOnce
from clover._numerics.columns import marked_rows_of_columns
from clover._numerics.distances import held_batches, paired_distances
from clover._numerics.groups import Groups
from clover._numerics.neighbors import find_nearest_rows
from clover._numerics.other_classes import find_nearest_of_other_classes


def _codes_to_score(cells):
    """Return the positions of the targeted classes with rows in clusters."""
    in_clusters = cells.counts.any(axis=0)
    return np.intersect1d(
        np.flatnonzero(in_clusters), cells.class_codes[cells.target_rows]
    ).tolist()


def _distances_to(X, rows, neighbors):
    """Return the distances of rows to their neighbours, in the shape of these."""
    repeated = np.repeat(rows, neighbors.shape[1])
    distances = paired_distances(X, repeated, X, neighbors.ravel())
    return distances.reshape(neighbors.shape)


class BorderCloseness(ChecksOnce, BaseEstimator):
    """Closeness of a row to the nearest rows of other classes, as in A-SUWO.

    A-SUWO weighs rows by this score [1]_. The score of a row is the sum of min(p / d,
    TH) over its distances d to the nearest rows of other classes, with p the number of
    features. TH is the mean of p / d to the single nearest row, over the rows of the
    same class and cluster.

    Parameters
    ----------
    n_neighbors : int, default=5
        Number of nearest rows of other classes to look at.

    See Also
    --------
    InformationWeight : MWMOTE's score, which depends on the density at the border.
    LogLinearAllocation : Uses rows in proportion to such scores.

    Notes
    -----
    Distances of zero are replaced by the smallest other distance in the cell. If all
    are zero, or there is no other class, all rows of the cell have the same score.

    References
    ----------
    .. [1] I. Nekooeimehr, S. K. Lai-Yuen, "Adaptive semi-unsupervised weighted
       oversampling (A-SUWO) for imbalanced datasets", Expert Systems with Applications
       46 (2016) 405-416.

    Examples
    --------
    >>> from clover.distribution import (
    ...     BorderCloseness, ClusterDistributor, LogLinearAllocation
    ... )
    >>> X, y = [[0.0], [2.0], [3.0], [10.0], [11.0]], [1, 1, 0, 0, 0]
    >>> allocation = LogLinearAllocation.by_size(row_score=BorderCloseness(1))
    >>> distributor = ClusterDistributor(allocation=allocation).fit(X, y)

    The second row, next to the border, makes two thirds of the synthetic samples:

    >>> distributor.row_weights_.round(3)[:2].tolist()
    [0.333, 0.667]
    """

    _parameter_constraints: dict = {
        "n_neighbors": [Interval(Integral, 1, None, closed="left")]
    }

    def __init__(self, n_neighbors=5):
        self.n_neighbors = n_neighbors

    def score_rows(self, X, cells):
        """Return the closeness of each row; that of noise is 0.

        Parameters
        ----------
        X : {ndarray, sparse matrix} of shape (n_samples, n_features)
            The rows in the cluster space.

        cells : Cells
            The rows by cluster and class.

        Returns
        -------
        scores : ndarray of shape (n_samples,)
            Non-negative numbers.
        """
        self._validate_params()
        scores = np.zeros(X.shape[0])
        cells_of = {
            code: [cells.rows(cluster, code) for cluster in clusters.tolist()]
            for code, clusters in marked_rows_of_columns(cells.counts > 0)
        }
        rows_of = {
            code: np.concatenate(cells_of[code]) for code in _codes_to_score(cells)
        }
        for classes, near in find_nearest_of_other_classes(
            X, cells.class_codes, rows_of, self.n_neighbors
        ):
            rows = np.concatenate([rows_of[code] for code in classes])
            distances = _distances_to(X, rows, near)
            start = 0
            for cell_rows in chain.from_iterable(cells_of[code] for code in classes):
                of_cell = distances[start : start + cell_rows.size]
                scores[cell_rows] = _sum_closeness(of_cell, X.shape[1])
                start += cell_rows.size
        return scores


def _sum_closeness(distances, n_features):
    """Return the summed closeness of a cell's rows, from their distances."""
    is_apart = distances > 0
    if not is_apart.any():
        return np.ones(len(distances))
    distances = np.maximum(distances, distances[is_apart].min())
    # The inverse of smaller distances would overflow.
    closeness = n_features / np.maximum(distances, n_features * 1e-300)
    # The mean of the largest of each row. The sum might overflow if divided afterwards.
    threshold = (closeness.max(axis=1) / len(closeness)).sum()
    return np.minimum(closeness, threshold).sum(axis=1)


class InformationWeight(ChecksOnce, BaseEstimator):
    """The weight of rows at the border to other classes, as in MWMOTE.

    Each class is weighed against all others, which the paper calls the majority [1]_.
    A row of the class is safe if another row of the class is among its k1 nearest rows.
    The k2 nearest majority rows of the safe rows are the borderline majority. The k3
    rows of the class nearest to a borderline majority row y are its neighbours; the
    safe ones among them are informative. With p features, the closeness of y and an
    informative neighbour x is C_f = min(p / d(y, x), C_th) / C_th * C_max; for other x
    it is zero. The density factor D_f is C_f over the sum of the C_f of y. The weight
    of x is the sum of C_f D_f over all y, so that rows close to the border count most,
    and more in sparse regions.

    Parameters
    ----------
    k1 : int, default=5
        Number of nearest rows, one of which is of the same class if a row is safe.

    k2 : int, default=3
        Number of nearest majority rows of each safe row that are borderline.

    k3 : int, default=None
        Number of nearest rows of the class that each borderline majority row weighs;
        ``None`` is half the rows of the class, as in the paper. Time grows with k3,
        memory does not.

    threshold : float, default=5.0
        The largest closeness, C_th. It is in inverse units of the features, so scale
        the features.

    maximum : float, default=2.0
        The value to which the largest closeness is scaled, C_max.

    See Also
    --------
    BorderCloseness : A-SUWO's score.
    LogLinearAllocation : Uses rows in proportion to such scores.

    Notes
    -----
    In the paper all rows of the class share the synthetic samples by these weights.
    Here the rows of a cluster share the samples that the allocation gives the cluster.
    ``LogLinearAllocation.by_total_hardness(InformationWeight(),
    row_score=InformationWeight())`` gives all rows the weights of the paper.

    References
    ----------
    .. [1] S. Barua, M. M. Islam, X. Yao, K. Murase, "MWMOTE - Majority weighted
       minority oversampling technique for imbalanced data set learning", IEEE
       Transactions on Knowledge and Data Engineering 26 (2014) 405-425, algorithm 1
       and section 3.2.

    Examples
    --------
    >>> from clover.distribution import (
    ...     ClusterDistributor, InformationWeight, LogLinearAllocation
    ... )
    >>> X, y = [[0.0], [2.0], [3.0], [10.0], [11.0]], [1, 1, 0, 0, 0]
    >>> score = InformationWeight(k2=1, k3=2)
    >>> allocation = LogLinearAllocation.by_size(row_score=score)
    >>> distributor = ClusterDistributor(allocation=allocation).fit(X, y)
    >>> distributor.row_weights_.round(3)[:2].tolist()
    [0.1, 0.9]
    """

    _parameter_constraints: dict = {
        "k1": [Interval(Integral, 1, None, closed="left")],
        "k2": [Interval(Integral, 1, None, closed="left")],
        "k3": [Interval(Integral, 1, None, closed="left"), None],
        "threshold": [Interval(Real, 0, None, closed="neither")],
        "maximum": [Interval(Real, 0, None, closed="neither")],
    }

    def __init__(self, k1=5, k2=3, k3=None, threshold=5.0, maximum=2.0):
        self.k1 = k1
        self.k2 = k2
        self.k3 = k3
        self.threshold = threshold
        self.maximum = maximum

    def score_rows(self, X, cells):
        """Return the selection weight of each row; 0 if it is not informative.

        Parameters
        ----------
        X : {ndarray, sparse matrix} of shape (n_samples, n_features)
            The rows in the cluster space.

        cells : Cells
            The rows by cluster and class.

        Returns
        -------
        scores : ndarray of shape (n_samples,)
            Non-negative numbers.
        """
        self._validate_params()
        scores = np.zeros(X.shape[0])
        codes = cells.class_codes
        classes = Groups.from_codes(codes, cells.classes.size)
        own = {code: classes.of(code) for code in _codes_to_score(cells)}
        rows = np.concatenate((np.empty(0, dtype=np.intp), *own.values()))
        neighbors = find_nearest_rows(X, rows, self.k1)
        is_safe = np.zeros(codes.size, dtype=bool)
        is_safe[rows] = (codes[neighbors] == codes[rows, np.newaxis]).any(axis=1)
        safe = {code: of_class[is_safe[of_class]] for code, of_class in own.items()}
        for pooled, near in find_nearest_of_other_classes(X, codes, safe, self.k2):
            start = 0
            for code in pooled:
                borderline = np.unique(near[start : start + safe[code].size])
                self._weigh_class(X, own[code], is_safe, borderline, scores)
                start += safe[code].size
        return scores

    def _weigh_class(self, X, own, is_safe, borderline, scores):
        """Add what each borderline row contributes to the scores, in place."""
        k3 = max(1, own.size // 2) if self.k3 is None else min(self.k3, own.size)
        for part in held_batches(borderline.size, k3):
            batch = borderline[part]
            near = find_nearest_rows(X, batch, k3, own)
            distances = _distances_to(X, batch, near)
            limit = X.shape[1] / self.threshold
            # min(p / d, C_th) / C_th without a division by zero.
            closeness = limit / np.maximum(distances, limit) * self.maximum
            closeness *= is_safe[near]
            totals = closeness.sum(axis=1, keepdims=True)
            share = np.divide(
                closeness, totals, out=np.zeros(near.shape), where=totals > 0
            )
            np.add.at(scores, near.ravel(), (closeness * share).ravel())
