"""The chart of `risks`: odds over one and three years, and what each risk does by itself, side by side."""

from __future__ import annotations

from typing import Any

from moneygood.charts import theme as theme
from moneygood.charts.came import came_panels
from moneygood.charts.spec import CONFIG, SCHEMA
from moneygood.questions.risks.monitor import RiskMonitor

SHORT, LONG = "#6fa8d8", "#0a3a6b"


def chart(answer: RiskMonitor) -> dict[str, Any]:
    """A row per risk: odds with 90% intervals, then one panel per loss with twice its standard error."""
    order = [r.text.event.label for r in answer.risks]
    odds, losses = [], []
    for risk in answer.risks:
        label = risk.text.event.label
        for k in answer.horizons:
            share, low, high = risk.odds[k]
            odds.append(
                {
                    "risk": label,
                    "within": f"{k} quarters",
                    "share": 100 * share,
                    "low": 100 * low,
                    "high": 100 * high,
                }
            )
        for loss in answer.losses:
            found = risk.caused(loss.name)
            if found is not None:
                value, spread = loss.scale * found.value, 2 * loss.scale * found.error
                losses.append(
                    {
                        "risk": label,
                        "loss": loss.name,
                        "value": value,
                        "low": value - spread,
                        "high": value + spread,
                    }
                )
    panels = [_odds(odds, order, answer)]
    panels += [_loss(losses, order, x.name, x.label) for x in answer.losses]
    panels += came_panels(events=answer.came)
    return {
        "$schema": SCHEMA,
        "title": {
            "text": answer.title,
            "subtitle": "Odds with 90% Monte-Carlo intervals; with a risk's cause less without it on "
            "the same draws, two standard errors either side",
        },
        "description": answer.reading,
        "config": CONFIG,
        "hconcat": panels,
        "resolve": {"scale": {"color": "independent"}},
    }


def _row(order: list[str], labels: bool) -> dict[str, Any]:
    axis = {"grid": False, "labelLimit": 200} if labels else None
    return {"field": "risk", "type": "nominal", "title": None, "axis": axis, "scale": {"domain": order}}


def _odds(rows: list[dict[str, Any]], order: list[str], answer: RiskMonitor) -> dict[str, Any]:
    names = [f"{k} quarters" for k in answer.horizons]
    colour = {
        "field": "within", "type": "nominal", "title": "within",
        "scale": {"domain": names, "range": [SHORT, LONG]}, "legend": {"orient": "top"},
    }  # fmt: skip
    y, offset = _row(order, True), {"field": "within", "sort": names}
    x = {"field": "share", "type": "quantitative", "title": "percent of draws"}
    return {
        "data": {"values": rows},
        "width": 260,
        "height": 40 * len(order),
        "layer": [
            {"mark": {"type": "bar"}, "encoding": {"y": y, "yOffset": offset, "x": x, "color": colour}},
            {
                "mark": {"type": "rule", "color": theme.INK, "strokeWidth": 1.4},
                "encoding": {
                    "y": y,
                    "yOffset": offset,
                    "x": {"field": "low", "type": "quantitative"},
                    "x2": {"field": "high"},
                },
            },
        ],
    }


def _loss(rows: list[dict[str, Any]], order: list[str], name: str, label: str) -> dict[str, Any]:
    y = _row(order, False)
    return {
        "data": {"values": [r for r in rows if r["loss"] == name]},
        "width": 120,
        "height": 40 * len(order),
        "layer": [
            {"mark": {"type": "rule", "color": theme.SOFT}, "encoding": {"x": {"datum": 0}}},
            {
                "mark": {"type": "rule", "color": theme.INK, "strokeWidth": 1.4},
                "encoding": {
                    "y": y,
                    "x": {"field": "low", "type": "quantitative", "title": label},
                    "x2": {"field": "high"},
                },
            },
            {
                "mark": {"type": "point", "filled": True, "size": 55, "color": theme.DASHED},
                "encoding": {"y": y, "x": {"field": "value", "type": "quantitative"}},
            },
        ],
    }
