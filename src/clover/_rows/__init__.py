"""Rows: as the user gave them, by class, and by cluster-class pair."""
