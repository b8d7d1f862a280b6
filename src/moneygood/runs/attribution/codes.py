"""The error codes of attributions: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A201": (
        "nothing to take apart",
        "The two things compared say the same.",
        "Name a scenario, a quarter with --since or a break with --given.",
    ),
    "A202": (
        "no such way to take apart",
        "why is asked for a breakdown that it does not have.",
        "Write shock, channel or lag.",
    ),
    "A203": (
        "quarter outside the question",
        "A quarter lies outside the simulated ones, or the later one comes first.",
        "Use quarters of the run, the earlier one after --since.",
    ),
    "A204": (
        "coalition without a solution",
        "The scenario cannot be solved with some of its parts left out.",
        "Take it apart by lag or by channel, or soften the part named in the scenario.",
    ),
    "A205": (
        "run of another model",
        "A stored run was made with other equations or figures than those here.",
        "Run its scenario again.",
    ),
    "A206": (
        "unknown break",
        "A break is asked for that no definition has.",
        "Use a name that exists.",
    ),
    "A207": (
        "too few draws",
        "The event is too rare among the draws for a mean.",
        "Ask for more draws, a later quarter, or a likelier event.",
    ),
    "A208": (
        "draws out of range",
        "The number of draws of a breakdown cannot be used.",
        "Write 0 for the deterministic path, or from 2 on.",
    ),
    "A209": (
        "contradictory question",
        "Two options of why exclude one another.",
        "Leave one of them out.",
    ),
    "A210": (
        "faulty drivers",
        "The text that says which shocks count as which driver of the past is not well formed.",
        "Mend the line named in economics/windows/drivers.yaml.",
    ),
}

NOT_SOLVED = frozenset({"A204"})
"""Codes that mean a path could not be solved (exit 3)."""
