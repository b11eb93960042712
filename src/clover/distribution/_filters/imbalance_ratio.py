"""The imbalance ratio of clusters, and the filter by this ratio."""

from numbers import Real

import numpy as np

from clover._compat import Interval, StrOptions
from clover._rows.cells import count_largest, find_largest_classes
from clover.distribution._filters.base import BaseFilter


def imbalance_ratios(counts, smoothing=0.0, reference="majority"):
    """Return (m + s) / (n + s) for each cell of n rows, infinite if n is 0.

    smoothing : float, default=0.0
        The number s.

    reference : {'majority', 'rest'}, default='majority'
        Whether m counts the rows of the largest class in the cluster, or of all other
        classes. Of several largest classes the mean of their rows is taken.
    """
    if reference == "majority":
        n_largest, n_tied = count_largest(counts)
        n_reference = n_largest[:, np.newaxis]
    else:
        n_reference, n_tied = counts.sum(axis=1, keepdims=True) - counts, 1
    return np.divide(
        n_reference + n_tied * smoothing,
        n_tied * (counts + smoothing),
        out=np.full(counts.shape, np.inf),
        where=counts > 0,
    )


def dataset_imbalance_ratio(counts):
    """Return the rows of the largest class over the rows of the smallest.

    A class cannot exceed this ratio in all its clusters, so that as a threshold the
    ratio selects at least one cluster of each class.
    """
    class_sizes = counts.sum(axis=0)
    return float(class_sizes.max() / class_sizes[class_sizes > 0].min())


class ImbalanceRatioFilter(BaseFilter):
    """Selects the pairs whose imbalance ratio is at most a threshold.

    The ratio is (m + s) / (n + s), for n rows of the class in the cluster, m rows of
    the largest class or of all other classes, and the smoothing s. For the largest
    class itself, and for classes of the same size, all clusters are selected, unless m
    counts the rows of all other classes.

    Parameters
    ----------
    threshold : float or 'auto', default='auto'
        The largest ratio that is selected; it may be infinite. ``'auto'`` is the data
        set's: rows of the largest class over rows of the smallest. It always selects at
        least one cluster of every class, unless `strict` or against all other classes.

    smoothing : float, default=0.0
        The number s that is added to both numbers of rows.

    reference : {'majority', 'rest'}, default='majority'
        What m counts: rows of the largest class, or rows of all other classes.

    strict : bool, default=False
        Whether the ratio must be below the threshold.

    Attributes
    ----------
    threshold_ : float
        The resolved threshold.

    See Also
    --------
    MinimumShareFilter : Selects by the share of the class in the cluster.
    CoverageFilter : Chooses the threshold by the share of the class that is kept.

    Notes
    -----
    A high threshold selects clusters in which most rows are of other classes. The few
    rows of the class may be noise there. Allocations that favour clusters with few
    rows, such as sparsity, then make most synthetic samples from this noise.

    References
    ----------
    .. [1] G. Douzas, F. Bacao, F. Last, "Improving imbalanced learning through a
       heuristic oversampling method based on k-means and SMOTE", Information Sciences
       465 (2018) 1-20, section 3.2, step 2 of the algorithm.

    Examples
    --------
    >>> from clover.distribution import ClusterDistributor, ImbalanceRatioFilter
    >>> X, labels = [[i] for i in range(9)], [0, 0, 0, 1, 1, 1, 1, 1, 1]
    >>> y = [1, 1, 0, 1, 0, 0, 0, 0, 0]
    >>> distributor = ClusterDistributor(ImbalanceRatioFilter.paper())
    >>> distributor.fit(X, y, labels).reasons_
    {(1, 1): 'imbalance ratio 3 not below the threshold 1'}
    """

    _parameter_constraints: dict = {
        "threshold": [Interval(Real, 0, None, closed="both"), StrOptions({"auto"})],
        "smoothing": [Interval(Real, 0, None, closed="left")],
        "reference": [StrOptions({"majority", "rest"})],
        "strict": ["boolean"],
    }

    def __init__(
        self, threshold="auto", smoothing=0.0, reference="majority", strict=False
    ):
        self.threshold = threshold
        self.smoothing = smoothing
        self.reference = reference
        self.strict = strict

    @classmethod
    def paper(cls):
        """Return the filter of the KMeans-SMOTE paper: (m + 1) / (n + 1) < 1."""
        return cls(threshold=1.0, smoothing=1.0, strict=True)

    @classmethod
    def dataset(cls):
        """Return the filter with the data set's imbalance ratio as the threshold."""
        return cls(threshold="auto")

    def select(self, X, cells):
        """Return the cells whose ratio does not exceed the threshold."""
        self._validate_params()
        counts = cells.counts
        self.threshold_ = (
            dataset_imbalance_ratio(counts)
            if self.threshold == "auto"
            else self.threshold
        )
        self._ratios = imbalance_ratios(counts, self.smoothing, self.reference)
        is_within = np.less if self.strict else np.less_equal
        selected = is_within(self._ratios, self.threshold_)
        if self.reference == "majority":
            selected |= find_largest_classes(counts)
        return selected & (counts > 0)

    def score_clusters(self, class_code):
        """Return the ratio of the class in each cluster, negated."""
        return -self._ratios[:, class_code]

    def reason(self, cluster, class_code):
        """Return why a cell was not selected."""
        ratio = self._ratios[cluster, class_code]
        where = "not below" if self.strict else "above"
        return (
            f"imbalance ratio {ratio:.3g} {where} the threshold {self.threshold_:.3g}"
        )
