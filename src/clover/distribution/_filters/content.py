"""Filters by the rows and classes of a cluster."""

from numbers import Integral, Real

import numpy as np

from clover._compat import Interval, StrOptions
from clover.distribution._filters.base import BaseFilter

# Entropies are rounded to so many decimals before they are compared with bounds.
N_DIGITS = 12


class MinimumShareFilter(BaseFilter):
    """Selects the pairs whose class has at least a share of the cluster's rows.

    imbalanced-learn selects clusters by this rule. A share q of the class is the same
    as an imbalance ratio of (1 - q) / q against all other classes.

    Parameters
    ----------
    min_share : float or 'auto', default=0.5
        The smallest share q that is selected. With 0 or less, all pairs are selected;
        with more than 1, no pair is. ``'auto'`` is the rule of imbalanced-learn: half
        of the class's part of all synthetic samples, so 0.5 if only one class gets any.

    Attributes
    ----------
    min_share_ : float or ndarray of shape (n_classes,)
        The smallest share that is selected, for ``'auto'`` that of each class.

    threshold_ : float or ndarray of shape (n_classes,)
        The same as an imbalance ratio, (1 - q) / q.

    See Also
    --------
    ImbalanceRatioFilter : Selects by the ratio.

    Examples
    --------
    >>> from clover.distribution import ClusterDistributor, MinimumShareFilter
    >>> X, labels = [[i] for i in range(9)], [0, 0, 0, 1, 1, 1, 1, 1, 1]
    >>> y = [1, 1, 0, 1, 0, 0, 0, 0, 0]
    >>> ClusterDistributor(MinimumShareFilter(0.5)).fit(X, y, labels).reasons_
    {(1, 1): 'share 0.167 of the cluster below 0.5'}
    """

    _parameter_constraints: dict = {
        "min_share": [Interval(Real, None, None, closed="both"), StrOptions({"auto"})]
    }

    def __init__(self, min_share=0.5):
        self.min_share = min_share

    def select(self, X, cells):
        """Return the cells with at least the share."""
        self._validate_params()
        counts, q = cells.counts, self.min_share
        if q == "auto":
            q = cells.n_requested / max(1, cells.n_requested.sum()) / 2
        with np.errstate(divide="ignore"):
            self.threshold_ = np.maximum(0, 1 - q) / np.maximum(0, q)
        self.min_share_ = q
        self._shares = counts / counts.sum(axis=1, keepdims=True)
        return (self._shares >= q) & (counts > 0)

    def score_clusters(self, class_code):
        """Return the share of the class in each cluster."""
        return self._shares[:, class_code]

    def reason(self, cluster, class_code):
        """Return why a cell was not selected."""
        share = self._shares[cluster, class_code]
        least = np.broadcast_to(self.min_share_, self._shares.shape[1])[class_code]
        return f"share {share:.3g} of the cluster below {least:.3g}"


class MinimumSupportFilter(BaseFilter):
    """Selects the pairs with at least a number of rows of the class.

    Parameters
    ----------
    min_rows : int, default=2
        The smallest number of rows of the class in a selected cluster. With 2, clusters
        with a single row, which could only be repeated, are not selected. Rows that
        another filter masks out are counted, too.

    See Also
    --------
    SafetyFilter : Decides row by row.

    Examples
    --------
    >>> from clover.distribution import ClusterDistributor, MinimumSupportFilter
    >>> X, labels = [[i] for i in range(9)], [0, 0, 0, 1, 1, 1, 1, 1, 1]
    >>> y = [1, 1, 0, 1, 0, 0, 0, 0, 0]
    >>> ClusterDistributor(MinimumSupportFilter()).fit(X, y, labels).reasons_
    {(1, 1): 'rows of the class, 1, fewer than 2'}
    """

    _parameter_constraints: dict = {
        "min_rows": [Interval(Integral, 1, None, closed="left")]
    }

    def __init__(self, min_rows=2):
        self.min_rows = min_rows

    def select(self, X, cells):
        """Return the cells with enough rows."""
        self._validate_params()
        self._counts = cells.counts
        return self._counts >= self.min_rows

    def score_clusters(self, class_code):
        """Return the number of rows of the class in each cluster."""
        return self._counts[:, class_code]

    def reason(self, cluster, class_code):
        """Return why a cell was not selected."""
        n_rows = self._counts[cluster, class_code]
        return f"rows of the class, {n_rows}, fewer than {self.min_rows}"


def class_entropies(counts):
    """Return the entropy of the classes in each cluster, between 0 and 1.

    It is the Shannon entropy over the logarithm of the number of classes.
    """
    shares = counts / counts.sum(axis=1, keepdims=True)
    # Sorted: otherwise the rounding of the sum would depend on the names of classes.
    shares.sort(axis=1)
    logs = np.log(shares, out=np.zeros(shares.shape), where=shares > 0)
    entropies = 0 - (shares * logs).sum(axis=1)
    # Rounded: otherwise an even mixture might fall short of a bound of 1.
    return np.round(entropies / np.log(max(2, counts.shape[1])), N_DIGITS)


class EntropyFilter(BaseFilter):
    """Selects the clusters whose mixture of classes is within bounds.

    The mixture is the Shannon entropy of the shares of the classes in the cluster,
    divided by the logarithm of the number of classes in the data. It is 0 if a cluster
    has one class only, and 1 if all classes have equally many rows. A lower bound keeps
    clusters at the borders between classes, an upper bound keeps pure clusters.

    Parameters
    ----------
    lower : float, default=0.0
        The smallest entropy that is selected.

    upper : float, default=1.0
        The largest entropy that is selected.

    Attributes
    ----------
    entropies_ : ndarray of shape (n_clusters,)
        The entropies.

    See Also
    --------
    ImbalanceRatioFilter : Selects by the ratio of the majority class to the class.

    Examples
    --------
    >>> from clover.distribution import ClusterDistributor, EntropyFilter
    >>> X, labels = [[i] for i in range(9)], [0, 0, 0, 1, 1, 1, 1, 1, 1]
    >>> y = [1, 1, 0, 1, 0, 0, 0, 0, 0]
    >>> ClusterDistributor(EntropyFilter(lower=0.7)).fit(X, y, labels).reasons_
    {(1, 1): 'entropy of the classes 0.65 outside 0.7 to 1'}
    """

    _parameter_constraints: dict = {
        "lower": [Interval(Real, 0, 1, closed="both")],
        "upper": [Interval(Real, 0, 1, closed="both")],
    }

    def __init__(self, lower=0.0, upper=1.0):
        self.lower = lower
        self.upper = upper

    def select(self, X, cells):
        """Return the cells of clusters whose entropy is within the bounds."""
        self._validate_params()
        if self.lower > self.upper:
            raise ValueError(
                "`lower` should be at most `upper`. "
                f"Got {self.lower!r} and {self.upper!r}."
            )
        self.entropies_ = class_entropies(cells.counts)
        is_within = (self.lower <= self.entropies_) & (self.entropies_ <= self.upper)
        return is_within[:, np.newaxis] & (cells.counts > 0)

    def score_clusters(self, class_code):
        """Return how far the entropy of each cluster is outside the bounds, negated."""
        below, above = self.lower - self.entropies_, self.entropies_ - self.upper
        return -np.maximum(np.maximum(below, above), 0)

    def reason(self, cluster, class_code):
        """Return why a cell was not selected."""
        return (
            f"entropy of the classes {self.entropies_[cluster]:.3g} outside "
            f"{self.lower:.3g} to {self.upper:.3g}"
        )
