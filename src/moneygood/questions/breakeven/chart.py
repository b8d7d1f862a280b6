"""The odds of meeting a target against the lever, and the frontier of two levers."""

from __future__ import annotations

from typing import Any

from moneygood.charts import parts as p
from moneygood.charts import theme as theme
from moneygood.charts.came import came_panels
from moneygood.questions.breakeven.answer import Breakeven, words


def chart(answer: Breakeven) -> dict[str, Any]:
    """Odds curve with its Monte-Carlo band, the root without surprises, and the frontier if there is one."""
    axis = f"{answer.lever.label}, {words(answer.lever.unit)}".rstrip(", ")
    panels = [_odds(answer, axis)] if answer.curve else [_slack(answer, axis)]
    if answer.second is not None:
        panels.append(_frontier(answer, axis))
    panels += came_panels(answer.came)
    return p.sheet(answer.title, panels)


def _odds(answer: Breakeven, axis: str) -> dict[str, Any]:
    rows = [
        {"x": x, "share": s, "low": max(s - 1.96 * e, 0), "high": min(s + 1.96 * e, 1)}
        for x, s, e in answer.curve
    ]
    scale = {"scale": {"domain": [0, 1]}, "axis": {"format": "%"}}
    layers = [
        p.layer(rows, {"type": "area", "color": theme.FAN_BANDS[1]}, x=p.x("x", axis),
                y={**p.y("low", "Share of draws that meet the target"), **scale}, y2={"field": "high"}),
        p.layer(rows, {"type": "line", "color": theme.FAN_MEDIAN, "point": {"color": theme.FAN_MEDIAN}},
                x=p.x("x", axis), y={**p.y("share", "Share of draws that meet the target"), **scale}),
    ]  # fmt: skip
    layers += [p.rule(o.share, "y", dash=(2, 3)) for o in answer.odds]
    if answer.value is not None:
        layers.append(p.rule(answer.value, "x", theme.DASHED, (5, 3)))
        text = [{"x": answer.value, "y": 0.03, "text": "without surprises"}]
        layers.append(p.layer(text, {"type": "text", "align": "left", "dx": 5, "color": theme.DASHED},
                              x=p.x("x", axis), y=p.y("y", None), text={"field": "text"}))  # fmt: skip
    return p.panel("Odds of meeting the target (band: 95% Monte-Carlo interval)", layers)


def _slack(answer: Breakeven, axis: str) -> dict[str, Any]:
    rows = [
        {"x": x, "slack": answer.slack[k]}
        for x, k in ((answer.lever.low, "low"), (answer.lever.rest, "rest"), (answer.lever.high, "high"))
        if answer.slack[k] is not None
    ]
    title = f"Room above the target, {words(answer.slack_unit)}".rstrip(", ")
    line = p.layer(
        rows,
        {"type": "line", "point": True, "color": theme.FAN_MEDIAN},
        x=p.x("x", axis),
        y=p.y("slack", title),
    )
    return p.panel("How far the target is met, without surprises", [line, p.rule(0.0, "y", dash=(2, 3))])


def _frontier(answer: Breakeven, axis: str) -> dict[str, Any]:
    assert answer.second is not None
    rows = [{"second": f.second, "value": f.value} for f in answer.frontier]
    title = f"{answer.second.label}, {words(answer.second.unit)}".rstrip(", ")
    mark = {"type": "line", "color": theme.FAN_MEDIAN, "point": {"color": theme.FAN_MEDIAN}}
    layers = [p.layer(rows, mark, x=p.x("second", title), y=p.y("value", axis))]
    layers.append(p.rule(answer.second.rest, "x", theme.START, (2, 3)))
    return p.panel("Frontier: both together meet the target (dotted: second lever at rest)", layers)
