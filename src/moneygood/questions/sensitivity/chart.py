"""Sobol shares and Morris effects, input by input."""

from __future__ import annotations

from typing import Any

from moneygood.charts import parts as p
from moneygood.charts import theme as theme
from moneygood.questions.sensitivity.answer import Sensitivity
from moneygood.questions.sensitivity.design import Index

MOST = 15


def chart(answer: Sensitivity) -> dict[str, Any]:
    """First-order and total shares with their 95 percent intervals, and mean sizes of Morris effects."""
    panels = []
    if answer.of("total"):
        panels.append(_sobol(answer))
    if answer.of("mu_star"):
        panels.append(_morris(answer))
    return p.sheet(answer.title, panels)


def _row(index: Index, kind: str) -> dict[str, Any]:
    low, high = index.value - index.error, index.value + index.error
    return {"input": index.unit, "kind": kind, "value": index.value, "low": low, "high": high}


def _sobol(answer: Sensitivity) -> dict[str, Any]:
    names = list(answer.of("total"))[:MOST]
    kinds = ["alone", "with interactions"]
    rows = [
        _row(answer.of(key)[n], kind)
        for n in names
        for key, kind in (("first", kinds[0]), ("total", kinds[1]))
    ]
    y: dict[str, Any] = {
        "field": "input",
        "type": "nominal",
        "title": None,
        "sort": names,
        "axis": {"labelLimit": 240},
    }
    shift: dict[str, Any] = {"field": "kind", "type": "nominal", "sort": kinds}
    colour: dict[str, Any] = {"field": "kind", "type": "nominal", "title": None, "legend": {"orient": "top"},
                              "scale": {"domain": kinds, "range": [theme.FAN_BANDS[1], p.BLUE]}}  # fmt: skip
    x = {**p.y("value", "Share of the variance"), "scale": {"zero": True}}
    layers = [
        p.layer(rows, {"type": "bar"}, y=y, yOffset=shift, x=x, color=colour),
        p.layer(rows, {"type": "rule", "color": theme.INK}, y=y, yOffset=shift, x={**x, "field": "low"},
                x2={"field": "high"}),
    ]  # fmt: skip
    return p.panel("Sobol shares (lines: 95% interval)", layers, height=max(40 * len(names), 120))


def _morris(answer: Sensitivity) -> dict[str, Any]:
    found = list(answer.of("mu_star").values())[:MOST]
    rows = [_row(i, "size") for i in found]
    y: dict[str, Any] = {"field": "input", "type": "nominal", "title": None, "sort": [i.unit for i in found],
                         "axis": {"labelLimit": 240}}  # fmt: skip
    unit = {"pct/yr": "points", "pct": "percent"}.get(answer.unit, answer.unit)
    x = {**p.y("value", f"Mean size of the effect over an input's range, {unit}"), "scale": {"zero": True}}
    layers = [
        p.layer(rows, {"type": "bar", "color": theme.FAN_BANDS[2]}, y=y, x=x),
        p.layer(
            rows, {"type": "rule", "color": theme.INK}, y=y, x={**x, "field": "low"}, x2={"field": "high"}
        ),
    ]
    return p.panel("Morris effects (lines: 95% interval)", layers, height=max(40 * len(rows), 120))
