"""The chart of `board`: where each projection lies among our draws, by institution."""

from __future__ import annotations

from typing import Any

from moneygood.charts import parts as p
from moneygood.questions.board.answer import BoardAnswer, figure_words, shown


def chart(answer: BoardAnswer) -> dict[str, Any]:
    """A point per projection at its percentile of our draws, with its Monte-Carlo error; 50 is our median."""
    rows = [
        {
            "institution": r.short, "figure": f"{r.short} {r.published}: {figure_words(r)}",
            "percentile": r.percentile,
            "low": max(r.percentile - r.mc_error, 0.0), "high": min(r.percentile + r.mc_error, 100.0),
            "theirs": shown(r, r.theirs), "ours": shown(r, r.ours),
        }
        for r in answer.rows
    ]  # fmt: skip
    x: dict[str, Any] = {
        "field": "percentile", "type": "quantitative", "title": "percent of our draws below theirs",
        "scale": {"domain": [0, 100]},
    }  # fmt: skip
    y: dict[str, Any] = {
        "field": "figure",
        "type": "nominal",
        "title": None,
        "sort": None,
        "axis": {"labelLimit": 340},
    }
    colour: dict[str, Any] = {"field": "institution", "type": "nominal", "title": None}
    low: dict[str, Any] = {
        "field": "low",
        "type": "quantitative",
        "title": "percent of our draws below theirs",
    }
    high: dict[str, Any] = {"field": "high"}
    middle = [{"at": 50.0}]
    layers = [
        p.layer(middle, {"type": "rule", "strokeDash": [4, 3]}, x={**x, "field": "at"}),
        p.layer(rows, {"type": "rule"}, x=low, x2=high, y=y, color=colour),
        p.layer(rows, {"type": "point", "filled": True, "size": 50}, x=x, y=y, color=colour),
    ]
    height = max(18 * len(rows), 60)
    return p.sheet(answer.title, [p.panel("Our odds of theirs", layers, width=420, height=height)], 1)
