"""Fair comparisons of oversamplers over many data sets."""

from clover.comparison._compare import compare, plan, run
from clover.comparison._compare_distributors import (
    DistributorComparison,
    compare_distributors,
)
from clover.comparison._comparison import Comparison
from clover.comparison._displays.critical_difference import CriticalDifferenceDisplay
from clover.comparison._displays.gain import GainDisplay
from clover.comparison._displays.matrix import ComparisonMatrixDisplay
from clover.comparison._displays.moderator import ModeratorDisplay
from clover.comparison._runs.comparison_plan import ComparisonPlan

__all__ = [
    "Comparison",
    "ComparisonMatrixDisplay",
    "ComparisonPlan",
    "CriticalDifferenceDisplay",
    "DistributorComparison",
    "GainDisplay",
    "ModeratorDisplay",
    "compare",
    "compare_distributors",
    "plan",
    "run",
]
