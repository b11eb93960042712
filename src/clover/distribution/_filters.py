"""Filters: which cells, i.e. cluster-class pairs, may get rows.

A filter has ``select(counts)``, which returns the selected cells, and after it
``reason(cluster, class_code)``, which says why a cell was left out. Both arguments of
``reason`` are positions.
"""

import numpy as np

from clover._cells import count_largest, find_largest_classes


def imbalance_ratios(counts):
    """Return the rows of the largest class over the rows of each cell's class.

    Parameters
    ----------
    counts : ndarray of shape (n_clusters, n_classes)
        Number of rows in each cell.

    Returns
    -------
    ratios : ndarray of shape (n_clusters, n_classes)
        The ratios; infinite where a cell has no rows. If several classes are the
        largest, the mean of their rows is taken.
    """
    n_largest, n_tied = count_largest(counts)
    return np.divide(
        n_largest[:, np.newaxis],
        n_tied * counts,
        out=np.full(counts.shape, np.inf),
        where=counts > 0,
    )


def dataset_imbalance_ratio(counts):
    """Return the rows of the largest class over the rows of the smallest.

    No class can exceed this ratio in all its clusters at once, so that as a threshold
    it always selects at least one cluster.

    Parameters
    ----------
    counts : ndarray of shape (n_clusters, n_classes)
        Number of rows in each cell.

    Returns
    -------
    ratio : float
        The ratio, over the classes that have rows.
    """
    class_sizes = counts.sum(axis=0)
    return float(class_sizes.max() / class_sizes[class_sizes > 0].min())


class ImbalanceRatioFilter:
    """Selects the cells of an imbalance ratio of at most a threshold.

    The ratio is that of the largest class's rows to the rows of the cell's class. It
    says nothing about the largest class itself: all its cells are selected, and
    those of classes of the same size.

    Parameters
    ----------
    threshold : float or 'auto', default='auto'
        The largest ratio that is selected; ``'auto'`` is that of the data set.
    """

    def __init__(self, threshold="auto"):
        self.threshold = threshold

    def select(self, counts):
        """Return the selected cells, of the shape of `counts`."""
        self.threshold_ = (
            dataset_imbalance_ratio(counts)
            if self.threshold == "auto"
            else self.threshold
        )
        self._ratios = imbalance_ratios(counts)
        is_selected = self._ratios <= self.threshold_
        return (is_selected | find_largest_classes(counts)) & (counts > 0)

    def reason(self, cluster, class_code):
        """Return why a cell was not selected."""
        ratio = self._ratios[cluster, class_code]
        return f"imbalance ratio {ratio:.3g} above the threshold {self.threshold_:.3g}"


class MinimumShareFilter:
    """Selects the cells whose class has at least a share q of the cluster's rows.

    It equals a threshold of (1 - q) / q on the imbalance ratio against all other
    classes, without the rounding of that formula.

    Parameters
    ----------
    min_share : float
        The smallest share that is selected.
    """

    def __init__(self, min_share):
        self.min_share = min_share

    def select(self, counts):
        """Return the selected cells, of the shape of `counts`."""
        q = self.min_share
        self.threshold_ = np.inf if q <= 0 else (1 - q) / q
        self._shares = counts / counts.sum(axis=1, keepdims=True)
        return (self._shares >= q) & (counts > 0)

    def reason(self, cluster, class_code):
        """Return why a cell was not selected."""
        share = self._shares[cluster, class_code]
        return f"share {share:.3g} of the cluster below {self.min_share:.3g}"
