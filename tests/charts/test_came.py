"""What came is drawn beside what was said, in every answer that knows of it."""

from __future__ import annotations

from typing import Any

import pytest

import moneygood
from moneygood.charts.came import came_panels
from moneygood.runs.came import CameEvent, CameFigure


def drawn(spec: Any) -> list[dict[str, Any]]:
    """Every record anywhere in a specification, rows of figures among them."""
    if isinstance(spec, dict):
        return [spec, *(r for v in spec.values() for r in drawn(v))]
    return [r for v in spec for r in drawn(v)] if isinstance(spec, list) else []


def test_the_marks_are_the_answers_own_figures():
    early = CameFigure("x", "X", "pct", "2025Q1", 1.0, 0.0, 2.0, 9.0, 99.0)
    late = CameFigure("x", "X", "pct", "2025Q2", 1.0, 0.0, 2.0, 1234.5, 97.5)
    met = CameEvent("a.b", "Cut", 0.25, "2025Q2", "2025Q2")
    not_yet = CameEvent("a.c", "Rise", 0.5, None, "2025Q2")
    figures, events = came_panels((early, late), (met, not_yet))
    assert {(r["percentile"], r["text"]) for r in drawn(figures) if "what" in r} == {(97.5, "1,234")}
    assert {(r["low"], r["high"]) for r in drawn(figures) if "low" in r} == {(15.0, 85.0)}
    told = {(r["what"], r["odds"], r["kind"], r["text"]) for r in drawn(events) if "what" in r}
    assert told == {("Cut", 25.0, "came", "2025Q2"), ("Rise", 50.0, "not yet", "")}
    assert came_panels() == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("first", {"causes": 0}),
        ("risks", {}),
        ("odds", {"scenarios": ["cuts-arrive"]}),
        ("breakeven", {"target": "debt_ratio[2027Q4] <= 102", "levers": ["ai_productivity"]}),
    ],
)
def test_questions_of_a_day_draw_what_came(question: str, asked: dict[str, Any]):
    found = getattr(moneygood, question)(draws=150, quarters=12, day="2024Q4", **asked)
    came = {r["label"] for rows in found.as_json()["came"].values() for r in rows}
    assert came
    assert came <= {r.get("what") for r in drawn(found.chart().to_dict())}
