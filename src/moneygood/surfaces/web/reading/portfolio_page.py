"""The page of portfolios: the example's gains and losses, or those of weights that a reader typed.

Typed weights stand in the address: a link says what it shows, and the server keeps nothing of a reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from moneygood.core.answer import Column, Table
from moneygood.core.errors import MoneygoodError
from moneygood.core.figures import inside
from moneygood.portfolios.block_text import Blocks, read_blocks
from moneygood.portfolios.holdings import EXAMPLE, Portfolio, find_portfolio
from moneygood.surfaces.web.reading.answer_pages import ask, signed
from moneygood.surfaces.web.reading.draw import Bar, bars_svg
from moneygood.surfaces.web.reading.parts import (
    PageChart,
    PageHtml,
    PageWords,
    Part,
    ReadingPage,
    receipt_id,
    receipts_of,
    source_line,
    tables_parts,
)
from moneygood.surfaces.web.reading.portfolio_address import ADDRESS, weights_of

if TYPE_CHECKING:
    from moneygood.questions.portfolio.answer import PortfolioAnswer
    from moneygood.questions.stress.answer import StressAnswer

QUESTION = "What do I gain and lose in each scenario, and what would hedge it?"
DRAWS = 1000
"""Draws of a page's portfolio; its stress test takes twice as many."""
_SHOWN = 8


def portfolio_page() -> ReadingPage:
    """The shipped example: scenarios, blocks, risk, hedges, and the least unlikely way to lose 15%."""
    blocks, own = _known()
    one, two = ask("portfolio", draws=DRAWS), ask("stress", draws=2 * DRAWS)
    mark, other = receipt_id(one), receipt_id(two)
    stress: StressAnswer = two.answer
    parts: list[Part] = [
        *_answer_parts(one.answer, mark),
        _stress_chart(stress, other),
        _form(ADDRESS, blocks, {b: 100 * w for b, w in own.holdings.items()}),
        *tables_parts("portfolio", one.answer.tables, mark, open_first=2),
        *tables_parts("stress", stress.tables, other, open_first=0),
        PageWords("In words", (one.answer.reading, stress.reading)),
    ]
    return ReadingPage(
        ADDRESS, "Portfolio", QUESTION, one.answer.lead, tuple(parts), source_line(one, two),
        receipts_of(one, two),
    )  # fmt: skip


def typed_page(name: str) -> ReadingPage:
    """The page of an address with typed weights; what is wrong with them is its answer. U010 for another."""
    weights = weights_of(name)
    blocks, own = _known()
    try:
        find_portfolio({"title": "Typed weights", "holdings": weights, "short": True}, blocks.blocks)
    except MoneygoodError as fault:
        said = f"{fault.message[:1].upper()}{fault.message[1:]}. {fault.hint or ''}".strip()
        return ReadingPage(
            name, "Portfolio", QUESTION, said, (_form(name, blocks, weights),),
            "Nothing was computed: the weights have to add up to 100 percent.",
        )  # fmt: skip
    content = {"title": "Typed weights", "holdings": weights, "short": True, "scenarios": list(own.scenarios)}
    one = ask("portfolio", portfolio=content, draws=DRAWS)
    mark = receipt_id(one)
    parts = (
        *_answer_parts(one.answer, mark),
        _form(name, blocks, weights),
        *tables_parts("portfolio", one.answer.tables, mark, open_first=2),
        PageWords("In words", (one.answer.reading,)),
    )
    return ReadingPage(
        name, "Portfolio", QUESTION, one.answer.lead, parts, source_line(one), receipts_of(one)
    )


def _known() -> tuple[Blocks, Portfolio]:
    from moneygood.baseline.opening import load

    blocks = read_blocks(load(None).model)
    return blocks, find_portfolio(EXAMPLE, blocks.blocks)


