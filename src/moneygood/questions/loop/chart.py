"""Gain of the loop by horizon, and how often stocks crash with it open, closed, chasing or leaning."""

from __future__ import annotations

from typing import Any

from moneygood.charts import parts as p
from moneygood.charts import theme as theme
from moneygood.questions.loop.answer import LoopAnswer


def chart(answer: LoopAnswer) -> dict[str, Any]:
    """Lines of gain (variants thin and grey), and the share of paths that crash with its Monte-Carlo
    error."""
    panels = [_gains(answer)]
    if answer.volatility:
        panels.append(_crashes(answer))
    return p.sheet(answer.title, panels)


def _gains(answer: LoopAnswer) -> dict[str, Any]:
    loop = answer.loop
    rows = [
        {"q": h, "gain": v, "name": g.variant.label.split(":")[0], "variant": g.variant.name}
        for g in answer.gains
        for h, v in zip(g.horizons, g.values, strict=True)
    ]
    names = [v.label.split(":")[0] for v in loop.ways.values()]
    main = [r for r in rows if r["variant"] in loop.ways]
    others = [r for r in rows if r["variant"] not in loop.ways]
    x, y = p.x("q", "Quarters since hope rose"), p.y("gain", "Policy rate, points per point of hope")
    colour = {
        "field": "name", "type": "nominal", "title": None,
        "scale": {"domain": names, "range": [p.BLUE, p.RED, p.GREEN][: len(names)]},
        "legend": {"orient": "top", "symbolType": "stroke"},
    }  # fmt: skip
    layers = [
        p.layer(
            others,
            {"type": "line", "color": "#b9b5aa", "strokeWidth": 1.2},
            x=x,
            y=y,
            detail={"field": "variant"},
        ),
        p.layer(main, {"type": "line", "strokeWidth": 2.4, "point": True}, x=x, y=y, color=colour),
        p.rule(0.0, "y"),
    ]
    return p.panel("Gain by horizon (grey: variants of the parameters)", layers)


def _crashes(answer: LoopAnswer) -> dict[str, Any]:
    rows = [
        {"case": n.case.label, "share": n.crash[0], "low": n.crash[0] - 1.96 * n.crash[1],
         "high": n.crash[0] + 1.96 * n.crash[1]}
        for n in answer.volatility
    ]  # fmt: skip
    order = [n.case.label for n in answer.volatility]
    y: dict[str, Any] = {
        "field": "case",
        "type": "nominal",
        "title": None,
        "sort": order,
        "axis": {"labelLimit": 420},
    }
    axis = {"axis": {"format": "%"}, "scale": {"zero": True}}
    title = f"Share of paths that fall by {answer.loop.fall:g} percent"
    layers = [
        p.layer(rows, {"type": "bar", "color": theme.FAN_BANDS[2]}, y=y, x={**p.x("share", title), **axis}),
        p.layer(
            rows,
            {"type": "rule", "color": theme.INK},
            y=y,
            x={**p.x("low", title), **axis},
            x2={"field": "high"},
        ),
    ]
    return p.panel("Crashes within the run (lines: 95% Monte-Carlo interval)", layers, width=300)
