"""Models that others wrote, solved."""
