"""The error codes of checks against evidence and of the forecast record: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A061": (
        "faulty claim",
        "A claim about a response lacks a field or holds a wrong one.",
        "Write it like those in economics/claims/responses.",
    ),
    "A062": (
        "claim outside the run",
        "A claim looks at a quarter that its experiment does not reach.",
        "Lower the horizon.",
    ),
    "A063": (
        "nothing to validate",
        "validate is asked for a part that it does not have.",
        "Name responses, interest, cbo, baseline, structure or stability.",
    ),
    "A603": (
        "no such evaluation",
        "The origins, draws, workers or the seed asked for cannot be used.",
        "Ask for origins, draws and workers inside the bounds named.",
    ),
    "A604": (
        "evaluation stopped",
        "The evaluation was stopped before all origins were evaluated.",
        "Run it again: finished origins are kept.",
    ),
    "A671": (
        "faulty structure check",
        "A limit on the calibration lacks a field or holds a wrong one.",
        "Write it like those in economics/claims/structure.",
    ),
    "A672": (
        "not a stability question",
        "The model is to be linearised in a quarter that is not solved.",
        "Name a quarter of the baseline's 120.",
    ),
}

NOT_SOLVED = frozenset({"A604"})
"""Codes that mean a path could not be solved (exit 3)."""
