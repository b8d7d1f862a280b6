"""The reference backend: the program carried out with NumPy."""
