"""Fair comparisons of oversamplers over many data sets."""

from clover.comparison._comparison import Comparison
from clover.comparison._displays.critical_difference import CriticalDifferenceDisplay
from clover.comparison._displays.gain import GainDisplay
from clover.comparison._displays.matrix import ComparisonMatrixDisplay

__all__ = [
    "Comparison",
    "ComparisonMatrixDisplay",
    "CriticalDifferenceDisplay",
    "GainDisplay",
]
