"""Pages that are one question's answer: dominoes, why, what AI has to earn, claims, cycle."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from moneygood.api.asking import FoundAnswer, found
from moneygood.charts.recessions import read_recessions
from moneygood.core.answer import Column, Table
from moneygood.core.periods import Quarter
from moneygood.data.as_of import find_vintage
from moneygood.questions.registry import question
from moneygood.scenarios.library import find_plan
from moneygood.surfaces.web.reading.draw import Bar, bars_svg, lines_svg
from moneygood.surfaces.web.reading.parts import (
    PageChart,
    PageWords,
    Part,
    ReadingPage,
    receipt_id,
    receipts_of,
    source_line,
    tables_parts,
)
from moneygood.surfaces.web.reading.pasted import paste_form
from moneygood.surfaces.web.reading.scenario_pages import asked_odds
from moneygood.surfaces.web.reading.today import LEAD, curve_parts

STATE_COLOURS = ("#e4e7ea", "#e0a33a", "#8a1c1c")
WHY_SHOWN = 3


def ask(name: str, **values: Any) -> FoundAnswer:
    """A question of the registry asked with its defaults."""
    one = question(name)
    return found(one, one.request(**values))


def dominoes_page() -> ReadingPage:
    """Which changes first, and what falls next."""
    one = ask("first")
    answer, mark = one.answer, receipt_id(one)
    p = answer.passage
    shown = p.order[:8]
    bars = [
        Bar(
            " → ".join(" + ".join(p.highs[n].label for n in s.split("+")) for s in o.sequence)
            or "Nothing changes",
            100 * o.share,
            shown=f"{100 * o.share:.1f}%",
        )
        for o in shown
    ]
    title = f"{bars[0].label}: the most frequent order, on {bars[0].shown} of paths"
    table = Table(
        "Order of changes, percent of paths",
        (Column("order"), Column("percent", ".1f")),
        tuple((b.label, b.value) for b in bars),
    )
    svg = bars_svg("orders", "Order of the dominoes", "percent of paths", bars, title)
    return ReadingPage(
        "dominoes",
        "Dominoes",
        "Which of the four highs changes first, and what falls next?",
        answer.lead,
        (
            PageChart("orders", title, svg, table, mark),
            *curve_parts(p, mark),
            *tables_parts("first", answer.tables, mark, open_first=3),
            PageWords("In words", (answer.reading,)),
        ),
        source_line(one),
        receipts_of(one),
    )


def why_page() -> ReadingPage:
    """Why the lead variable differs in the scenarios that move it furthest, mechanism by mechanism; those
    that put it on a path have no other reason than that."""
    odds = asked_odds().answer
    moved = [
        (abs(r.percentile - 50.0), s.name)
        for s in odds.scenarios
        for r in s.rows
        if r.variable == LEAD and not _holds(s.name, LEAD)
    ]
    names = [name for _, name in sorted(moved, reverse=True)[:WHY_SHOWN]]
    found_all = [ask("why", variable=LEAD, scenario=name, by="channel") for name in names]
    parts: list[Part] = []
    for one in found_all:
        a, mark = one.answer, receipt_id(one)
        ranked = a.ranked[:8]
        bars = [Bar(p.label, p.value, getattr(p, "error", None)) for p in ranked]
        rest = a.total - sum(b.value for b in bars)
        bars += [Bar("all other parts", rest), Bar("Total", a.total, total=True)]
        key = f"why-{one.request.scenario}"
        title = (
            f"{a.title}: {signed(a.total)} points, most of it: "
            f"{ranked[0].label[:1].lower()}{ranked[0].label[1:]}"
        )
        table = Table(
            a.title, (Column("part"), Column("points", "+.4f")), tuple((b.label, b.value) for b in bars)
        )
        svg = bars_svg(key, a.title, "contribution, points", bars, title)
        parts += [
            PageChart(key, title, svg, table, mark),
            PageWords(a.title, (a.reading,)),
            *tables_parts(key, a.tables, mark, open_first=0),
        ]
    return ReadingPage(
        "why",
        "Why",
        "Why do yields differ between scenarios?",
        found_all[0].answer.lead,
        tuple(parts),
        source_line(*found_all),
        receipts_of(*found_all),
    )


def _holds(scenario: str, variable: str) -> bool:
    """Whether a scenario puts a variable on a path, so that nothing moves it but the scenario."""
    plan = find_plan(scenario)
    return any(p.variable == variable for p in plan.paths) or any(b.variable == variable for b in plan.bands)


def earn_page() -> ReadingPage:
    """What AI has to earn, and what else it would take."""
    from moneygood.questions.question_texts import question_names

    first = "capex-pays"
    names = [first, *(n for n in question_names("targets") if n != first)]
    found_all = [ask("breakeven", target=name, draws=400 if name == first else 0) for name in names]
    lead, mark = found_all[0].answer, receipt_id(found_all[0])
    odds = [o for o in lead.odds if o.value is not None]
    document = lead.as_json()
    value = document.get("value")
    bars = [Bar("Without surprises", float(value or 0.0))]
    bars += [Bar(f"For odds of {100 * o.share:.0f}%", float(o.value or 0.0)) for o in odds]
    unit = "percent" if "pct" in lead.lever.unit or "%" in lead.lever.unit else lead.lever.unit
    title = (
        f"{lead.lever.label}: {bars[-1].value:.0f} {unit} for odds of {100 * odds[-1].share:.0f}%"
        if odds
        else lead.title
    )
    table = Table(lead.title, (Column("for"), Column(unit, ".4g")), tuple((b.label, b.value) for b in bars))
    svg = bars_svg("earn", lead.lever.label, unit, bars, title)
    parts: list[Part] = [PageChart("earn", title, svg, table, mark)]
    for name, one in zip(names, found_all, strict=True):
        parts.append(PageWords(one.answer.title, (one.answer.reading,)))
        parts += tables_parts(
            f"earn-{name}", one.answer.tables, receipt_id(one), open_first=1 if name == first else 0
        )
    return ReadingPage(
        "earn",
        "What AI has to earn",
        "What would make the bill payable?",
        lead.lead,
        tuple(parts),
        source_line(*found_all),
        receipts_of(*found_all),
    )


def claims_page() -> ReadingPage:
    """What was claimed, and whether it was so on its day and since."""
    one = ask("claims", in_detail=False)
    answer, mark = one.answer, receipt_id(one)
    document = answer.as_json()
    then, since = (Counter(row[k] for row in document) for k in ("verdict_as_of", "verdict_since"))
    kinds = ("supported", "mixed", "contradicted", "not_testable")
    bars = [
        Bar(f"{k.replace('_', ' ').capitalize()}, since", float(since[k]), shown=str(since[k])) for k in kinds
    ]
    title = f"{since['supported']} of {len(document)} claims hold on what is known since"
    table = Table(
        "Verdicts",
        (Column("verdict"), Column("on its day", ".0f"), Column("since", ".0f")),
        tuple((k.replace("_", " "), then[k], since[k]) for k in kinds),
    )
    listed = Table(
        "Claim by claim",
        (Column("date"), Column("claim"), Column("on its day"), Column("since")),
        tuple(
            (
                r["date"],
                r["statement"],
                r["verdict_as_of"].replace("_", " "),
                r["verdict_since"].replace("_", " "),
            )
            for r in document
        ),
        "On its day: on what was published then.",
    )
    svg = bars_svg("verdicts", "Verdicts on what is known since", "claims", bars, title)
    return ReadingPage(
        "claims",
        "Claims",
        "Is what they wrote true?",
        answer.lead,
        (
            paste_form(date=str(find_vintage().as_of)),
            PageChart("verdicts", title, svg, table, mark),
            *tables_parts("claims", (listed, *answer.tables), mark),
            PageWords("In words", (answer.reading,)),
        ),
        source_line(one),
        receipts_of(one),
    )


def cycle_page() -> ReadingPage:
    """Which chapter of the story it is, through history and now."""
    one = ask("regimes")
    answer, mark = one.answer, receipt_id(one)
    document = answer.as_json()
    states, rows = document["states"], document["quarters"]
    periods = [Quarter.parse(r["period"]) for r in rows]
    values = {s: np.array([100 * r["smoothed"][s] for r in rows]) for s in states}
    now = max(states, key=lambda s: rows[-1]["smoothed"][s])
    other = [s for s in states if s != now]
    title = f"{now.capitalize()} since {_since(rows, now)}; {other[-1]} in {_spells(rows, other[-1], states)}"
    table = Table(
        "Probability of each state, percent, all known",
        (Column("quarter"), *(Column(s, ".1f") for s in states)),
        tuple((r["period"], *(100 * r["smoothed"][s] for s in states)) for r in rows),
    )
    svg = lines_svg(
        "states",
        "Chapters of the story",
        "probability, percent; black marks below: recessions",
        periods,
        [(s, values[s]) for s in states],
        title,
        read_recessions(),
        stacked=True,
        colours=STATE_COLOURS,
        bounds=(0.0, 100.0),
    )
    return ReadingPage(
        "cycle",
        "Cycle",
        "Which chapter of the story is this?",
        answer.lead,
        (
            PageChart("states", title, svg, table, mark),
            *tables_parts("cycle", answer.tables, mark),
            PageWords("In words", (answer.reading,)),
        ),
        source_line(one),
        receipts_of(one),
    )


def _since(rows: list[dict[str, Any]], state: str) -> str:
    """The quarter in which the present spell of a state began."""
    begin = rows[-1]["period"]
    for r in reversed(rows):
        if max(r["smoothed"], key=r["smoothed"].get) != state:
            break
        begin = r["period"]
    return begin


def _spells(rows: list[dict[str, Any]], state: str, states: list[str]) -> str:
    """The spells of a state in words."""
    spells: list[list[str]] = []
    before = ""
    for r in rows:
        here = max(states, key=lambda s: r["smoothed"][s])
        if here == state:
            if before == state:
                spells[-1][1] = r["period"]
            else:
                spells.append([r["period"], r["period"]])
        before = here
    return " and ".join(f"{a} to {b}" if a != b else a for a, b in spells) or "no quarter"


def signed(value: float, digits: int = 2) -> str:
    """A figure with its sign and so many decimals."""
    return f"{value:+.{digits}f}".replace("-", "−")
