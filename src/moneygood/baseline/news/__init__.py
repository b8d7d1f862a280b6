"""What a newer vintage changed, and what each kind of change does to the baseline."""
