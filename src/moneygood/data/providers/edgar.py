"""SEC EDGAR: the facts of a company's reports, with year-to-date figures turned into quarters.

``data.sec.gov/api/xbrl/companyfacts/CIK##########.json`` (ten digits); no key, but the source wants to know
who asks (``MONEYGOOD_CONTACT``: a name and a mail address) and allows ten requests a second. Under
``facts.us-gaap.<concept>.units.USD`` stand ``start``, ``end``, ``val``, ``form``, ``filed``. Flows of a
cash-flow statement are reported from the start of the fiscal year, so that a quarter is the difference of two
reports with the same start. `Ask.series` is ``<CIK>/<concept>|<concept>…``: where a company changed the
concept, the first that has the period is used.
"""

from __future__ import annotations

import datetime
import re
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import day, json_of, member, not_expected, number, once

BASE = "https://data.sec.gov/api/xbrl/companyfacts"
_QUARTER = range(80, 101)
"""Days of a quarter; fiscal quarters of 12 to 14 weeks are in it."""
Fact = tuple[datetime.date, datetime.date, float, datetime.date]


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """All facts of one company."""
    cik, _ = _asked(ask)
    return (get(WebRequest(f"{BASE}/CIK{cik}.json")),)


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """A figure a fiscal quarter, by its last day; what was filed after `as_of` is not seen."""
    (one,) = snapshots
    _, concepts = _asked(ask)
    gaap = member(one, json_of(one), "facts", "us-gaap")
    there = [c for c in concepts if c in gaap]
    if not there:
        member(one, gaap, concepts[0])
    found: dict[datetime.date, Observation] = {}
    for concept in there:
        for end, (value, filed) in quarters(_facts(one, gaap[concept], concept, ask.as_of)).items():
            if end not in found:
                found[end] = Observation(ask.series, end.isoformat(), value, filed)
    return once(one, found.values())


def _facts(one: Snapshot, told: Any, concept: str, as_of: datetime.date | None) -> list[Fact]:
    out = []
    for row in member(one, told, "units", "USD"):
        end, filed = day(one, member(one, row, "end")), day(one, member(one, row, "filed"))
        value = number(one, member(one, row, "val"), f"{concept} {end}")
        if value is None or (as_of is not None and filed > as_of):
            continue
        start = day(one, row["start"]) if "start" in row else end
        if filed < end:
            raise not_expected(one, f"{concept} of {end} was filed on {filed}, before its end")
        out.append((start, end, value, filed))
    return out


def quarters(facts: list[Fact]) -> dict[datetime.date, tuple[float, datetime.date]]:
    """The flow of each quarter by its last day, with the day it was filed; the latest filing of a span
    counts.

    A quarter reported as such is taken; otherwise it is what the year to date grew by since the report before
    it, which has to begin on the same day and counts as it was known when the longer one was filed.
    """
    told: dict[tuple[datetime.date, datetime.date], list[tuple[float, datetime.date]]] = {}
    for start, end, value, filed in sorted(facts, key=lambda f: f[3]):
        told.setdefault((start, end), []).append((value, filed))
    out = {e: of[-1] for (s, e), of in told.items() if (e - s).days + 1 in _QUARTER}
    for (start, end), of in sorted(told.items()):
        value, filed = of[-1]
        before = [e for s, e in told if s == start and (end - e).days in _QUARTER]
        if end in out or not before:
            continue
        known = [v for v, day_filed in told[start, max(before)] if day_filed <= filed]
        if known:
            out[end] = (value - known[-1], filed)
    return out


def _asked(ask: Ask) -> tuple[str, list[str]]:
    cik, _, concepts = ask.series.partition("/")
    if not re.fullmatch(r"\d{1,10}", cik) or not concepts:
        raise MoneygoodError(
            "D029", f"{ask.series!r} is not a company and a concept", None, "Write 789019/Revenues"
        )
    return cik.zfill(10), concepts.split("|")


PROVIDER = Provider(
    "edgar",
    "SEC EDGAR, company facts",
    ("data.sec.gov",),
    "json",
    "filings",
    "https://www.sec.gov/search-filings/edgar-application-programming-interfaces",
    fetch,
    tidy,
    per_second=5.0,
)
