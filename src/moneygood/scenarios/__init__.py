"""Scenarios: YAML read into immutable plans, held against the model, and turned into figures for a run."""
