"""What makes two runs the same, as texts and hashes."""
