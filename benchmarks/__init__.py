"""Measurements beside other programs. Not part of the package: python -m benchmarks engine|frbus."""
