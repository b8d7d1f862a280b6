"""The last figure of a series, whatever table it stands in."""

from __future__ import annotations

from moneygood.core.periods import Quarter
from moneygood.data.latest import latest
from moneygood.data.vintage import load_vintage

LAST = Quarter.parse("2026Q3")


def test_the_latest_figure_of_each_table() -> None:
    vintage = load_vintage("2026-11")
    quarterly = latest(vintage, "aws_revenue", Quarter.parse("2025Q1"))
    assert quarterly is not None
    assert (quarterly.period, quarterly.licence) == ("2025Q1", "filings")
    assert quarterly.value == vintage.at("aws_revenue", "2025Q1")
    dated = latest(vintage, "capex_guidance_meta", Quarter.parse("2025Q2"))
    assert dated is not None
    assert dated.period == "2025-04-30"
    assert latest(vintage, "capex_guidance_meta", Quarter.parse("2024Q4")) is None
    assert latest(vintage, "no_such_series", LAST) is None
