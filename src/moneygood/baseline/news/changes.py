"""What differs between two vintages, series by series, in at most six blocks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from moneygood.core.panel import MISSING, PROJECTED, Panel
from moneygood.core.periods import quarter_range
from moneygood.core.record_kinds import Name, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.texts import economics_root
from moneygood.data.vintage import Vintage
from moneygood.model.model import Model
from moneygood.model.names import names_of

REVISIONS, NEW, WITHDRAWN, STATES, PROJECTIONS, JUMP_OFF = (
    "revisions",
    "new figures",
    "withdrawn figures",
    "re-estimated states",
    "projections of others",
    "jump-off",
)
BLOCKS: tuple[str, ...] = (REVISIONS, NEW, WITHDRAWN, STATES, PROJECTIONS, JUMP_OFF)
"""Figures that both vintages have and that differ; that only the new one has; that only the old one has;
series estimated anew over their whole past; what others project; and the quarter where simulation begins."""


@dataclass(frozen=True)
class NewsText:
    """Which variables are shown, which series are estimated anew with every release, and the scenarios whose
    weights are told."""

    shown: tuple[str, ...]
    estimated: frozenset[str]
    weighed: tuple[str, ...] = ()


NEWS = TextKind(
    "news",
    "What news of figures is told of, and which series are estimated anew with every release.",
    ("dictionary/news.yaml",),
    Record(
        "text of the news",
        "Variables shown and series estimated anew.",
        (
            Field("shown", ListOf(Name("variable")), "Variables of the baseline.", required=True),
            Field("estimated", ListOf(Words(empty=False)), "Series estimated anew.", required=True),
            Field("weighed", ListOf(Words(empty=False)), "Scenarios whose weights are told.", default=()),
        ),
    ),
    FaultCodes("A075"),
    "`moneygood data news`",
)


def read_news(model: Model) -> NewsText:
    """``dictionary/news.yaml`` (A075 when it is faulty)."""
    text = NEWS.read((model.root or economics_root()) / "dictionary" / "news.yaml", names_of(model))
    return NewsText(tuple(text["shown"]), frozenset(text["estimated"]), tuple(text["weighed"]))


@dataclass(frozen=True)
class SeriesNews:
    """What changed in one series within one block: how many figures, the span, and the largest change.

    `before` and `after` are the figures of the quarter `at`, where the change is largest against the usual
    quarter-to-quarter step (NaN where there is none).
    """

    series: str
    block: str
    figures: int
    first: str
    last: str
    at: str
    before: float
    after: float


@dataclass(frozen=True)
class VintageDifference:
    """Two vintages' quarterly figures on common axes [series, quarter], and the block of every cell that
    differs.

    `block` holds the number of the block in `BLOCKS`, -1 where nothing changed.
    """

    old: Vintage
    new: Vintage
    before: Panel
    after: Panel
    block: np.ndarray
    tables: dict[str, str]

    @cached_property
    def series(self) -> tuple[SeriesNews, ...]:
        """What changed, series by series and block by block."""
        out = []
        for i, name in enumerate(self.before.names):
            for number, block in enumerate(BLOCKS):
                at = np.flatnonzero(self.block[i] == number)
                if at.size:
                    out.append(self._told(i, name, block, at))
        return tuple(out)

    def _told(self, i: int, name: str, block: str, at: np.ndarray) -> SeriesNews:
        old, new = self.before.values[i], self.after.values[i]
        gap = np.abs(new[at] - old[at])
        worst = int(at[int(np.nanargmax(gap))]) if np.isfinite(gap).any() else int(at[-1])
        periods = self.before.periods
        return SeriesNews(
            name, block, int(at.size), str(periods[int(at[0])]), str(periods[int(at[-1])]),
            str(periods[worst]), float(old[worst]), float(new[worst]),
        )  # fmt: skip

    def mixed(self, blocks: frozenset[str], only: frozenset[str] | None = None) -> Panel:
        """The figures with the changes of some blocks made, of the series `only` where that is given."""
        numbers = [BLOCKS.index(b) for b in blocks]
        take = np.isin(self.block, numbers)
        if only is not None:
            take &= np.array([n in only for n in self.before.names])[:, None]
        values = np.where(take, self.after.values, self.before.values)
        status = np.where(take, self.after.status, self.before.status)
        return Panel(self.before.names, self.before.periods, values, status)


def difference(old: Vintage, new: Vintage, text: NewsText) -> VintageDifference:
    """What the new vintage has otherwise than the old one."""
    names = tuple(dict.fromkeys((*old.quarterly.names, *new.quarterly.names)))
    first = min(old.quarterly.periods[0], new.quarterly.periods[0])
    last = max(old.quarterly.periods[-1], new.quarterly.periods[-1])
    periods = quarter_range(first, last)
    before, after = (_on(p, names, periods) for p in (old.quarterly, new.quarterly))
    there, then = before.status != MISSING, after.status != MISSING
    projected = (before.status == PROJECTED) | (after.status == PROJECTED)
    with np.errstate(invalid="ignore"):
        moved = there & then & (before.values != after.values)
    block = np.full(before.values.shape, -1, dtype=np.int8)
    block[moved] = BLOCKS.index(REVISIONS)
    block[~there & then] = BLOCKS.index(NEW)
    block[there & ~then] = BLOCKS.index(WITHDRAWN)
    block[(block >= 0) & projected] = BLOCKS.index(PROJECTIONS)
    estimated = np.array([n in text.estimated for n in names])[:, None]
    block[(block >= 0) & estimated & ~projected] = BLOCKS.index(STATES)
    return VintageDifference(old, new, before, after, block, _tables(old, new))


def _on(panel: Panel, names: tuple[str, ...], periods: tuple) -> Panel:
    values = np.full((len(names), len(periods)), np.nan)
    status = np.zeros(values.shape, dtype=np.uint8)
    shift = panel.periods[0] - periods[0]
    for i, name in enumerate(names):
        if name in panel:
            values[i, shift : shift + len(panel.periods)] = panel.series(name)
            status[i, shift : shift + len(panel.periods)] = panel.status[panel.row(name)]
    return Panel(names, periods, values, status)


def _tables(old: Vintage, new: Vintage) -> dict[str, str]:
    """The tables other than the quarterly one that differ, and the block to which they belong."""
    out = {}
    for file in sorted(set(old.files) | set(new.files)):
        if file in ("quarterly.csv", "monthly.csv", "records.yaml") or file.startswith("long_"):
            continue
        if old.files.get(file) != new.files.get(file):
            out[file] = PROJECTIONS if file.startswith("cbo_") else NEW
    return out
