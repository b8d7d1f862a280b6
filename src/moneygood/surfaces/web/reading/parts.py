"""What a reading page is made of: an answer, charts with their figures, tables, words, receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moneygood.core.answer import Column, Table

if TYPE_CHECKING:
    from moneygood.api.asking import FoundAnswer

MOST_WORDS = 40
"""Words of the answer that opens a page."""


@dataclass(frozen=True)
class PageChart:
    """A chart: its `title` is the finding, `svg` the drawing, `table` the figures behind it.

    `key` names its files; `receipt` is the id of the receipt of its figures.
    """

    key: str
    title: str
    svg: str
    table: Table
    receipt: str = ""
    note: str = ""


@dataclass(frozen=True)
class PageTable:
    """A table of the page, with files of its own; it can be folded away."""

    key: str
    table: Table
    receipt: str = ""
    folded: bool = False


@dataclass(frozen=True)
class PageWords:
    """Plain paragraphs under a heading; each paragraph is text, not HTML."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class PageHtml:
    """A piece that a module of this package wrote as HTML, every text in it escaped there.

    What is `live` needs a server to answer; a static page says so in its place.
    """

    html: str
    live: bool = False


@dataclass(frozen=True)
class PageTiles:
    """Figures side by side: label, figure, words, and the name of a colour."""

    tiles: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class PageForm:
    """A text and its day that a reader sends to the server; pages in a folder say `elsewhere` instead."""

    title: str
    words: str
    button: str
    action: str
    most: int
    elsewhere: str
    text: str = ""
    date: str = ""


@dataclass(frozen=True)
class PageGrid:
    """A table without files of its own, as on a page that is made once and not kept."""

    table: Table


@dataclass(frozen=True)
class PageDoors:
    """Questions, each with the address of the page that answers it (``lab`` where there is one)."""

    doors: tuple[tuple[str, str], ...]


Part = PageDoors | PageChart | PageTable | PageWords | PageHtml | PageTiles | PageForm | PageGrid


@dataclass(frozen=True)
class ReadingPage:
    """A page: `name` is its address, `answer` at most `MOST_WORDS` words that say what was found.

    `receipts` are the documents of the receipts of everything on it, by id.
    """

    name: str
    title: str
    question: str
    answer: str
    parts: tuple[Part, ...]
    source: str
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def charts(self) -> tuple[PageChart, ...]:
        """The charts in order."""
        return tuple(p for p in self.parts if isinstance(p, PageChart))

    @property
    def tables(self) -> dict[str, tuple[Table, str]]:
        """Every table that has files, with the id of its receipt, by key."""
        out = {p.key: (p.table, p.receipt) for p in self.parts if isinstance(p, PageChart | PageTable)}
        return out


def receipts_of(*answers: FoundAnswer) -> dict[str, dict[str, Any]]:
    """The receipts of answers as documents, by id."""
    found = [a.receipt for a in answers]
    return {r.id: r.as_json() for r in found if r is not None}


def receipt_id(answer: FoundAnswer) -> str:
    """The id of an answer's receipt."""
    return answer.receipt.id if answer.receipt is not None else ""


def source_line(*answers: FoundAnswer) -> str:
    """Where the figures of answers come from, in one line."""
    said = []
    for one in answers:
        receipt = one.receipt
        if receipt is None:
            continue
        facts = [f"vintage {receipt.vintage}"] if receipt.vintage else []
        facts += [f"{receipt.draws:,} draws"] if receipt.draws else []
        facts += [f"seed {receipt.seed}"] if receipt.draws and receipt.seed is not None else []
        said.append(", ".join(facts))
    model = next((a.receipt.hashes["model"][:12] for a in answers if a.receipt is not None), "")
    return f"Source: moneygood, model {model}; {'; '.join(dict.fromkeys(filter(None, said)))}."


def tables_parts(prefix: str, tables: Sequence[Table], receipt: str, open_first: int = 1) -> list[PageTable]:
    """The tables of an answer as parts; all after the first ones are folded."""
    return [PageTable(f"{prefix}-{i + 1}", t, receipt, folded=i >= open_first) for i, t in enumerate(tables)]


def fan_table(name: str, title: str, unit: str, chart: Any) -> Table:
    """The figures of a fan: history, then quantiles, a row a quarter."""
    heads = [f"{100 * level:g}%" if level != 0.5 else "median" for level in chart.levels]
    columns = (Column("quarter"), Column("history", ",.4g"), *(Column(h, ",.4g") for h in heads))
    blank = (None,) * len(heads)
    rows: list[tuple[Any, ...]] = [
        (str(q), float(v), *blank) for q, v in zip(chart.history_periods, chart.history, strict=True)
    ]
    rows += [(str(q), None, *(float(v) for v in chart.quantiles[:, t])) for t, q in enumerate(chart.periods)]
    lines = [line for line in chart.lines if tuple(line.periods) == tuple(chart.periods)]
    if lines:
        columns += tuple(Column(line.label, ",.4g") for line in lines)
        past = len(chart.history_periods)
        rows = [
            (*row, *(None if i < past else float(line.values[i - past]) for line in lines))
            for i, row in enumerate(rows)
        ]
    return Table(f"{title}, {unit}" if unit else title, columns, tuple(rows), f"Variable {name}.")


def count_words(text: str) -> int:
    """Words of a text, as a reader counts them."""
    return len([w for w in text.split() if any(c.isalnum() for c in w)])
