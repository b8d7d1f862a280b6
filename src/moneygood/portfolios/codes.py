"""The error codes of portfolios: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A781": (
        "faulty text of blocks",
        "A text under economics/blocks lacks a field, has a wrong one, or names an unknown variable.",
        "Write it like those that are shipped.",
    ),
    "A782": (
        "faulty portfolio",
        "A portfolio lacks a field, has a wrong one, or a cell of its table is not a number.",
        "Write block and weight on a line each, as the shipped portfolios do.",
    ),
    "A783": (
        "unknown block",
        "A portfolio holds something that is no building block.",
        "Use a block that exists, or describe one under economics/blocks.",
    ),
    "A784": (
        "weights that do not add up",
        "Holdings do not add up to 100 percent, or to the notional that is stated.",
        "Mend the weights, or add cash for the rest.",
    ),
    "A785": (
        "short position",
        "A weight of the holdings is below zero, which the portfolio does not allow.",
        "Write short: true, or put the position under overlays.",
    ),
    "A786": (
        "unknown portfolio",
        "There is no shipped portfolio and no file of that name.",
        "Use a name that exists, or the path of a YAML or CSV file.",
    ),
    "A787": (
        "nothing to measure",
        "Too few draws, or none that succeeded, are left for a risk figure.",
        "Ask for more draws.",
    ),
    "A791": (
        "already so",
        "A stress test is asked for something that happens without any shock.",
        "Ask for a larger loss, or a bound further away.",
    ),
    "A792": (
        "goal that no shocks can be found for",
        "The goal of a stress test is joined by or, negated, or names no variable.",
        "Write inequalities joined by and, such as rate_10y[2028Q4] > 7.",
    ),
    "A793": (
        "loss and condition",
        "A stress test is given a condition and a loss, or neither a loss nor a condition it can read.",
        "Give a portfolio with --loss, or a condition alone.",
    ),
}
