"""CBO's open data: budget and economic projections, a tidy CSV file a vintage.

``raw.githubusercontent.com/US-CBO/cbo-data/main/data/<dataset>/<frequency>_<vintage>.csv``, such as
``budget/ten_year_budget/annual_fy_2026-02.csv`` or ``economic/historical_economic/quarterly_2026-02.csv``:
columns ``date`` (FY2026, 2026q1, 2026), ``variable``, ``value``; ``schema.json`` beside them has the
variables. `Ask.series` is the path without ending and the variable after a colon. With ``latest`` in place of
the month, the last file of ``api.github.com/repos/US-CBO/cbo-data/contents/data/<dataset>`` is meant, a JSON
list of files with their ``name``. A figure is known from the end of its file's month on.
"""

from __future__ import annotations

import calendar
import datetime
import re

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import json_of, member, not_expected, number, once, rows_of

BASE = "https://raw.githubusercontent.com/US-CBO/cbo-data/main/data"
LISTS = "https://api.github.com/repos/US-CBO/cbo-data/contents/data"
LATEST = "latest"
_DATE = re.compile(r"(?:(?:FY|CY)?(\d{4}))(?:-?[qQ]([1-4]))?\Z")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])\Z")


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """The file of one dataset and vintage, before it the list of files where the latest one is asked for."""
    folder, kind, month, _ = _asked(ask)
    if month != LATEST:
        return (get(WebRequest(f"{BASE}/{folder}/{kind}_{month}.csv")),)
    listed = get(WebRequest(f"{LISTS}/{folder}"))
    return listed, get(WebRequest(f"{BASE}/{folder}/{kind}_{_latest(ask, listed)}.csv"))


def _latest(ask: Ask, listed: Snapshot) -> str:
    """The last month of which the list has a file, by a day where that is given (D022 for none)."""
    _, kind, _, _ = _asked(ask)
    files = json_of(listed)
    if not isinstance(files, list):
        raise not_expected(listed, "what came is no list of files")
    names = [str(member(listed, file, "name")) for file in files]
    own = re.compile(rf"{re.escape(kind)}_(\d{{4}}-(?:0[1-9]|1[0-2]))\.csv\Z")
    by = (ask.as_of or listed.day).isoformat()[:7]
    months = [m[1] for m in map(own.match, names) if m and m[1] <= by]
    if not months:
        raise not_expected(listed, f"there is no file {kind}_YYYY-MM.csv", did_you_mean(kind, names))
    return max(months)


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """One variable by fiscal year, calendar year or quarter, in CBO's unit."""
    *before, one = snapshots
    _, _, month, variable = _asked(ask)
    known = _end(_latest(ask, before[0]) if before else month)
    rows = rows_of(one, ("date", "variable", "value"))
    names = dict.fromkeys(r["variable"] for r in rows)
    if variable not in names:
        raise not_expected(one, f"there is no variable {variable!r}", did_you_mean(variable, names))
    found = []
    for row in rows:
        if row["variable"] == variable:
            match = _DATE.match(row["date"])
            if match is None:
                raise not_expected(one, f"{row['date']!r} is not a year or quarter")
            period = f"{match[1]}Q{match[2]}" if match[2] else match[1]
            found.append(Observation(ask.series, period, number(one, row["value"], row["date"]), known))
    return once(one, found)


def _end(month: str) -> datetime.date | None:
    """The last day of a month, None for a file that is of no month."""
    parts = _MONTH.match(month)
    if parts is None:
        return None
    year, at = int(parts[1]), int(parts[2])
    return datetime.date(year, at, calendar.monthrange(year, at)[1])


def _asked(ask: Ask) -> tuple[str, str, str, str]:
    """Folder, kind of file, month and variable of what is asked."""
    path, _, variable = ask.series.partition(":")
    folder, _, file = path.rpartition("/")
    kind, _, month = file.rpartition("_")
    if not re.fullmatch(r"[\w/.-]+", path) or ".." in path or not (folder and kind and month and variable):
        raise MoneygoodError(
            "D029", f"{ask.series!r} is not a file and a variable", None,
            "Write budget/ten_year_budget/annual_fy_2026-02:proj_outlays_net_interest",
        )  # fmt: skip
    return folder, kind, month, variable


PROVIDER = Provider(
    "cbo",
    "Congressional Budget Office, open data",
    ("raw.githubusercontent.com", "api.github.com"),
    "csv",
    "us-gov",
    "https://github.com/US-CBO/cbo-data",
    fetch,
    tidy,
    per_second=1.0,
)
