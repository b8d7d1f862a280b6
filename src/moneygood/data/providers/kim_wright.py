"""The term premium of Kim and Wright: one CSV file of the Federal Reserve Board.

``www.federalreserve.gov/data/yield-curve-tables/feds200533.csv``: some lines about the model, then ``Date``
and a column each for yields (THREEFY1000.B), term premia (THREEFYTP1000.B) and forwards (THREEFF1000.B), in
percent, by business day, NA where missing.
"""

from __future__ import annotations

from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import day, number, once, rows_of

ADDRESS = "https://www.federalreserve.gov/data/yield-curve-tables/feds200533.csv"


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """The whole file."""
    return (get(WebRequest(ADDRESS)),)


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """The figures of one column by day, in percent."""
    (one,) = snapshots
    rows = rows_of(one, ("Date", ask.series))
    found = [
        Observation(ask.series, day(one, r["Date"]).isoformat(), number(one, r[ask.series], r["Date"]))
        for r in rows
    ]
    return once(one, found)


PROVIDER = Provider(
    "kim_wright",
    "Federal Reserve Board, term structure of Kim and Wright",
    ("www.federalreserve.gov",),
    "csv",
    "us-gov",
    "https://www.federalreserve.gov/data/three-factor-nominal-term-structure-model.htm",
    fetch,
    tidy,
    per_second=1.0,
)
