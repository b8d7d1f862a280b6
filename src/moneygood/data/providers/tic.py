"""Treasury International Capital: who abroad holds Treasuries, by country and month.

``ticdata.treasury.gov/resource-center/data-chart-center/tic/Documents/slt_table5.txt``: fields separated by
tabs, some lines of heading, then ``Country`` and thirteen months (2026-07) in billions of dollars.
`Ask.series` is the name of a row: ``Grand Total``, ``Japan`` …. The older mfh.txt answers with figures that
end in January 2023, and is not used.
"""

from __future__ import annotations

import re

from moneygood.core.errors import did_you_mean
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import not_expected, number, once, rows_of

ADDRESS = "https://ticdata.treasury.gov/resource-center/data-chart-center/tic/Documents/slt_table5.txt"
_MONTH = re.compile(r"\d{4}-\d\d\Z")


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """The table of major holders."""
    return (get(WebRequest(ADDRESS)),)


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """One holder's figures by month, in billions of dollars at its end."""
    (one,) = snapshots
    rows = rows_of(one, ("Country",), delimiter="\t")
    names = [r["Country"] for r in rows]
    if ask.series not in names:
        raise not_expected(one, f"there is no row {ask.series!r}", did_you_mean(ask.series, names))
    months = [c for c in rows[0] if _MONTH.match(c)]
    if not months:
        raise not_expected(one, "there is no column of a month")
    lines = [r for r in rows if r["Country"] == ask.series]
    found = [Observation(ask.series, m, number(one, r[m], m)) for r in lines for m in months]
    return once(one, found)


PROVIDER = Provider(
    "tic",
    "Treasury International Capital system",
    ("ticdata.treasury.gov",),
    "text",
    "us-gov",
    "https://home.treasury.gov/data/treasury-international-capital-tic-system",
    fetch,
    tidy,
    per_second=1.0,
)
