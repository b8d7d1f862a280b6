"""The error codes of solutions with lags and leads: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "E040": (
        "quarters not solved",
        "Newton's method found no solution of a quarter, or of all quarters together.",
        "Soften the shock, the path or the target, or move the last quarter further out.",
    ),
    "E041": (
        "equations do not determine the unknowns",
        "No assignment of equations to unknowns exists, or the linearised equations have no unique solution.",
        "Let every instrument move its target, and exogenise no variable that its own equation needs.",
    ),
    "E042": (
        "figure missing for a solution",
        "A lag, a lead or an outside path has no figure in a quarter that the solution needs.",
        "Supply the figure named in the message.",
    ),
    "E043": (
        "no such terminal condition",
        "The values after the last quarter can be given, steady or growing, and nothing else.",
        "Write given, steady or growth.",
    ),
    "E044": (
        "plan that cannot be solved",
        "Targets and instruments, or surprises, do not fit together.",
        "Give as many instruments as targets, and surprises in the order of their quarters.",
    ),
    "E046": (
        "bounds not met",
        "No shocks of the chosen kind keep the path inside its bounds.",
        "Widen the band, or let more shocks act.",
    ),
}

NOT_SOLVED = frozenset({"E040", "E041", "E046"})
"""Codes that mean a path could not be solved (exit 3)."""
