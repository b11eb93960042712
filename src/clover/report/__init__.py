"""One report of what a sampler made, in a file of its own."""

from clover.report._report import ResamplingReport

__all__ = ["ResamplingReport"]
