"""A quarter of one draw as a scalar Python function, compiled by numba for a graphics processor."""
