"""The chart of `rally`: a bar per part, its range over coefficients or draws, the residual apart."""

from __future__ import annotations

from typing import Any

from moneygood.charts import theme as theme
from moneygood.charts.spec import CONFIG, SCHEMA
from moneygood.questions.rally.answer import RallyAnswer
from moneygood.questions.rally.simulated_answer import SimulatedRallyAnswer

PART, LEFT, WHOLE = "part", "residual", "total"


def chart(answer: RallyAnswer | SimulatedRallyAnswer) -> dict[str, Any]:
    """A panel per window of history, or per group of companies on simulated paths."""
    simulated = isinstance(answer, SimulatedRallyAnswer)
    rows = _simulated_rows(answer) if simulated else _history_rows(answer)
    order = list(dict.fromkeys(r["label"] for r in rows))
    panels = list(dict.fromkeys(r["panel"] for r in rows))
    reach = (
        "the middle 70% of draws"
        if simulated
        else "range over coefficients and other measures (residual: over both durations)"
    )
    y = {"field": "label", "type": "nominal", "title": None, "sort": order, "axis": {"labelLimit": 260}}
    colour = {
        "field": "kind",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": [PART, LEFT, WHOLE], "range": [theme.FAN_BANDS[2], theme.DASHED, theme.INK]},
    }
    amount = {
        "field": "value",
        "type": "quantitative",
        "title": "log percent",
        "axis": {"tickCount": 5, "labelFlush": False, "labelOverlap": "greedy", "labelSeparation": 6},
    }
    tips = [
        {"field": "label", "type": "nominal"},
        *({"field": f, "type": "quantitative", "format": "+.1f"} for f in ("value", "low", "high")),
    ]
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "height": {"band": 0.62}},
            "encoding": {"y": y, "x": amount, "color": colour, "tooltip": tips},
        },
        {
            "mark": {"type": "rule", "color": theme.INK, "strokeWidth": 1.4},
            "encoding": {"y": y, "x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11, "color": theme.INK},
            "encoding": {
                "y": y,
                "x": {"field": "end", "type": "quantitative"},
                "text": {"field": "words", "type": "nominal"},
            },
        },
        {"mark": {"type": "rule", "color": theme.SOFT}, "encoding": {"x": {"datum": 0}}},
    ]
    return {
        "$schema": SCHEMA,
        "title": {"text": answer.title, "subtitle": f"Bars add up to the total; thin lines: {reach}"},
        "description": answer.reading,
        "data": {"values": rows},
        "facet": {
            "column": {
                "field": "panel",
                "type": "nominal",
                "title": None,
                "sort": panels,
                "header": {"labelFontSize": 13, "labelFontWeight": 600, "labelColor": theme.INK},
            }
        },
        "spec": {"width": 250, "height": 26 * len(order), "layer": layers},
        "config": CONFIG,
    }


def _row(panel: str, label: str, kind: str, value: float, low: float, high: float) -> dict[str, Any]:
    return {
        "panel": panel,
        "label": label,
        "kind": kind,
        "value": round(value, 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "end": round(max(value, high, 0.0), 4),
        "words": f"{value:+.1f}",
    }


def _history_rows(answer: RallyAnswer) -> list[dict[str, Any]]:
    rows = []
    for a in answer.windows:
        panel = f"{a.window.first} to {a.window.last}"
        for p in a.parts:
            row = _row(panel, p.label, PART, p.value, p.low, p.high)
            rows.append(row if p.measured else {**row, "words": "not measured"})
        coefficients = answer.residuals(a)
        rows.append(_row(panel, "Residual", LEFT, a.residual, min(coefficients), max(coefficients)))
        rows.append(_row(panel, "S&P 500", WHOLE, a.total, a.total, a.total))
    return rows


def _simulated_rows(answer: SimulatedRallyAnswer) -> list[dict[str, Any]]:
    f = answer.found
    rows = []
    panels = [("Index", f.parts, f.residual, f.total)]
    panels += [(g.label, g.parts, g.residual, g.total) for g in f.groups]
    for panel, parts, left, total in panels:
        rows += [_row(panel, w, PART, p.mean, p.low, p.high) for w, p in zip(f.labels, parts, strict=True)]
        rows.append(_row(panel, "Residual", LEFT, left.mean, left.low, left.high))
        rows.append(_row(panel, "Price", WHOLE, total.mean, total.low, total.high))
    return rows
