"""How the synthetic rows are spread over the clusters and between them."""

from clover.distribution._allocations import BaseAllocation, LogLinearAllocation
from clover.distribution._base import BaseDistributor
from clover.distribution._closeness import BorderCloseness, InformationWeight
from clover.distribution._cluster import ClusterDistributor
from clover.distribution._content_filters import (
    EntropyFilter,
    MinimumShareFilter,
    MinimumSupportFilter,
)
from clover.distribution._density import DensityDistributor
from clover.distribution._fallback import FallbackFilter
from clover.distribution._filters import BaseFilter
from clover.distribution._imbalance_ratio import ImbalanceRatioFilter
from clover.distribution._ranking_filters import CoverageFilter, TopShareFilter
from clover.distribution._row_scores import CrossValidatedError, KDNHardness
from clover.distribution._safety import SafetyFilter

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
    "ImbalanceRatioFilter",
    "InformationWeight",
    "KDNHardness",
    "LogLinearAllocation",
    "MinimumShareFilter",
    "MinimumSupportFilter",
    "SafetyFilter",
    "TopShareFilter",
]
