"""The chart of `odds`: a field per scenario and variable, coloured by its percentile."""

from __future__ import annotations

from typing import Any

from moneygood.charts import parts as p
from moneygood.charts import theme as theme
from moneygood.charts.came import came_panels
from moneygood.questions.odds.answer import OddsAnswer


def chart(answer: OddsAnswer) -> dict[str, Any]:
    """Percentiles by scenario (the likeliest first) and variable, with the figure in each field."""
    rows = [
        {"scenario": s.title, "variable": row.label, "percentile": row.percentile, "error": row.mc_error}
        for s in answer.ranked
        for row in s.rows
    ]
    x: dict[str, Any] = {
        "field": "variable", "type": "nominal", "title": None, "sort": None,
        "axis": {"labelAngle": -35, "labelLimit": 240, "orient": "top"},
    }  # fmt: skip
    y: dict[str, Any] = {
        "field": "scenario", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 260},
    }  # fmt: skip
    colour: dict[str, Any] = {
        "field": "percentile", "type": "quantitative", "title": "percentile of the baseline's draws",
        "scale": {"domain": [0, 50, 100], "range": [p.BLUE, "#ffffff", p.RED], "interpolate": "rgb"},
    }  # fmt: skip
    text: dict[str, Any] = {"field": "percentile", "type": "quantitative", "format": ".0f"}
    ink: dict[str, Any] = {
        "condition": {"test": "abs(datum.percentile - 50) > 35", "value": "#ffffff"}, "value": theme.INK
    }  # fmt: skip
    layers = [
        p.layer(rows, {"type": "rect"}, x=x, y=y, color=colour),
        p.layer(rows, {"type": "text", "fontSize": 11}, x=x, y=y, text=text, color=ink),
    ]
    height = max(22 * len(answer.scenarios), 60)
    panels = [p.panel("Medians of scenarios", layers, width=560, height=height)]
    if answer.weighed:
        panels.append(_weights(answer))
    panels += came_panels(answer.came, width=560)
    return p.sheet(answer.title, panels, 1)


def _weights(answer: OddsAnswer) -> dict[str, Any]:
    """Weights as bars, before and after new figures where there are any."""
    rows = [
        {"scenario": w.title, "what": what, "weight": 100 * value}
        for w in answer.weighed
        for what, value in (
            ("without views", w.own if answer.views is not None else None),
            ("before", w.weight),
            ("after", w.after),
        )
        if value is not None
    ]
    whats = list(dict.fromkeys(r["what"] for r in rows))
    colour: dict[str, Any] = {
        "field": "what", "type": "nominal", "title": None, "sort": whats,
        "scale": {"domain": ["without views", "before", "after"], "range": [theme.START, p.BLUE, p.RED]},
        "legend": None if len(whats) == 1 else {"orient": "top"},
    }  # fmt: skip
    y: dict[str, Any] = {
        "field": "scenario", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 260},
    }  # fmt: skip
    bars = p.layer(
        rows, {"type": "bar"}, y=y, yOffset={"field": "what", "type": "nominal", "sort": whats},
        x={"field": "weight", "type": "quantitative", "title": "share of the model's futures (%)"},
        color=colour,
    )  # fmt: skip
    height = max(22 * len(answer.weighed) * len(whats), 60)
    return p.panel("Weights", [bars], width=560, height=height)
