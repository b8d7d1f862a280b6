"""Other programs that do the same work, and how each is run."""
