"""Error codes of the past, estimation and the forecast record."""

from __future__ import annotations

from moneygood.core.error_catalogue import CATALOGUE

CODES: dict[str, tuple[str, str, str]] = {
    "A602": ("faulty contest", "The text of the forecast contest lacks a field or holds a wrong one.",
             "Write it like economics/backtest/contest.yaml."),
    "A601": ("faulty rule for the past", "A text under economics/backtest lacks a field or holds a wrong one.",
             "Write it like the file that is shipped."),
}  # fmt: skip

CATALOGUE.update(CODES)
