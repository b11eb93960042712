"""Filters: which cells, i.e. cluster-class pairs, may get rows."""

from abc import abstractmethod
from fractions import Fraction
from numbers import Real

import numpy as np
from sklearn.base import BaseEstimator

from clover._cells import count_largest, find_largest_classes
from clover._compat import Interval, InvalidParameterError, StrOptions


def imbalance_ratios(counts, smoothing=0.0, reference="majority"):
    """Return (m + s) / (n + s) for each cell of n rows, s the smoothing.

    Parameters
    ----------
    counts : ndarray of shape (n_clusters, n_classes)
        Number of rows in each cell.

    smoothing : float, default=0.0
        What is added to both numbers of rows.

    reference : {'majority', 'rest'}, default='majority'
        What m counts in the cluster: the rows of the largest class, or of all others.
        If several classes are the largest, the mean of their rows is taken.

    Returns
    -------
    ratios : ndarray of shape (n_clusters, n_classes)
        The ratios; infinite where a cell has no rows.
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


class BaseFilter(BaseEstimator):
    """Base class of filters, and the one for filters of your own.

    A filter says which cluster-class pairs may get synthetic rows. To write one,
    subclass and define

    - ``select(X, cells)``, which returns the selected pairs, an array of bool of shape
      (n_clusters, n_classes). ``X`` are the rows in the space in which they were
      clustered; ``cells`` groups them: ``cells.counts``, of the same shape, is the
      number of rows of each pair, ``cells.rows(cluster, class_code)`` says which
      these are, ``cells.class_codes`` holds the class of every row, and
      ``cells.target_codes`` the classes that get rows, all as positions. A pair without
      rows of the class is never selected;
    - ``reason(cluster, class_code)``, which returns why a pair was not selected, by the
      positions of its cluster and class. It is called after ``select``.

    A filter may also set ``row_mask_``, an array of bool of shape (n_samples,): rows
    where it is False are not used to make others, and a pair without other rows is not
    selected. Filters are combined by ``&``: each decides by itself, and what all of
    them select is selected.

    See Also
    --------
    ClusterDistributor : Takes a filter and an allocation.

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

    def __and__(self, other):
        if not hasattr(other, "select") or isinstance(other, type):
            return NotImplemented
        return FilterChain([*_parts(self), *_parts(other)])


def _parts(cell_filter):
    is_chain = isinstance(cell_filter, FilterChain)
    return cell_filter.filters if is_chain else [cell_filter]


def ask_filter(cell_filter, X, cells):
    """Return what a filter selects, and which rows it leaves, both checked.

    Parameters
    ----------
    cell_filter : filter
        The filter.

    X : {ndarray, sparse matrix} of shape (n_samples, n_features)
        The rows in the cluster space.

    cells : Cells
        The rows by cluster and class.

    Returns
    -------
    selected : ndarray of shape (n_clusters, n_classes), dtype=bool
        Which cells it selects.

    row_mask : ndarray of shape (n_samples,), dtype=bool, or None
        Which rows it does not mask out; ``None`` stands for all.

    Raises
    ------
    ValueError
        If it answers something else, or is a class.
    """
    if isinstance(cell_filter, type):
        name = cell_filter.__name__
        raise InvalidParameterError(
            f"A filter must be an instance. Got the class {name}; use {name}()."
        )
    name = type(cell_filter).__name__
    selected = np.asarray(cell_filter.select(X, cells))
    if selected.shape != cells.counts.shape or selected.dtype != bool:
        raise ValueError(
            f"{name} should select by an array of bool of shape (n_clusters, "
            f"n_classes), {cells.counts.shape}. Got {selected.dtype} of shape "
            f"{selected.shape}."
        )
    row_mask = getattr(cell_filter, "row_mask_", None)
    if row_mask is None:
        return selected, None
    row_mask, n_samples = np.asarray(row_mask), cells.class_codes.size
    if row_mask.shape != (n_samples,) or row_mask.dtype != bool:
        raise ValueError(
            f"{name} should have a `row_mask_` of bool of shape (n_samples,), "
            f"{(n_samples,)}. Got {row_mask.dtype} of shape {row_mask.shape}."
        )
    return selected, row_mask


def list_decisions(cell_filter, selected, class_code):
    """Return the single filters that were asked about a class, and what they selected.

    Parameters
    ----------
    cell_filter : filter
        A filter, or one that asks others.

    selected : ndarray of shape (n_clusters, n_classes), dtype=bool
        What it selected.

    class_code : int
        Position of the class.

    Returns
    -------
    decisions : list of tuple
        Each a filter and its decision, an array like `selected`.
    """
    if isinstance(cell_filter, AskingFilter):
        return [
            single
            for part, of_part in cell_filter._asked(class_code)
            for single in list_decisions(part, of_part, class_code)
        ]
    return [(cell_filter, selected)]


