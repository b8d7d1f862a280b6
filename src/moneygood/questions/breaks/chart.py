"""The chart of `breaks`: the two series, the relation over a rolling window, and where breaks lie."""

from __future__ import annotations

from typing import Any

import numpy as np

from moneygood.charts import theme as theme
from moneygood.charts.spec import CONFIG, LEGEND, SCHEMA
from moneygood.questions.breaks.answer import BreaksAnswer

X_AXIS: dict[str, Any] = {"grid": False, "format": "%Y", "tickCount": {"interval": "year", "step": 2}}
WIDTH = 720
COLOURS = (theme.FAN_MEDIAN, theme.DASHED)


def chart(answer: BreaksAnswer) -> dict[str, Any]:
    """Two panels: levels of both series, standardised; correlations over a rolling window."""
    r = answer.relation
    window = r.text.rolling[r.pair.frequency]
    unit = "months" if r.pair.frequency == "monthly" else "quarters"
    bands = _bands(answer)
    span = [_date(r.pair.periods[0]), _date(r.pair.periods[-1])]
    x = {"field": "date", "type": "temporal", "title": None, "axis": X_AXIS, "scale": {"domain": span}}
    return {
        "$schema": SCHEMA,
        "title": {
            "text": answer.title,
            "subtitle": f"Shaded: the {100 * r.search.cover:.0f}% interval of a break, its best date a line"
            if bands
            else "The tests date no break",
        },
        "description": answer.reading,
        "vconcat": [
            _panel(
                "Levels, in standard deviations",
                _levels(answer),
                (r.pair.a.name, r.pair.b.name),
                bands,
                x,
                200,
            ),
            _panel(
                f"Correlation over {window} {unit}",
                _rolling(answer),
                ("in levels", "in changes"),
                bands,
                x,
                170,
                zero=True,
            ),
        ],
        "resolve": {"scale": {"color": "independent", "strokeDash": "independent"}},
        "config": CONFIG,
    }


def _panel(
    title: str,
    rows: list[dict[str, Any]],
    names: tuple[str, str],
    bands: list[dict[str, Any]],
    x: dict[str, Any],
    height: int,
    zero: bool = False,
) -> dict[str, Any]:
    colour = {
        "field": "series",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(names), "range": list(COLOURS)},
        "legend": {**LEGEND, "orient": "top"},
    }
    dash = {
        "field": "series",
        "type": "nominal",
        "title": None,
        "legend": None,
        "scale": {"domain": list(names), "range": [[1, 0], [6, 3]]},
    }
    y = {"field": "value", "type": "quantitative", "title": title}
    layers: list[dict[str, Any]] = []
    if bands:
        layers.append(
            {
                "data": {"values": bands},
                "mark": {"type": "rect", "color": theme.RECESSION, "opacity": 0.7},
                "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "to"}},
            }
        )
        layers.append(
            {
                "data": {"values": bands},
                "mark": {"type": "rule", "color": theme.INK, "strokeDash": [2, 2]},
                "encoding": {"x": {**x, "field": "at"}, "tooltip": [{"field": "words", "type": "nominal"}]},
            }
        )
    if zero:
        layers.append({"mark": {"type": "rule", "color": theme.SOFT}, "encoding": {"y": {"datum": 0}}})
    layers.append(
        {
            "data": {"values": rows},
            "mark": {"type": "line", "strokeWidth": 1.8},
            "encoding": {"x": x, "y": y, "color": colour, "strokeDash": dash},
        }
    )
    return {"width": WIDTH, "height": height, "layer": layers}


def _levels(answer: BreaksAnswer) -> list[dict[str, Any]]:
    pair = answer.relation.pair
    rows = []
    for side in (pair.a, pair.b):
        spread = side.values.std() or 1.0
        scaled = (side.values - side.values.mean()) / spread
        rows += [
            {"date": _date(p), "series": side.name, "value": round(float(v), 4)}
            for p, v in zip(pair.periods, scaled, strict=True)
        ]
    return rows


def _rolling(answer: BreaksAnswer) -> list[dict[str, Any]]:
    return [
        {"date": _date(p), "series": f"in {f.form}", "value": round(float(c), 4)}
        for f in answer.relation.forms
        for p, c in zip(f.rolling.periods, f.rolling.correlations, strict=True)
        if np.isfinite(c)
    ]


def _bands(answer: BreaksAnswer) -> list[dict[str, Any]]:
    rows = []
    for f in answer.relation.forms:
        p = f.periods
        for d in f.found.dated:
            rows.append(_band(p, d.bootstrap, d.position, f"{p[d.position]}, in {f.form}"))
        if f.asked is not None:
            q, o = f.asked_periods, f.asked
            words = f"{answer.relation.text.focus.label} in {f.form}: {q[o.position]}, p = {o.value:.2f}"
            rows.append(_band(q, o.bootstrap, o.position, words))
    return rows


def _band(periods: tuple[str, ...], interval: tuple[int, int], at: int, words: str) -> dict[str, Any]:
    return {
        "from": _date(periods[interval[0]]),
        "to": _date(periods[interval[1]]),
        "at": _date(periods[at]),
        "words": words,
    }


def _date(period: str) -> str:
    """The middle of a month or quarter."""
    if "Q" in period:
        return f"{period[:4]}-{3 * int(period[-1]) - 1:02d}-15"
    return f"{period}-15"
