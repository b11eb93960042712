"""Oversampling of data that do not fit into memory."""

from clover.scale._local import plan, resample
from clover.scale._plan import ResamplePlan

__all__ = ["ResamplePlan", "plan", "resample"]
