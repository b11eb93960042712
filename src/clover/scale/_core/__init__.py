"""The passes over the data, without an engine."""
