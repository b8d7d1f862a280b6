"""The error codes of the question loop: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A330": (
        "hope does not move",
        "The loop's impulse has no size, so its gain cannot be measured.",
        "Give the impulse a size other than zero.",
    ),
}
