"""Scenarios less the baseline, on the same draws."""
