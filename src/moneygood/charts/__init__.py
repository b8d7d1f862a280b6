"""Charts as plain dictionaries and SVG text, with no plotting library."""
