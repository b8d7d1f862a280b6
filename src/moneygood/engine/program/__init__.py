"""From equations to an ordered list of array operations."""
