"""Scores, ranks and tests from the stored probabilities."""
