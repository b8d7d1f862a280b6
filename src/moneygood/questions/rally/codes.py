"""The error codes of the question rally: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A402": (
        "window without figures",
        "The price, or the first part, is missing at one end of a window.",
        "Choose quarters for which the figures named in the message are published.",
    ),
    "A403": (
        "not a window",
        "A window has one end, or ends no later than it begins.",
        "Name two quarters, the earlier one first.",
    ),
    "A404": (
        "window not simulated",
        "A window over simulated paths begins too early or ends after the run.",
        "Begin at the jump-off, or ask for more quarters.",
    ),
    "A405": (
        "no such draw",
        "A single draw is asked for that the run does not have, or that failed.",
        "Name a draw from 0 to the number of draws less one.",
    ),
}
