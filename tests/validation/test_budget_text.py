"""The printed tables hold the figures they are made from."""

from __future__ import annotations

from moneygood.baseline.budget.budget import CboReplication, InterestHistory, LineCheck, YearRow
from moneygood.validation.budget_text import interest_text, replication_text

PARTS: dict[str, float] = dict.fromkeys(
    ("bills", "notes", "bonds", "tips", "frn", "nonmarketable", "other"), 15.0
)


def _check(line: str, error: float, limit: float, unit: str = "percent") -> LineCheck:
    row = YearRow(2026, 105.0, 105.0 / (1 + error / 100), error, PARTS)
    return LineCheck(line, (row,), abs(error), abs(error), 2026, limit, abs(error) <= limit, unit)


def test_the_interest_table():
    history = InterestHistory(
        "given", _check("interest_net", 5.0, 8.0), _check("debt_public", 0.4, 1.5), 3.0, False, 2e-16, "Note."
    )
    text = interest_text(history)
    for figure in ("2026", "+5.0", "105.0", "100.0"):
        assert figure in text
    assert "mean error 5.00 (limit 3), largest 5.00 in 2026 (limit 8): NOT MET" in text
    assert text.endswith("Note.\n")
    assert len({len(line) for line in text.splitlines()[1:3]}) == 1


def test_the_replication_table():
    lines = {
        "interest_net": _check("interest_net", -2.0, 3.0),
        "balance": _check("balance", 0.1, 0.25, "percent of GDP"),
    }
    text = replication_text(CboReplication("2026-02", lines, ("tax_payroll",), True, 0.0))
    for part in ("-2.00", "balance (% of GDP)", "tax_payroll", "all limits: met"):
        assert part in text
