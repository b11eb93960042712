"""Which clusters touch each other."""
