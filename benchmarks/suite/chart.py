"""The chart of FRB/US by each solver."""

from __future__ import annotations

from typing import Any

from benchmarks.suite.frbus_answer import FrbusAnswer
from moneygood.charts import theme
from moneygood.charts.spec import CONFIG, SCHEMA
from moneygood.questions.bench.chart import OURS, PEER

_SOLVERS = {"moneygood": OURS, "pyfrbus": PEER, "ModelFlow": "#5a9e8f"}


def chart(answer: FrbusAnswer) -> dict[str, Any]:
    """A line a work, from our point to the slowest solver's, with our target as a tick."""
    values: list[dict[str, Any]] = []
    targets: dict[str, dict[str, Any]] = {}
    for row in answer.rows_on_frbus:
        if row.work.unit == "MB":
            continue
        work = _short(row.work.label)
        mark = {"work": work, "who": "moneygood", "seconds": row.ours}
        if mark not in values:
            values.append(mark)
        if row.peer is not None and row.theirs is not None:
            values.append({"work": work, "who": row.peer, "seconds": row.theirs})
        if row.work.target is not None:
            targets[work] = {"work": work, "target": row.work.target}
    y = {"field": "work", "type": "nominal", "title": None, "sort": None,
         "axis": {"labelLimit": 420, "labelColor": theme.INK, "grid": True}}  # fmt: skip
    x = {"type": "quantitative", "scale": {"type": "log"}, "axis": {"format": "~g", "tickCount": 6},
         "title": "seconds of one core, logarithmic"}  # fmt: skip
    who = [w for w in _SOLVERS if any(v["who"] == w for v in values)]
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "title": {"text": "FRB/US: the same work by each solver",
                  "subtitle": ["Left is better; the tick is our target", answer.machine.split(";")[0]]},
        "data": {"values": values},
        "width": 420,
        "height": {"step": 26},
        "layer": [
            {"mark": {"type": "rule", "color": theme.GRID, "strokeWidth": 2},
             "encoding": {"y": y, "x": {**x, "field": "seconds", "aggregate": "min"},
                          "x2": {"field": "seconds", "aggregate": "max"}}},
            {"mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
             "encoding": {"y": y, "x": {**x, "field": "seconds"},
                          "color": {"field": "who", "type": "nominal", "title": None, "sort": None,
                                    "scale": {"domain": who, "range": [_SOLVERS[w] for w in who]},
                                    "legend": {"orient": "top"}}}},
            {"data": {"values": list(targets.values())},
             "mark": {"type": "tick", "thickness": 2, "size": 18, "color": theme.INK},
             "encoding": {"y": y, "x": {**x, "field": "target"}}},
        ],
    }  # fmt: skip


def _short(label: str) -> str:
    """A label that fits beside the axis."""
    for long, short in (
        ("expectations that look back", "looking back"),
        ("all expectations model-consistent", "all look ahead"),
        (" model-consistent", " looks ahead"),
        ("start, load, compile and solve", "first ever: load, compile, solve"),
        ("start, load and solve", "later start: load, solve"),
        (" for the first time on a machine", ""), (" with what was compiled before", ""),
        (", the model at hand", ""),
    ):  # fmt: skip
        label = label.replace(long, short)
    return label.rstrip(", ")
