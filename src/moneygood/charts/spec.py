"""The same charts as Vega-Lite specifications (plain dictionaries), for the web, notebooks and notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from moneygood.charts import theme as theme
from moneygood.charts.data import CurvesChart, FanChart
from moneygood.charts.svg import Recessions
from moneygood.core.periods import Quarter

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
CONFIG: dict[str, Any] = {
    "font": theme.FONT,
    "background": theme.PAPER,
    "view": {"stroke": None},
    "title": {
        "anchor": "start",
        "color": theme.INK,
        "fontSize": 15,
        "subtitleColor": theme.SOFT,
        "fontWeight": 600,
    },
    "axis": {
        "labelColor": theme.SOFT, "titleColor": theme.SOFT, "gridColor": theme.GRID, "domain": False,
        "tickColor": theme.SOFT, "labelFontSize": 12,
    },
}  # fmt: skip


X_AXIS: dict[str, Any] = {
    "field": "date",
    "type": "temporal",
    "title": None,
    "axis": {"grid": False, "tickCount": {"interval": "year", "step": 2}, "format": "%Y"},
}


LEGEND: dict[str, Any] = {"symbolType": "stroke", "symbolOpacity": 1, "symbolStrokeWidth": 2.5}


def quarter_date(quarter: Quarter) -> str:
    """The middle of a quarter as a date."""
    return f"{quarter.year}-{3 * quarter.quarter - 1:02d}-15"


def position_date(position: float) -> str:
    """A position on the quarter axis as the first day of its month."""
    months = round(position * 3)
    return f"{months // 12}-{months % 12 + 1:02d}-01"


def fan_spec(
    chart: FanChart, recessions: Recessions = (), *, width: int | str = 360, height: int = 210
) -> dict[str, Any]:
    """Return a fan chart as a Vega-Lite specification with its figures inside.

    Layers from back to front: recessions in grey, the bands of one hue, a vertical line at the start, dashed
    comparison lines, the median, and history in solid black.
    """
    x = X_AXIS
    names = [f"q{round(100 * level):02d}" for level in chart.levels]
    rows = [
        {
            "date": quarter_date(q),
            "quarter": str(q),
            **dict(zip(names, _rounded(chart.quantiles[:, t]), strict=True)),
        }
        for t, q in enumerate(chart.periods)
    ]
    past = [
        {"date": quarter_date(q), "quarter": str(q), "value": v, "nowcast": bool(n)}
        for q, v, n in zip(chart.history_periods, _rounded(chart.history), chart.nowcast, strict=True)
    ]
    anchor = []
    if past and past[-1]["value"] is not None:
        anchor = [
            {**{k: past[-1][k] for k in ("date", "quarter")}, **dict.fromkeys(names, past[-1]["value"])}
        ]
    layers: list[dict[str, Any]] = _recession_layer(chart, recessions)
    tips = [{"field": "quarter", "type": "nominal"}] + [{"field": n, "type": "quantitative"} for n in names]
    for i, colour in enumerate(theme.FAN_BANDS[: len(names) // 2]):
        layers.append(
            {
                "data": {"values": anchor + rows},
                "mark": {"type": "area", "color": colour},
                "encoding": {
                    "x": x,
                    "y": {
                        "field": names[i],
                        "type": "quantitative",
                        "title": None,
                        "scale": {"zero": False},
                    },
                    "y2": {"field": names[-1 - i]},
                },
            }
        )
    start = position_date(chart.periods[0].year * 4 + chart.periods[0].quarter - 1)
    layers.append(
        {
            "data": {"values": [{"date": start}]},
            "mark": {"type": "rule", "color": theme.START},
            "encoding": {"x": x},
        }
    )
    for line in chart.lines:
        values = [
            {"date": quarter_date(q), "value": v}
            for q, v in zip(line.periods, _rounded(line.values), strict=True)
        ]
        layers.append(_line_layer(values, "value", theme.DASHED, 1.6, [5, 3]))
        if line.points:
            layers[-1]["mark"] = {"type": "point", "filled": True, "color": theme.OUTSIDE[0], "size": 22}
    median = _line_layer(anchor + rows, names[len(names) // 2], theme.FAN_MEDIAN, 2.0)
    median["encoding"]["tooltip"] = tips
    layers.append(median)
    if chart.came is not None:
        since = [
            {"date": quarter_date(q), "value": v}
            for q, v in zip(chart.came.periods, _rounded(chart.came.values), strict=True)
        ]
        layers.append(_line_layer((past[-1:] if past else []) + since, "value", theme.HISTORY, 2.0))
    if past:
        layers.append(_line_layer(past, "value", theme.HISTORY, 2.0))
    return _whole(chart.title, chart.unit_words, chart.summary(), layers, width, height)


def curves_spec(chart: CurvesChart, *, width: int | str = 360, height: int = 210) -> dict[str, Any]:
    """Return cumulative probabilities as a Vega-Lite specification: lines with bands, or a stack."""
    labels = [c.label for c in chart.curves]
    colours = [theme.high_colour(c.key, i) for i, c in enumerate(chart.curves)]
    scale = {"domain": labels, "range": colours}
    x = X_AXIS
    values = []
    for place, curve in enumerate(chart.curves):
        for t, q in enumerate(chart.periods):
            row = {"date": quarter_date(q), "quarter": str(q), "high": curve.label, "place": place}
            row["percent"] = round(100 * float(curve.values[t]), 3)
            if curve.low is not None and curve.high is not None:
                row |= {
                    "low": round(100 * float(curve.low[t]), 3),
                    "top": round(100 * float(curve.high[t]), 3),
                }
            values.append(row)
    colour = {"field": "high", "type": "nominal", "scale": scale, "title": None, "legend": LEGEND}
    y: dict[str, Any] = {"field": "percent", "type": "quantitative", "title": None}
    layers: list[dict[str, Any]] = []
    if chart.stacked:
        y |= {"stack": "zero", "scale": {"domain": [0, 100]}}
        encoding = {"x": x, "y": y, "color": colour, "order": {"field": "place", "type": "ordinal"}}
        layers.append({"mark": {"type": "area", "opacity": 0.82}, "encoding": encoding})
    else:
        band = {
            "x": x,
            "y": {**y, "field": "low"},
            "y2": {"field": "top"},
            "color": colour,
        }
        layers.append({"mark": {"type": "area", "opacity": 0.18}, "encoding": band})
        tips = [{"field": f, "type": "nominal"} for f in ("quarter", "high", "percent", "low", "top")]
        dash = {
            "field": "high",
            "type": "nominal",
            "scale": {"domain": labels, "range": _dashes(chart)},
            "title": None,
        }
        line = {"x": x, "y": y, "color": colour, "strokeDash": dash, "tooltip": tips}
        layers.append({"mark": {"type": "line", "strokeWidth": 2.2}, "encoding": line})
    spec = _whole(chart.title, "percent of draws", chart.summary(), layers, width, height)
    spec["data"] = {"values": values}
    return spec


def _dashes(chart: CurvesChart) -> list[list[int]]:
    return [[int(n) for n in theme.high_dash(c.key).split()] or [1, 0] for c in chart.curves]


def _rounded(values: np.ndarray) -> list[float | None]:
    """Figures with seven significant digits, null where missing."""
    return [float(f"{v:.7g}") if np.isfinite(v) else None for v in np.asarray(values, dtype=np.float64)]


def _line_layer(
    values: Sequence[dict[str, Any]], field: str, colour: str, width: float, dash: Sequence[int] | None = None
) -> dict[str, Any]:
    mark: dict[str, Any] = {"type": "line", "color": colour, "strokeWidth": width}
    if dash:
        mark["strokeDash"] = list(dash)
    y = {"field": field, "type": "quantitative", "scale": {"zero": False}}
    return {"data": {"values": list(values)}, "mark": mark, "encoding": {"x": X_AXIS, "y": y}}


def _recession_layer(chart: FanChart, recessions: Recessions) -> list[dict[str, Any]]:
    """Return the grey bands of the recessions within the chart's history."""
    if not chart.history_periods:
        return []
    begin = chart.history_periods[0].year * 4 + chart.history_periods[0].quarter - 1
    rows = [
        {"from": position_date(max(a, begin)), "to": position_date(b)} for a, b in recessions if b > begin
    ]
    if not rows:
        return []
    encoding = {"x": {"field": "from", "type": "temporal", "title": None}, "x2": {"field": "to"}}
    return [
        {"data": {"values": rows}, "mark": {"type": "rect", "color": theme.RECESSION}, "encoding": encoding}
    ]


def _whole(
    title: str, subtitle: str, description: str, layers: list[dict[str, Any]], width: int | str, height: int
) -> dict[str, Any]:
    return {
        "$schema": SCHEMA,
        "title": {"text": title, "subtitle": subtitle},
        "description": description,
        "width": width,
        "height": height,
        "config": CONFIG,
        "layer": layers,
    }
