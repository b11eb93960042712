"""Tables of files: read as text and as values, and written."""
