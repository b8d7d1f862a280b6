"""One self-contained HTML page per run: the answer, the fans, what breaks first, the headline table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import numpy as np

from moneygood.charts import theme as theme
from moneygood.charts.data import CurvesChart, FanChart, Line, fixed, number, unit_words
from moneygood.charts.finding import BASELINE, title_of
from moneygood.charts.svg import (
    BOTTOM,
    CURVES_RIGHT,
    FAN_RIGHT,
    HEIGHT,
    LEFT,
    TOP,
    WIDTH,
    Recessions,
    curves_svg,
    fan_frame,
    fan_svg,
)
from moneygood.core.figures import share as told

DISCLAIMER = (
    "Conditional projections of a model, not forecasts by any institution and not investment advice. "
    "The bands show the model's own shocks and parameter draws; they do not show that the model is right."
)


@dataclass(frozen=True)
class Book:
    """Everything that the page of one run shows.

    `first` is an `runs.first_passage.passage.FirstPassage` or None; `headline` the rows of `runs.headline`;
    `facts` are label and text pairs about the run (seed, vintage, failed share …).
    """

    title: str
    question: str
    fans: tuple[FanChart, ...]
    curves: tuple[CurvesChart, ...] = ()
    first: Any | None = None
    headline: Sequence[Any] = ()
    facts: Sequence[tuple[str, str]] = ()
    recessions: Recessions = ()
    notes: Sequence[str] = field(default_factory=tuple)
    differences: tuple[FanChart, ...] = ()
    """The scenario less the baseline, draw by draw."""


def page(book: Book, drawn: Mapping[str, str]) -> str:
    """Return the page as HTML; `drawn` holds the SVG of each chart by key."""
    template = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
    lines = [line for f in book.fans for line in f.lines]
    dashed = ""
    if any(line.label == BASELINE for line in lines):
        dashed += "The dashed line is the baseline's median on the same shocks. "
    if any(line.points for line in lines):
        dashed += "Dots are the latest projections of institutions. "
    if any(f.held for f in book.fans):
        dashed += "A bar at the foot marks the quarters in which a variable is held by hand."
    return template.substitute(
        title=escape(book.title),
        question=escape(book.question),
        answer=escape(answer(book)),
        tiles=_tiles(book.first),
        dashed=dashed,
        fans="".join(_figure(f, drawn[f.key]) for f in book.fans),
        differences=_differences(book, drawn),
        passage=_passage(book, drawn),
        headline=_scroll("Headline table", _headline(book.headline)),
        facts=_facts(book),
        footer=escape(DISCLAIMER),
        figures=json.dumps(_hover(book), separators=(",", ":"), allow_nan=False).replace("</", "<\\/"),
    )


def answer(book: Book) -> str:
    """Return the answer to "which changes first" in two or three sentences."""
    first = book.first
    if first is None or not first.highs:
        return "Fans and the headline table follow."
    ranked = sorted(first.highs.values(), key=lambda r: -r.p_first)
    lead = ranked[0]
    rest = ", ".join(f"{r.label.lower()} on {told(r.p_first)}" for r in ranked[1:])
    words = f"First to change: {lead.label.lower()} on {told(lead.p_first)} of the draws"
    mine = [r for k, r in first.sides.items() if k.split(".")[0] == lead.name]
    if len(mine) > 1:
        side = max(mine, key=lambda r: r.p_first)
        words += f" (mostly: {side.label.lower()})"
    last = first.periods[-1]
    none = f"nothing changes by {last} on {told(first.none)}" if first.none > 0 else ""
    words += f", {rest}; {none or f'on each of them something changes by {last}'}."
    if lead.median_quarter:
        words += (
            f" For {lead.label.lower()} the change has come by {lead.median_quarter} on half of all draws."
        )
    return words


def _tiles(first: Any | None) -> str:
    """Return one tile per high: how often it is first, how soon it breaks, by which side."""
    if first is None:
        return ""
    out = []
    for place, (name, risk) in enumerate(first.highs.items()):
        sides = [r for k, r in first.sides.items() if k.split(".")[0] == name]
        split = (
            " · ".join(f"{r.label.lower()} {told(r.p_within_12q)}" for r in sides) if len(sides) > 1 else ""
        )
        when = (
            f"half of all draws by {risk.median_quarter}"
            if risk.median_quarter
            else "fewer than half of all draws"
        )
        out.append(
            f'<div class="tile" style="--hue:{theme.high_colour(name, place)}"><h3>{escape(risk.label)}</h3>'
            f"<b>{told(risk.p_first)}</b><p>change first. Changed within 4 quarters "
            f"{told(risk.p_within_4q)}, within 12 {told(risk.p_within_12q)}; {escape(when)}.</p>"
            + (f"<p>Within 12 quarters: {escape(split)}.</p>" if split else "")
            + "</div>"
        )
    return "".join(out)


def _figure(chart: FanChart | CurvesChart, svg: str) -> str:
    """Return a drawing under what it shows; the page adds its read-out and its files."""
    caption = f"<figcaption>{escape(chart.note)}</figcaption>" if chart.note else ""
    said = escape(title_of(chart))
    return f'<figure data-key="{escape(chart.key)}"><h3 class="finding">{said}</h3>{svg}{caption}</figure>'


def _differences(book: Book, drawn: Mapping[str, str]) -> str:
    """Return the section of differences from the baseline; nothing for the baseline itself."""
    if not book.differences:
        return ""
    charts = "".join(_figure(f, drawn[f.key]) for f in book.differences)
    return (
        "<h2>Less the baseline</h2><p>The scenario less the baseline on the same shocks, draw by draw: rates "
        "in basis points, ratios in percentage points, money and indices in percent of the baseline.</p>"
        f'<div class="grid">{charts}</div>'
    )


def _passage(book: Book, drawn: Mapping[str, str]) -> str:
    """Return the section on what breaks first, with the sides, the orders and what follows what."""
    first = book.first
    if first is None:
        return ""
    charts = "".join(_figure(c, drawn[c.key]) for c in book.curves)
    return (
        "<h2>Which changes first</h2>"
        "<p>Left: the chance that each has changed at all by a quarter, with its Monte-Carlo band. Right: "
        "the chance that it was the first of them. Where several change in one quarter the draw is shared "
        f'between them.</p><div class="grid two">{charts}</div>'
        f"<h3>What counts as a change</h3>{_scroll('Definitions', _sides_table(first))}"
        f"<h3>The usual order</h3>{_scroll('Order of changes', _order_table(first))}"
        "<h3>What tends to follow what</h3><p>Share of draws on which the second follows the first within "
        "the window, beside the share among draws that had survived to the same quarter without either.</p>"
        + _scroll("What follows what", _edge_table(first))
    )


def _scroll(name: str, table: str) -> str:
    """Return a table that scrolls sideways on a narrow screen and can be reached by keyboard."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(name)}">{table}</div>'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], words: Sequence[int] = ()) -> str:
    """Return a table of cells that are already safe HTML; columns in `words` are set flush left."""

    def cell(tag: str, i: int, text: str) -> str:
        return f"<{tag}{' class=words' if i in words else ''}>{text}</{tag}>"

    top = "".join(cell("th", i, t) for i, t in enumerate(head))
    body = "".join("<tr>" + "".join(cell("td", i, t) for i, t in enumerate(r)) + "</tr>" for r in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _sides_table(first: Any) -> str:
    rows = []
    for key, r in first.sides.items():
        high = first.highs[key.split(".")[0]].label
        met = " Already the case at the start: only a new onset counts." if r.met_at_start else ""
        rows.append(
            (f"{escape(high)}: {escape(r.label.lower())}", told(r.p_first), told(r.p_within_4q),
             told(r.p_within_12q), r.median_quarter or "–", escape(r.definition + met))
        )  # fmt: skip
    return _table(
        ("Change", "First", "In 4 quarters", "In 12", "Median quarter", "Definition"), rows, words=(5,)
    )


def _order_table(first: Any) -> str:
    shown = first.order[:8]
    labels = {name: risk.label for name, risk in first.highs.items()}

    def words(sequence: Sequence[str]) -> str:
        steps = [" with ".join(labels.get(n, n).lower() for n in step.split("+")) for step in sequence]
        return escape(", then ".join(steps)) if steps else "nothing changes"

    rows = [(words(o.sequence), told(o.share)) for o in shown]
    rest = 1.0 - sum(o.share for o in shown)
    if rest > 5e-4:
        rows.append(("any other order", told(rest)))
    return _table(("Order", "Share of draws"), rows)


def _edge_table(first: Any) -> str:
    label = {**{k: r.label for k, r in first.highs.items()}}
    label |= {k: f"{first.highs[k.split('.')[0]].label}: {r.label.lower()}" for k, r in first.sides.items()}
    known = [e for e in first.side_edges if e.odds_ratio is not None and e.cases >= 30]
    known = [e for e in known if e.origin.split(".")[0] != e.to.split(".")[0]]
    shown = sorted(known, key=lambda e: -abs(np.log(e.odds_ratio)))[:10]
    rows = [
        (f"{escape(label[e.origin])} → {escape(label[e.to])}", told(e.p_after), told(e.p_matched),
         number(e.odds_ratio), f"{e.lag_quarters:.0f} q")
        for e in shown
    ]  # fmt: skip
    return _table(("First → second", "Follows", "Without it", "Odds ratio", "Median wait"), rows)


def _headline(rows: Sequence[Any]) -> str:
    """Return the headline table, one line per variable and one column per quarter."""
    periods = list(dict.fromkeys(r.period for r in rows))
    by_variable: dict[str, dict[str, Any]] = {}
    for r in rows:
        by_variable.setdefault(r.variable, {})[r.period] = r
    body = []
    for cells in by_variable.values():
        any_row = next(iter(cells.values()))
        digits = 0 if max(abs(r.high70) for r in cells.values()) >= 200 else 1
        line = [f"{escape(any_row.label)}<small>{escape(unit_words(any_row.unit))}</small>"]
        line += [_cell(cells.get(p), digits) for p in periods]
        body.append(line)
    return _table(("", *periods), body)


def _cell(row: Any | None, digits: int) -> str:
    """Return the median of a headline row with its range below."""
    if row is None:
        return "–"
    low, high = fixed(row.low70, digits), fixed(row.high70, digits)
    return f"{fixed(row.median, digits)}<small>{low} to {high}</small>"


def _facts(book: Book) -> str:
    notes = "".join(f"<p>{escape(n)}</p>" for n in book.notes)
    pairs = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in book.facts)
    return f"{notes}<dl>{pairs}</dl>"


