"""The error codes of the question breakeven: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A305": (
        "unknown target",
        "There is no target of that name, and the words are not a condition.",
        "Use a name that exists, a file, or a condition.",
    ),
    "A309": (
        "not a share",
        "Odds are asked for a share that is not between 0 and 1.",
        "Write 0.8 for odds of 80%.",
    ),
    "A310": (
        "condition without a value",
        "A condition has no value on the path: missing or not finite.",
        "Use variables that have figures in the quarters that it names.",
    ),
}
