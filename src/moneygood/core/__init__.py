"""Shared types that every room may import: periods, units, panels, paths, errors and the text folder."""
