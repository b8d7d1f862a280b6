"""What institutions project, beside our baseline."""
