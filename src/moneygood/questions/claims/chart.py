"""The chart of `claims`: the series of one claim with its day, or the verdicts of several."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import numpy as np

from moneygood.charts import theme as theme
from moneygood.charts.spec import CONFIG, SCHEMA
from moneygood.core.answer import AbstractAnswer
from moneygood.data.calendar import period_end
from moneygood.questions.claims.answer import ClaimsAnswer, unit_words
from moneygood.questions.claims.article import ArticleAnswer
from moneygood.questions.claims.judge import JudgedClaim

COLOURS = {"supported": "#0b5394", "mixed": "#8a6d00", "contradicted": "#a63c06", "not testable": "#6b727b"}
KNOWN, LATER = "out by the claim's date", "out later"


def chart(answer: AbstractAnswer) -> dict[str, Any]:
    """The specification of an answer's chart."""
    assert isinstance(answer, ClaimsAnswer | ArticleAnswer)
    if len(answer.claims) == 1 and answer.claims[0].line is not None:
        return series_chart(answer.claims[0])
    return verdict_chart(answer)


def verdict_chart(answer: ClaimsAnswer | ArticleAnswer) -> dict[str, Any]:
    """A row for each claim, oldest first, with the verdict as of its date and since."""
    rows: list[dict[str, Any]] = []
    for place, claim in enumerate(answer.claims):
        for when, finding in (("as of its date", claim.as_of), ("since", claim.since)):
            said = finding.verdict.replace("_", " ")
            label = f"{claim.claim.date:%b %Y} · {_short(claim.claim.statement)}"
            rows.append(
                {
                    "claim": label,
                    "place": place,
                    "when": when,
                    "verdict": said,
                    "words": said,
                }
            )
    order = [r["claim"] for r in rows if r["when"] == "since"]
    y = {
        "field": "claim", "type": "nominal", "sort": order, "title": None,
        "axis": {"labelLimit": 520, "ticks": False, "labelFontSize": 12, "labelColor": theme.INK},
    }  # fmt: skip
    x = {
        "field": "when", "type": "nominal", "title": None,
        "axis": {"orient": "top", "labelAngle": 0, "ticks": False, "labelFontWeight": 600},
    }  # fmt: skip
    scale = {"domain": list(COLOURS), "range": list(COLOURS.values())}
    colour = {"field": "verdict", "type": "nominal", "scale": scale, "legend": None}
    return {
        "$schema": SCHEMA,
        "title": {"text": "Claims held against the figures", "subtitle": f"Vintage {answer.vintage}"},
        "description": answer.reading,
        "config": CONFIG,
        "width": 280,
        "height": {"step": 26},
        "data": {"values": rows},
        "encoding": {"x": x, "y": y},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": theme.PAPER, "strokeWidth": 3},
                "encoding": {"color": colour},
            },
            {
                "mark": {"type": "text", "color": theme.PAPER, "fontSize": 12},
                "encoding": {"text": {"field": "words"}},
            },
        ],
    }


def series_chart(claim: JudgedClaim) -> dict[str, Any]:
    """The series that speaks to a claim: what was out by its date, what came later, and the date."""
    line = claim.line
    assert line is not None
    text, table = claim.claim, claim.claim.chart["on"]
    start, last = text.chart["from"], None
    values: list[dict[str, Any]] = []
    for period, value, out in zip(line.periods, line.values, line.published, strict=True):
        if period < start or not np.isfinite(value):
            continue
        known = out <= str(text.date)
        row = {"date": str(period_end(table, period)), "period": period, "value": float(f"{value:.7g}")}
        if last is not None and not known and last["when"] == KNOWN:
            values.append({**last, "when": LATER})
        values.append({**row, "when": KNOWN if known else LATER})
        last = values[-1]
    said = [claim.as_of.verdict.replace("_", " "), claim.since.verdict.replace("_", " ")]
    unit = text.chart.get("unit") or unit_words(line.formula.unit) or "ratio"
    label = text.chart.get("label", text.chart["formula"])
    when = {
        "field": "when", "type": "nominal", "title": None,
        "scale": {"domain": [KNOWN, LATER], "range": [theme.HISTORY, theme.FAN_BANDS[2]]},
        "legend": {"orient": "bottom", "symbolType": "stroke", "symbolStrokeWidth": 2.5},
    }  # fmt: skip
    axis = {"grid": False, "format": "%Y", "tickCount": "year"}
    x = {"field": "date", "type": "temporal", "title": None, "axis": axis}
    head = {"titleAlign": "left", "titleAnchor": "start", "titleAngle": 0, "titleY": -12, "titleX": 0}
    y = {
        "field": "value", "type": "quantitative", "scale": {"zero": False}, "title": f"{label}, {unit}",
        "axis": head,
    }  # fmt: skip
    day = [{"date": str(text.date), "words": f"claim of {text.date}"}]
    rule = {"mark": {"type": "rule", "color": theme.DASHED, "strokeDash": [5, 3]}, "encoding": {"x": x}}
    mark = {"type": "text", "align": "right", "dx": 4, "dy": -5, "baseline": "bottom", "fontSize": 12}
    place = {"x": x, "y": {"value": 0}, "text": {"field": "words"}}
    words = {"mark": {**mark, "color": theme.DASHED}, "encoding": place}
    subtitle = [f"As of its date: {said[0]} · since: {said[1]}"]
    return {
        "$schema": SCHEMA,
        "title": {"text": wrap(text.statement, 72), "subtitle": subtitle, "offset": 26},
        "description": f"{label}, {unit}. {subtitle[0]}",
        "config": CONFIG,
        "width": 620,
        "height": 280,
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "line", "strokeWidth": 2.2},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": when,
                    "tooltip": [{"field": f} for f in ("period", "value")],
                },
            },
            {"data": {"values": day}, **rule},
            {"data": {"values": day}, **words},
        ],
    }


def _short(statement: str) -> str:
    words = statement.rstrip(".")
    return words if len(words) <= 74 else f"{words[:73].rsplit(' ', 1)[0]} …"
