"""The base class of filters, and combinations of filters."""

from abc import abstractmethod

import numpy as np
from sklearn.base import BaseEstimator

from clover._estimators.calls import call_with
from clover._estimators.checks import ChecksOnce
from clover._estimators.instances import raise_for_class
from clover._rows.row_values import check_row_mask


class BaseFilter(ChecksOnce, BaseEstimator):
    """Base class of filters, for filters of your own.

    A filter selects the cluster-class pairs that may get synthetic samples. To write
    one, subclass this class and define

    - ``select(X, cells)``, which returns the selected pairs, an array of bool of shape
      (n_clusters, n_classes). ``X`` holds the rows in the space in which they were
      clustered, ``cells`` groups them. ``cells.counts``, of the same shape, is the
      number of rows of each pair, ``cells.rows(cluster, class_code)`` are these rows,
      ``cells.class_codes`` is the class of every row, and ``cells.target_codes`` are
      the classes that get synthetic samples; all are positions. ``cells.n_requested``,
      of shape (n_classes,), is how many each class gets. A pair without rows of the
      class is never selected;
    - ``reason(cluster, class_code)``, which returns why a pair was not selected, by the
      positions of its cluster and class. It is called after ``select``.

    A filter may also set ``row_mask_``, an array of bool of shape (n_samples,). Rows
    where it is False are not used to make synthetic samples, and a pair with no other
    rows is not selected. Filters are combined by ``&``, which gives a
    :class:`FilterChain`.

    ``score_clusters(class_code)`` may return how close each cluster is to being
    selected for a class: an array of shape (n_clusters,) with high values for clusters
    that are close to it. If nothing is selected, the error names the closest cluster.

    See Also
    --------
    ClusterDistributor : Takes a filter and an allocation.
    FilterChain : The combination by ``&``.
    FallbackFilter : A second filter for the classes of which the first selects nothing.

    Examples
    --------
    A filter that selects the pairs of at least a tenth of the class:

    >>> from clover.distribution import BaseFilter, ClusterDistributor
    >>> class TenthFilter(BaseFilter):
    ...     def select(self, X, cells):
    ...         self.shares_ = cells.counts / cells.counts.sum(axis=0)
    ...         return self.shares_ >= 0.1
    ...     def reason(self, cluster, class_code):
    ...         return f"only {self.shares_[cluster, class_code]:.0%} of the class"
    >>> X, y = [[i] for i in range(15)], [1] * 12 + [0] * 3
    >>> distributor = ClusterDistributor(TenthFilter())
    >>> distributor = distributor.fit(X, y, [0] * 11 + [1] * 4, targets=[1])
    >>> distributor.intra_distribution_, distributor.reasons_
    ({(0, 1): 1.0}, {(1, 1): 'only 8% of the class'})
    """

    @abstractmethod
    def select(self, X, cells):
        """Return the selected cluster-class pairs.

        Parameters
        ----------
        X : {ndarray, sparse matrix} of shape (n_samples, n_features)
            The rows in the cluster space.

        cells : Cells
            The rows by cluster and class.

        Returns
        -------
        selected : ndarray of shape (n_clusters, n_classes), dtype=bool
            Whether each pair may get rows.
        """

    @abstractmethod
    def reason(self, cluster, class_code):
        """Return why a cluster-class pair was not selected.

        Parameters
        ----------
        cluster : int
            Position of the cluster.

        class_code : int
            Position of the class.

        Returns
        -------
        reason : str
            The reason, for the report.
        """

    def score_clusters(self, class_code):
        """Return how near each cluster is to being selected for a class.

        It is called after ``select``.

        Parameters
        ----------
        class_code : int
            Position of the class.

        Returns
        -------
        scores : ndarray of shape (n_clusters,) or None
            The scores, high for near clusters. ``None``, the default, stands for the
            imbalance ratio, which is best if low.
        """
        return None

    def __and__(self, other):
        if isinstance(other, type):
            raise_for_class(other, "Filters are combined by `&` as instances")
        if not hasattr(other, "select"):
            return NotImplemented
        return FilterChain([*_parts(self), *_parts(other)])

    def __rand__(self, other):
        # Python asks this filter only if the other is none, such as a class.
        if isinstance(other, type):
            raise_for_class(other, "Filters are combined by `&` as instances")
        return NotImplemented

    def __or__(self, other):
        raise TypeError(
            "Filters are not combined by `|`. For a second filter where the first "
            "selects nothing, use FallbackFilter(first, second); for pairs that either "
            "of two filters selects, write a filter of your own."
        )

    def __bool__(self):
        # `and`, `or` and `not` ask for it: `a and b` would be `b` alone.
        raise TypeError(
            f"A filter is neither true nor false, so that `and`, `or`, `not` and `if` "
            f"cannot be used. Combine filters by `&`. Got {type(self).__name__}."
        )


def _parts(cell_filter):
    is_chain = isinstance(cell_filter, FilterChain)
    return cell_filter.filters if is_chain else [cell_filter]


def ask_filter(cell_filter, X, cells):
    """Return the cells that a filter selects, and its mask of rows or None, checked."""
    name = type(cell_filter).__name__
    selected = call_with(
        cell_filter.select, {"X": X, "cells": cells}, f"`select` of {name}"
    )
    selected = np.asarray(selected)
    if selected.shape != cells.counts.shape or selected.dtype != bool:
        raise ValueError(
            f"{name} should select by an array of bool of shape (n_clusters, "
            f"n_classes), {cells.counts.shape}. Got {selected.dtype} of shape "
            f"{selected.shape}."
        )
    row_mask = getattr(cell_filter, "row_mask_", None)
    if row_mask is None:
        return selected, None
    what = f"`row_mask_` of {name}"
    return selected, check_row_mask(row_mask, cells.class_codes.size, what)


