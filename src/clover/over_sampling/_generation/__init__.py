"""The engine that makes the synthetic rows."""