def _answer_parts(answer: PortfolioAnswer, mark: str) -> list[Part]:
    """The chart of scenarios, and that of the blocks in the worst of them."""
    found, last = answer.found, answer.found.periods[-1]
    rows = [("Baseline", found.baseline.total), *((s.title, s.summary.total) for s in found.scenarios)]
    rows = [rows[0], *sorted(rows[1:], key=lambda r: r[1].mean)]
    bars = [
        Bar(t, s.mean, s.error, total=i == 0, shown=f"{signed(s.mean, 1)}%") for i, (t, s) in enumerate(rows)
    ]
    table = Table(
        f"Gain to {last}, percent of the size",
        (
            Column("scenario"),
            Column("mean", "+.2f"),
            Column("±", ".2f"),
            Column("15%", "+.1f"),
            Column("85%", "+.1f"),
        ),
        tuple((t, s.mean, s.error, s.low70, s.high70) for t, s in rows),
    )
    worst = answer.worst
    if worst is None:
        title = f"On the baseline it gains {bars[0].shown} by {last}"
    else:
        gap = signed(worst.against.value, 1)
        title = f"{worst.title} does worst: {gap} points against the baseline by {last}"
    svg = bars_svg("scenarios", "Gain by scenario", f"percent of the size, to {last}", bars, title)
    parts: list[Part] = [PageChart("scenarios", title, svg, table, mark)]
    summary = found.baseline if worst is None else worst.summary
    by = sorted(summary.by(0).items(), key=lambda b: -abs(b[1] - found.baseline.by(0)[b[0]]))[:_SHOWN]
    names = found.blocks.blocks
    apart = []
    for b, value in by:
        moved = value - (found.baseline.by(0)[b] if worst is not None else 0.0)
        apart.append(Bar(names[b.removesuffix(" (overlay)")].label, moved, shown=signed(moved)))
    if worst is not None:
        what = (
            f"{apart[0].label} makes {signed(apart[0].value, 1)} points of the difference in "
            f"{inside(worst.title)}"
        )
    else:
        what = f"{apart[0].label} gains {signed(apart[0].value, 1)} points of it"
    own = Table(
        "By block, points",
        (Column("block"), Column("points", "+.2f")),
        tuple((b.label, b.value) for b in apart),
    )
    drawn = bars_svg("blocks", "By block", "points of the size", apart, what)
    return [*parts, PageChart("blocks", what, drawn, own, mark)]


def _stress_chart(answer: StressAnswer, mark: str) -> PageChart:
    """Which shocks the least unlikely loss takes."""
    f = answer.found
    order = f.order[:_SHOWN]
    said = {i: f.labels[f.names[i]].partition(",")[0] for i in order}
    bars = [Bar(said[i], 100 * float(f.shares[i]), shown=f"{100 * f.shares[i]:.0f}%") for i in order]
    title = (
        f"{f.goal.text} in {f.at}: {bars[0].shown} of the least unlikely shocks is {inside(bars[0].label)}"
    )
    table = Table(
        "Parts of the squared distance",
        (Column("shock to"), Column("percent", ".1f"), Column("summed, sd", "+.2f")),
        tuple((said[i], 100 * float(f.shares[i]), float(f.in_sd[i].sum())) for i in order),
    )  # fmt: skip
    svg = bars_svg("reverse", "What it takes", "percent of the squared distance of the shocks", bars, title)
    return PageChart("reverse", title, svg, table, mark, note=answer.lead)


def _form(name: str, blocks: Blocks, weights: Mapping[str, float]) -> PageHtml:
    """A field for each block that takes money; the form asks this page again."""
    root = "../" if "/" in name else ""
    fields = []
    for block in blocks.blocks.values():
        if block.funded:
            value = f"{weights[block.name]:.10g}" if weights.get(block.name) else ""
            fields.append(
                f'<label>{escape(block.label)} <input name="{block.name}" value="{value}" '
                'inputmode="decimal" autocomplete="off" size="6"></label>'
            )
    return PageHtml(
        '<section class="figures" id="weights"><h2>Your own weights</h2>'
        f'<form class="weights" method="get" action="{root or "./"}" data-sum>'
        f'<fieldset><legend>Percent of the portfolio; together 100</legend>{"".join(fields)}</fieldset>'
        '<p><button>Price it</button> <output></output> '
        '<label class="file" hidden>or from a file (block,weight) '
        '<input type="file" accept=".csv"></label></p>'
        "</form></section>",
        live=True,
    )  # fmt: skip
