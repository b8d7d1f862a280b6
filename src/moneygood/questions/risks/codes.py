"""The error codes of the question risks: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A221": (
        "faulty risk",
        "The text of a risk, a sign or a loss lacks a field or holds a wrong one.",
        "Write it like those in economics/risks.",
    ),
    "A222": (
        "unknown risk",
        "A risk is asked for that has no text.",
        "Use a name that exists.",
    ),
}
