"""The error codes of notes: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A511": (
        "not a form of a note",
        "A note is to be written to a file whose ending names no form of it.",
        "End the file's name with .md, .html or .pdf.",
    ),
    "A512": (
        "not a date",
        "The date of a note cannot be read.",
        "Write it like 2026-11-22.",
    ),
}
