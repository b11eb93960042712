"""Plans: their settings, files and texts, and their use on data."""
