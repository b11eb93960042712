"""Spark data frames as numbered rows, cells and samples."""
