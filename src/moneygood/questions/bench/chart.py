"""The chart of `bench`: what a quarter of a path costs, and what FRB/US costs, ours beside each peer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygood.charts import theme as theme
from moneygood.charts.spec import CONFIG, SCHEMA

if TYPE_CHECKING:
    from moneygood.questions.bench.frbus_answer import FrbusAnswer
    from moneygood.questions.bench.speed import BenchAnswer
    from moneygood.questions.bench.together import Benches

OURS, PEER = "#1b4f72", "#d4a24c"
_SOLVERS = {"moneygood": OURS, "pyfrbus": PEER, "ModelFlow": "#5a9e8f"}


def chart(answer: BenchAnswer | FrbusAnswer | Benches) -> dict[str, Any]:
    """Bars of nanoseconds per path-quarter, and points of seconds on FRB/US; to the left is better."""
    parts = []
    if hasattr(answer, "rows"):
        parts.append(_engine(answer))  # type: ignore[arg-type]
    if hasattr(answer, "rows_on_frbus"):
        parts.append(_frbus(answer))  # type: ignore[arg-type]
    if len(parts) == 1:
        return parts[0]
    inside = [{k: v for k, v in p.items() if k not in ("$schema", "config")} for p in parts]
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "vconcat": inside,
        "resolve": {"scale": {"color": "independent"}},
    }


def _frbus(answer: FrbusAnswer | Benches) -> dict[str, Any]:
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


def _engine(answer: BenchAnswer | Benches) -> dict[str, Any]:
    values: list[dict[str, Any]] = []
    for row in answer.rows:
        cost = row.per_path_quarter_ns
        if cost is None or row.peak_mb is not None or " 1 draws" in row.work or " 10 draws" in row.work:
            continue
        work = row.work.removeprefix("simulate ").replace(" × 44 quarters", "")
        if row.peer == "one thread":
            values.append({"work": work, "who": "moneygood, compiled", "ns": cost})
        elif row.ratio is not None and row.peer != "1,000 draws":
            work = work if row.peer != "numpy" else f"{work}, NumPy"
            values.append({"work": work, "who": "moneygood, compiled", "ns": cost})
            peer = "NumPy, or C by gcc -O3"
            values.append({"work": work, "who": peer, "ns": cost * row.ratio})
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "title": {
            "text": "What one quarter of one path costs",
            "subtitle": ["Nanoseconds, shorter is better; 44 quarters", answer.machine.split(";")[0]],
        },
        "data": {"values": values},
        "width": 460,
        "height": {"step": 15},
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "y": {"field": "work", "type": "nominal", "title": None, "sort": None,
                  "axis": {"labelLimit": 280, "labelColor": theme.INK}},
            "yOffset": {"field": "who", "sort": None},
            "x": {"field": "ns", "type": "quantitative", "title": "nanoseconds per path and quarter"},
            "color": {"field": "who", "type": "nominal", "title": None, "sort": None,
                      "scale": {"range": [OURS, PEER]}, "legend": {"orient": "top"}},
        },
    }  # fmt: skip
