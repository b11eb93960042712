"""Fair comparisons of oversamplers over many data sets."""

from clover.comparison._compare import compare, plan, run
from clover.comparison._compare_distributors import (
    DistributorComparison,
    compare_distributors,
)
from clover.comparison._comparison import Comparison
from clover.comparison._runs.comparison_plan import ComparisonPlan

__all__ = [
    "Comparison",
    "ComparisonPlan",
    "DistributorComparison",
    "compare",
    "compare_distributors",
    "plan",
    "run",
]
