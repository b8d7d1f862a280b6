"""The error codes of the question board: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A360": (
        "unknown institution",
        "There is no projection of an institution of that name.",
        "Use a name that the message lists; each is a file in economics/projections.",
    ),
    "A361": (
        "nothing to compare",
        "No projection that was asked for lies inside the run.",
        "Simulate more quarters, or ask for other institutions, days or years.",
    ),
}
