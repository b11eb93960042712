"""Runs of a comparison: what they are made of, how they are done and kept."""
