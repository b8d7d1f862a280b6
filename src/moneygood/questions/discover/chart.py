"""Coverage against density while a box is peeled, and the boxes beside the whole."""

from __future__ import annotations

from typing import Any

from moneygood.charts import parts as p
from moneygood.charts import theme as theme
from moneygood.questions.discover.answer import Discovery


def chart(answer: Discovery) -> dict[str, Any]:
    """The trade-off on the finding and on the testing half, and the density of each box with its error."""
    panels = [_tradeoff(answer)] if answer.trajectory else []
    return p.sheet(answer.title, [*panels, _boxes(answer)])


def _tradeoff(answer: Discovery) -> dict[str, Any]:
    halves = ["found on", "tested on"]
    rows = [
        {"step": i, "coverage": c, "density": d, "half": half}
        for i, (_, c0, d0, _, c1, d1) in enumerate(answer.trajectory)
        for half, c, d in ((halves[0], c0, d0), (halves[1], c1, d1))
        if d == d
    ]
    colour: dict[str, Any] = {"field": "half", "type": "nominal", "title": None, "legend": {"orient": "top"},
                              "scale": {"domain": halves, "range": ["#b9b5aa", p.BLUE]}}  # fmt: skip
    x = {**p.x("coverage", "Coverage: share of the outcome's paths inside"), "scale": {"domain": [0, 1]},
         "axis": {"format": "%"}}  # fmt: skip
    y = {**p.y("density", "Density: share of inside paths with the outcome"), "scale": {"zero": True},
         "axis": {"format": "%"}}  # fmt: skip
    layers = [
        p.layer(
            rows, {"type": "line", "point": {"size": 22}}, x=x, y=y, color=colour, order={"field": "step"}
        ),
        p.rule(answer.share, "y", dash=(2, 3)),
    ]
    return p.panel("While the first box is peeled (dotted: all paths)", layers)


def _boxes(answer: Discovery) -> dict[str, Any]:
    rows = [{"what": ["All paths"], "density": answer.share, "error": answer.error}]
    for box in answer.boxes:
        words = [limit.words for limit in box.limits]
        rows.append({"what": words, "density": box.tested_on.density, "error": box.tested_on.density_error})
    for i, row in enumerate(rows):
        row["low"], row["high"] = row["density"] - 1.96 * row["error"], row["density"] + 1.96 * row["error"]
        row["place"] = "All paths" if i == 0 else f"Box {i}"
    y: dict[str, Any] = {
        "field": "place",
        "type": "nominal",
        "title": None,
        "sort": [r["place"] for r in rows],
    }
    title = "Share of paths with the outcome, on draws not used to find the box"
    x = {**p.y("density", title), "scale": {"zero": True}, "axis": {"format": "%"}}
    text = [{**r, "at": 0} for r in rows if r["place"] != "All paths"]
    mark = {
        "type": "text",
        "align": "left",
        "baseline": "middle",
        "dx": 6,
        "color": theme.INK,
        "fontSize": 11,
    }
    layers = [
        p.layer(rows, {"type": "bar", "color": theme.FAN_BANDS[1]}, y=y, x=x),
        p.layer(
            rows, {"type": "rule", "color": theme.INK}, y=y, x={**x, "field": "low"}, x2={"field": "high"}
        ),
        p.layer(text, mark, y=y, x={**x, "field": "at"}, text={"field": "what", "type": "nominal"}),
    ]
    return p.panel("The boxes, tested (lines: 95% Monte-Carlo interval)", layers, width=430)
