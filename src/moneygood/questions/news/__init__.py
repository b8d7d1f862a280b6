"""What a newer vintage changed, and what that did to the baseline."""
