"""Distances, neighbours and other numerics of rows."""
