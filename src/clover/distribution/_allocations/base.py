"""The base class of allocations, and the allocation by a function."""

from abc import abstractmethod

import numpy as np
from sklearn.base import BaseEstimator

from clover._estimators.calls import call_with
from clover._estimators.checks import ChecksOnce


class BaseAllocation(ChecksOnce, BaseEstimator):
    """Base class of allocations, for allocations of your own.

    An allocation gives weights to the selected cluster-class pairs, by which they share
    the synthetic samples of the class. To write one, subclass this class and define
    ``log_weights(X, cells, selected)``. ``X`` holds the rows in the space in which they
    were clustered, ``cells`` groups them, see :class:`BaseFilter`, and ``selected``
    says which pairs the filter selected, of the classes that get synthetic samples. The
    method returns the natural logarithms of the weights, an array of shape (n_clusters,
    n_classes), minus infinity for a weight of zero. Entries of other pairs are not
    read. The weights need not be normalised. A function of ``(X, cells)`` that returns
    the weights themselves is an allocation, too.

    ``weigh_rows(X, cells)`` may return how often each row is used to make synthetic
    samples, in proportion to the other rows of its cluster and class, an array of shape
    (n_samples,). ``None`` stands for equally often.

    See Also
    --------
    LogLinearAllocation : The allocations of the literature.
    ClusterDistributor : Takes a filter and an allocation.

    Examples
    --------
    An allocation by the square root of the number of rows:

    >>> import numpy as np
    >>> from clover.distribution import BaseAllocation, ClusterDistributor
    >>> class RootAllocation(BaseAllocation):
    ...     def log_weights(self, X, cells, selected):
    ...         return 0.5 * np.log(np.maximum(cells.counts, 1))
    >>> X, y = [[i] for i in range(11)], [1] * 5 + [0] * 6
    >>> distributor = ClusterDistributor(allocation=RootAllocation())
    >>> distributor = distributor.fit(X, y, [0] * 4 + [1] * 7)
    >>> for pair, proportion in distributor.intra_distribution_.items():
    ...     print(pair, round(proportion, 3))
    (0, 1) 0.667
    (1, 1) 0.333
    """

    # Whether the weight of a pair of clusters is the inverse of their summed inverse
    # weights, or the sum of their weights.
    weighs_pairs_by_inverse = False

    @abstractmethod
    def log_weights(self, X, cells, selected):
        """Return the logarithms of the weights.

        Parameters
        ----------
        X : {ndarray, sparse matrix} of shape (n_samples, n_features)
            The rows in the cluster space.

        cells : Cells
            The rows by cluster and class.

        selected : ndarray of shape (n_clusters, n_classes), dtype=bool
            The pairs that get synthetic samples.

        Returns
        -------
        log_weights : ndarray of shape (n_clusters, n_classes)
            The logarithms. Entries of pairs that are not selected are not read.
        """

    def weigh_rows(self, X, cells):
        """Return how often each row is used to make synthetic samples.

        Parameters
        ----------
        X : {ndarray, sparse matrix} of shape (n_samples, n_features)
            The rows in the cluster space.

        cells : Cells
            The rows by cluster and class.

        Returns
        -------
        row_weights : ndarray of shape (n_samples,) or None
            Weights that are not negative; ``None`` stands for equal weights.
        """
        return None


class CallableAllocation(BaseAllocation):
    """Allocation by a function of ``(X, cells)`` that returns weights."""

    def __init__(self, function):
        self.function = function

    def log_weights(self, X, cells, selected):
        """Return the logarithms of the function's weights, checked."""
        weights = call_with(self.function, {"X": X, "cells": cells}, "`allocation`")
        weights = np.asarray(weights, dtype=float)
        if weights.shape != selected.shape:
            raise ValueError(
                "`allocation` should return weights of shape (n_clusters, n_classes), "
                f"{selected.shape}. Got shape {weights.shape}."
            )
        for cell in np.argwhere(selected).tolist():
            weight = float(weights[tuple(cell)])
            if not 0 <= weight < np.inf:
                raise ValueError(
                    "`allocation` should return weights that are finite and not "
                    f"negative. Got {weight} for {cells.name(*cell)}."
                )
        weights = np.where(selected, weights, 0)
        for class_code in np.flatnonzero(selected.any(axis=0) & ~weights.any(axis=0)):
            raise ValueError(
                "`allocation` should return a positive weight for a cluster of every "
                f"class. Got zeros only for class {cells.name(0, class_code)[1]!r}."
            )
        with np.errstate(divide="ignore"):
            return np.log(weights)
