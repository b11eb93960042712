"""Measures of what a sampler made."""

from clover.inspection._cluster_shares import (
    WithinClassImbalance,
    within_class_imbalance,
)
from clover.inspection._diversity import Diversity, diversity
from clover.inspection._validity import Validity, validity

__all__ = [
    "Diversity",
    "Validity",
    "WithinClassImbalance",
    "diversity",
    "validity",
    "within_class_imbalance",
]
