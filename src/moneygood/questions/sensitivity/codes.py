"""The error codes of the question sensitivity: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A350": (
        "sample out of order",
        "The rows of a sample are not those that its indices are made from.",
        "Draw the sample anew and leave its rows in their order.",
    ),
    "A351": (
        "sample size cannot be used",
        "The number of samples or levels does not suit the method.",
        "Use the size given in the message.",
    ),
    "A352": (
        "samples that failed",
        "Runs of the sample failed, and the estimators need all of them.",
        "Narrow the ranges of the inputs, or leave the input out that breaks the run.",
    ),
    "A353": (
        "inputs that depend on each other",
        "Correlated inputs are given where the method needs independent ones.",
        "Put them into one group, or use the Sobol method without groups.",
    ),
    "A354": (
        "faulty group",
        "A group of inputs is empty, unknown, or holds an input twice.",
        "Name inputs of this analysis, each in one group.",
    ),
}

NOT_SOLVED = frozenset({"A352"})
"""Codes that mean a path could not be solved (exit 3)."""
