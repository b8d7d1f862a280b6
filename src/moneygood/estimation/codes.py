"""The error codes of regressions, filters and figures of the past: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A081": (
        "faulty regression",
        "The text of a regression lacks a field or holds a wrong one.",
        "Write it like those in economics/calibration/regressions.",
    ),
    "A082": (
        "regression without an answer",
        "The figures are too few, or a regressor depends on the others.",
        "Lengthen the sample, or drop a regressor.",
    ),
    "A401": (
        "faulty text of the evidence",
        "A text of the evidence lacks a field, or holds a wrong one.",
        "Write it like those in economics/narrative, economics/rally and economics/relations.",
    ),
    "A421": (
        "too few figures for regimes",
        "The observables overlap in too few quarters for a filter.",
        "Begin earlier, or leave an observable out.",
    ),
    "A422": (
        "no analogue",
        "The traits of today, or of an episode, are not complete in any quarter.",
        "Choose traits that are published, or a shorter window.",
    ),
    "A601": (
        "faulty rule for the past",
        "A text under economics/backtest lacks a field or holds a wrong one.",
        "Write it like the file that is shipped.",
    ),
    "A602": (
        "faulty evaluation",
        "The text of the forecast evaluation lacks a field or holds a wrong one.",
        "Write it like economics/backtest/evaluation.yaml.",
    ),
    "A605": (
        "no table of residuals",
        "Shocks are to be bootstrapped, and the vintage has no whole table of residuals.",
        "Make it: python -m moneygood.estimation.past.residual_table.",
    ),
    "A606": (
        "no such shocks",
        "A run asks for a shape of shocks that there is not, or for shares of a variable not kept.",
        "Ask for bootstrap, normal or student_t.",
    ),
}
