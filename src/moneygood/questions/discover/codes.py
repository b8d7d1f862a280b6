"""The error codes of the question discover: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A340": (
        "nothing to discover",
        "The condition holds in too few draws, or in nearly all of them.",
        "Choose another threshold, or simulate more draws.",
    ),
    "A341": (
        "setting of the search out of range",
        "A share or number given to the search cannot be used.",
        "Use the range given in the message.",
    ),
}
