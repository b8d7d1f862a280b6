"""The chart of `stress`: which shocks it takes quarter by quarter, and the path without and with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygood.charts import parts as p
from moneygood.charts import theme as theme

if TYPE_CHECKING:
    from moneygood.questions.stress.answer import StressAnswer

_SHOWN = 8


def chart(answer: StressAnswer) -> dict[str, Any]:
    """Shocks by quarter in standard deviations, and the value of the portfolio or the figure over time."""
    f = answer.found
    last = f.at - f.periods[0]
    order = [f.labels[f.names[i]] for i in f.order[:_SHOWN]]
    rows = [
        {"shock": f.labels[f.names[i]], "quarter": str(f.periods[t]), "sd": float(f.in_sd[i, t])}
        for i in f.order[:_SHOWN]
        for t in range(last + 1)
    ]
    furthest = max((abs(r["sd"]) for r in rows), default=1.0) or 1.0
    x: dict[str, Any] = {"field": "quarter", "type": "ordinal", "title": None, "axis": {"labelAngle": -60}}
    y: dict[str, Any] = {
        "field": "shock", "type": "nominal", "title": None, "sort": order, "axis": {"labelLimit": 240}
    }  # fmt: skip
    colour: dict[str, Any] = {
        "field": "sd", "type": "quantitative", "title": "standard deviations",
        "scale": {
            "domain": [-furthest, 0, furthest], "range": [p.BLUE, "#ffffff", p.RED], "interpolate": "rgb"
        },
    }  # fmt: skip
    heat = p.layer(rows, {"type": "rect"}, x=x, y=y, color=colour)
    lines, label = _lines(answer, last)
    line = p.layer(
        lines, {"type": "line", "point": True}, x={**x, "axis": {"labelAngle": -60}},
        y=p.y("value", label), color={
            "field": "path", "type": "nominal", "title": None,
            "scale": {"domain": ["without", "with"], "range": [theme.FAN_MEDIAN, theme.DASHED]},
        },
    )  # fmt: skip
    panels = [
        p.panel("The shocks", [heat], height=max(26 * len(order), 120)),
        p.panel("Without and with them", [line]),
    ]
    return p.sheet(answer.title, panels, 2, answer.lead)


def _lines(answer: StressAnswer, last: int) -> tuple[list[dict[str, Any]], str]:
    f = answer.found
    if answer.gains is not None:
        quarters = [str(f.periods[0] - 1), *(str(q) for q in f.periods[: last + 1])]
        series = [100.0 * g.value[:, 0] / g.notional for g in answer.gains]
        label = "value, start = 100"
    else:
        name = f.goal.variables[0]
        quarters = [str(q) for q in f.periods[: last + 1]]
        series = [path.series(name)[: last + 1] for path in (f.base, f.path)]
        label = answer.workspace.labels[name]
    return [
        {"quarter": q, "path": name, "value": float(v)}
        for name, values in zip(("without", "with"), series, strict=True)
        for q, v in zip(quarters, values, strict=True)
    ], label
