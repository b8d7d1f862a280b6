"""A neutral rate that is neutral, two kinds of rates, and productivity that moves yields."""

from __future__ import annotations

from functools import lru_cache

import pytest

from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.engine.setting import PathSolution
from moneygood.scenarios.read import parse_plan

QUARTERS = 44
TEN_YEARS = 39


@lru_cache(maxsize=1)
def workspace() -> Workspace:
    return load()


def solved(**fields: object) -> PathSolution:
    return workspace().solve_plan(parse_plan({"title": "made", **fields}, "made"), QUARTERS)


def moved(path: PathSolution, name: str, at: int) -> float:
    return float(path.series(name)[at] - workspace().baseline(QUARTERS).series(name)[at])


HELD = {"hold": "rstar", "change": 0.5, "unit": "pct/yr", "absorbed_by": "eps_rstar"}


@pytest.mark.parametrize(
    "how", [{"levers": {"neutral_rate": 0.5}}, {"paths": [{**HELD, "periods": "2026Q3..2037Q2"}]}]
)
def test_a_higher_neutral_rate_raises_rates_one_for_one_and_leaves_output_alone(
    how: dict[str, object],
) -> None:
    """Half a point for good: after ten years policy and the ten-year have it, and nobody is out of work."""
    after = solved(**how)
    assert moved(after, "rstar", TEN_YEARS) == pytest.approx(0.5, abs=0.05)
    assert moved(after, "ffr", TEN_YEARS) == pytest.approx(0.5, abs=0.05)
    assert moved(after, "rate_10y", TEN_YEARS) == pytest.approx(0.5, abs=0.1)
    assert moved(after, "gap", TEN_YEARS) == pytest.approx(0.0, abs=0.05)
    assert moved(after, "unemployment", TEN_YEARS) == pytest.approx(0.0, abs=0.03)


def test_productivity_raises_the_ten_year() -> None:
    """Half a point a year more productivity: higher yields after one, five and ten years, little slack."""
    after = solved(levers={"ai_productivity": 0.5})
    for at in (3, 19, TEN_YEARS):
        assert moved(after, "rate_10y", at) > 0.02
    assert abs(moved(after, "gap", 19)) < 0.1


def test_a_term_premium_weighs_on_homes_and_little_on_business() -> None:
    """A point on the ten-year alone: homes fall three times as much as business investment, the Fed leans."""
    after, base = solved(levers={"term_premium": 1.0}), workspace().baseline(QUARTERS)
    homes, business = (after.series(n)[7] / base.series(n)[7] - 1 for n in ("inv_res_real", "inv_bus_real"))
    assert homes < 3 * business < 0
    assert -0.78 < moved(after, "ffr", 12) < -0.29
