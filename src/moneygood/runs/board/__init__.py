"""What institutions project, beside the model's own draws: our odds of theirs, and why they differ."""