class AskingFilter(BaseFilter):
    """Base class of filters that ask others."""

    @abstractmethod
    def _asked(self, class_code):
        """Return the filters that were asked about a class, and what they selected."""


class FilterChain(AskingFilter):
    """Selects what all of several filters select, each of which decides by itself.

    Parameters
    ----------
    filters : list of filters
        The filters. Their parameters are reached as ``0__threshold``, by position.

    Attributes
    ----------
    decisions_ : list of ndarray of shape (n_clusters, n_classes), dtype=bool
        What each filter selected.

    row_mask_ : ndarray of shape (n_samples,), dtype=bool, or None
        The rows that no filter masks out; ``None`` if none masks any.
    """

    def __init__(self, filters):
        self.filters = filters

    def get_params(self, deep=True):
        """Return the parameters, with `deep` also those of the filters."""
        params = {"filters": self.filters}
        if deep:
            for place, part in enumerate(self.filters):
                inner = part.get_params() if hasattr(part, "get_params") else {}
                params |= {f"{place}__{name}": inner[name] for name in inner}
        return params

    def set_params(self, **params):
        """Set parameters of the chain or of its filters."""
        if "filters" in params:
            self.filters = params.pop("filters")
        for name, value in params.items():
            place, _, inner = name.partition("__")
            if not (place.isdigit() and inner and int(place) < len(self.filters)):
                raise ValueError(f"Invalid parameter {name!r} for {self!r}.")
            self.filters[int(place)].set_params(**{inner: value})
        return self

    def select(self, X, cells):
        """Return the cells that every filter selects."""
        answers = [ask_filter(part, X, cells) for part in self.filters]
        self.decisions_ = [selected for selected, _ in answers]
        masks = [mask for _, mask in answers if mask is not None]
        self.row_mask_ = np.logical_and.reduce(masks) if masks else None
        return np.logical_and.reduce([cells.counts > 0, *self.decisions_])

    def _asked(self, class_code):
        """Return the filters and what they selected."""
        return zip(self.filters, self.decisions_, strict=True)

    def reason(self, cluster, class_code):
        """Return the reasons of all filters that dropped a cell."""
        return "; ".join(
            part.reason(cluster, class_code)
            for part, selected in zip(self.filters, self.decisions_, strict=True)
            if not selected[cluster, class_code]
        )


def has_usable_rows(cells, row_mask):
    """Return which cells have a row that is not masked out.

    Parameters
    ----------
    cells : Cells
        The rows by cluster and class.

    row_mask : ndarray of shape (n_samples,), dtype=bool, or None
        Which rows may be used; ``None`` stands for all.
    """
    has_rows = cells.counts > 0
    if row_mask is not None:
        for cell in np.argwhere(has_rows).tolist():
            has_rows[tuple(cell)] = row_mask[cells.rows(*cell)].any()
    return has_rows


class ImbalanceRatioFilter(BaseFilter):
    """Selects the cluster-class pairs of an imbalance ratio of at most a threshold.

    The ratio is (m + s) / (n + s), for n rows of the class and m of the largest class
    in the cluster, or of all others, and the smoothing s. Against the largest class it
    says nothing about that class itself: all clusters with rows of it are selected, and
    those of classes of the same size.

    Parameters
    ----------
    threshold : float or 'auto', default='auto'
        The largest ratio that is selected. ``'auto'`` is the data set's: rows of the
        largest class over rows of the smallest; unless `strict`, and against the
        largest class, at least one cluster of every class always passes it. It may be
        infinite.

    smoothing : float, default=0.0
        What is added to both numbers of rows, s.

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
    MinimumShareFilter : The same against all other classes, said as a share.
    CoverageFilter : Chooses the threshold by the share of the class that is kept.

    Notes
    -----
    A high threshold lets clusters in that other classes dominate. With an allocation
    that favours few rows, such as sparsity, their rows of the class, which may be
    noise, are multiplied most.

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
    def imbalanced_learn(cls, min_share=0.5):
        """Return imbalanced-learn's filter, a minimum share of the cluster's rows.

        Parameters
        ----------
        min_share : float, default=0.5
            The share q, between 0 and 1; the threshold is (1 - q) / q.
        """
        if not 0 <= min_share <= 1:
            raise ValueError(f"`min_share` should be from 0 to 1. Got {min_share!r}.")
        # In fractions, so that clusters of that very share are selected.
        share = Fraction(min_share).limit_denominator(1_000_000)
        threshold = float((1 - share) / share) if share > 0 else np.inf
        return cls(threshold=threshold, reference="rest")

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

    def reason(self, cluster, class_code):
        """Return why a cell was not selected."""
        ratio = self._ratios[cluster, class_code]
        where = "not below" if self.strict else "above"
        return (
            f"imbalance ratio {ratio:.3g} {where} the threshold {self.threshold_:.3g}"
        )
