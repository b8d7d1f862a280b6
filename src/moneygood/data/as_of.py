"""Figures as of a day: a vintage in which nothing is known before it was out."""

from __future__ import annotations

import datetime
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import MISSING, Panel
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root, text_hash
from moneygood.data.calendar import ReleaseCalendar, period_end, read_calendar
from moneygood.data.realtime import RealTime, as_known, read_realtime
from moneygood.data.shapes import MonthTable
from moneygood.data.vintage import Vintage, load_vintage

AT = "@"
"""Between the name of a vintage and a day: 2026-11@2024-06-30 is what was known of 2026-11 on that day."""

_QUARTER = re.compile(r"\d{4}Q[1-4]\Z")


@dataclass(frozen=True)
class DatedVintage(Vintage):
    """What of a vintage was out on `day`, by the publication calendar; later figures are not there.

    Where a real-time archive is held, figures are those known on the day, later revisions left out. Series
    that are estimated anew over their whole past are not there at all, whatever the quarter.
    """

    base: Vintage
    day: datetime.date
    calendar: ReleaseCalendar
    archive: RealTime

    @property
    def last_quarter(self) -> Quarter:
        """The last quarter that was over on the day."""
        return quarter_over(self.day)

    @cached_property
    def quarterly(self) -> Panel:
        """All quarterly series [name, quarter] up to the last quarter that was over."""
        whole = self.base.quarterly
        panel = whole.window(whole.periods[0], min(self.last_quarter, whole.periods[-1]))
        values, status = panel.values.copy(), panel.status.copy()
        for i, name in enumerate(panel.names):
            for t in range(len(panel.periods) - 1, -1, -1):
                if self._out("quarterly", name, str(panel.periods[t])):
                    break
                values[i, t], status[i, t] = np.nan, MISSING
            if name in self.calendar.retrospective - self.calendar.surveyed:
                values[i], status[i] = np.nan, MISSING
        out = Panel(panel.names, panel.periods, values, status)
        return as_known(out, self.archive, self.day)[0]

    @cached_property
    def long_quarterly(self) -> Panel:
        """The long quarterly figures [name, quarter] that were out, by their own calendar."""
        whole = self.base.long_quarterly
        panel = whole.window(whole.periods[0], min(self.last_quarter, whole.periods[-1]))
        values, status = panel.values.copy(), panel.status.copy()
        for i, name in enumerate(panel.names):
            for t in range(len(panel.periods) - 1, -1, -1):
                if self._out("long_quarterly", name, str(panel.periods[t])):
                    break
                values[i, t], status[i, t] = np.nan, MISSING
        return Panel(panel.names, panel.periods, values, status)

    @cached_property
    def real_time(self) -> frozenset[str]:
        """The series of which figures are those known on the day, not revised ones."""
        return as_known(self.base.quarterly, self.archive, self.day)[1]

    @property
    def seen(self) -> str:
        """In a sentence, what is real time and what is revised."""
        month = self.archive.month(self.day)
        if month is None:
            return "Figures are revised ones: no real-time vintage is held for this day."
        return f"Output, prices and jobs as published in {month}; all else as revised since."

    @cached_property
    def monthly(self) -> MonthTable:
        """All monthly series [name, month] that were out."""
        return self._months_out("monthly", self.base.monthly)

    @cached_property
    def long_monthly(self) -> MonthTable:
        """The long monthly figures [name, month] that were out, by their own calendar."""
        return self._months_out("long_monthly", self.base.long_monthly)

    def _months_out(self, table: str, whole: MonthTable) -> MonthTable:
        values = np.array(whole.values)
        for i, name in enumerate(whole.names):
            for t in range(len(whole.months) - 1, -1, -1):
                if self._out(table, name, whole.months[t]):
                    break
                values[i, t] = np.nan
        keep = [t for t, m in enumerate(whole.months) if period_end("monthly", m) <= self.day]
        months = whole.months[: keep[-1] + 1] if keep else whole.months[:1]
        return MonthTable(whole.names, months, values[:, : len(months)])

    @cached_property
    def _by_year(self) -> dict[str, dict[str, dict[str, float]]]:
        return {
            kind: {
                name: {p: v for p, v in figures.items() if self._out(kind, name, p)}
                for name, figures in table.items()
            }
            for kind, table in self.base._by_year.items()
        }

    @cached_property
    def _cbo_economy(self) -> dict[str, Panel]:
        return {v: p for v, p in self.base._cbo_economy.items() if self._projected(v)}

    @cached_property
    def _cbo_years(self) -> dict[str, dict[str, dict[str, dict[int, float]]]]:
        out: dict[str, dict[str, dict[str, dict[int, float]]]] = {}
        for file, table in self.base._cbo_years.items():
            out[file] = {v: lines for v, lines in table.items() if v == "actual" or self._projected(v)}
            if "actual" in table:
                out[file]["actual"] = {
                    line: {y: x for y, x in years.items() if self._out("fiscal", line, str(y))}
                    for line, years in table["actual"].items()
                }
        return out

    def _out(self, table: str, name: str, period: str) -> bool:
        return self.calendar.published(table, name, period) <= _after(self.day)

    def _projected(self, month: str) -> bool:
        """Whether a projection of a month counts as out: once its month is over."""
        return period_end("monthly", month) <= self.day


