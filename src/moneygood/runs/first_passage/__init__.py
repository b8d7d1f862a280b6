"""What changes first: triggers, first-passage times as competing risks, the order of what follows."""
