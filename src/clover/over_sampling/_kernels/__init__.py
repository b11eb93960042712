"""Kernels, from arrays to arrays."""
