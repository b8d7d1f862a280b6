"""The Federal Reserve Board: H.15, Z.1 and H.4.1 from its Data Download Program, and supervisory scenarios.

``www.federalreserve.gov/datadownload/Output.aspx`` with `rel` (H15, Z1, H41), `series` (the hash that the
program gives a package of series), `lastobs`, `from` and `to` (month/day/year), `filetype` csv, `label`
include, `layout` seriescolumn. Six lines of heading stand above the figures (Series Description, Unit:,
Multiplier:, Currency:, Unique Identifier:, Time Period); columns are bound by the name in the last, never by
position, and ND is missing. `Ask. series` is ``H15/<package>/<column>``. A supervisory scenario is a file
under ``/supervisionreg/files/`` with the columns Scenario Name, Date (2026 Q1) and a variable each:
``scenario/<file>/<column>``.
"""

from __future__ import annotations

import csv
import io
import re

from moneygood.core.errors import MoneygoodError
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import day, not_expected, number, once, rows_of, text_of

DOWNLOAD = "https://www.federalreserve.gov/datadownload/Output.aspx"
FILES = "https://www.federalreserve.gov/supervisionreg/files/"
RELEASES = ("H15", "Z1", "H41", "H10", "H6", "G17")
_PERIOD = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?|:?Q([1-4])|-Q([1-4]))?\Z")


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """A package of series, or a scenario's file."""
    release, package, _ = _asked(ask)
    if release == "scenario":
        return (get(WebRequest(FILES + package)),)
    span = [f"{d:%m/%d/%Y}" if d else "" for d in (ask.since, ask.until)]
    params = (
        ("rel", release), ("series", package), ("lastobs", ""), ("from", span[0]), ("to", span[1]),
        ("filetype", "csv"), ("label", "include"), ("layout", "seriescolumn"),
    )  # fmt: skip
    return (get(WebRequest(DOWNLOAD, params)),)


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """The figures of one column, times the multiplier that the heading gives."""
    (one,) = snapshots
    release, _, column = _asked(ask)
    if release == "scenario":
        rows = rows_of(one, ("Scenario Name", "Date", column))
        return once(
            one,
            [
                Observation(ask.series, _quarter(one, r["Date"]), number(one, r[column], r["Date"]))
                for r in rows
            ],
        )
    lines = list(csv.reader(io.StringIO(text_of(one))))
    head = next((line for line in lines if line and line[0].strip() == "Time Period"), None)
    if head is None:
        raise not_expected(one, "there is no line 'Time Period'")
    names = [c.strip() for c in head]
    if column not in names:
        from moneygood.core.errors import did_you_mean

        raise not_expected(one, f"there is no column {column!r}", did_you_mean(column, names))
    at, scale = names.index(column), 1.0
    found = []
    for line in lines:
        if line and line[0].strip() == "Multiplier:" and len(line) > at:
            scale = number(one, line[at], "Multiplier") or 1.0
    for line in lines[lines.index(head) + 1 :]:
        if not line or not line[0].strip():
            continue
        if len(line) <= at:
            raise not_expected(one, f"the line of {line[0]} breaks off")
        value = number(one, line[at], line[0])
        found.append(
            Observation(ask.series, _period(one, line[0].strip()), None if value is None else value * scale)
        )
    return once(one, found)


def _period(one: Snapshot, text: str) -> str:
    match = _PERIOD.match(text)
    if match is None:
        return day(one, text).isoformat()
    quarter = match[4] or match[5]
    return f"{match[1]}Q{quarter}" if quarter else text


def _quarter(one: Snapshot, text: str) -> str:
    match = re.fullmatch(r"(\d{4})\s*Q([1-4])|Q([1-4])\s*(\d{4})", text)
    if match is None:
        raise not_expected(one, f"{text!r} is not a quarter")
    return f"{match[1] or match[4]}Q{match[2] or match[3]}"


def _asked(ask: Ask) -> tuple[str, str, str]:
    parts = ask.series.split("/", 2)
    if len(parts) != 3 or (parts[0] not in RELEASES and parts[0] != "scenario"):
        raise MoneygoodError(
            "D029", f"{ask.series!r} is not a release, a package and a column", None,
            "Write H15/bf17364827e38702b42a58cf8eaa3f78/RIFLGFCY10_N.B",
        )  # fmt: skip
    return parts[0], parts[1], parts[2]


PROVIDER = Provider(
    "federal_reserve",
    "Federal Reserve Board, Data Download Program and supervisory scenarios",
    ("www.federalreserve.gov", "federalreserve.gov"),
    "csv",
    "us-gov",
    "https://www.federalreserve.gov/datadownload/help/default.htm",
    fetch,
    tidy,
    per_second=1.0,
)
