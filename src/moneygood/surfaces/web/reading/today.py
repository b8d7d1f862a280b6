"""Today: where inflation, rates, debt and stocks are heading, and which changes first."""

from __future__ import annotations

from typing import Any

from moneygood.api.asking import FoundAnswer, found
from moneygood.charts.data import first_chart, incidence_chart, unit_words
from moneygood.charts.lab_text import read_lab_text
from moneygood.charts.svg import curves_svg
from moneygood.core.answer import Column, Table
from moneygood.model.names import names_of
from moneygood.questions.registry import question
from moneygood.surfaces.run_charts import CHART_VARIABLES
from moneygood.surfaces.web.reading.fans import fan_parts
from moneygood.surfaces.web.reading.parts import (
    PageChart,
    PageDoors,
    PageTable,
    PageTiles,
    ReadingPage,
    receipt_id,
    receipts_of,
    source_line,
)

LEAD = "rate_10y"
"""The variable that scenarios are ranked by: the price that every reader looks at."""


def asked_run(scenario: str = "baseline") -> FoundAnswer:
    """The run of a scenario that pages show: the draws of a run by default."""
    one = question("run")
    return found(one, one.request(scenario=scenario))


def today_page() -> ReadingPage:
    """The page."""
    one = asked_run()
    run, mark = one.answer, receipt_id(one)
    return ReadingPage(
        "today",
        "Today",
        "Where are we heading, and what changes first?",
        run.lead,
        (
            PageDoors(read_lab_text(names_of(run.workspace.model)).doors),
            PageTiles(tiles(run.first)),
            *curve_parts(run.first, mark),
            *fan_parts(run, CHART_VARIABLES, mark),
            PageTable("headline", headline_table(run), mark),
        ),
        source_line(one),
        receipts_of(one),
    )


def tiles(first: Any) -> tuple[tuple[str, str, str, str], ...]:
    """A tile a high: how often it is first, how soon."""
    out = []
    for name, risk in first.highs.items():
        when = f"half of paths by {risk.median_quarter}" if risk.median_quarter else "less than half of paths"
        words = (
            f"first to change; within a year {100 * risk.p_within_4q:.0f}%, within three "
            f"{100 * risk.p_within_12q:.0f}%; {when}"
        )
        out.append((risk.label, f"{100 * risk.p_first:.0f}%", words, name))
    return tuple(out)


def curve_parts(first: Any, mark: str) -> tuple[PageChart, ...]:
    """The chance that each high has changed, and that it was the first, by quarter."""
    ever, before = incidence_chart(first), first_chart(first)
    ranked = sorted(first.highs.values(), key=lambda r: -r.incidence[-1])
    lead, last = ranked[0], ranked[-1]
    one = (
        f"Given way by {first.periods[-1]}: {lead.label.lower()} on {100 * lead.incidence[-1]:.0f}% "
        f"of paths, {last.label.lower()} on {100 * last.incidence[-1]:.0f}%"
    )
    top = max(first.highs.values(), key=lambda r: r.p_first)
    two = (
        f"First to give way: {top.label.lower()} on {100 * top.p_first:.0f}% of paths, "
        f"nothing on {100 * first.none:.0f}%"
    )
    return tuple(
        PageChart(c.key, title, curves_svg(c), curves_table(c), mark)
        for c, title in ((ever, one), (before, two))
    )


def curves_table(chart: Any) -> Table:
    """The figures of cumulative odds, percent, a row a quarter."""
    columns = (Column("quarter"), *(Column(c.label, ".1f") for c in chart.curves))
    rows = tuple(
        (str(q), *(100 * float(c.values[t]) for c in chart.curves)) for t, q in enumerate(chart.periods)
    )
    return Table(f"{chart.title}, percent of paths", columns, rows)


def headline_table(run: Any) -> Table:
    """Medians and 70% bands, a row a variable and quarter."""
    columns = (
        Column("variable"),
        Column("unit"),
        Column("quarter"),
        Column("median", ",.2f"),
        Column("70% from", ",.2f"),
        Column("to", ",.2f"),
    )
    rows = tuple((r.label, unit_words(r.unit), r.period, r.median, r.low70, r.high70) for r in run.headline)
    return Table("Headline figures", columns, rows, "Median of paths, and the middle 70% of them.")
