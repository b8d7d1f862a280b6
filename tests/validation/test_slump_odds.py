"""Odds of a slump know the curve and the labour market: as in nine recessions, and on paths."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.baseline.opening import load
from moneygood.baseline.workspace import Workspace
from moneygood.core.periods import Quarter
from moneygood.scenarios.read import parse_plan

BEGAN = ("1960Q2", "1970Q1", "1973Q4", "1980Q1", "1981Q3", "1990Q3", "2001Q2", "2008Q1", "2020Q1")
"""The quarters after NBER's peaks; output turned in the course of the quarter before where the peak was."""
ENDED = ("1961Q1", "1970Q4", "1975Q1", "1980Q3", "1982Q4", "1991Q1", "2001Q4", "2009Q2", "2020Q2")


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load()


@pytest.fixture(scope="module")
def figures(workspace: Workspace) -> tuple[np.ndarray, np.ndarray]:
    """Whether a recession began, and the slope of the year before: short less long rate [quarter], in the
    quarters since 1960 that did not follow on one of a recession."""
    panel = workspace.vintage.long_quarterly
    slope = panel.series("funds_rate") - panel.series("treasury_10y")
    spells = [(Quarter.parse(a), Quarter.parse(b)) for a, b in zip(BEGAN, ENDED, strict=True)]
    began, x = [], []
    for t in range(4, len(panel.periods)):
        q, mean = panel.periods[t], slope[t - 4 : t].mean()
        inside = any(a <= q - 1 <= b for a, b in spells)
        if np.isfinite(mean) and Quarter.of(1960, 1) <= q <= Quarter.of(2026, 1) and not inside:
            began.append(any(q == a for a, _ in spells))
            x.append(mean)
    return np.array(began, float), np.array(x)


def logit(y: np.ndarray, x: np.ndarray) -> tuple[float, float]:
    """The slope of a logit with a constant and its standard error, by Newton's method."""
    z = np.column_stack([np.ones(len(x)), x])
    b, hessian = np.zeros(2), np.eye(2)
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ b))
        hessian = (z * (p * (1 - p))[:, None]).T @ z
        b = b + np.linalg.solve(hessian, z.T @ (y - p))
    return float(b[1]), float(np.sqrt(np.linalg.inv(hessian)[1, 1]))


def test_the_weight_of_the_curve_is_that_of_nine_recessions(
    workspace: Workspace, figures: tuple[np.ndarray, np.ndarray]
) -> None:
    """The logit of the record's note, from the bundled figures; the adopted weight is no outlier to it."""
    began, slope = figures
    assert began.sum() == len(BEGAN)
    weight, error = logit(began, slope)
    assert (weight, error) == (pytest.approx(1.53, abs=0.1), pytest.approx(0.39, abs=0.05))
    assert abs(workspace.model.parameters["b_slump_curve"].value - weight) < 2 * error


def test_recessions_began_where_few_were_out_of_work(workspace: Workspace) -> None:
    """Unemployment stood below its own mean of ten years when five of the last seven recessions began: not in
    1973, when what is natural was rising, nor in 1981, a year after the last one."""
    panel = workspace.vintage.long_quarterly
    rate = panel.series("unemployment_rate")
    place = [panel.periods.index(Quarter.parse(q)) for q in BEGAN[2:]]
    above = [str(panel.periods[t]) for t in place if rate[t - 1] > rate[t - 40 : t].mean()]
    assert above == ["1973Q4", "1981Q3"]


def test_odds_rise_with_an_inverted_curve_and_fall_with_slack(workspace: Workspace) -> None:
    """A point on the funds rate raises them by up to a factor of exp(1.1): yields and slack undo a part."""
    start = workspace.start
    held = {"periods": f"{start}..{start + 3}", "change": 1.0}
    funds = {**held, "hold": "ffr", "unit": "pct/yr", "absorbed_by": "eps_ffr_rule"}
    out = {**held, "hold": "unemployment", "unit": "pct", "absorbed_by": "eps_unemployment"}
    base = workspace.baseline(12).series("odds_slump")

    def ratio(path: dict[str, object]) -> float:
        found = workspace.solve_plan(parse_plan({"title": "made", "paths": [path]}, "made"), 12)
        return float(found.series("odds_slump")[4] / base[4])

    assert 1.5 < ratio(funds) < np.exp(1.1)
    assert np.exp(-0.45) * 0.75 < ratio(out) < np.exp(-0.45) * 1.1
