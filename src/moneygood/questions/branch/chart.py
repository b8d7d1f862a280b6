"""The branches side by side, and how soon which observable tells them apart."""

from __future__ import annotations

from typing import Any

from moneygood.charts import parts as p
from moneygood.charts import theme as theme
from moneygood.questions.branch.answer import BranchAnswer, Outcome

DASHES = ([1, 0], [6, 3], [2, 3], [9, 3, 2, 3], [4, 2], [1, 2])


def chart(answer: BranchAnswer) -> dict[str, Any]:
    """Effects with their 70 percent range by branch, in percent and in points, and areas under the ROC
    curve."""
    logs = [o for o in answer.outcomes if o.measure.unit == "log %"]
    points = [o for o in answer.outcomes if o.measure.unit == "pct/yr"]
    panels = []
    if logs:
        panels.append(_outcomes(answer, logs, "Effect, log percent"))
    if points:
        panels.append(_outcomes(answer, points, "Effect, points"))
    if answer.separations:
        panels.append(_separations(answer))
    if answer.came:
        panels.append(_came(answer))
    return p.sheet(answer.title, panels, columns=3)


def _outcomes(answer: BranchAnswer, outcomes: list[Outcome], title: str) -> dict[str, Any]:
    labels = [f"{o.label}, {100 * o.share:.0f}%" for o in answer.odds[:2]]
    rows = [
        {"what": o.measure.label, "branch": name, "low": values[2], "median": values[3], "high": values[4]}
        for o in outcomes
        for name, values in zip(labels, (o.first, o.second), strict=True)
    ]
    y: dict[str, Any] = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "axis": {"labelLimit": 220},
        "sort": [o.measure.label for o in outcomes],
    }
    colour = {
        "field": "branch",
        "type": "nominal",
        "title": None,
        "scale": {"domain": labels, "range": [p.BLUE, p.RED]},
        "legend": {"orient": "top", "columns": 1},
    }
    shift: dict[str, Any] = {"field": "branch", "type": "nominal", "sort": labels}
    layers = [
        p.layer(
            rows,
            {"type": "rule", "strokeWidth": 3},
            y=y,
            yOffset=shift,
            x=p.y("low", title),
            x2={"field": "high"},
            color=colour,
        ),
        p.layer(
            rows,
            {"type": "point", "filled": True, "size": 70, "opacity": 1},
            y=y,
            yOffset=shift,
            x=p.y("median", title),
            color=colour,
        ),
        p.rule(0.0, "x"),
    ]
    head = f"After {answer.text.read_at} quarters: median and 70% range"
    return p.panel(head, layers, width=230)


def _came(answer: BranchAnswer) -> dict[str, Any]:
    """The percentile of what came in each branch, sign by sign, at the last quarter that is known."""
    last = max(r.period for r in answer.came)
    labels = [o.label for o in answer.odds[:2]]
    rows = [
        {"what": r.label, "branch": label, "percentile": value}
        for r in answer.came
        if r.period == last
        for label, value in zip(labels, (r.first_percentile, r.second_percentile), strict=True)
    ]
    y: dict[str, Any] = {
        "field": "what", "type": "nominal", "title": None, "axis": {"labelLimit": 220},
        "sort": list(dict.fromkeys(r["what"] for r in rows)),
    }  # fmt: skip
    colour = {
        "field": "branch", "type": "nominal", "title": None,
        "scale": {"domain": labels, "range": [p.BLUE, p.RED]}, "legend": {"orient": "top", "columns": 1},
    }  # fmt: skip
    x = p.y("percentile", "Percentile of what came") | {"scale": {"domain": [0, 100]}}
    layers = [
        p.layer(rows, {"type": "point", "filled": True, "size": 70, "opacity": 1}, y=y, x=x, color=colour),
        p.rule(50.0, "x"),
    ]
    return p.panel(f"What came by {last}, among the draws of each branch", layers, width=230)


def _separations(answer: BranchAnswer) -> dict[str, Any]:
    best = sorted(
        {
            t.label: max(u.auc for u in answer.separations if u.label == t.label) for t in answer.separations
        }.items(),
        key=lambda pair: -pair[1],
    )[: len(DASHES)]
    names = [name for name, _ in best]
    rows = [{"after": t.after, "auc": t.auc, "what": t.label} for t in answer.separations if t.label in names]
    palette = [p.BLUE, p.RED, p.GREEN, p.VIOLET, *theme.OTHER_COLOURS]
    colour: dict[str, Any] = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "legend": {"orient": "bottom", "symbolType": "stroke", "columns": 2},
        "scale": {"domain": names, "range": palette[: len(names)]},
    }
    dash = {
        "field": "what",
        "type": "nominal",
        "title": None,
        "scale": {"domain": names, "range": list(DASHES)},
    }
    layers = [
        p.layer(
            rows,
            {"type": "line", "strokeWidth": 2},
            x=p.x("after", "Quarters after the event"),
            y=p.y("auc", "Area under the ROC curve"),
            color=colour,
            strokeDash=dash,
        ),
        p.rule(answer.text.told_apart_at, "y", dash=(2, 3)),
    ]
    return p.panel("How well each observable tells the branches apart", layers, width=280)
