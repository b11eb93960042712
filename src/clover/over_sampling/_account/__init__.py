"""What a fit tells: notes for the report, and the error where nothing is selected."""
