"""Cboe: the daily history of the VIX and its kin.

``cdn.cboe.com/api/global/us_indices/daily_prices/VIX_History.csv``: DATE (month/day/year), OPEN, HIGH, LOW,
CLOSE. `Ask.series` is the index (VIX, VIX3M, VVIX); the close is taken unless `options: field` names another
column.
"""

from __future__ import annotations

import re

from moneygood.core.errors import MoneygoodError
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import day, number, once, rows_of

BASE = "https://cdn.cboe.com/api/global/us_indices/daily_prices"


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """The whole history of one index."""
    if not re.fullmatch(r"[A-Z0-9]{2,8}", ask.series):
        raise MoneygoodError("D029", f"{ask.series!r} is not the name of an index", None, "Write VIX")
    return (get(WebRequest(f"{BASE}/{ask.series}_History.csv")),)


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """The closes by day."""
    (one,) = snapshots
    column = ask.options.get("field", "CLOSE")
    rows = rows_of(one, ("DATE", column))
    found = [
        Observation(ask.series, day(one, r["DATE"]).isoformat(), number(one, r[column], r["DATE"]))
        for r in rows
    ]
    return once(one, found)


PROVIDER = Provider(
    "cboe",
    "Cboe Global Markets",
    ("cdn.cboe.com",),
    "csv",
    "cited",
    "https://www.cboe.com/tradable_products/vix/vix_historical_data/",
    fetch,
    tidy,
    per_second=1.0,
)
