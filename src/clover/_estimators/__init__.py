"""What is done with any estimator that a user gives."""
