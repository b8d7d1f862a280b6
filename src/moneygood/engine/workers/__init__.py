"""Chunks of work on threads, processes and clusters."""