def _after(day: datetime.date) -> datetime.date:
    """The day after: what a market's last close of a period says is known on the evening of that day."""
    return day + datetime.timedelta(days=1)


def quarter_over(day: datetime.date) -> Quarter:
    """The last quarter that was over on a day: 2024Q2 on 2024-06-30, 2024Q1 the day before."""
    own = Quarter.of(day.year, (day.month - 1) // 3 + 1)
    return own if period_end("quarterly", str(own)) <= day else own - 1


def day_of(text: str | datetime.date) -> datetime.date:
    """The day that a text means: a date, or the last day of a quarter. D002 for anything else."""
    if isinstance(text, datetime.date):
        return text
    word = str(text).strip()
    if _QUARTER.match(word):
        return period_end("quarterly", word)
    try:
        return datetime.date.fromisoformat(word)
    except ValueError:
        hint = "Write a quarter like 2024Q2 or a day like 2024-06-30"
        raise MoneygoodError("D002", f"{word!r} is not a quarter or a day", hint=hint) from None


def dated_name(vintage: str | None, day: str | datetime.date) -> str:
    """The name of a vintage as of a day, such as ``2026-11@2024-06-30``.

    D002 for what is no day, D003 for a name that has another day already.
    """
    base, _, own = (vintage or load_vintage().name).partition(AT)
    wanted = day_of(day).isoformat()
    if own and own != wanted:
        raise MoneygoodError("D003", f"the vintage {vintage} is not of {wanted}", hint="Name only one day")
    return f"{base}{AT}{wanted}"


def find_vintage(name: str | None = None, root: Path | None = None) -> Vintage:
    """The vintage of a name, or of a name and a day (``2026-11@2024-06-30``); D003, D002."""
    base, at, day = (name or "").partition(AT)
    if not at:
        return load_vintage(name, root=root)
    return dated(load_vintage(base or None, root=root), day_of(day), root)


def dated(base: Vintage, day: datetime.date, root: Path | None = None) -> DatedVintage:
    """What of the vintage was known on `day`; D002 for a day that it does not reach back to, or is after."""
    if not day <= base.as_of:
        hint = f"Name a day up to {base.as_of}"
        raise MoneygoodError("D002", f"{day} is after the vintage {base.name}", hint=hint)
    first = base.quarterly.periods[0]
    if quarter_over(day) <= first:
        hint = f"Its figures begin in {first}"
        raise MoneygoodError("D002", f"nothing was known yet on {day} in the vintage {base.name}", hint=hint)
    calendar = read_calendar(root)
    said = f"{base.hash}\0{day}\0{_texts(root)}"
    return DatedVintage(
        base.folder, f"{base.name}{AT}{day}", day, hashlib.sha256(said.encode()).hexdigest(), base.files,
        base, day, calendar, read_realtime(root), differs_from=base.differs_from,
    )  # fmt: skip


def _texts(root: Path | None) -> str:
    """What decides how a day is seen: the publication calendar, and how a restart is begun."""
    base = root or economics_root()
    files = sorted(f for f in (base / "backtest").glob("*.*") if f.is_file())
    known = sorted((base / "realtime").glob("*.csv"))
    return text_hash([base / "claims" / "calendar" / "publication.yaml", *known, *files])
