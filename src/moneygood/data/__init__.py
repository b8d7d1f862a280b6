"""Figures: the catalogue of series, bundled vintages, transformations, cross-checks, own tables."""
