"""When figures are published, and single figures quoted from publications: the texts behind "as of"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root, place_of, read_yaml
from moneygood.core.units import Unit

_MONTH = re.compile(r"(\d{4})-(\d\d)\Z")
_YEAR = re.compile(r"\d{4}\Z")


@dataclass(frozen=True)
class ReleaseCalendar:
    """How long after the end of its period a figure is published, by table and series.

    `released` holds series that appeared all at once; `retrospective` those that are estimated anew over
    their whole past, so that no figure of them says what was known on a day.
    """

    days: Mapping[tuple[str, str], int]
    default: Mapping[str, int]
    released: Mapping[str, datetime.date]
    retrospective: frozenset[str]

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


def day(value: Any) -> datetime.date:
    """A date of a text (raises ValueError)."""
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(str(value))


def read_calendar(root: Path | None = None) -> ReleaseCalendar:
    """The publication calendar of ``economics/claims/calendar/publication.yaml`` (A505 when faulty)."""
    return _calendar(_file("publication.yaml", root))


def read_quoted(root: Path | None = None) -> dict[str, Quoted]:
    """The quoted figures of ``economics/claims/calendar/quoted.yaml`` by name (A506 when faulty)."""
    return dict(_quoted(_file("quoted.yaml", root)))


def _file(name: str, root: Path | None) -> Path:
    return (root or economics_root()) / "claims" / "calendar" / name


@lru_cache(maxsize=8)
def _calendar(path: Path) -> ReleaseCalendar:
    record = read_yaml(path)
    try:
        days = {
            (str(table), str(name)): int(group["days"])
            for group in record["groups"]
            for table, names in group["series"].items()
            for name in names
        }
        return ReleaseCalendar(
            days,
            {str(k): int(v) for k, v in record["default"].items()},
            {str(k): day(v) for k, v in (record.get("released") or {}).items()},
            frozenset(str(n) for n in record.get("retrospective") or ()),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        what = f"the publication calendar is not well formed ({type(fault).__name__}: {fault})"
        raise MoneygoodError("A505", what, place_of(path, ("groups",))) from None


@lru_cache(maxsize=8)
def _quoted(path: Path) -> Mapping[str, Quoted]:
    found: dict[str, Quoted] = {}
    for name, entry in (read_yaml(path) or {}).items():
        try:
            found[str(name)] = Quoted(
                str(name),
                str(entry["label"]),
                float(entry["value"]),
                Unit.parse(str(entry["unit"])),
                str(entry["of"]),
                day(entry["published"]),
                str(entry["source"]),
                str(entry.get("note", "")),
            )
        except (KeyError, TypeError, ValueError) as fault:
            what = f"the quoted figure {str(name)!r} is not well formed ({type(fault).__name__}: {fault})"
            raise MoneygoodError("A506", what, place_of(path, (str(name),))) from None
    return found
