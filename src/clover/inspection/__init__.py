"""Measures of what a sampler made."""

__all__ = []
