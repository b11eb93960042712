"""The engine that makes the new rows."""
