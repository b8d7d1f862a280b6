"""The federal budget alone: the same equations, with the economy given."""
