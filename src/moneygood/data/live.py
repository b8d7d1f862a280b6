"""Which provider has each series, and how a quarter or month is made of what it sends."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Choice, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import OneOf
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Number, Whole
from moneygood.core.texts import economics_root
from moneygood.data.providers.contract import Observation
from moneygood.data.providers.registry import NAMES

PROJECTION = "projection"
"""How projections are made a series: a year's figure stands in its fourth quarter, the latest ones count."""
TAKES = ("average", "last", "highest", "sum", "as published", "fiscal quarter", PROJECTION)
LIVE_FREQUENCIES = ("quarterly", "monthly")
Figures = dict[str, float]
"""Figures by period, as text (2026Q2, 2026-05)."""


@dataclass(frozen=True)
class LiveSeries:
    """Where a series comes from (fields as in live.yaml)."""

    name: str
    frequency: str
    provider: str
    series: str = ""
    parts: tuple[str, ...] = ()
    take: str = "average"
    scale: float = 1.0
    window: int = 1
    options: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    unit: str = ""

    @property
    def asked(self) -> tuple[str, ...]:
        """The provider's names of what is asked for."""
        return self.parts or (self.series,)


def _entry(entry: Entry) -> LiveSeries:
    frequency = str(entry.at.keys[0]) if len(entry.at.keys) > 1 else ""
    given = {f.name: entry[f.name] for f in SOURCE.fields}
    return LiveSeries(entry.name, frequency, **{**given, "options": dict(given["options"])})


_WORDS = Words(empty=False)
SOURCE = Record(
    "live series",
    "The provider of a series, and how a period is made of what it sends.",
    (
        Field("provider", Choice(NAMES), "Who is asked.", required=True),
        Field("series", _WORDS, "The provider's name of the series.", default=""),
        Field("parts", ListOf(_WORDS), "The provider's names of several that are added up.", default=()),
        Field("take", Choice(TAKES), "What is made of the days or months of a period.", default="average"),
        Field("scale", Number(), "The factor applied to the provider's figure.", default=1.0),
        Field("window", Whole(1, 40), "The sum over so many periods.", default=1),
        Field("options", MapOf(_WORDS), "Further words of the provider.", default={}),
        Field("label", _WORDS, "What it is, where the bundled vintage has no such series.", default=""),
        Field("unit", _WORDS, "Its unit, where the bundled vintage has no such series.", default=""),
    ),
    (OneOf(("series", "parts")),),
    make=_entry,
)
CBO_FILES = ("cbo_economy", "cbo_budget", "cbo_annual")
"""The tables of a vintage that hold CBO's baselines: quarters, fiscal years, calendar years."""


@dataclass(frozen=True)
class BaselineTable:
    """A file of CBO's baseline: the table of the vintage, and the variables that are added up to a line."""

    table: str
    file: str
    lines: Mapping[str, tuple[str, ...]]

    def asked(self, variable: str, month: str) -> str:
        """The provider's name of a variable of the baseline of a month, or of the latest one."""
        return f"{self.file}_{month}:{variable}"


BASELINE_TABLE = Record(
    "file of a baseline",
    "A file of CBO's baseline, and the lines that are made of its variables.",
    (
        Field("table", Choice(CBO_FILES), "The table of the vintage.", required=True),
        Field("file", _WORDS, "Folder and kind of the file, without the month.", required=True),
        Field("lines", MapOf(ListOf(_WORDS)), "The variables that are added up to a line.", required=True),
    ),
    make=lambda entry: BaselineTable(entry["table"], entry["file"], dict(entry["lines"])),
)
LIVE = TextKind(
    "live",
    "Which provider has each series, for refreshing.",
    ("dictionary/live.yaml",),
    Record(
        "list of live series",
        "Series by frequency.",
        (
            *(Field(n, MapOf(SOURCE), f"{n.capitalize()} series.", default=()) for n in LIVE_FREQUENCIES),
            Field("baseline", ListOf(BASELINE_TABLE), "The files of CBO's baselines.", default=()),
        ),
    ),
    FaultCodes("D008"),
    "`moneygood data refresh`",
)


def read_live(path: Path | None = None) -> dict[str, dict[str, LiveSeries]]:
    """The live series by frequency and name (D008 when the text is faulty)."""
    text = LIVE.read(path or economics_root() / "dictionary" / "live.yaml")
    return {frequency: dict(text[frequency]) for frequency in LIVE_FREQUENCIES}


def read_live_baseline(path: Path | None = None) -> tuple[BaselineTable, ...]:
    """The files of CBO's baselines that a refresh reads (D008 when the text is faulty)."""
    return tuple(LIVE.read(path or economics_root() / "dictionary" / "live.yaml")["baseline"])


