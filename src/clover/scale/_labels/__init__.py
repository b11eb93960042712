"""Clusters: their space, labels by `predict`, and mean distances."""
