"""The chart of ``model import``: each variable's path and its baseline, or its fan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygood.charts import theme as theme
from moneygood.charts.spec import CONFIG, SCHEMA, X_AXIS, quarter_date
from moneygood.core.errors import MoneygoodError

if TYPE_CHECKING:
    from moneygood.questions.frbus.answer import ImportedAnswer
    from moneygood.questions.frbus.overview import Overview


def chart(answer: ImportedAnswer | Overview) -> dict[str, Any]:
    """Return the answer's chart as a Vega-Lite specification; M046 for a model that was not solved."""
    from moneygood.questions.frbus.overview import Overview

    if isinstance(answer, Overview):
        raise MoneygoodError("M046", "a chart needs figures", hint="Add --data LONGBASE.TXT")
    words = "Dashed: baseline; bands: 5, 15, 30, 70, 85 and 95%" if answer.fans else "Dashed: baseline"
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "title": {"text": answer.title, "subtitle": words},
        "concat": [_panel(answer, name) for name in answer.shown],
        "columns": 3,
    }


def _panel(answer: ImportedAnswer, name: str) -> dict[str, Any]:
    fan = next((f for f in answer.fans if f.variable == name), None)
    rows = []
    for t, q in enumerate(answer.periods):
        row = {"date": quarter_date(q), "quarter": str(q), "baseline": float(answer.baseline[name][t]),
               "path": float(answer.path[name][t])}  # fmt: skip
        if fan is not None:
            row |= {f"q{round(100 * p):02d}": float(fan.quantiles[i, t]) for i, p in enumerate(fan.levels)}
        rows.append(row)
    y = {"type": "quantitative", "scale": {"zero": False}, "title": None}
    layers: list[dict[str, Any]] = []
    if fan is not None:
        for (low, high), colour in zip(
            (("q05", "q95"), ("q15", "q85"), ("q30", "q70")), theme.FAN_BANDS, strict=True
        ):
            layers.append(
                {"mark": {"type": "area", "color": colour},
                 "encoding": {"x": X_AXIS, "y": {**y, "field": low}, "y2": {"field": high}}}
            )  # fmt: skip
    layers.append(
        {"mark": {"type": "line", "color": theme.FAN_MEDIAN, "strokeWidth": 2},
         "encoding": {"x": X_AXIS, "y": {**y, "field": "path"},
                      "tooltip": [{"field": f} for f in ("quarter", "path", "baseline")]}}
    )  # fmt: skip
    layers.append(
        {"mark": {"type": "line", "color": theme.DASHED, "strokeDash": [5, 3], "strokeWidth": 1.4},
         "encoding": {"x": X_AXIS, "y": {**y, "field": "baseline"}}}
    )  # fmt: skip
    label = answer.labels.get(name, "")
    return {
        "title": {"text": name, "subtitle": label[:60], "fontSize": 13},
        "width": 260,
        "height": 180,
        "data": {"values": rows},
        "layer": layers,
    }
