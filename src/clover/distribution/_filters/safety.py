"""The filter that masks out rows without a neighbour of their class."""

from numbers import Integral

import numpy as np

from clover._compat import Interval
from clover._numerics.neighbors import find_nearest_rows
from clover.distribution._filters.base import BaseFilter, has_usable_rows


class SafetyFilter(BaseFilter):
    """Masks out the rows that have no row of their class among their neighbours.

    Such a row lies among other classes, and is not used to make synthetic samples.
    MWMOTE [1]_ and A-SUWO [2]_ begin with this step. A pair is not selected if all its
    rows are masked out. Noise and duplicates of a row count as neighbours, the row
    itself does not.

    Parameters
    ----------
    n_neighbors : int, default=5
        Number of nearest other rows, of any class, to look at.

    Attributes
    ----------
    row_mask_ : ndarray of shape (n_samples,), dtype=bool
        The rows that may be used. All rows of classes without synthetic samples are
        True.

    See Also
    --------
    MinimumSupportFilter : Decides by the number of rows in the cluster.

    References
    ----------
    .. [1] S. Barua, M. M. Islam, X. Yao, K. Murase, "MWMOTE - Majority weighted
       minority oversampling technique for imbalanced data set learning", IEEE
       Transactions on Knowledge and Data Engineering 26 (2014) 405-425, steps 1 and 2
       of algorithm 1.

    .. [2] I. Nekooeimehr, S. K. Lai-Yuen, "Adaptive semi-unsupervised weighted
       oversampling (A-SUWO) for imbalanced datasets", Expert Systems with Applications
       46 (2016) 405-416.

    Examples
    --------
    >>> from clover.distribution import ClusterDistributor, SafetyFilter
    >>> X, y = [[0], [1], [10], [11], [12], [13], [14]], [1, 1, 0, 1, 0, 0, 0]
    >>> distributor = ClusterDistributor(SafetyFilter(n_neighbors=2))
    >>> distributor.fit(X, y, labels=[0, 0, 1, 1, 1, 1, 1]).row_mask_
    array([ True,  True,  True, False,  True,  True,  True])
    >>> distributor.reasons_
    {(1, 1): 'no row of the class has another among its 2 nearest'}
    """

    _parameter_constraints: dict = {
        "n_neighbors": [Interval(Integral, 1, None, closed="left")]
    }

    def __init__(self, n_neighbors=5):
        self.n_neighbors = n_neighbors

    def select(self, X, cells):
        """Return the cells with a row that is not masked out."""
        self._validate_params()
        rows, codes = cells.target_rows, cells.class_codes
        neighbors = find_nearest_rows(X, rows, self.n_neighbors)
        is_own = codes[neighbors] == codes[rows, np.newaxis]
        self.row_mask_ = np.ones(codes.size, dtype=bool)
        self.row_mask_[rows] = is_own.any(axis=1)
        return has_usable_rows(cells, self.row_mask_)

    def reason(self, cluster, class_code):
        """Return why a cell was not selected."""
        return f"no row of the class has another among its {self.n_neighbors} nearest"
