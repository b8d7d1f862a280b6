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
    "A513": (
        "no lab can be put here",
        "A live lab was asked for in a note that is no HTML page, of a scenario that the lab does not have, "
        "or at something that is no address.",
        "Write an HTML note of a shipped scenario, and give the address of the lab's folder, such as lab/.",
    ),
    "A514": (
        "no summary can be written so",
        "The one-page summary of a note is asked for in a form that it has not, or in the note's own place.",
        "End its name with .pdf or .png, and let it differ from that of the note.",
    ),
}
