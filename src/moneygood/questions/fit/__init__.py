"""Estimates of the equations."""
