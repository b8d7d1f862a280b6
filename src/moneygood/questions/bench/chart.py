"""The chart of `bench`: what a quarter of a path costs, ours beside each peer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygood.charts import theme as theme
from moneygood.charts.spec import CONFIG, SCHEMA

if TYPE_CHECKING:
    from moneygood.questions.bench.speed import BenchAnswer

OURS, PEER = "#1b4f72", "#d4a24c"


def chart(answer: BenchAnswer) -> dict[str, Any]:
    """Bars of nanoseconds per path-quarter; shorter is better."""
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
