"""The distributor of any filter and any allocation."""

from numbers import Real

from sklearn.base import clone

from clover._compat import HasMethods, Interval, StrOptions
from clover._docstrings import (
    Substitution,
    composition_attributes,
    distributor_data,
    distributor_proportions,
)
from clover.distribution._allocations.base import CallableAllocation
from clover.distribution._allocations.log_linear import LogLinearAllocation
from clover.distribution._composition import BaseCompositionDistributor


@Substitution(
    proportions=distributor_proportions,
    composition=composition_attributes,
    data=distributor_data,
)
class ClusterDistributor(BaseCompositionDistributor):
    """Distributes synthetic samples by a filter and an allocation.

    The filter selects the cluster-class pairs that may get synthetic samples. The
    allocation gives each selected pair a weight, by which the pairs share the synthetic
    samples of the class. Most clustering-based oversamplers of the literature are one
    filter and one allocation.

    Parameters
    ----------
    filter : filter, default=None
        Selects the pairs: a filter such as :class:`CoverageFilter`, or several filters
        combined by ``&``. ``None`` selects all pairs with rows of the class.

    allocation : allocation or callable, default=None
        Weighs the pairs: an allocation such as :class:`LogLinearAllocation`, or a
        function of ``(X, cells)`` that returns weights of shape (n_clusters,
        n_classes); see :class:`BaseAllocation`. ``None`` weighs pairs by their number
        of rows, so that all rows make equally many synthetic samples, as in SMOTE.

    distribution_ratio : float, default=1.0
        The share of the synthetic samples that is made inside clusters; the others are
        made between neighbouring selected clusters. If a class has no such pair of
        clusters, all its synthetic samples are made inside.

    mode : {{'increment', 'final size'}}, default='increment'
        What the weights share: the synthetic samples, or all rows that there are in the
        end. With ``'final size'``, a cluster that has more rows than its share gets
        none. With equal weights, all clusters that get synthetic samples end equally
        large.

    Attributes
    ----------
    {proportions}

    {composition}

    row_mask_ : ndarray of shape (n_samples,), dtype=bool, or None
        The rows from which synthetic samples may be made; ``None`` stands for all.

    row_weights_ : ndarray of shape (n_samples,) or None
        How often each row is used, as a share of its cluster and class; ``None`` stands
        for equally often.

    filter_ : filter or None
        The fitted filter.

    allocation_ : allocation
        The fitted allocation.

    {data}

    See Also
    --------
    DensityDistributor : The composition of the KMeans-SMOTE paper.
    BaseDistributor : The base class of distributors that are not compositions.
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
    {{(0, 1): 0.5, (1, 1): 0.5}}
    >>> distributor.reasons_
    {{(2, 1): 'rows of the class, 1, fewer than 2'}}

    With equal final sizes, small clusters get more of the ten synthetic samples:

    >>> distributor = ClusterDistributor(
    ...     allocation=LogLinearAllocation.uniform(), mode="final size"
    ... )
    >>> distributor = distributor.fit(X, y, labels, targets={{1: 10}})
    >>> distributor.intra_distribution_
    {{(0, 1): 0.3, (1, 1): 0.3, (2, 1): 0.4}}
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
        if self.mode == "final size" and self.distribution_ratio < 1:
            raise ValueError(
                "`distribution_ratio` should be 1.0 with mode='final size', as rows "
                f"between clusters level up none. Got {self.distribution_ratio}."
            )

    def _reads_rows(self):
        allocation = self._make_allocation(None)
        counts_only = (
            type(allocation) is LogLinearAllocation
            and allocation.spread == allocation.hardness == 0
            and allocation.row_score is None
        )
        return self.filter is not None or not counts_only

    def _make_filter(self):
        return clone(self.filter, safe=False)

    def _make_allocation(self, X):
        if self.allocation is None:
            return LogLinearAllocation.by_size()
        if hasattr(self.allocation, "log_weights"):
            return clone(self.allocation, safe=False)
        return CallableAllocation(self.allocation)
