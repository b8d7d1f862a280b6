"""Sensitivity: which parameters and levers an output hangs on (Sobol and Morris indices)."""
