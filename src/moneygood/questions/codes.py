"""The error codes of the texts of questions: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A301": (
        "faulty question text",
        "A text under economics/targets, branches or loops lacks a field or has a wrong one.",
        "Write it like those that are shipped.",
    ),
    "A304": (
        "value without a quarter",
        "A target names a variable without saying when.",
        "Write the quarter behind it: debt_ratio[2036Q4], or mean(debt_ratio[2035Q1..2036Q4]).",
    ),
    "A320": (
        "unknown branch point",
        "There is no text of that name in economics/branches.",
        "Use a name that exists.",
    ),
}
