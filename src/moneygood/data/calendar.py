"""When figures are published, and single figures quoted from publications: the texts behind "as of"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Date, Number, OfUnit, Whole
from moneygood.core.texts import economics_root, reference_keys
from moneygood.core.units import Unit

_MONTH = re.compile(r"(\d{4})-(\d\d)\Z")
_YEAR = re.compile(r"\d{4}\Z")


@dataclass(frozen=True)
class ReleaseCalendar:
    """How long after the end of its period a figure is published, by table and series.

    `released` holds series that appeared all at once; `retrospective` those that are estimated anew over
    their whole past, so that no figure of them says what was known on a day; of these, `surveyed` repeat
    what was asked at the time.
    """

    days: Mapping[tuple[str, str], int]
    default: Mapping[str, int]
    released: Mapping[str, datetime.date]
    retrospective: frozenset[str]
    surveyed: frozenset[str] = frozenset()

    def published(self, table: str, series: str, period: str) -> datetime.date:
        """The day on which the figure of a period was out."""
        lag = self.days.get((table, series), self.default[table])
        day = period_end(table, period) + datetime.timedelta(days=lag)
        return max(day, self.released.get(series, day))


@dataclass(frozen=True)
class Quoted:
    """A single figure quoted from a publication: its value, the day it is of and the day it was out."""

    name: str
    label: str
    value: float
    unit: Unit
    of: str
    published: datetime.date
    source: str
    note: str

    @property
    def recalled(self) -> bool:
        """Whether the figure is from memory, to be read again at its source before it is printed."""
        return self.note.startswith("recalled")


def period_end(table: str, period: str) -> datetime.date:
    """The last day of a period such as 2024Q2, 2024-06, 2024 (a fiscal year in the fiscal table) or a day."""
    if "Q" in period:
        q = Quarter.parse(period)
        return _month_end(q.year, 3 * q.quarter)
    month = _MONTH.match(period)
    if month:
        return _month_end(int(month[1]), int(month[2]))
    if _YEAR.match(period):
        return _month_end(int(period), 9 if table == "fiscal" else 12)
    return datetime.date.fromisoformat(period)


def _month_end(year: int, month: int) -> datetime.date:
    after = datetime.date(year + month // 12, month % 12 + 1, 1)
    return after - datetime.timedelta(days=1)


GROUP = Record(
    "group",
    "Series that are published so many days after the end of their period.",
    (
        Field("days", Whole(0, 4000), "Days after the last day of the period.", required=True),
        Field("series", MapOf(ListOf(Words(empty=False))), "The series, by table.", required=True),
    ),
)
CALENDAR = TextKind(
    "calendar",
    "When figures are published: what was known on a day.",
    ("claims/calendar/publication.yaml",),
    Record(
        "publication calendar",
        "Days from the end of a period to its publication.",
        (
            Field("default", MapOf(Whole(0, 4000), least=1), "Days by table, for all other series.",
                  required=True),
            Field("groups", ListOf(GROUP), "Series with days of their own.", required=True),
            Field("released", MapOf(Date()), "Series of which one release gave all values.", default=()),
            Field("retrospective", ListOf(Words(empty=False)), "Series that are estimated anew over their "
                  "whole past with every release.", default=()),
            Field("surveyed", ListOf(Words(empty=False)), "Of these, what surveys asked at the time.",
                  default=()),
        ),
    ),
    FaultCodes("A505"),
    "`moneygood claims`",
)  # fmt: skip


def _quoted(entry: Entry) -> Quoted:
    return Quoted(
        entry.name, entry["label"], entry["value"], entry["unit"], entry["of"], entry["published"],
        entry["source"], entry["note"],
    )  # fmt: skip


QUOTED = TextKind(
    "quoted",
    "Single figures quoted from publications.",
    ("claims/calendar/quoted.yaml",),
    MapOf(
        Record(
            "quoted figure",
            "A figure whose series is not bundled.",
            (
                Field("label", Words(empty=False), "What it is.", required=True),
                Field("value", Number(), "The figure.", required=True),
                Field("unit", OfUnit(), "Its unit.", required=True),
                Field("of", Words(empty=False), "The day or period that it is of.", required=True),
                Field("published", Date(), "The day on which it was out.", required=True),
                Field("source", Source(), "Where it stands.", required=True),
                Field("note", Words(), "recalled, where it is to be read again at its source.", default=""),
            ),
            make=_quoted,
        )
    ),
    FaultCodes("A506"),
    "`moneygood claims`",
)


def read_calendar(root: Path | None = None) -> ReleaseCalendar:
    """The publication calendar of ``economics/claims/calendar/publication.yaml`` (A505 when faulty)."""
    return _read_calendar(_file("publication.yaml", root))


def read_quoted(root: Path | None = None) -> dict[str, Quoted]:
    """The quoted figures of ``economics/claims/calendar/quoted.yaml`` by name (A506 when faulty)."""
    return dict(_read_quoted(_file("quoted.yaml", root)))


def _file(name: str, root: Path | None) -> Path:
    return (root or economics_root()) / "claims" / "calendar" / name


@lru_cache(maxsize=8)
def _read_calendar(path: Path) -> ReleaseCalendar:
    text = CALENDAR.read(path)
    days = {
        (table, name): group["days"]
        for group in text["groups"]
        for table, names in group["series"].items()
        for name in names
    }
    for table, _ in days:
        if table not in text["default"]:
            raise text.fault(f"the table {table!r} has no default", "default", hint="Add it to default")
    return ReleaseCalendar(
        days, text["default"], dict(text["released"]), frozenset(text["retrospective"]),
        frozenset(text["surveyed"]),
    )  # fmt: skip


@lru_cache(maxsize=8)
def _read_quoted(path: Path) -> Mapping[str, Quoted]:
    return QUOTED.read(path, None, reference_keys())
