"""The chart of `honesty`: the reliability diagram, and given against came by event."""

from __future__ import annotations

from typing import Any

from moneygood.charts import parts as p
from moneygood.charts import theme as theme
from moneygood.questions.honesty.answer import HonestyAnswer
from moneygood.runs.event_record.reliability import EventHonesty


def chart(answer: HonestyAnswer) -> dict[str, Any]:
    """Two panels for events and two for triggers: the reliability diagram, and each one's two rates."""
    panels = [
        p.panel("Odds given against what came", _diagram(answer.honesty), width=300, height=300),
        p.panel("By event", _events(answer.honesty), width=300, height=300),
    ]
    if answer.triggers is not None:
        panels += [
            p.panel(
                "Triggers of first: given against came", _diagram(answer.triggers), width=300, height=300
            ),
            p.panel("By direction", _events(answer.triggers), width=300, height=300),
        ]
    return p.sheet(answer.title, panels, 2)


def _diagram(found: EventHonesty) -> list[dict[str, Any]]:
    """Frequency by probability with 90% bands around the diagonal."""
    bins = [
        {"given": 100 * b.said, "came": 100 * b.happened.value, "low": 100 * b.happened.low,
         "high": 100 * b.happened.high, "forecasts": b.n}
        for b in found.bins
    ]  # fmt: skip
    axis: dict[str, Any] = {"type": "quantitative", "scale": {"domain": [0, 100]}}
    x = {**axis, "field": "given", "title": "probability given (%)"}
    y = {**axis, "field": "came", "title": "came (%)"}
    ends = [{"given": 0, "came": 0}, {"given": 100, "came": 100}]
    size = {"field": "forecasts", "type": "quantitative", "legend": None, "scale": {"range": [30, 220]}}
    return [
        p.layer(ends, {"type": "line", "color": theme.START, "strokeDash": [6, 4]}, x=x, y=y),
        p.layer(bins, {"type": "rule", "color": p.BLUE}, x=x, y={**y, "field": "low"}, y2={"field": "high"}),
        p.layer(bins, {"type": "circle", "color": p.BLUE, "opacity": 1}, x=x, y=y, size=size),
    ]


def _events(found: EventHonesty) -> list[dict[str, Any]]:
    """Each event's two rates."""
    rows = [
        {"event": s.label, "quarters": str(s.horizon), "what": what, "percent": 100 * value}
        for s in found.scores
        for what, value in (("given", s.said), ("came", s.happened))
    ]
    across: dict[str, Any] = {"type": "quantitative", "scale": {"domain": [0, 100]}, "field": "percent"}
    return [
        p.layer(
            rows,
            {"type": "point", "filled": True, "size": 60, "opacity": 1},
            x={**across, "title": "percent of restarts"},
            y={"field": "event", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 260}},
            yOffset={"field": "quarters", "type": "nominal"},
            color={
                "field": "what", "type": "nominal", "title": None,
                "scale": {"domain": ["given", "came"], "range": [p.BLUE, p.RED]}, "legend": {"orient": "top"},
            },
            shape={
                "field": "quarters", "type": "nominal", "title": "within quarters",
                "scale": {"range": ["circle", "diamond"]}, "legend": {"orient": "top"},
            },
        )
    ]  # fmt: skip
