"""The Summary of Economic Projections of the FOMC: the table that is published after a meeting.

``www.federalreserve.gov/monetarypolicy/fomcprojtabl<YYYYMMDD>.htm``: the first table has a row a variable
(Change in real GDP, Unemployment rate, PCE inflation, Core PCE inflation, Federal funds rate), below each the
row of the projection before, and columns of medians for the years and the longer run. `Ask.series` is
``<YYYYMMDD>/<variable>``, or ``latest/<variable>``: the latest meeting whose table the page of meetings
(``www.federalreserve.gov/monetarypolicy/fomccalendars.htm``) links to; a figure's period is the year, or
``longer run``.
"""

from __future__ import annotations

import datetime
import re
from html.parser import HTMLParser

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import not_expected, number, once

BASE = "https://www.federalreserve.gov/monetarypolicy/fomcprojtabl"
MEETINGS = "https://www.federalreserve.gov/monetarypolicy/fomccalendars.htm"
LATEST = "latest"
_TABLE = re.compile(r"fomcprojtabl(\d{8})\.htm")
VARIABLES = (
    "Change in real GDP",
    "Unemployment rate",
    "PCE inflation",
    "Core PCE inflation",
    "Federal funds rate",
)
_YEAR = re.compile(r"\d{4}\Z")


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """The page of one meeting, before it the list of meetings where the latest one is asked for."""
    meeting, _ = _asked(ask)
    if meeting is not None:
        return (get(WebRequest(f"{BASE}{meeting:%Y%m%d}.htm")),)
    listed = get(WebRequest(MEETINGS))
    return listed, get(WebRequest(f"{BASE}{_latest(listed, ask.as_of):%Y%m%d}.htm"))


def _latest(listed: Snapshot, by: datetime.date | None) -> datetime.date:
    """The last meeting with a table on the page of meetings, by a day where that is given (D022 for none)."""
    found = set()
    for told in _TABLE.findall(listed.content.decode("utf-8", "replace")):
        try:
            found.add(datetime.datetime.strptime(told, "%Y%m%d").date())
        except ValueError:
            raise not_expected(listed, f"{told!r} is not the day of a meeting") from None
    last = max((d for d in found if d <= (by or listed.day)), default=None)
    if last is None:
        raise not_expected(listed, "no table of projections is linked")
    return last


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """The median of each year and of the longer run, known from the day of the meeting on."""
    *before, one = snapshots
    meeting, variable = _asked(ask)
    if meeting is None:
        meeting = _latest(before[0], ask.as_of)
    reader = _Tables()
    reader.feed(one.content.decode("utf-8", "replace"))
    rows = next((t for t in reader.tables if any(variable in r[0] for r in t if r)), None)
    if rows is None:
        names = [r[0] for t in reader.tables for r in t if r]
        raise not_expected(one, f"no table has the row {variable!r}", did_you_mean(variable, names))
    years = next((y for r in rows if len(y := _horizons(r)) >= 2), [])
    row = next(r for r in rows if r and re.sub(r"[\d\s]+\Z", "", r[0]) == variable)
    if not years or len(row) <= len(years) - 1:
        raise not_expected(one, f"the row {variable!r} has no years over it")
    found = [
        Observation(ask.series, year, number(one, cell, f"{variable} {year}"), meeting)
        for year, cell in zip(years, row[1:], strict=False)
    ]
    return once(one, found)


def _horizons(row: list[str]) -> list[str]:
    """The years at the head of the medians, up to the longer run."""
    out: list[str] = []
    for cell in row:
        if _YEAR.match(cell) and cell not in out:
            out.append(cell)
        elif cell.lower().startswith("longer run") and out:
            return [*out, "longer run"]
        elif out:
            break
    return out


class _Tables(HTMLParser):
    """The cells of every table of a page, as text; notes in superscript are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._note = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self._cell = []
        elif tag == "sup":
            self._note += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self.tables[-1][-1].append(" ".join("".join(self._cell).split()))
            self._cell = None
        elif tag == "sup":
            self._note = max(self._note - 1, 0)

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._note:
            self._cell.append(data)


def _asked(ask: Ask) -> tuple[datetime.date | None, str]:
    meeting, _, variable = ask.series.partition("/")
    held = None
    try:
        if meeting != LATEST:
            held = datetime.datetime.strptime(meeting, "%Y%m%d").date()
    except ValueError:
        raise MoneygoodError(
            "D029",
            f"{ask.series!r} is not a meeting and a variable",
            None,
            "Write 20260916/Federal funds rate",
        ) from None
    if variable not in VARIABLES:
        raise MoneygoodError(
            "D029", f"fomc projects no {variable!r}", None, did_you_mean(variable, VARIABLES)
        )
    return held, variable


PROVIDER = Provider(
    "fomc",
    "Federal Open Market Committee, Summary of Economic Projections",
    ("www.federalreserve.gov",),
    "html",
    "us-gov",
    "https://www.federalreserve.gov/monetarypolicy/fomccalendars.htm",
    fetch,
    tidy,
    per_second=1.0,
)
