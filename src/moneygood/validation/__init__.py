"""The model held against evidence from outside."""
