"""Fair comparisons of oversamplers over many data sets."""

from clover.comparison._compare import compare, plan, run
from clover.comparison._comparison import Comparison
from clover.comparison._runs.comparison_plan import ComparisonPlan

__all__ = ["Comparison", "ComparisonPlan", "compare", "plan", "run"]
