"""ALFRED, the archive of FRED: a series as it stood on a day, or all its vintages.

As of one day and without a key: ``alfred.stlouisfed.org/graph/alfredgraph.csv`` with `id` and `vintage_date`;
the column is named ``GDPC1_20260821``, and a date later than the archive's own today is clamped to it, which
the name of the column shows. With a key (``FRED_API_KEY``), vintage by vintage:
``api.stlouisfed.org/fred/series/ observations`` with `realtime_start` and `realtime_end`, whose rows carry
the days between which they stood. A period of real time with more than 2,000 vintages is refused by the
source; it is asked for in halves instead.
"""

from __future__ import annotations

import datetime
import re

from moneygood.core.errors import MoneygoodError
from moneygood.data.providers.client import user_key
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import day, json_of, member, not_expected, number, once, rows_of

GRAPH = "https://alfred.stlouisfed.org/graph/alfredgraph.csv"
API = "https://api.stlouisfed.org/fred/series/observations"
FIRST = datetime.date(1990, 1, 1)
"""Vintages before this day are few and are not asked for."""
_TOO_MANY = re.compile(r"maximum number of vintage dates")


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """As of a day one answer; without a day every vintage between `since` and `until` (of knowledge)."""
    if ask.options.get("vintages") == "all":
        key = user_key(PROVIDER)
        if not key:
            raise MoneygoodError(
                "D025",
                "ALFRED gives all vintages to registered users only",
                None,
                "Put your key into FRED_API_KEY",
            )
        first, last = ask.since or FIRST, ask.until or ask.as_of or datetime.date.max
        return tuple(_window(ask, get, key, first, last))
    if ask.as_of is None:
        raise MoneygoodError(
            "D029", "alfred needs the day as of which it is asked", None, "Ask fred otherwise"
        )
    params = (("id", ask.series), ("vintage_date", ask.as_of.isoformat()))
    return (get(WebRequest(GRAPH, params)),)


def _window(ask: Ask, get: Get, key: str, first: datetime.date, last: datetime.date) -> list[Snapshot]:
    params = (
        ("series_id", ask.series), ("file_type", "json"), ("api_key", key),
        ("realtime_start", first.isoformat()), ("realtime_end", last.isoformat()),
    )  # fmt: skip
    try:
        return [get(WebRequest(API, params, secret=("api_key",)))]
    except MoneygoodError as fault:
        if fault.code != "D021" or not _TOO_MANY.search(fault.message) or last <= first:
            raise
    middle = first + (min(last, datetime.date.today()) - first) // 2
    return [
        *_window(ask, get, key, first, middle),
        *_window(ask, get, key, middle + datetime.timedelta(days=1), last),
    ]


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """The figures with the day from which they were known; a later day than was asked for is refused."""
    if ask.options.get("vintages") != "all":
        (one,) = snapshots
        return _as_of(ask, one)
    found: dict[tuple[str, str, datetime.date], Observation] = {}
    for one in snapshots:
        for row in member(one, json_of(one), "observations"):
            known = day(one, member(one, row, "realtime_start"))
            period = day(one, member(one, row, "date")).isoformat()
            value = number(one, member(one, row, "value"), period)
            found[ask.series, period, known] = Observation(ask.series, period, value, known)
    return once(snapshots[0], _steps(list(found.values())))


def _steps(rows: list[Observation]) -> list[Observation]:
    """Only what is new: a window that begins shows again what stood before it."""
    rows.sort(key=lambda o: (o.period, o.known or datetime.date.min))
    out: list[Observation] = []
    for row in rows:
        if not (out and out[-1].period == row.period and out[-1].value == row.value):
            out.append(row)
    return out


def _as_of(ask: Ask, one: Snapshot) -> tuple[Observation, ...]:
    head = one.content.lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace").strip()
    named = re.fullmatch(rf"\"?observation_date\"?,\"?{re.escape(ask.series)}_(\d{{4}})(\d\d)(\d\d)\"?", head)
    if named is None:
        rows_of(one, ("observation_date",))
        raise not_expected(one, f"the column {head!r} does not say of which day it is")
    known = datetime.date(int(named[1]), int(named[2]), int(named[3]))
    if ask.as_of is not None and known > ask.as_of:
        raise MoneygoodError(
            "D026", f"alfred: {ask.series} as of {ask.as_of} was asked for, and that of {known} came"
        )
    column = head.split(",")[1].strip('"')
    rows = rows_of(one, ("observation_date", column))
    found = [
        Observation(
            ask.series, day(one, r["observation_date"]).isoformat(), number(one, r[column], column), known
        )
        for r in rows
    ]
    return once(one, found)


PROVIDER = Provider(
    "alfred",
    "ALFRED, Federal Reserve Bank of St. Louis",
    ("alfred.stlouisfed.org", "api.stlouisfed.org", "fred.stlouisfed.org"),
    "csv",
    "cited",
    "https://fred.stlouisfed.org/docs/api/fred/realtime_period.html",
    fetch,
    tidy,
    per_second=2.0,
    zone="America/Chicago",
    key="FRED_API_KEY",
)