def list_decisions(cell_filter, selected, class_code):
    """Return ``(name, selected)`` of each filter that decided on a class.

    `selected` is what the filter, which may be a combination, selected.
    """
    if isinstance(cell_filter, CombinedFilter):
        return cell_filter._list_decisions(class_code)
    return [(type(cell_filter).__name__, selected)]


class CombinedFilter(BaseFilter):
    """Base class of filters that combine others."""

    @abstractmethod
    def _list_decisions(self, class_code):
        """Return what `list_decisions` returns for this filter."""


class FilterChain(CombinedFilter):
    """Selects the pairs that all of several filters select; ``&`` makes it.

    Every filter sees all pairs, whatever the others select.

    Parameters
    ----------
    filters : list of filters
        The filters. Their parameters are named by position, such as ``0__coverage``.

    Attributes
    ----------
    decisions_ : list of ndarray of shape (n_clusters, n_classes), dtype=bool
        What each filter selected.

    row_mask_ : ndarray of shape (n_samples,), dtype=bool, or None
        The rows that no filter masks out; ``None`` if no filter masks rows.

    See Also
    --------
    FallbackFilter : A second filter for the classes of which the first selects nothing.
    BaseFilter : The base class for filters of your own.

    Examples
    --------
    >>> from clover.distribution import (
    ...     ClusterDistributor,
    ...     CoverageFilter,
    ...     MinimumSupportFilter,
    ... )
    >>> chain = CoverageFilter(0.8) & MinimumSupportFilter(2)
    >>> chain
    FilterChain(filters=[CoverageFilter(), MinimumSupportFilter()])

    In a search over parameters, the filters are named by their position:

    >>> distributor = ClusterDistributor(chain)
    >>> [name for name in distributor.get_params() if name.startswith("filter__")]
    ['filter__filters', 'filter__0__coverage', 'filter__1__min_rows']
    >>> from imblearn.over_sampling import SMOTE
    >>> from sklearn.cluster import KMeans
    >>> from clover.over_sampling import ClusterOverSampler
    >>> sampler = ClusterOverSampler(SMOTE(), KMeans(5), distributor)
    >>> sampler = sampler.set_params(distributor__filter__0__coverage=0.9)
    >>> sampler.distributor.filter
    FilterChain(filters=[CoverageFilter(coverage=0.9), MinimumSupportFilter()])
    """

    _parameter_constraints: dict = {"filters": [list, tuple]}

    def __init__(self, filters):
        self.filters = filters

    def get_params(self, deep=True):
        """Return the parameters, with `deep` also those of the filters."""
        params = {"filters": self.filters}
        if deep:
            for place, part in enumerate(self.filters):
                # A class in place of a filter is an error as soon as the chain is used.
                has_params = hasattr(part, "get_params") and not isinstance(part, type)
                inner = part.get_params() if has_params else {}
                params |= {f"{place}__{name}": inner[name] for name in inner}
        return params

    def set_params(self, **params):
        """Set parameters of the chain or of its filters."""
        if "filters" in params:
            self.filters = params.pop("filters")
        for name, value in params.items():
            place, _, inner = name.partition("__")
            if not (place.isdigit() and inner and int(place) < len(self.filters)):
                known = [key for key in self.get_params() if key != "filters"]
                raise ValueError(
                    f"Invalid parameter {name!r} for {self!r}. The parameters of its "
                    f"filters are named by position: {known}."
                )
            self.filters[int(place)].set_params(**{inner: value})
        return self

    def select(self, X, cells):
        """Return the cells that every filter selects."""
        self._validate_params()
        answers = [ask_filter(part, X, cells) for part in self.filters]
        self.decisions_ = [selected for selected, _ in answers]
        self._has_rows = cells.counts > 0
        masks = [mask for _, mask in answers if mask is not None]
        self.row_mask_ = np.logical_and.reduce(masks) if masks else None
        return np.logical_and.reduce([self._has_rows, *self.decisions_])

    def _list_decisions(self, class_code):
        return [
            decision
            for part, selected in zip(self.filters, self.decisions_, strict=True)
            for decision in list_decisions(part, selected, class_code)
        ]

    def score_clusters(self, class_code):
        """Return the scores of the last filter that dropped clusters.

        Clusters that more filters dropped than others are out of question.
        """
        decisions = np.array([selected[:, class_code] for selected in self.decisions_])
        has_rows = self._has_rows[:, class_code]
        n_passed = np.where(has_rows, decisions.sum(axis=0), -1)
        is_near = n_passed == n_passed.max()
        dropped = [
            part
            for part, kept in zip(self.filters, decisions, strict=True)
            if not kept[is_near].all()
        ]
        scores = score_clusters(dropped[-1], class_code) if dropped else None
        return None if scores is None else np.where(is_near, scores, -np.inf)

    def reason(self, cluster, class_code):
        """Return the reasons of all filters that dropped a cell."""
        return "; ".join(
            part.reason(cluster, class_code)
            for part, selected in zip(self.filters, self.decisions_, strict=True)
            if not selected[cluster, class_code]
        )


def score_clusters(cell_filter, class_code):
    """Return the scores that a filter gives to the clusters for a class, or None.

    A filter of a user's own need not be a `BaseFilter`.
    """
    give_scores = getattr(cell_filter, "score_clusters", None)
    return None if give_scores is None else give_scores(class_code)


def has_usable_rows(cells, row_mask):
    """Return which cells have a row that is not masked out; None masks no row."""
    has_rows = cells.counts > 0
    if row_mask is not None:
        for cell in np.argwhere(has_rows).tolist():
            has_rows[tuple(cell)] = row_mask[cells.rows(*cell)].any()
    return has_rows
