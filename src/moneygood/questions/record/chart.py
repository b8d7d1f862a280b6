"""The record as a chart: how much better than each rival, and the odds of the triggers against what came."""

from __future__ import annotations

from typing import Any

from moneygood.charts import parts as p
from moneygood.charts import theme as theme
from moneygood.questions.record.answer import RecordAnswer


def chart(answer: RecordAnswer) -> dict[str, Any]:
    """Bars by rival (percent by which scores are better), and the reliability diagram of the triggers."""
    panels = []
    rows = [
        {"rival": f"{s['rival']} ({s['origins']})", "better": 100.0 * (1.0 - s["ratio"])}
        for s in answer.found["summaries"] or ()
    ]
    if rows:
        bars = p.layer(
            rows,
            {"type": "bar", "color": p.BLUE},
            x={"field": "better", "type": "quantitative", "title": "scores better by, percent"},
            y={"field": "rival", "type": "nominal", "sort": None, "title": None},
        )
        panels.append(p.panel("Beside whom (restarts)", [bars], width=300, height=300))
    odds = answer.found["odds"]
    if odds is not None:
        bins = []
        for b in odds["bins"]:
            came = {k: 100 * b["happened"][k] for k in ("low", "high")}
            bins.append({"given": 100 * b["said"], "came": 100 * b["happened"]["value"], **came})
        axis: dict[str, Any] = {"type": "quantitative", "scale": {"domain": [0, 100]}}
        x = {**axis, "field": "given", "title": "probability given (%)"}
        y = {**axis, "field": "came", "title": "came (%)"}
        ends = [{"given": 0, "came": 0}, {"given": 100, "came": 100}]
        diagram = [
            p.layer(ends, {"type": "line", "color": theme.START, "strokeDash": [6, 4]}, x=x, y=y),
            p.layer(
                bins, {"type": "rule", "color": p.BLUE}, x=x, y={**y, "field": "low"}, y2={"field": "high"}
            ),
            p.layer(bins, {"type": "circle", "color": p.BLUE, "opacity": 1, "size": 60}, x=x, y=y),
        ]
        panels.append(p.panel("Odds of the triggers against what came", diagram, width=300, height=300))
    return p.sheet(answer.title, panels, 2)
