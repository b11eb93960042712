"""Clusterers, and what clover asks of them."""

from clover.clusterer._som import SOM

__all__ = ["SOM"]
