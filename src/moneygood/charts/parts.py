"""Pieces of answer charts: axes with units, lines, rules, and panels side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneygood.charts import theme as theme
from moneygood.charts.spec import CONFIG, SCHEMA

BLUE, RED, VIOLET, GREEN = (theme.HIGH_COLOURS[k] for k in ("rates", "prices", "debt", "stocks"))


def x(field: str, title: str, kind: str = "quantitative", **more: Any) -> dict[str, Any]:
    """A horizontal channel; the scale does not start at zero unless asked to."""
    return {"field": field, "type": kind, "title": title, "scale": {"zero": False, "nice": False}, **more}


def y(field: str, title: str | None, kind: str = "quantitative", **more: Any) -> dict[str, Any]:
    """A vertical channel."""
    return {"field": field, "type": kind, "title": title, "scale": {"zero": False}, **more}


def layer(values: Sequence[dict[str, Any]], mark: dict[str, Any] | str, **encoding: Any) -> dict[str, Any]:
    """A layer with its own figures."""
    return {"data": {"values": list(values)}, "mark": mark, "encoding": encoding}


def rule(value: float, along: str, colour: str = theme.START, dash: Sequence[int] = ()) -> dict[str, Any]:
    """A line across a panel at one value of the `along` axis ("x" or "y")."""
    mark = {"type": "rule", "color": colour, "strokeDash": list(dash)}
    return {"data": {"values": [{"at": value}]}, "mark": mark,
            "encoding": {along: {"field": "at", "type": "quantitative"}}}  # fmt: skip


def panel(
    title: str, layers: Sequence[dict[str, Any]], width: int = 380, height: int = 260
) -> dict[str, Any]:
    """A panel of layers under a title."""
    shown: dict[str, Any] = {"text": title, "anchor": "start", "fontSize": 12, "color": theme.SOFT}
    return {"title": shown, "width": width, "height": height, "layer": list(layers)}


def sheet(
    title: str, panels: Sequence[dict[str, Any]], columns: int = 2, subtitle: str = ""
) -> dict[str, Any]:
    """A whole specification: panels in rows of so many."""
    head: dict[str, Any] = {"text": title, "anchor": "start"}
    if subtitle:
        head["subtitle"] = subtitle
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "title": head,
        "concat": list(panels),
        "columns": columns,
        "resolve": {"scale": {"color": "independent", "strokeDash": "independent"}},
    }
