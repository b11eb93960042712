"""Clusters: the space in which they are found, and labels by `predict`."""
