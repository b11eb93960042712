"""Folders and files that are resampled in parts, because they may not fit in memory."""
