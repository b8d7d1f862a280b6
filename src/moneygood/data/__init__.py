"""Figures: the catalogue of series, bundled vintages, transformations, cross-checks, own tables."""

from moneygood.data import errors as errors  # registers the D codes
