"""When a relation between two series broke."""
