"""The error codes of the question breaks: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A411": (
        "no such pair",
        "A series of a relation is neither bundled nor a variable of the model.",
        "Use a name of moneygood data status, or a variable.",
    ),
    "A412": (
        "too few figures for a break",
        "Two series overlap in too few periods, or not where asked.",
        "Lengthen the sample.",
    ),
    "A413": (
        "not a search for breaks",
        "The frequency, the number of breaks or the seed cannot be used.",
        "Keep to what the message names.",
    ),
}
