"""Estimates as a chart: each parameter's prior, posterior and adopted value in units of the prior."""

from __future__ import annotations

from typing import Any

from moneygood.charts import theme as theme
from moneygood.charts.spec import CONFIG, SCHEMA
from moneygood.estimation.fitting.answer import FitAnswer

KINDS = ("prior, middle 90%", "posterior, middle 90%", "posterior mean", "adopted value")
COLOURS = (theme.RECESSION, theme.FAN_BANDS[2], theme.FAN_MEDIAN, theme.DASHED)


def chart(answer: FitAnswer) -> dict[str, Any]:
    """A row per parameter: grey bar for the prior's middle 90%, blue for the posterior's, mark for adopted.

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
            _layer(0, {"type": "bar", "size": 9}, ("from", "to"), {"from": "-1.645", "to": "1.645"}),
            _layer(1, {"type": "bar", "size": 5}, ("low", "high")),
            _layer(2, {"type": "tick", "thickness": 2, "size": 9}, ("mean",)),
            _layer(3, {"type": "point", "shape": "diamond", "filled": True, "size": 32, "opacity": 1},
                   ("adopted",)),
        ],
    }  # fmt: skip


def _layer(
    number: int, mark: dict[str, Any], fields: tuple[str, ...], made: dict[str, str] | None = None
) -> dict[str, Any]:
    """One kind of mark from the first of `fields` to the second, if there is one; `made` are formulas."""
    tips = ("parameter", "equation", "prior", "posterior", "adopted")
    steps = {**(made or {}), "kind": f"'{KINDS[number]}'"}
    encoding: dict[str, Any] = {
        "y": {"field": "parameter", "type": "nominal", "sort": None, "title": None,
              "axis": {"labelLimit": 220, "labelFontSize": 10}},
        "x": {"field": fields[0], "type": "quantitative",
              "title": "distance from the prior's mean, in its standard deviations"},
        "color": {"field": "kind", "type": "nominal", "title": None,
                  "scale": {"domain": list(KINDS), "range": list(COLOURS)},
                  "legend": {"orient": "top", "symbolType": "square", "symbolOpacity": 1}},
        "tooltip": [{"field": k, "type": "nominal"} for k in tips],
    }  # fmt: skip
    if len(fields) > 1:
        encoding["x2"] = {"field": fields[1]}
    return {
        "mark": mark,
        "transform": [{"calculate": formula, "as": name} for name, formula in steps.items()],
        "encoding": encoding,
    }
