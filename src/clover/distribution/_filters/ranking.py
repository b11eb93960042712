"""Filters that rank the clusters of each class, and always select one."""

from numbers import Real

import numpy as np

from clover._compat import Interval, StrOptions
from clover._estimators.calls import call_with
from clover.distribution._filters.base import BaseFilter
from clover.distribution._filters.imbalance_ratio import imbalance_ratios

# Shares times counts are rounded to so many decimals before they are compared.
N_DIGITS = 9


class TopShareFilter(BaseFilter):
    """Selects a share of the clusters of each class, those with the best scores.

    Parameters
    ----------
    share : float, default=0.5
        The share of the clusters with rows of the class. Their number is rounded up, so
        that at least one is selected.

    score : 'size' or callable, default='size'
        The score, high for good clusters: the number of rows of the class, or a
        function of ``(X, cells)`` that returns an array of shape (n_clusters,
        n_classes); see :class:`BaseFilter`. Equal clusters go in order of their first
        rows.

    Attributes
    ----------
    scores_ : ndarray of shape (n_clusters, n_classes)
        The scores.

    See Also
    --------
    CoverageFilter : Selects clusters that hold a share of the rows.

    Examples
    --------
    >>> from clover.distribution import ClusterDistributor, TopShareFilter
    >>> X, labels = [[i] for i in range(9)], [0, 0, 0, 1, 1, 1, 1, 1, 1]
    >>> y = [1, 1, 0, 1, 0, 0, 0, 0, 0]
    >>> ClusterDistributor(TopShareFilter(0.5)).fit(X, y, labels).reasons_
    {(1, 1): 'score 1 not among the best 1 of 2 clusters'}
    """

    _parameter_constraints: dict = {
        "share": [Interval(Real, 0, 1, closed="right")],
        "score": [StrOptions({"size"}), callable],
    }

    def __init__(self, share=0.5, score="size"):
        self.share = share
        self.score = score

    def select(self, X, cells):
        """Return the best cells of each class."""
        self._validate_params()
        has_rows = cells.counts > 0
        self.scores_ = self._find_scores(X, cells)
        self._n_with_rows = has_rows.sum(axis=0)
        n_best = np.ceil(np.round(self.share * self._n_with_rows, N_DIGITS))
        self._n_best = np.maximum(n_best.astype(int), 1)
        selected = np.zeros(has_rows.shape, dtype=bool)
        order = cells.cluster_order
        for class_code, n_best in enumerate(self._n_best):
            clusters = order[has_rows[order, class_code]]
            ranks = np.argsort(-self.scores_[clusters, class_code], kind="stable")
            selected[clusters[ranks[:n_best]], class_code] = True
        return selected

    def _find_scores(self, X, cells):
        if self.score == "size":
            return cells.counts
        scores = call_with(self.score, {"X": X, "cells": cells}, "`score`")
        scores = np.asarray(scores, dtype=float)
        if scores.shape != cells.counts.shape:
            raise ValueError(
                "`score` should return an array of shape (n_clusters, n_classes), "
                f"{cells.counts.shape}. Got shape {scores.shape}."
            )
        if np.isnan(scores[cells.counts > 0]).any():
            raise ValueError(
                "`score` should return numbers for all clusters with rows of a class. "
                "Got NaN."
            )
        return scores

    def score_clusters(self, class_code):
        """Return the score of the class in each cluster."""
        return self.scores_[:, class_code]

    def reason(self, cluster, class_code):
        """Return why a cell was not selected."""
        return (
            f"score {self.scores_[cluster, class_code]:.3g} not among the best "
            f"{self._n_best[class_code]} of {self._n_with_rows[class_code]} clusters"
        )


class CoverageFilter(BaseFilter):
    """Selects the clusters of the lowest imbalance ratio that hold most of a class.

    The imbalance ratio is the rows of the largest class over the rows of the class.
    Clusters are taken from the lowest ratio on, until they hold at least a share of the
    rows of the class that are in clusters. Clusters with the highest ratios, where rows
    of the class may be noise, are left out. No threshold has to be guessed, and at
    least one cluster of each class is selected.

    Parameters
    ----------
    coverage : float, default=0.8
        The share of the rows of the class.

    Attributes
    ----------
    thresholds_ : ndarray of shape (n_classes,)
        The largest selected ratio of each class; NaN for a class without rows in
        clusters.

    See Also
    --------
    ImbalanceRatioFilter : Selects by a given threshold.

    Examples
    --------
    >>> from clover.distribution import ClusterDistributor, CoverageFilter
    >>> X, labels = [[i] for i in range(9)], [0, 0, 0, 1, 1, 1, 1, 1, 1]
    >>> y = [1, 1, 0, 1, 0, 0, 0, 0, 0]
    >>> ClusterDistributor(CoverageFilter(0.6)).fit(X, y, labels).reasons_
    {(1, 1): 'imbalance ratio 5 above 0.5, which covers 60 % of the class'}
    """

    _parameter_constraints: dict = {"coverage": [Interval(Real, 0, 1, closed="right")]}

    def __init__(self, coverage=0.8):
        self.coverage = coverage

    def select(self, X, cells):
        """Return the cells up to the threshold of their class."""
        self._validate_params()
        counts = cells.counts
        self._ratios = imbalance_ratios(counts)
        self.thresholds_ = np.full(counts.shape[1], np.nan)
        for class_code in np.flatnonzero(counts.any(axis=0)):
            order = np.argsort(self._ratios[:, class_code])
            covered = np.cumsum(counts[order, class_code])
            wanted = np.round(self.coverage * covered[-1], N_DIGITS)
            last = order[np.searchsorted(covered, wanted)]
            self.thresholds_[class_code] = self._ratios[last, class_code]
        return (self._ratios <= self.thresholds_) & (counts > 0)

    def score_clusters(self, class_code):
        """Return the imbalance ratio of the class in each cluster, negated."""
        return -self._ratios[:, class_code]

    def reason(self, cluster, class_code):
        """Return why a cell was not selected."""
        return (
            f"imbalance ratio {self._ratios[cluster, class_code]:.3g} above "
            f"{self.thresholds_[class_code]:.3g}, which covers "
            f"{100 * self.coverage:.3g} % of the class"
        )