def baseline_series(files: tuple[BaselineTable, ...]) -> list[LiveSeries]:
    """The lines of CBO's baselines as live series, by table in place of a frequency."""
    return [
        LiveSeries(line, file.table, "cbo", parts=tuple(file.asked(v, "latest") for v in names),
                   take="as published")
        for file in files
        for line, names in file.lines.items()
    ]  # fmt: skip


def figures_of(
    entry: LiveSeries, found: Mapping[str, tuple[Observation, ...]], day: datetime.date
) -> tuple[Figures, tuple[str, ...]]:
    """The figures of a series by period, and which periods rest on a part of their days or months.

    `found` has what the provider sent by its name; `day` is the day at the source: a period made of days or
    months counts when it is over. Series that are added up have a figure where all have one.
    """
    if entry.take == PROJECTION:
        return _projected(entry, found[entry.asked[0]]), ()
    parts = [_periods(entry, found[name], day) for name in entry.asked]
    common = set.intersection(*(set(p) for p, _ in parts))
    figures = {period: sum(p[period] for p, _ in parts) * entry.scale for period in sorted(common)}
    partial = sorted({q for _, marks in parts for q in marks if q in common})
    if entry.window > 1:
        figures = {p: s for p in figures if (s := _window(figures, p, entry.window)) is not None}
        partial = [p for p in partial if p in figures]
    return figures, tuple(partial)


def _projected(entry: LiveSeries, found: tuple[Observation, ...]) -> Figures:
    """The figures of the latest projection: of a quarter, or of a year in its fourth quarter."""
    given = [o for o in found if o.value is not None and re.fullmatch(r"\d{4}(Q[1-4])?", o.period)]
    latest = max((o.known for o in given if o.known is not None), default=None)
    mine = [o for o in given if o.known == latest and not _past(o.period, latest)]
    return {
        o.period if "Q" in o.period else f"{o.period}Q4": o.value * entry.scale
        for o in sorted(mine, key=lambda o: o.period)
        if o.value is not None
    }


def _past(period: str, known: datetime.date | None) -> bool:
    """Whether a quarter was over on the day from which its projection is known: that is no projection."""
    return known is not None and "Q" in period and last_day(period) < known


def _periods(
    entry: LiveSeries, found: tuple[Observation, ...], day: datetime.date
) -> tuple[Figures, tuple[str, ...]]:
    groups: dict[str, list[float]] = {}
    monthly = False
    for one in found:
        if one.value is None:
            continue
        period = period_of(one.period, entry.frequency, entry.take)
        monthly |= len(one.period) == 7 or (len(one.period) == 10 and one.period.endswith("-01"))
        if entry.take == "as published" or entry.take == "fiscal quarter" or last_day(period) < day:
            groups.setdefault(period, []).append(one.value)
    out: Figures = {}
    partial = []
    for period, values in groups.items():
        if entry.take in ("as published", "fiscal quarter"):
            if len(values) > 1:
                raise MoneygoodError("D023", f"{entry.provider}: {entry.name} has {period} more than once")
            out[period] = values[0]
            continue
        whole = 3 if monthly and entry.frequency == "quarterly" and len(values) <= 3 else 0
        if whole and len(values) < whole:
            if entry.take == "sum":
                continue
            partial.append(period)
        made = {"last": values[-1], "highest": max(values), "sum": sum(values)}
        out[period] = made.get(entry.take, sum(values) / len(values))
    return out, tuple(partial)


def period_of(text: str, frequency: str, take: str = "average") -> str:
    """The period of ours in which one of a provider's lies: 2026-05-01 is in 2026Q2 and in 2026-05."""
    if "Q" in text:
        return text
    year, month = int(text[:4]), int(text[5:7]) if len(text) >= 7 else 12
    if frequency == "monthly":
        return f"{year}-{month:02d}"
    if take == "fiscal quarter" and month % 3 == 1:  # ends within a month after the calendar quarter
        return str(Quarter.of(year, (month + 2) // 3) - 1)
    return str(Quarter.of(year, (month + 2) // 3))


def last_day(period: str) -> datetime.date:
    """The last day of a quarter or month."""
    if "Q" in period:
        quarter = Quarter.parse(period)
        year, month = quarter.year, 3 * quarter.quarter
    else:
        year, month = int(period[:4]), int(period[5:7])
    return datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)


def _window(figures: Figures, period: str, window: int) -> float | None:
    last = Quarter.parse(period)
    parts = [figures.get(str(last - k)) for k in range(window)]
    return sum(p for p in parts if p is not None) if None not in parts else None
