"""Clusterers, and what clover asks of them."""
