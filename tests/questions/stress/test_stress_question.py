"""Reverse stress asked whole: the document, what draws share, the scenario that is written, bad input."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.portfolios.goals import condition_goal
from moneygood.questions.stress.answer import StressAnswer
from moneygood.questions.stress.chart import chart
from moneygood.questions.stress.draws import worst_draws
from moneygood.surfaces.cli.main import call

HELD = {"sp500": 60, "treasury_10y": 40}
WITH = ["eps_premium_market", "eps_inflation_news"]
LIKE = ("cuts-arrive", "foreign-strike", "higher-for-longer")


@cache
def answer() -> StressAnswer:
    return api.stress(HELD, loss=6.0, by="2026Q4", shocks=WITH, draws=800, seed=2, like=LIKE)


@cache
def document() -> dict[str, Any]:
    return answer().as_json()


def test_the_blocks_lose_what_was_asked() -> None:
    lost = {d: sum(b[d] for b in document()["blocks"]) for d in ("without", "with")}
    assert lost["with"] == pytest.approx(-6.0, abs=1e-6)
    assert lost["without"] > 0
    assert {s["shock"] for s in document()["shocks"]} == set(WITH)
    assert sum(p["part"] for p in document()["parts"]) == pytest.approx(1.0)
    assert answer().found.score.degrees == len(document()["shocks"])
    assert len(answer().lead.split()) <= 40


def test_the_share_of_draws_is_counted() -> None:
    """The same paths by another question: the quantile of its gains at that share is minus six percent."""
    found = api.portfolio(
        HELD, draws=800, seed=2, quarters=2, over=2, level=(100 * (1 - document()["draws"]["share"]),)
    )
    assert found.as_json()["baseline"]["risk"][0]["value_at_risk"] == pytest.approx(6.0, abs=0.5)


def test_what_draws_share_leans_as_the_shocks_do() -> None:
    """Draws with the highest ten-year yield have had shocks to its premium above their mean."""
    work = api.load()
    goal = condition_goal(work, "rate_10y[2027Q1] > 5.5", 3)
    found = worst_draws(work, api.find_scenario("baseline"), goal, 2, 3, 1200, 2, 1)
    means = {c.name.partition(":")[0]: (mean, error) for c, mean, error in found.leaning}
    mean, error = means["eps_rate_10y"]
    assert mean > 3 * error
    assert found.looked_at == pytest.approx(max(found.share, 80 / 1200), abs=0.002)
    assert found.ever >= found.share
    assert np.isfinite(found.spread).all()


def test_the_library_stands_in_the_order_of_likeness() -> None:
    likeness = [s["likeness"] for s in document()["scenarios"]]
    assert likeness == sorted(likeness, reverse=True)
    assert {s["scenario"] for s in document()["scenarios"]} == set(LIKE)
    assert all(-1 <= x <= 1 for x in likeness)


def test_the_chart_has_the_path_and_the_shocks() -> None:
    panels = chart(answer())["concat"]
    values = panels[1]["layer"][0]["data"]["values"]
    assert [v["value"] for v in values if v["path"] == "with"][-1] == pytest.approx(94.0, abs=1e-6)
    assert len({v["shock"] for v in panels[0]["layer"][0]["data"]["values"]}) == 2


def test_the_scenario_that_is_written_brings_it_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "line.yaml"
    words = [
        "stress",
        "rate_10y[2027Q1] > 5.25",
        "--with",
        "eps_rate_10y",
        "--draws",
        "400",
        "--write",
        str(file),
    ]
    assert call(words) == 0
    assert str(file) in capsys.readouterr().out
    work = api.load()
    path = work.solve_plan(api.find_scenario(str(file)), 6)
    assert path.series("rate_10y")[work.periods(6).index(work.start + 2)] == pytest.approx(5.25, abs=1e-6)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["rate_10y[2028Q4] > 7", "--loss", "10"], "A793"),
        (["rate_10y[2028Q4] > 7", "--by", "2027Q4"], "A793"),
        (["sixty-forty-aj"], "A786"),
        (["rate_10y > 7 or ffr > 6"], "A792"),
        (["rate_10z > 7"], "M001"),
        (["rate_10y > 0"], "A791"),
        (["rate_10y[2031Q1] > 7", "--quarters", "8"], "A303"),
        (["--by", "2020Q1"], "A303"),
        (["--loss", "0"], "A074"),
        (["--write", "/nowhere/x.yaml"], "R001"),
        (["--with", "eps_x"], "S013"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line(words: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["stress", *words]) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.splitlines()[-1].startswith(code)


def test_a_loss_without_a_quarter_takes_the_easiest() -> None:
    free = api.stress(HELD, loss=4.0, quarters=3, shocks=WITH[:1], draws=400, like=LIKE[:1]).found
    fixed = api.stress(HELD, loss=4.0, by="2026Q4", shocks=WITH[:1], draws=400, like=LIKE[:1]).found
    assert free.distance <= fixed.distance + 1e-9
    with pytest.raises(MoneygoodError, match="A303"):
        api.stress(HELD, by="2026Q2")
