"""Fair comparisons of oversamplers over many data sets."""

from clover.comparison._comparison import Comparison

__all__ = ["Comparison"]
