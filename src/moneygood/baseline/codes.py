"""The error codes of the completed state, the baseline and the budget: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A071": (
        "faulty completion rule",
        "completion.yaml names a variable or a judgement that the model does not have.",
        "Correct the name.",
    ),
    "A072": (
        "incomplete state",
        "A variable has neither data nor a start value before the jump-off.",
        "Give it a measurement or a start value.",
    ),
    "A073": (
        "no outside path",
        "A variable from outside the model has no path in the policy tables.",
        "Add its path to economics/policy.",
    ),
    "A091": (
        "budget input missing",
        "A run of the budget block lacks a path, or one does not reach.",
        "Supply it for every quarter, and for the quarters before that the equations look back to.",
    ),
    "A092": (
        "not a composition",
        "The composition of the debt is neither given nor by rule.",
        "Write given or rule.",
    ),
}
