"""Measures of the rows that samplers make, next to the scores of classifiers."""
