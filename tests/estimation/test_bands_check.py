"""Whether adopted values lie inside the bands that the figures give: what `fit --check` leaves with."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from moneygood.estimation.fitting import answer as under_test
from moneygood.estimation.fitting.answer import FitAnswer, ParameterRow

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
    assert [row[5] for row in table.rows] == ["an older panel decides", "none stated"]
    assert [row[2:5] for row in table.rows] == [(0.7, 0.34, 0.66)] * 2
