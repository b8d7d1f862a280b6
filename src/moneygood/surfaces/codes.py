"""The error codes of surfaces: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "U002": (
        "not offline",
        "With --offline something wanted to reach another machine.",
        "Leave --offline out, or what reaches out (such as --cluster tcp://…).",
    ),
}
