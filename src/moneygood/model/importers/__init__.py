"""Readers of models that others wrote: from their files to equations on the shared graph."""
