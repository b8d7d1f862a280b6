"""Estimates as a chart: each parameter's prior, posterior and adopted value in units of the prior."""

from __future__ import annotations

from typing import Any

from moneygood.analysis.fitting.answer import FitAnswer
from moneygood.surfaces import charts_theme as theme
from moneygood.surfaces.charts_spec import CONFIG, SCHEMA


def chart(answer: FitAnswer) -> dict[str, Any]:
    """A row per parameter: grey bar for the prior's middle 90 %, blue for the posterior's, mark for adopted.

    All are distances from the prior's mean in prior standard deviations, so that parameters compare.
    """
    rows = [
        {
            "parameter": r.parameter,
            "equation": r.equation,
            "low": round((r.low90 - r.prior_mean) / r.prior_sd, 3),
            "high": round((r.high90 - r.prior_mean) / r.prior_sd, 3),
            "mean": round((r.mean - r.prior_mean) / r.prior_sd, 3),
            "adopted": round((r.adopted - r.prior_mean) / r.prior_sd, 3),
            "posterior": f"{r.mean:.4g} ({r.se:.2g})",
            "prior": f"{r.prior_mean:.4g} ({r.prior_sd:.2g})",
        }
        for r in answer.parameters
    ]
    y = {
        "field": "parameter",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelLimit": 220, "labelFontSize": 10},
    }
    x = {"type": "quantitative", "title": "distance from the prior's mean, in its standard deviations"}
    tips = [
        {"field": k, "type": "nominal"} for k in ("parameter", "equation", "prior", "posterior", "adopted")
    ]
    kinds = ["prior, middle 90 %", "posterior, middle 90 %", "posterior mean", "adopted value"]
    colour = {
        "type": "nominal",
        "title": None,
        "scale": {
            "domain": kinds,
            "range": [theme.RECESSION, theme.FAN_BANDS[2], theme.FAN_MEDIAN, theme.DASHED],
        },
        "legend": {"orient": "top", "symbolType": "square", "symbolOpacity": 1},
    }
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "title": {
            "text": answer.title,
            "subtitle": "A short blue bar inside a long grey one: the panel taught something",
        },
        "data": {"values": rows},
        "width": 460,
        "height": {"step": 13},
        "layer": [
            {
                "mark": {"type": "bar", "size": 9},
                "transform": [
                    {"calculate": "-1.645", "as": "from"},
                    {"calculate": "1.645", "as": "to"},
                    {"calculate": f"'{kinds[0]}'", "as": "kind"},
                ],
                "encoding": {
                    "y": y,
                    "x": {**x, "field": "from"},
                    "x2": {"field": "to"},
                    "color": {"field": "kind", **colour},
                },
            },
            {
                "mark": {"type": "bar", "size": 5},
                "transform": [{"calculate": f"'{kinds[1]}'", "as": "kind"}],
                "encoding": {
                    "y": y,
                    "x": {**x, "field": "low"},
                    "x2": {"field": "high"},
                    "color": {"field": "kind", **colour},
                    "tooltip": tips,
                },
            },
            {
                "mark": {"type": "tick", "thickness": 2, "size": 9},
                "transform": [{"calculate": f"'{kinds[2]}'", "as": "kind"}],
                "encoding": {
                    "y": y,
                    "x": {**x, "field": "mean"},
                    "color": {"field": "kind", **colour},
                    "tooltip": tips,
                },
            },
            {
                "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 32, "opacity": 1},
                "transform": [{"calculate": f"'{kinds[3]}'", "as": "kind"}],
                "encoding": {
                    "y": y,
                    "x": {**x, "field": "adopted"},
                    "color": {"field": "kind", **colour},
                    "tooltip": tips,
                },
            },
        ],
    }