def _hover(book: Book) -> dict[str, Any]:
    """Return the figures behind the read-out of each chart, with where they lie in the drawing."""
    out: dict[str, Any] = {}
    for f in (*book.fans, *book.differences):
        frame = fan_frame(f)[0]
        past = len(f.history_periods)
        blank: list[float | None] = [None] * past
        quarters = [str(q) for q in (*f.history_periods, *f.periods)]
        rows: list[list[Any]] = [["actual", _short(f.history) + [None] * len(f.periods)]]
        for words, p in (("95%", 0.95), ("85%", 0.85), ("median", 0.5), ("15%", 0.15), ("5%", 0.05)):
            rows.append([words, blank + _short(f.level(p))])
        rows += [[line.label, _at(line, quarters)] for line in f.lines]
        out[f.key] = _placed(
            rows, quarters, past, frame.x(frame.x0 + (0.0 if past else 0.5)), FAN_RIGHT, frame
        )
    for c in book.curves:
        quarters = [str(q) for q in c.periods]
        rows = [[k.label, _short(100 * k.values)] for k in c.curves]
        span = WIDTH - LEFT - CURVES_RIGHT
        step = span / (len(quarters) - 1 + 0.7)
        out[c.key] = {
            **_geometry(),
            "quarters": quarters,
            "rows": rows,
            "start": 0,
            "left": LEFT + 0.5 * step,
            "step": step,
        }
    return out


