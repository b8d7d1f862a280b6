"""The forecast record as a chart: the score over the best benchmark's, and the coverage of the 80% bands."""

from __future__ import annotations

from typing import Any

from moneygood.charts import theme as theme
from moneygood.charts.spec import CONFIG, SCHEMA
from moneygood.questions.backtest.answer import BacktestAnswer


def chart(answer: BacktestAnswer) -> dict[str, Any]:
    """Two panels by variable: ratio of scores with two standard errors, and coverage of the 80% bands.

    A dot per horizon, darker the further ahead; rules mark the best benchmark (1), the limit, and 80%.
    """
    evaluation = answer.evaluated.evaluation
    order = [t.label for t in evaluation.targets]
    rows = [
        {
            "variable": c.label,
            "quarters": str(c.horizon),
            "ratio": round(c.ratio, 3),
            "low": round(c.ratio - 2 * c.ratio_se, 3),
            "high": round(c.ratio + 2 * c.ratio_se, 3),
            "coverage": round(100 * c.coverage[80], 1),
            "best benchmark": evaluation.labels[c.best],
            "n": c.n,
        }
        for c in answer.cells
    ]
    horizons = [str(h) for h in evaluation.horizons]
    blues = ["#6fa8d8", "#3f82bd", "#1d5a96", theme.FAN_MEDIAN]
    colour = {
        "field": "quarters",
        "type": "nominal",
        "title": "quarters ahead",
        "scale": {"domain": horizons, "range": blues[-len(horizons) :]},
        "legend": {"orient": "top", "symbolType": "circle"},
    }
    y = {
        "field": "variable",
        "type": "nominal",
        "sort": order,
        "title": None,
        "axis": {"labelLimit": 260, "grid": True},
    }
    offset = {"field": "quarters", "type": "nominal", "sort": horizons}
    tips = [
        {"field": k, "type": "nominal"}
        for k in ("variable", "quarters", "ratio", "coverage", "best benchmark", "n")
    ]
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "title": {
            "text": answer.title,
            "subtitle": "Mean CRPS over that of the best of three benchmarks; bars: two standard errors",
        },
        "data": {"values": rows},
        "hconcat": [
            _panel(
                y,
                offset,
                colour,
                tips,
                "ratio",
                "score over best benchmark's (below 1 is better)",
                ((1.0, "6 0"), (evaluation.limit, "4 3")),
                True,
            ),
            _panel(
                {**y, "axis": {"labels": False, "ticks": False, "grid": True}},
                offset,
                colour,
                tips,
                "coverage",
                "outcomes inside the 80% band (%)",
                ((80.0, "6 0"),),
                False,
            ),
        ],
    }


def _panel(
    y: dict[str, Any],
    offset: dict[str, Any],
    colour: dict[str, Any],
    tips: list[dict[str, Any]],
    field: str,
    title: str,
    rules: tuple[tuple[float, str], ...],
    bars: bool,
) -> dict[str, Any]:
    x = {"field": field, "type": "quantitative", "title": title, "scale": {"zero": False}}
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": [{"at": value}]},
            "mark": {"type": "rule", "color": theme.START, "strokeDash": [int(d) for d in dash.split()]},
            "encoding": {"x": {"field": "at", "type": "quantitative"}},
        }
        for value, dash in rules
    ]
    if bars:
        layers.append(
            {
                "mark": {"type": "rule", "strokeWidth": 1.2, "opacity": 0.6},
                "encoding": {
                    "y": y,
                    "yOffset": offset,
                    "x": {**x, "field": "low"},
                    "x2": {"field": "high"},
                    "color": colour,
                },
            }
        )
    layers.append(
        {
            "mark": {"type": "circle", "size": 55, "opacity": 1},
            "encoding": {"y": y, "yOffset": offset, "x": x, "color": colour, "tooltip": tips},
        }
    )
    return {"width": 330, "height": {"step": 11}, "layer": layers}
