"""The distributor of any filter and any allocation."""

from numbers import Real

from sklearn.base import clone

from clover._compat import HasMethods, Interval, StrOptions
from clover._estimators.instances import check_is_instance
from clover.distribution._allocations.base import CallableAllocation
from clover.distribution._allocations.log_linear import LogLinearAllocation
from clover.distribution._composition import BaseCompositionDistributor


class ClusterDistributor(BaseCompositionDistributor):
    """Distributes synthetic rows by a filter and an allocation.

    The filter says which cluster-class pairs may get rows, the allocation with what
    weights these share the rows of the class. The clustering-based oversamplers of the
    literature differ in little else.

    Parameters
    ----------
    filter : filter, default=None
        Selects the pairs, such as :class:`CoverageFilter`, or several of them combined
        by ``&``. ``None`` selects all with rows of the class.

    allocation : allocation or callable, default=None
        Weighs the pairs, such as :class:`LogLinearAllocation`, or a function of
        ``(X, cells)`` that returns weights of shape (n_clusters, n_classes); see
        :class:`BaseAllocation`. ``None`` weighs by the number of rows, as SMOTE does,
        whose rows all make equally many.

    distribution_ratio : float, default=1.0
        The share of the rows that is made inside clusters; the others are made between
        neighbouring selected clusters. If there is no such pair for a class, all its
        rows are made inside.

    mode : {'increment', 'final size'}, default='increment'
        What the weights say: the rows to make, or the rows that there are to be in the
        end. For final sizes, cells are levelled up; one that is too large already gets
        none. With equal weights, all that get rows end with equally many.

    Attributes
    ----------
    intra_distribution_ : dict
        Maps ``(cluster, class)`` to the proportion of the class's synthetic rows that
        is made inside the cluster.

    inter_distribution_ : dict
        Maps ``((cluster, class), (other_cluster, class))`` to the proportion that is
        made between the two clusters.

    filtered_clusters_ : list of tuple
        The selected ``(cluster, class)`` pairs.

    reasons_ : dict
        Maps each ``(cluster, class)`` pair that was not selected to the reason.

    dropped_pairs_ : dict
        Maps each class that gets rows to a list of ``(name, number)``: how many of its
        pairs with rows each filter dropped.

    row_mask_ : ndarray of shape (n_samples,), dtype=bool, or None
        The rows that may be used to make others; ``None`` stands for all.

    row_weights_ : ndarray of shape (n_samples,) or None
        How often each row is used, as a share of its cluster and class; ``None`` stands
        for equally often.

    filter_ : filter or None
        The fitted filter.

    allocation_ : allocation
        The fitted allocation.

    clusters_log_density_ : dict
        Maps the selected pairs to the natural logarithm of their density, if the
        allocation measures it.

    clusters_density_ : dict
        The densities themselves; zero or infinite where floating-point numbers cannot
        hold them.

    majority_class_label_ : object
        The largest class, the first of several.

    majority_class_labels_ : list
        The largest class, or classes.

    target_classes_ : list
        The classes that get rows.

    n_requested_ : dict
        Maps them to the number of rows to make.

    labels_ : ndarray of shape (n_samples,)
        Cluster of each row; a negative label marks noise.

    neighbors_ : ndarray of shape (n_pairs, 2)
        Pairs of neighbouring clusters.

    unique_cluster_labels_ : ndarray of shape (n_clusters,)
        The clusters.

    unique_class_labels_ : ndarray of shape (n_classes,)
        The classes.

    n_samples_ : int
        Number of rows that it was given.

    See Also
    --------
    DensityDistributor : One such composition, that of the KMeans-SMOTE paper.
    BaseDistributor : The base class of distributors that are no compositions.
    clover.over_sampling.ClusterOverSampler : Uses distributors.

    Examples
    --------
    >>> from clover.distribution import (
    ...     ClusterDistributor,
    ...     CoverageFilter,
    ...     LogLinearAllocation,
    ...     MinimumSupportFilter,
    ... )
    >>> X = [[0.0], [1.0], [5.0], [7.0], [8.0], [20.0], [21.0], [22.0], [23.0], [24.0]]
    >>> y = [1, 1, 1, 1, 0, 1, 0, 0, 0, 0]
    >>> labels = [0, 0, 1, 1, 1, 2, 2, 2, 2, 2]
    >>> distributor = ClusterDistributor(
    ...     CoverageFilter(1.0) & MinimumSupportFilter(2), LogLinearAllocation.uniform()
    ... )
    >>> distributor.fit(X, y, labels, targets=[1]).intra_distribution_
    {(0, 1): 0.5, (1, 1): 0.5}
    >>> distributor.reasons_
    {(2, 1): 'rows of the class, 1, fewer than 2'}

    Equal final sizes, with ten new rows, are reached by more of them in small clusters:

    >>> distributor = ClusterDistributor(
    ...     allocation=LogLinearAllocation.uniform(), mode="final size"
    ... )
    >>> distributor = distributor.fit(X, y, labels, targets={1: 10})
    >>> distributor.intra_distribution_
    {(0, 1): 0.3, (1, 1): 0.3, (2, 1): 0.4}
    """

    _parameter_constraints: dict = {
        "filter": [HasMethods(["select", "reason"]), None],
        "allocation": [HasMethods(["log_weights", "weigh_rows"]), callable, None],
        "distribution_ratio": [Interval(Real, 0, 1, closed="both")],
        "mode": [StrOptions({"increment", "final size"})],
    }

    def __init__(
        self, filter=None, allocation=None, distribution_ratio=1.0, mode="increment"
    ):
        self.filter = filter
        self.allocation = allocation
        self.distribution_ratio = distribution_ratio
        self.mode = mode

    def _validate_params(self):
        super()._validate_params()
        for name in ("filter", "allocation"):
            check_is_instance(getattr(self, name), name, self)
        if self.mode == "final size" and self.distribution_ratio < 1:
            raise ValueError(
                "`distribution_ratio` should be 1.0 with mode='final size', as rows "
                f"between clusters level up none. Got {self.distribution_ratio}."
            )

    def _make_filter(self):
        return clone(self.filter, safe=False)

    def _make_allocation(self, X):
        if self.allocation is None:
            return LogLinearAllocation.by_size()
        if hasattr(self.allocation, "log_weights"):
            return clone(self.allocation, safe=False)
        return CallableAllocation(self.allocation)
