"""The chart of ``foresight``: differences from the baseline, a panel a variable, a line a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygood.charts import theme as theme
from moneygood.charts.spec import CONFIG, LEGEND, SCHEMA, X_AXIS, quarter_date

if TYPE_CHECKING:
    from moneygood.questions.foresight.answer import Foresight

COLOURS = ("#6b727b", "#0b5394", "#a63c06")
DASHES = ((6, 3), (1, 0), (2, 2))


def chart(answer: Foresight) -> dict[str, Any]:
    """Return the answer's chart as a Vega-Lite specification."""
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "title": {"text": answer.title, "subtitle": "Difference from the baseline, without draws"},
        "hconcat": [_panel(answer, name) for name in answer.variables],
    }


def _panel(answer: Foresight, name: str) -> dict[str, Any]:
    rows = [
        {"date": quarter_date(q), "quarter": str(q), "case": case, "difference": round(float(d), 6)}
        for case in answer.cases
        for q, d in zip(answer.periods, answer.differences[name][case], strict=True)
    ]
    colour = {"domain": list(answer.cases), "range": list(COLOURS[: len(answer.cases)])}
    dash = {"domain": list(answer.cases), "range": [list(d) for d in DASHES[: len(answer.cases)]]}
    return {
        "title": {"text": answer.labels[name], "fontSize": 13},
        "width": 320,
        "height": 210,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "rule", "color": theme.START, "strokeWidth": 0.8},
                "encoding": {"y": {"datum": 0}},
            },
            {
                "mark": {"type": "line", "strokeWidth": 2},
                "encoding": {
                    "x": X_AXIS,
                    "y": {"field": "difference", "type": "quantitative", "title": answer.units[name]},
                    "color": {"field": "case", "type": "nominal", "scale": colour, "sort": None,
                              "legend": {**LEGEND, "title": None, "orient": "bottom"}},
                    "strokeDash": {"field": "case", "type": "nominal", "scale": dash, "sort": None},
                    "tooltip": [{"field": f} for f in ("quarter", "case", "difference")],
                },
            },
        ],
    }  # fmt: skip
