"""Error codes of the past, estimation and the forecast record."""

from __future__ import annotations

from moneygood.core.error_catalogue import CATALOGUE, NOT_SOLVED

CODES: dict[str, tuple[str, str, str]] = {
    "A602": (
        "faulty contest",
        "The text of the forecast contest lacks a field or holds a wrong one.",
        "Write it like economics/backtest/contest.yaml.",
    ),
    "A603": (
        "no such contest",
        "The origins, draws, workers or the seed asked for cannot be used.",
        "Ask for origins, draws and workers inside the bounds named.",
    ),
    "A604": (
        "contest stopped",
        "The contest was stopped before all origins were played.",
        "Run it again: finished origins are kept.",
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
    "A601": (
        "faulty rule for the past",
        "A text under economics/backtest lacks a field or holds a wrong one.",
        "Write it like the file that is shipped.",
    ),
}

CATALOGUE.update(CODES)
NOT_SOLVED.add("A604")