def _at(line: Line, quarters: Sequence[str]) -> list[float | None]:
    """The figures of a comparison line in the quarters of its chart, None where it has none."""
    known = dict(zip(map(str, line.periods), _short(line.values), strict=True))
    return [known.get(q) for q in quarters]


def _placed(
    rows: list[list[Any]], quarters: list[str], start: int, left: float, margin: float, frame: Any
) -> dict[str, Any]:
    step = (WIDTH - LEFT - margin) / (frame.x1 - frame.x0)
    return {
        **_geometry(),
        "quarters": quarters,
        "rows": rows,
        "start": start,
        "left": round(left, 2),
        "step": round(step, 4),
    }


def _geometry() -> dict[str, float]:
    return {"width": WIDTH, "top": TOP, "bottom": HEIGHT - BOTTOM}


def _short(values: np.ndarray) -> list[float | None]:
    return [float(f"{v:.5g}") if np.isfinite(v) else None for v in np.asarray(values, dtype=np.float64)]


def drawings(book: Book, titled: bool = False) -> dict[str, str]:
    """Return the SVG of every chart of a book by its key; `titled` ones say what they show."""

    def said(chart: FanChart | CurvesChart) -> str:
        return title_of(chart) if titled else ""

    out = {f.key: fan_svg(f, book.recessions, said(f)) for f in (*book.fans, *book.differences)}
    return out | {c.key: curves_svg(c, said(c)) for c in book.curves}
