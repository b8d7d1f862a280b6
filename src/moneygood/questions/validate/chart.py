"""Responses as a chart: where each lies in its published range, channel by channel."""

from __future__ import annotations

from typing import Any

from moneygood.charts import theme as theme
from moneygood.charts.spec import CONFIG, SCHEMA
from moneygood.validation.responses import Verdict
from moneygood.validation.validation import Validation

REACH = 3.0
"""Half-widths of a range from its middle at which the chart ends; what lies farther stands at the edge."""
VERDICTS = ("met", "missed", "wrong sign")
COLOURS = (theme.FAN_MEDIAN, theme.DASHED, theme.INK)


def chart(found: Validation) -> dict[str, Any]:
    """A row per response, a column of rows per channel: a grey bar for the range, a point for ours.

    Blind responses are drawn only where they were opened. Ranges are drawn equally wide, so that responses in
    different units compare.
    """
    rows = [_row(v) for v in found.responses if v.published]
    met = sum(r["verdict"] == "met" for r in rows)
    return {
        "$schema": SCHEMA,
        "config": {**CONFIG, "header": {"labelFont": theme.FONT, "labelColor": theme.INK}},
        "title": {
            "text": f"{met} of {len(rows)} published responses inside their range",
            "subtitle": "Grey: the published range, drawn equally wide for all. Arrows lie beyond the edge.",
        },
        "data": {"values": rows},
        "facet": {
            "row": {
                "field": "channel", "type": "nominal", "sort": None, "title": None,
                "header": {"labelAngle": 0, "labelAlign": "right", "labelOrient": "left",
                           "labelFontWeight": 600, "labelFontSize": 10, "labelLimit": 150},
            }
        },
        "spacing": 3,
        "resolve": {"scale": {"y": "independent"}},
        "spec": {"width": 420, "height": {"step": 11}, "layer": [_ranges(), _points()]},
    }  # fmt: skip


def _row(v: Verdict) -> dict[str, Any]:
    half = (v.high - v.low) / 2.0 or abs(v.high) or 1.0
    place = (v.ours - (v.low + v.high) / 2.0) / half
    return {
        "channel": v.channel.replace("_", " "),
        "response": v.id,
        "place": round(max(-REACH, min(REACH, place)), 3),
        "beyond": "left" if place < -REACH else "right" if place > REACH else "no",
        "verdict": v.verdict.replace("_", " "),
        "published": f"{v.low:g} … {v.high:g} {v.unit}",
        "ours": f"{v.ours:.3g} {v.unit}",
        "source": v.source,
        "what": v.statement,
        "why missed": v.why_missed,
    }


def _responses() -> dict[str, Any]:
    return {
        "field": "response", "type": "nominal", "sort": None, "title": None,
        "axis": {"labelLimit": 260, "labelFontSize": 9, "ticks": False, "minExtent": 225, "maxExtent": 225},
    }  # fmt: skip


def _ranges() -> dict[str, Any]:
    return {
        "mark": {"type": "bar", "size": 8, "color": theme.RECESSION},
        "transform": [{"calculate": "-1", "as": "low"}, {"calculate": "1", "as": "high"}],
        "encoding": {
            "y": _responses(),
            "x": {"field": "low", "type": "quantitative", "scale": {"domain": [-REACH, REACH]},
                  "title": "distance from the middle of the range, in half its width"},
            "x2": {"field": "high"},
        },
    }  # fmt: skip


def _points() -> dict[str, Any]:
    tips = ("what", "published", "ours", "verdict", "source", "why missed")
    shapes = {"no": "circle", "left": "triangle-left", "right": "triangle-right"}
    return {
        "mark": {"type": "point", "filled": True, "size": 34, "opacity": 1},
        "encoding": {
            "y": _responses(),
            "x": {"field": "place", "type": "quantitative"},
            "shape": {"field": "beyond", "type": "nominal", "legend": None,
                      "scale": {"domain": list(shapes), "range": list(shapes.values())}},
            "color": {"field": "verdict", "type": "nominal", "title": None,
                      "scale": {"domain": list(VERDICTS), "range": list(COLOURS)},
                      "legend": {"orient": "top"}},
            "tooltip": [{"field": k, "type": "nominal"} for k in tips],
        },
    }  # fmt: skip
