"""The command line: ``clover resample``, ``report``, ``compare`` and others."""

from clover.cli._main import main

__all__ = ["main"]
