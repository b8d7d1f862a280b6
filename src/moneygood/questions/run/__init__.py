"""The simulated paths of a scenario."""
