"""Filters: which cluster-class pairs may get rows."""
