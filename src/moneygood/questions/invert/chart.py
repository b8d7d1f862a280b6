"""The chart of ``invert``: the shocks of each quarter in standard deviations, the largest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.charts.spec import CONFIG, SCHEMA

if TYPE_CHECKING:
    from moneygood.questions.invert.answer import Inversion

_SHOWN = 12


def chart(answer: Inversion) -> dict[str, Any]:
    """Return the answer's chart as a Vega-Lite specification."""
    size = np.sqrt((answer.in_sd**2).sum(axis=1))
    order = [int(i) for i in np.argsort(-size) if size[i] > 0][:_SHOWN]
    moved = np.flatnonzero(np.abs(answer.in_sd).max(axis=0) > 0)
    rows = [
        {
            "shock": answer.names[i],
            "quarter": str(answer.periods[t]),
            "sd": round(float(answer.in_sd[i, t]), 4),
        }
        for i in order
        for t in moved
    ]
    words = f"Standard deviations; chance of shocks like these {answer.chance:.2g}"
    names = [answer.names[i] for i in order]
    colours = ["#0b5394", "#ffffff", "#a63c06"]
    furthest = max((abs(r["sd"]) for r in rows), default=1.0) or 1.0
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "title": {"text": answer.title, "subtitle": words},
        "width": {"step": 46},
        "height": {"step": 26},
        "data": {"values": rows},
        "encoding": {
            "x": {"field": "quarter", "type": "ordinal", "title": None, "axis": {"labelAngle": 0}},
            "y": {"field": "shock", "type": "nominal", "title": None, "sort": names},
        },
        "layer": [
            {
                "mark": "rect",
                "encoding": {
                    "color": {
                        "field": "sd", "type": "quantitative", "title": "sd",
                        "scale": {"domain": [-furthest, 0, furthest], "range": colours},
                    },
                    "tooltip": [{"field": f} for f in ("shock", "quarter", "sd")],
                },
            },
            {
                "mark": {"type": "text", "fontSize": 11},
                "encoding": {
                    "text": {"field": "sd", "type": "quantitative", "format": "+.2f"},
                    "color": {
                        "condition": {"test": f"abs(datum.sd) > {0.6 * furthest}", "value": "#ffffff"},
                        "value": "#14181d",
                    },
                },
            },
        ],
    }  # fmt: skip
