"""How the synthetic rows are spread over the clusters and between them."""

from clover.distribution._allocations.base import BaseAllocation
from clover.distribution._allocations.log_linear import LogLinearAllocation
from clover.distribution._base import BaseDistributor
from clover.distribution._cluster import ClusterDistributor
from clover.distribution._density import DensityDistributor
from clover.distribution._filters.base import BaseFilter, FilterChain
from clover.distribution._filters.content import (
    EntropyFilter,
    MinimumShareFilter,
    MinimumSupportFilter,
)
from clover.distribution._filters.fallback import FallbackFilter
from clover.distribution._filters.imbalance_ratio import ImbalanceRatioFilter
from clover.distribution._filters.ranking import CoverageFilter, TopShareFilter
from clover.distribution._filters.safety import SafetyFilter
from clover.distribution._scores.closeness import BorderCloseness, InformationWeight
from clover.distribution._scores.hardness import CrossValidatedError, KDNHardness

__all__ = [
    "BaseAllocation",
    "BaseDistributor",
    "BaseFilter",
    "BorderCloseness",
    "ClusterDistributor",
    "CoverageFilter",
    "CrossValidatedError",
    "DensityDistributor",
    "EntropyFilter",
    "FallbackFilter",
    "FilterChain",
    "ImbalanceRatioFilter",
    "InformationWeight",
    "KDNHardness",
    "LogLinearAllocation",
    "MinimumShareFilter",
    "MinimumSupportFilter",
    "SafetyFilter",
    "TopShareFilter",
]
