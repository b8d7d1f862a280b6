"""The level behind announcement returns: against statsmodels' local level, and what it is made of."""

from __future__ import annotations

import csv
from types import SimpleNamespace

import numpy as np
import pytest

from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root
from moneygood.data.latest import latest
from moneygood.data.vintage import load_vintage
from moneygood.estimation.filters.reward import GRID, reward_state

NAMES = [f"announcement_return_{t}" for t in ("amzn", "googl", "meta", "msft")]
LAST = Quarter.parse("2026Q3")


def test_the_level_is_that_of_a_local_level_filter_of_another_program() -> None:
    """Four announcements a quarter, so the noise of a quarter's mean is the same throughout."""
    sm = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(3)
    level = np.cumsum(rng.normal(0, 1.5, 24))
    days = {}
    for t in range(24):
        year, month = 2020 + t // 4, 3 * (t % 4) + 1
        for k in range(4):
            days[f"{year}-{month:02d}-{k + 1:02d}"] = level[t] + rng.normal(0, 2.0)
    vintage = SimpleNamespace(annual=lambda name: days)
    found = reward_state(vintage, ["any"], Quarter.parse("2025Q4"))  # type: ignore[arg-type]
    assert found is not None
    model = sm.tsa.UnobservedComponents(found.means, "local level")
    fitted = model.filter([found.noise**2 / 4, found.step**2])
    assert found.level[1:] == pytest.approx(fitted.filtered_state[0][1:], abs=2e-3)
    best = max(GRID, key=lambda s: model.loglike([found.noise**2 / 4, max(s, 1e-6) ** 2]))
    assert found.step == pytest.approx(best, abs=0.06)


def test_means_and_counts_are_those_of_the_file() -> None:
    path = economics_root() / "vintages" / "2026-11" / "annual.csv"
    own: dict[str, list[float]] = {}
    for row in csv.DictReader(path.read_text().splitlines()):
        if row["series"] in NAMES:
            year, month = row["period"][:4], int(row["period"][5:7])
            own.setdefault(f"{year}Q{(month - 1) // 3 + 1}", []).append(float(row["value"]))
    found = reward_state(load_vintage("2026-11"), NAMES, LAST)
    assert found is not None
    for quarter, mean, count in zip(found.quarters, found.means, found.counts, strict=True):
        assert count == len(own.get(str(quarter), []))
        if count:
            assert mean == pytest.approx(np.mean(own[str(quarter)]))


def test_nothing_later_than_the_quarter_is_seen() -> None:
    whole = reward_state(load_vintage("2026-11"), NAMES, LAST)
    early = reward_state(load_vintage("2026-11"), NAMES, Quarter.parse("2024Q4"))
    assert whole is not None
    assert early is not None
    assert str(early.quarters[-1]) == "2024Q4"
    assert reward_state(load_vintage("2026-11"), NAMES, Quarter.parse("2023Q2")) is None


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
