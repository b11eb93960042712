"""Pictures and measures of what a sampler makes."""

from clover.inspection._cluster_shares import (
    WithinClassImbalance,
    within_class_imbalance,
)
from clover.inspection._displays.distribution import DistributionDisplay
from clover.inspection._displays.geometry import GeometryDisplay
from clover.inspection._displays.map import MapDisplay
from clover.inspection._displays.resampling import ResamplingDisplay
from clover.inspection._diversity import Diversity, diversity
from clover.inspection._validity import Validity, validity

__all__ = [
    "DistributionDisplay",
    "Diversity",
    "GeometryDisplay",
    "MapDisplay",
    "ResamplingDisplay",
    "Validity",
    "WithinClassImbalance",
    "diversity",
    "validity",
    "within_class_imbalance",
]
