"""Paths and their statistics."""
