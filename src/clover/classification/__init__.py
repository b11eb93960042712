"""Classifiers that are fitted to resampled rows."""

from clover.classification._resampled import ResampledClassifier

__all__ = ["ResampledClassifier"]
