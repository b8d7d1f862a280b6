"""Which shocks deliver a path."""
