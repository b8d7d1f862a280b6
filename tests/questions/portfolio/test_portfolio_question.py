"""A portfolio's gains on the shipped model: parts add up, risk is counted, bad input is a line."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import moneygood as mg
from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.questions.portfolio.answer import PortfolioAnswer
from moneygood.questions.portfolio.chart import chart
from moneygood.surfaces.cli.main import call

HELD = {
    "title": "Own",
    "holdings": {"sp500": 50, "treasury_10y": 30, "hy_credit": 20},
    "overlays": {"yen": 10, "cyclicals_defensives": -5},
    "benchmark": {"sp500": 60, "treasury_10y": 40},
}


@cache
def answer() -> PortfolioAnswer:
    return api.portfolio(HELD, ["ai-disappoints"], draws=200, seed=3, quarters=6, level=(95.0, 90.0))


@cache
def document() -> dict[str, Any]:
    return answer().as_json()


def test_blocks_drivers_and_years_add_up_to_the_total() -> None:
    for found in (document()["baseline"], document()["scenarios"][0], document()["benchmark"]):
        total = found["total"]["mean"]
        assert sum(p["gain"] for p in found["parts"]) == pytest.approx(total, abs=1e-9)
        assert sum(y["mean"] for y in found["years"]) == pytest.approx(total, abs=1e-9)
        assert sum(y["paid"] for y in found["years"]) == pytest.approx(sum(found["paid"].values()), abs=1e-9)
    assert document()["adds_up"] < 1e-9


def test_a_scenario_stands_beside_the_baseline_on_the_same_draws() -> None:
    scenario, base = document()["scenarios"][0], document()["baseline"]
    apart = scenario["total"]["mean"] - base["total"]["mean"]
    assert scenario["against"] == pytest.approx(apart, abs=1e-9)
    assert scenario["error"] < base["total"]["error"]
    assert scenario["against"] < -3 * scenario["error"]


def test_the_benchmark_is_what_is_left() -> None:
    """The portfolio less 60/40 by hand: the same request for the benchmark alone."""
    mark = api.portfolio(HELD["benchmark"], draws=200, seed=3, quarters=6).as_json()
    gap = document()["baseline"]["total"]["mean"] - mark["baseline"]["total"]["mean"]
    assert document()["benchmark"]["total"]["mean"] == pytest.approx(gap, abs=1e-9)


def test_risk_is_in_order() -> None:
    risk = document()["baseline"]["risk"]
    assert [(r["quarters"], r["level"]) for r in risk] == [(4, 0.95), (4, 0.9), (6, 0.95), (6, 0.9)]
    for r in risk:
        assert r["expected_shortfall"] > r["value_at_risk"]
        assert r["expected_shortfall_error"] > 0
    assert risk[0]["value_at_risk"] >= risk[1]["value_at_risk"]


def test_the_index_hedges_itself() -> None:
    found = api.portfolio({"sp500": 100}, [], draws=100, quarters=4).as_json()
    best = found["hedges"][0]
    assert best["block"] == "sp500"
    assert best["ratio"] == pytest.approx(-1.0, abs=0.02)  # cash varies a little
    assert best["variance_cut"] > 0.995


def test_the_chart_has_the_answers_figures() -> None:
    bars = chart(answer())["concat"][1]["layer"][0]["data"]["values"]
    for title in ("Baseline", "AI disappoints"):
        summed = sum(b["gain"] for b in bars if b["scenario"] == title)
        named = {"Baseline": answer().found.baseline}
        named |= {x.title: x.summary for x in answer().found.scenarios}
        total = named[title]
        assert summed == pytest.approx(total.total.mean, abs=1e-9)
    assert len(answer().lead.split()) <= 40


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("block,weight\nsp500,60\ncash,41\n", "A784"),
        ("block,weight\nsp500,x\n", "A782"),
        ("block,weight\nq,100\n", "A783"),
    ],
)
def test_bad_input_is_one_line(
    text: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "own.csv"
    file.write_text(text)
    assert call(["portfolio", str(file)]) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.startswith(code)
    assert len(out.err.strip().splitlines()) == 1


def test_a_horizon_beyond_the_run_is_refused() -> None:
    with pytest.raises(MoneygoodError, match="A074"):
        api.portfolio(HELD, draws=100, quarters=4, over=5)


def test_a_receipt_computes_the_same_again(tmp_path: Path) -> None:
    """A portfolio from a CSV file is written into the receipt whole, and comes out equal without the file."""
    from moneygood.questions.receipts import verify_answer

    file = tmp_path / "own.csv"
    file.write_text("block,weight\nsp500,60\ncash,40\n")
    receipt = mg.portfolio(str(file), draws=100, quarters=4).receipt
    file.unlink()
    assert verify_answer(receipt).same


def test_gains_do_not_depend_on_threads() -> None:
    one, two = (api.portfolio({"tips": 100}, draws=120, quarters=4, threads=n).as_json() for n in (1, 2))
    assert one["baseline"] == two["baseline"]
    assert np.isfinite(one["baseline"]["total"]["mean"])


def test_views_weigh_the_draws() -> None:
    """Weights by hand: the views' own, on the gains of each draw of the same run."""
    from moneygood.portfolios.block_text import read_blocks
    from moneygood.portfolios.goals import portfolio_gains
    from moneygood.portfolios.holdings import find_portfolio
    from moneygood.runs.run import RunRequest
    from moneygood.runs.run_plan import run_plan

    view = "rate_10y[2027Q2] ~ 5.0"
    found = api.portfolio({"treasury_10y": 100}, draws=300, quarters=4, view=[view]).as_json()
    assert found["views"]["effective_draws"] == pytest.approx(found["effective_draws"])
    work = api.load()
    blocks = read_blocks(work.model)
    own = find_portfolio({"treasury_10y": 100}, blocks.blocks)
    keep = blocks.variables(own.names)
    request = RunRequest(300, 1, 4, view=(view,), keep=keep)
    paths = run_plan(work, api.find_scenario("baseline"), request).paths
    gains = portfolio_gains(work, own, blocks, {n: paths.series(n)[:, paths.ok] for n in keep}).total.sum(
        axis=0
    )
    by_hand = float(gains @ paths.weights[paths.ok]) / float(paths.weights[paths.ok].sum())
    assert found["baseline"]["total"]["mean"] == pytest.approx(by_hand, rel=1e-9)
    assert abs(by_hand - gains.mean()) > 0.5
