"""Scenarios: the library with its odds, and a page for each beside the baseline."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any

from moneygood.api.asking import FoundAnswer, found
from moneygood.core.answer import Column, Table
from moneygood.core.figures import chance, level
from moneygood.questions.registry import question
from moneygood.runs.compare import compare
from moneygood.runs.headline import HEADLINE_VARIABLES, headline_periods
from moneygood.runs.lead import caveat
from moneygood.scenarios.document import plan_text
from moneygood.scenarios.plan import BASELINE
from moneygood.surfaces.run_charts import CHART_VARIABLES
from moneygood.surfaces.web.reading.draw import Bar, bars_svg
from moneygood.surfaces.web.reading.fans import fan_parts
from moneygood.surfaces.web.reading.parts import (
    PageChart,
    PageHtml,
    PageTable,
    PageWords,
    ReadingPage,
    receipt_id,
    receipts_of,
    source_line,
    tables_parts,
)
from moneygood.surfaces.web.reading.today import LEAD, asked_run

SEARCH = (
    '<form class="search" role="search" hidden><label for="find">Find a scenario</label>'
    '<input id="find" type="search" autocomplete="off" data-search=".cards li">'
    '<output for="find" aria-live="polite"></output></form>'
)
SHOWN = CHART_VARIABLES[:10]


@lru_cache(maxsize=1)
def asked_odds() -> FoundAnswer:
    """The odds of the whole library."""
    one = question("odds")
    return found(one, one.request())


def scenarios_page() -> ReadingPage:
    """The library: each scenario with its question, its odds, and how far it moves the lead variable."""
    one = asked_odds()
    odds, mark = one.answer, receipt_id(one)
    rows = [r for s in odds.ranked for r in s.rows if r.variable == LEAD]
    bars = [
        Bar(s.title, r.percentile - 50.0, r.mc_error, shown=f"{r.percentile:.0f}")
        for s in odds.ranked
        for r in s.rows
        if r.variable == LEAD
    ]
    label = rows[0].label
    far = max(bars, key=lambda b: abs(b.value))
    title = (
        f"{far.label} moves the {label.lower()} furthest: percentile {far.value + 50:.0f} of the "
        "baseline's paths"
    )
    table = Table(
        f"{label}, {odds.at}: percentile of each scenario's median in the baseline's paths",
        (Column("scenario"), Column("percentile", ".1f"), Column("±", ".1f")),
        tuple((b.label, b.value + 50.0, b.error) for b in bars),
    )
    svg = bars_svg(
        "library",
        f"{label}, {odds.at}",
        "percentile less 50 (the middle of the baseline's paths)",
        bars,
        title,
    )
    return ReadingPage(
        "scenarios",
        "Scenarios",
        "What could happen instead, and how likely is it?",
        odds.lead,
        (
            PageHtml(_cards(odds)),
            PageChart("library", title, svg, table, mark),
            *tables_parts("odds", odds.tables, mark, open_first=2),
        ),
        source_line(one),
        receipts_of(one),
    )


def scenario_page(name: str) -> ReadingPage:
    """One scenario beside the baseline, on the same shocks."""
    one, two = asked_run(name), baseline_run()
    run, base, mark = one.answer, two.answer, receipt_id(one)
    names = [n for n in HEADLINE_VARIABLES if n in run.paths]
    periods = headline_periods(run.paths.periods[0], run.paths.periods[-1])
    rows = compare(run.paths, base.paths, names, periods, units=run.units).rows
    plan = run.plan
    table = Table(
        f"{plan.title} less baseline",
        (
            Column("variable"),
            Column("unit"),
            Column("quarter"),
            Column("difference", "+,.2f"),
            Column("±", ",.2f"),
            Column("70% from", "+,.2f"),
            Column("to", "+,.2f"),
        ),
        tuple(
            (run.labels[r.variable], r.unit, r.period, r.difference, r.mc_error, r.low70, r.high70)
            for r in rows
        ),
        "Mean difference draw by draw on the same shocks; ± is its Monte-Carlo error.",
    )
    words = [plan.narrative] if plan.narrative else []
    return ReadingPage(
        f"scenarios/{name}",
        plan.title,
        plan.question,
        _answer(run, base, rows, periods),
        (
            PageWords("The story", tuple(words)),
            *fan_parts(run, SHOWN, mark, base=base),
            PageTable("differences", table, mark),
            PageWords("How likely", (f"{run.plausibility.sentence}.",)),
            PageHtml(_text_of(plan)),
        ),
        source_line(one, two),
        receipts_of(one, two),
    )


def _answer(run: Any, base: Any, rows: Any, periods: Any) -> str:
    """Where the lead variable goes, against the baseline; which high gives way first most often; a caveat."""
    at = periods[min(1, len(periods) - 1)]
    gap = next(r for r in rows if r.variable == LEAD and r.period == str(at))
    here = next(r for r in run.headline if r.variable == LEAD and r.period == str(at))
    signed = [f"{x:+.2f}".replace("-", "−") for x in (gap.difference, gap.low70, gap.high70)]
    name, top = max(run.first.highs.items(), key=lambda item: item[1].p_first)
    before = 100 * base.first.highs[name].p_first
    return (
        f"{here.label} {level(here.median, here.unit)} in {at}, {signed[0]} on the baseline (70% of futures "
        f"{signed[1]} to {signed[2]}). First to give way most often: {top.label.lower()}, in "
        f"{100 * top.p_first:.0f}% ({before:.0f}% on the baseline). {caveat(run.plausibility)}"
    )


@lru_cache(maxsize=1)
def baseline_run() -> FoundAnswer:
    """The run that scenarios are held against."""
    return asked_run()


def _cards(odds: Any) -> str:
    cells = []
    for s in odds.ranked:
        p = s.plausibility
        likely = (
            f"{chance(p.p_value)}, {p.grade}"
            if p.degrees
            else "without odds"
            if p.choices
            else "imposes no shocks"
        )
        cells.append(
            f'<li><a href="{_address(s.name)}">{escape(s.title)}</a><span>{escape(likely)}</span></li>'
        )
    return f'{SEARCH}<ul class="cards">{"".join(cells)}</ul>'


def _address(name: str) -> str:
    """Where a scenario is shown; the baseline is what Today shows."""
    return "../today/" if name == BASELINE else f"{escape(name)}/"


def _text_of(plan: Any) -> str:
    """Every assumption as the text that anyone may run."""
    return (
        "<details><summary>Every assumption, as a file that runs</summary>"
        f'<pre tabindex="0"><code>{escape(plan_text(plan))}</code></pre></details>'
    )
