"""The compiled backend: a program of instructions as machine code, eight paths at a time."""
