"""Allocations: with what weights the selected pairs share the rows."""
