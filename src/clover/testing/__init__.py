"""Checks of filters, allocations, distributors, clusterers and oversamplers.

Parts of your own work in clover if they keep its contracts. These functions return the
claims of a contract as checks, for your own tests.
"""

from clover.testing._allocations import check_allocation
from clover.testing._clusterers import check_clusterer
from clover.testing._distributors import check_distributor
from clover.testing._filters import check_filter
from clover.testing._oversamplers import check_oversampler
from clover.testing._parametrize import parametrize_with_checks

__all__ = [
    "check_allocation",
    "check_clusterer",
    "check_distributor",
    "check_filter",
    "check_oversampler",
    "parametrize_with_checks",
]
