"""Tables: what their columns hold, and synthetic samples as rows of them."""
