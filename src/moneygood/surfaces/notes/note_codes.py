"""The error codes of notes, entered in the catalogue."""

from __future__ import annotations

from moneygood.core.error_catalogue import CATALOGUE

CODES: dict[str, tuple[str, str, str]] = {
    "A511": ("not a form of a note", "A note is to be written to a file whose ending names no form of it.",
             "End the file's name with .md, .html or .pdf."),
    "A512": ("not a date", "The date of a note cannot be read.", "Write it like 2026-11-22."),
}  # fmt: skip

CATALOGUE.update(CODES)
