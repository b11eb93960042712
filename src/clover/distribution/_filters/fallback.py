"""A filter for the classes of which another filter selects nothing."""

from dataclasses import replace

import numpy as np

from clover._compat import HasMethods
from clover.distribution._filters.base import (
    CombinedFilter,
    ask_filter,
    has_usable_rows,
    list_decisions,
    score_clusters,
)


class FallbackFilter(CombinedFilter):
    """Asks a second filter where the first selects no cluster of a class.

    A strict filter may drop all clusters of a small or scattered class, often in a
    single fold of a cross-validation. Then an error is raised, or the class gets no
    synthetic samples. With this filter, `fallback` decides which clusters of such a
    class are selected. This is also the case if `filter` selects clusters, but masks
    out all their rows.

    Parameters
    ----------
    filter : filter
        The filter that decides first.

    fallback : filter, default=None
        The filter for the classes for which `filter` selects nothing. It may be another
        ``FallbackFilter``. ``None`` selects all clusters with rows of the class.

    Attributes
    ----------
    fell_back_ : ndarray of shape (n_classes,), dtype=bool
        The targeted classes on which `fallback` decided.

    row_mask_ : ndarray of shape (n_samples,), dtype=bool, or None
        The rows that the filter of their class does not mask out; ``None`` if no filter
        masks rows.

    See Also
    --------
    CoverageFilter : Always selects a cluster of each class.
    TopShareFilter : Always selects a cluster of each class, too.
    BaseFilter : The base class for filters of your own.

    Notes
    -----
    In a combination by ``&`` the other filters may still drop all clusters. To fall
    back from a combination, give the combination as `filter`.

    Examples
    --------
    Clusters of at least 5 rows, or of at least 2 for a class without such clusters:

    >>> from clover.distribution import (
    ...     ClusterDistributor,
    ...     FallbackFilter,
    ...     MinimumSupportFilter,
    ... )
    >>> X, labels = [[i] for i in range(12)], [0] * 7 + [1] * 5
    >>> y = ["a"] * 5 + ["b"] * 2 + ["a"] * 4 + ["b"]
    >>> cell_filter = FallbackFilter(MinimumSupportFilter(5), MinimumSupportFilter(2))
    >>> distributor = ClusterDistributor(cell_filter)
    >>> distributor = distributor.fit(X, y, labels, targets=["a", "b"])
    >>> distributor.filtered_clusters_
    [(0, 'a'), (0, 'b')]
    >>> for pair, reason in distributor.reasons_.items():
    ...     print(pair, reason)
    (1, 'a') rows of the class, 4, fewer than 5
    (1, 'b') rows of the class, 1, fewer than 2
    """

    _parameter_constraints: dict = {
        "filter": [HasMethods(["select", "reason"])],
        "fallback": [HasMethods(["select", "reason"]), None],
    }

    def __init__(self, filter, fallback=None):
        self.filter = filter
        self.fallback = fallback

    def select(self, X, cells):
        """Return the cells that the filter of their class selects."""
        self._validate_params()
        selected, self.row_mask_ = ask_filter(self.filter, X, cells)
        self._selected = selected
        is_usable = selected & has_usable_rows(cells, self.row_mask_)
        self.fell_back_ = cells.counts.any(axis=0) & ~is_usable.any(axis=0)
        if cells.target_codes is not None:
            get_none = np.delete(np.arange(cells.classes.size), cells.target_codes)
            self.fell_back_[get_none] = False
        if not self.fell_back_.any():
            return selected
        others, mask_of_others = cells.counts > 0, None
        if self.fallback is not None:
            left = replace(cells, target_codes=np.flatnonzero(self.fell_back_))
            others, mask_of_others = ask_filter(self.fallback, X, left)
        self._others = others
        masks = (mask_of_others, self.row_mask_)
        if any(mask is not None for mask in masks):
            self.row_mask_ = np.where(
                self.fell_back_[cells.class_codes],
                *(True if mask is None else mask for mask in masks),
            )
        return np.where(self.fell_back_, others, selected)

    def _list_decisions(self, class_code):
        decisions = list_decisions(self.filter, self._selected, class_code)
        if self.fell_back_[class_code] and self.fallback is not None:
            of_fallback = list_decisions(self.fallback, self._others, class_code)
            decisions += [(f"{name} as fallback", kept) for name, kept in of_fallback]
        return decisions

    def score_clusters(self, class_code):
        """Return the scores of the filter that decided on the class."""
        return score_clusters(self._find_decider(class_code), class_code)

    def reason(self, cluster, class_code):
        """Return why a cell was not selected."""
        return self._find_decider(class_code).reason(cluster, class_code)

    def _find_decider(self, class_code):
        return self.fallback if self.fell_back_[class_code] else self.filter
