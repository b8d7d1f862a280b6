"""The error codes of the question branch: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A321": (
        "only one branch",
        "Every draw takes the same branch, so there is nothing to tell apart.",
        "Use more draws, or a less one-sided definition.",
    ),
}
