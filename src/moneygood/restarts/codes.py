"""The error codes of days that have passed: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A035": (
        "faulty projection",
        "A text of economics/projections lacks a field, or has one of the wrong kind.",
        "Mend the field that the message names.",
    ),
}
