"""Runs and answers as files of other programs."""
