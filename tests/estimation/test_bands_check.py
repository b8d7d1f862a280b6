"""Whether adopted values lie inside the bands that the figures give: what `fit --check` leaves with."""

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from moneygood.estimation.fitting import answer as under_test
from moneygood.estimation.fitting.answer import FitAnswer, ParameterRow
from moneygood.model.build import load_model

ROW = ParameterRow("c", "b", "1", 0.5, 0.1, "x", 0.5, 0.1, 0.34, 0.66, 0.6, "fitted", 0.0, "")


def answer(monkeypatch: pytest.MonkeyPatch, rows: tuple[ParameterRow, ...], check: bool = True) -> FitAnswer:
    monkeypatch.setattr(under_test, "_rows", lambda result, equation: equation)
    result: Any = SimpleNamespace(equations=(rows,))
    nothing: Any = None
    return FitAnswer(result, nothing, nothing, nothing, "2026-10", "hash", check)


def test_a_value_inside_its_band_and_one_outside(monkeypatch) -> None:
    outside = replace(ROW, adopted=0.7)
    told = replace(outside, why="an older panel decides")
    assert ROW.inside
    assert not outside.inside
    assert answer(monkeypatch, (ROW, told)).held, "a stated reason stands for the band"
    assert not answer(monkeypatch, (ROW, outside)).held
    assert answer(monkeypatch, (ROW, outside), check=False).held, "nothing was asked"
    table = answer(monkeypatch, (ROW, told, outside))._band_table()
    assert [row[6] for row in table.rows] == ["an older panel decides", "none stated"]
    assert [row[2:5] for row in table.rows] == [(0.7, 0.34, 0.66)] * 2


def test_who_speaks_against_a_value() -> None:
    """By hand: prior 0.5 (0.1), figures 0.7 (0.1): together 0.6 (0.0707); 1.645 deviations on each side."""
    row = replace(ROW, prior_mean=0.5, prior_sd=0.1, mean=0.6, se=0.1 / 2**0.5, low90=0.484, high90=0.716)
    assert row.apart == pytest.approx((0.7 - 0.1645, 0.7 + 0.1645), abs=1e-3)
    assert replace(row, adopted=0.45).verdict == "the figures"
    assert replace(row, adopted=0.75).verdict == "the prior"
    assert replace(row, adopted=1.0).verdict == "both"
    narrow = replace(row, prior_mean=0.5, mean=0.5, adopted=0.63)
    assert narrow.apart == pytest.approx((0.5 - 0.1645, 0.5 + 0.1645), abs=1e-3)
    assert narrow.verdict == "only prior and figures together"
    assert replace(row, se=0.1).apart is None, "figures that teach nothing speak against nothing"


def smooth_max(a: float, b: float, width: float) -> float:
    return (a + b + math.sqrt((a - b) ** 2 + width**2)) / 2


def unemployment_for_a_gap(number: dict[str, float], level: float, gap: float, quarters: int) -> float:
    """Points of unemployment for a point of a lasting gap, so many quarters on: Okun's law by hand."""

    def aim(g: float) -> float:
        bend = number["b_okun_boom"] * smooth_max(
            g - number["b_okun_boom_from"], 0.0, number["b_capacity_soft"]
        )
        return smooth_max(number["b_nairu"] - level * (g - bend), number["b_unemployment_floor"], 0.5)

    ends = []
    for size in (0.0, gap):
        log, before, was = math.log(aim(0.0)), math.log(aim(0.0)), 0.0
        for _ in range(quarters):
            change = size - was
            step = number["b_okun_lag"] * (log - before)
            step += -number["b_okun_gap"] * change / math.exp(log)
            step += (
                number["b_okun_fall"]
                * smooth_max(-change - number["b_okun_fall_from"], 0, 0.2)
                / math.exp(log)
            )
            step += number["b_okun_ec"] * (math.log(aim(was)) - log)
            log, before, was = log + step, log, size
        ends.append(math.exp(log))
    return (ends[0] - ends[1]) / gap


def test_the_reason_stated_for_okun_s_level_is_true() -> None:
    """FRB/US's 0.26 points for 0.51% of output are 0.51 a point, as the parameter's record cites it."""
    number = {name: p.value for name, p in load_model().parameters.items()}
    assert unemployment_for_a_gap(number, number["b_okun_level"], 0.51, 12) == pytest.approx(0.51, abs=0.01)
    assert unemployment_for_a_gap(number, 0.50, 0.51, 12) == pytest.approx(0.46, abs=0.01)
