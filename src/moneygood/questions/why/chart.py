"""The chart of `why`: contributions stacked from zero to the total, the residual a bar of its own."""

from __future__ import annotations

from typing import Any

from moneygood.charts import theme as theme
from moneygood.charts.spec import CONFIG, SCHEMA
from moneygood.core.figures import plainly, unit_of_change
from moneygood.runs.attribution.attribution import SHOWN, Attribution

UP, DOWN, WHOLE, REST = "#0b5394", "#a63c06", "#14181d", "#6b727b"


def chart(answer: Attribution) -> dict[str, Any]:
    """Each part a bar that begins where the one above ends; then the residual, then the total."""
    rows, order = [], []
    level, scale = 0.0, 100.0 if answer.bp else 1.0
    for place, (label, own, kind) in enumerate(_bars(answer)):
        value = scale * own
        begin = 0.0 if kind == "total" else level
        level = level if kind == "total" else level + value
        name = f"{place + 1}. {label}" if label in order else label
        order.append(name)
        rows.append(
            {
                "part": name, "from": begin, "to": begin + value, "value": value, "kind": kind,
                "text": plainly(f"{value:+,.1f}" if answer.bp else f"{value:+,.3g}"),
                "end": max(begin, begin + value),
            }
        )  # fmt: skip
    unit = unit_of_change(answer.unit, bp=answer.bp)
    y = {
        "field": "part", "type": "nominal", "sort": order, "title": None,
        "axis": {"labelLimit": 430, "grid": False},
    }  # fmt: skip
    x = {
        "field": "from",
        "type": "quantitative",
        "title": f"contribution, {unit}" if unit else "contribution",
    }
    kinds = {"pushes up": UP, "pushes down": DOWN, "residual": REST, "total": WHOLE}
    colour = {
        "field": "kind", "type": "nominal", "title": None,
        "scale": {"domain": list(kinds), "range": list(kinds.values())}, "legend": {"orient": "top"},
    }  # fmt: skip
    tips = [
        {"field": "part"},
        {"field": "value", "type": "quantitative", "format": "+,.4g", "title": unit or "value"},
    ]
    return {
        "$schema": SCHEMA,
        "title": {"text": f"{answer.label}, {answer.at}", "subtitle": f"{answer.of} less {answer.less}"},
        "description": answer.reading,
        "width": 460,
        "height": {"step": 22},
        "config": CONFIG,
        "data": {"values": rows},
        "layer": [
            {"mark": {"type": "rule", "color": theme.SOFT}, "encoding": {"x": {"datum": 0}}},
            {
                "mark": {"type": "bar", "height": 14},
                "encoding": {"y": y, "x": x, "x2": {"field": "to"}, "color": colour, "tooltip": tips},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "color": theme.INK, "fontSize": 11},
                "encoding": {
                    "y": y,
                    "x": {"field": "end", "type": "quantitative"},
                    "text": {"field": "text"},
                },
            },
        ],
    }


def _bars(answer: Attribution) -> list[tuple[str, float, str]]:
    """Label, value and kind of every bar, small parts in one; of a window of the past its drivers."""
    drivers = getattr(answer, "drivers", ())
    if drivers:
        bars = [(d.label, d.value, "pushes up" if d.value >= 0 else "pushes down") for d in drivers]
        return [*bars, ("Residual", answer.residual, "residual"), ("Total", answer.total, "total")]
    ranked = answer.ranked if answer.by == "lag" else tuple(p for p in answer.ranked if p.value != 0.0)
    limit = len(ranked) if answer.by == "lag" else SHOWN
    bars = [(p.label, p.value, "pushes up" if p.value >= 0 else "pushes down") for p in ranked[:limit]]
    rest = sum(p.value for p in ranked[limit:])
    if ranked[limit:]:
        bars.append(
            (f"{len(ranked) - limit} smaller parts", rest, "pushes up" if rest >= 0 else "pushes down")
        )
    return [*bars, ("Residual", answer.residual, "residual"), ("Total", answer.total, "total")]
