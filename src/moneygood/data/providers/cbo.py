"""CBO's open data: budget and economic projections, a tidy CSV file a vintage.

``raw.githubusercontent.com/US-CBO/cbo-data/main/data/<dataset>/<frequency>_<vintage>.csv``, such as
``budget/ten_year_budget/annual_fy_2026-02.csv`` or ``economic/historical_economic/quarterly_2026-02.csv``:
columns ``date`` (FY2026, 2026Q1, 2026), ``variable``, ``value``. `Ask.series` is the path without ending and
the variable after a colon.
"""

from __future__ import annotations

import re

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import not_expected, number, once, rows_of

BASE = "https://raw.githubusercontent.com/US-CBO/cbo-data/main/data"
_DATE = re.compile(r"(?:(?:FY|CY)?(\d{4}))(?:-?[qQ]([1-4]))?\Z")


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """The file of one dataset and vintage."""
    path, _ = _asked(ask)
    return (get(WebRequest(f"{BASE}/{path}.csv")),)


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """One variable by fiscal year, calendar year or quarter, in CBO's unit."""
    (one,) = snapshots
    _, variable = _asked(ask)
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
            found.append(Observation(ask.series, period, number(one, row["value"], row["date"])))
    return once(one, found)


def _asked(ask: Ask) -> tuple[str, str]:
    path, _, variable = ask.series.partition(":")
    if not re.fullmatch(r"[\w/.-]+", path) or ".." in path or not variable:
        raise MoneygoodError(
            "D029", f"{ask.series!r} is not a file and a variable", None,
            "Write budget/ten_year_budget/annual_fy_2026-02:net_interest",
        )  # fmt: skip
    return path, variable


PROVIDER = Provider(
    "cbo",
    "Congressional Budget Office, open data",
    ("raw.githubusercontent.com",),
    "csv",
    "us-gov",
    "https://github.com/US-CBO/cbo-data",
    fetch,
    tidy,
    per_second=1.0,
)
