"""The chart of `regimes`: probabilities known then and with all known, and how near earlier cycles come."""

from __future__ import annotations

from typing import Any

import numpy as np

from moneygood.charts import theme as theme
from moneygood.charts.recessions import read_recessions
from moneygood.charts.spec import CONFIG, LEGEND, SCHEMA, position_date, quarter_date
from moneygood.core.periods import Quarter
from moneygood.questions.regimes.answer import RegimeAnswer

COLOURS = ("#e4e7ea", "#e0a33a", "#8a1c1c")
"""Calm, warning, alarm: told apart by lightness too."""
WIDTH = 720
X: dict[str, Any] = {
    "field": "date",
    "type": "temporal",
    "title": None,
    "axis": {"grid": False, "format": "%Y", "tickCount": {"interval": "year", "step": 2}},
}


def chart(answer: RegimeAnswer) -> dict[str, Any]:
    """Three panels: probabilities known then, with all known, distances of earlier stretches to today."""
    h = answer.history
    first = h.text.known_from
    panels = [
        _stack(answer, np.where(np.isnan(h.known_then), np.nan, h.known_then), f"Known then (from {first})"),
        _stack(answer, h.found.smoothed, "All known"),
    ]
    return {
        "$schema": SCHEMA,
        "title": {
            "text": answer.title,
            "subtitle": "Probability of each state, percent; black bars: recessions",
        },
        "description": answer.reading,
        "vconcat": [*panels, _distances(answer)],
        "resolve": {"scale": {"color": "independent"}},
        "config": CONFIG,
    }


def _stack(answer: RegimeAnswer, which: np.ndarray, title: str) -> dict[str, Any]:
    h = answer.history
    rows = [
        {
            "date": quarter_date(Quarter.parse(q)),
            "quarter": q,
            "state": label,
            "place": k,
            "percent": round(100 * float(which[t, k]), 2),
        }
        for t, q in enumerate(h.periods)
        for k, label in enumerate(h.text.labels)
        if not np.isnan(which[t, k])
    ]
    colours = {
        "field": "state",
        "type": "nominal",
        "title": None,
        "legend": {"orient": "top"},
        "scale": {"domain": list(h.text.labels), "range": list(COLOURS)},
    }
    y = {
        "field": "percent",
        "type": "quantitative",
        "stack": "zero",
        "title": title,
        "scale": {"domain": [-6, 100], "nice": False},
        "axis": {"values": [0, 50, 100], "grid": False},
    }
    begin = Quarter.parse(h.periods[0])
    end = Quarter.parse(h.periods[-1])
    start, stop = (q.year * 4 + q.quarter - 1 for q in (begin, end))
    spans = [
        {"from": position_date(max(a, start)), "to": position_date(min(b, stop)), "low": -6, "high": -2}
        for a, b in read_recessions()
        if b > start and a < stop
    ]
    tips = [{"field": f, "type": "nominal"} for f in ("quarter", "state", "percent")]
    x = {**X, "scale": {"domain": [quarter_date(begin), quarter_date(end)]}}
    layers = [
        {
            "data": {"values": rows},
            "mark": {"type": "area", "interpolate": "step"},
            "encoding": {
                "x": x,
                "y": y,
                "color": colours,
                "order": {"field": "place", "type": "ordinal", "sort": "descending"},
                "tooltip": tips,
            },
        },
        {
            "data": {"values": spans},
            "mark": {"type": "rect", "color": theme.INK},
            "encoding": {
                "x": {**x, "field": "from"},
                "x2": {"field": "to"},
                "y": {"field": "low", "type": "quantitative"},
                "y2": {"field": "high"},
            },
        },
    ]
    return {"width": WIDTH, "height": 130, "layer": layers}


def _distances(answer: RegimeAnswer) -> dict[str, Any]:
    a = answer.history.analogues
    names = [x.episode.name for x in a.found]
    rows = [
        {
            "quarters": i,
            "quarter": q,
            "episode": x.episode.name,
            "distance": round(d, 4),
            "best": q == x.quarter,
        }
        for x in a.found
        for i, (q, d) in enumerate(x.path)
    ]
    colour = {
        "field": "episode",
        "type": "nominal",
        "title": None,
        "legend": {**LEGEND, "orient": "top"},
        "scale": {"domain": names, "range": [theme.FAN_MEDIAN, theme.DASHED]},
    }
    x = {
        "field": "quarters",
        "type": "quantitative",
        "title": "quarters since the episode's first",
        "axis": {"grid": False, "labelFlush": False},
    }
    y = {"field": "distance", "type": "quantitative", "title": f"Distance to {a.today}, std. dev."}
    best = {"filter": "datum.best"}
    layers = [
        {
            "mark": {"type": "rule", "color": theme.SOFT, "strokeDash": [3, 3]},
            "encoding": {"y": {"datum": a.typical}},
        },
        {"mark": {"type": "line", "strokeWidth": 1.8}, "encoding": {"x": x, "y": y, "color": colour}},
        {
            "transform": [best],
            "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
            "encoding": {"x": x, "y": y, "color": {**colour, "legend": None}},
        },
        {
            "transform": [best],
            "mark": {"type": "text", "dy": 14, "fontSize": 11, "color": theme.INK},
            "encoding": {"x": x, "y": y, "text": {"field": "quarter", "type": "nominal"}},
        },
    ]
    return {
        "data": {"values": rows},
        "width": WIDTH,
        "height": 150,
        "layer": layers,
        "title": {
            "text": "How near earlier cycles come to today (dashed: the typical stretch)",
            "fontSize": 12,
            "fontWeight": 500,
        },
    }
