"""Panels of answers that were asked on a day that has passed: what came, beside what was said of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneygood.charts import parts as p
from moneygood.charts import theme as theme
from moneygood.core.figures import plainly
from moneygood.runs.came import CameEvent, CameFigure

BAND = (15.0, 85.0)
"""The percentiles that the middle 70 percent of draws lie between."""
STEP = 26


def came_panels(
    figures: Sequence[CameFigure] = (), events: Sequence[CameEvent] = (), width: int = 230
) -> list[dict[str, Any]]:
    """A panel for figures and one for events, each where there are any; none for an answer of today."""
    return [*([_figures(figures, width)] if figures else []), *([_events(events, width)] if events else [])]


def _figures(figures: Sequence[CameFigure], width: int) -> dict[str, Any]:
    """The percentile of what came by the last quarter that is known, variable by variable, over the middle
    70 percent of draws."""
    last = max(r.period for r in figures)
    rows = [
        {
            "what": r.label, "percentile": r.percentile, "low": BAND[0], "high": BAND[1], "came": r.came,
            "median": r.median, "low70": r.low70, "high70": r.high70, "text": plainly(f"{r.came:,.4g}"),
        }
        for r in figures
        if r.period == last
    ]  # fmt: skip
    y = _row([r["what"] for r in rows])
    axis = {"scale": {"domain": [0, 100]}}
    tips = [{"field": f} for f in ("what", "came", "median", "low70", "high70", "percentile")]
    layers = [
        p.layer(rows, {"type": "rule", "strokeWidth": 9, "color": theme.FAN_BANDS[1]}, y=y,
                x=p.y("low", "Percentile among the draws") | axis, x2={"field": "high"}),
        p.layer(rows, {"type": "point", "filled": True, "size": 60, "opacity": 1, "color": theme.INK}, y=y,
                x=p.y("percentile", "Percentile among the draws") | axis, tooltip=tips),
        p.layer(rows, {"type": "text", "dy": -10, "fontSize": 10, "color": theme.INK}, y=y,
                x=p.y("percentile", "Percentile among the draws") | axis, text={"field": "text"}),
        p.rule(50.0, "x"),
    ]  # fmt: skip
    head = f"What came by {last}, over the middle 70% of draws"
    return p.panel(head, layers, width=width, height=max(STEP * len(rows), 60))


def _events(events: Sequence[CameEvent], width: int) -> dict[str, Any]:
    """The odds that were given of each event, and whether and when it came."""
    until = max(e.until for e in events)
    rows = [
        {"what": e.label, "odds": 100 * e.odds, "kind": "came" if e.came else "not yet", "text": e.came or ""}
        for e in events
    ]
    y = _row([r["what"] for r in rows])
    colour = {
        "field": "kind", "type": "nominal", "title": None,
        "scale": {"domain": ["came", "not yet"], "range": [theme.INK, theme.FAN_BANDS[1]]},
        "legend": {"orient": "top"},
    }  # fmt: skip
    x = p.y("odds", "Odds given on the day (%)") | {"scale": {"domain": [0, 100]}}
    layers = [
        p.layer(rows, {"type": "bar", "height": 10}, y=y, x=x, color=colour),
        p.layer(rows, {"type": "text", "align": "left", "dx": 4, "fontSize": 10, "color": theme.INK}, y=y,
                x=x, text={"field": "text"}),
    ]  # fmt: skip
    return p.panel(f"What came by {until}", layers, width=width, height=max(STEP * len(rows), 60))


def _row(order: Sequence[str]) -> dict[str, Any]:
    return {
        "field": "what", "type": "nominal", "title": None, "sort": list(dict.fromkeys(order)),
        "axis": {"labelLimit": 220, "grid": False},
    }  # fmt: skip
