"""Fair comparisons of oversamplers over many data sets."""

__all__ = []
