"""FRED, the Federal Reserve Bank of St. Louis: the latest figures of a series, without or with a key.

Without a key: ``fred.stlouisfed.org/graph/fredgraph.csv`` with `id`, and `cosd` and `coed` for the first and
last day; two columns, ``observation_date`` and the series' name, a dot where a figure is missing. With a key
(32 characters, ``FRED_API_KEY``): ``api.stlouisfed.org/fred/series/observations`` with `series_id`,
`file_type`, `observation_start`, `observation_end`; a list ``observations`` with ``date`` and ``value``. The
graph's address ignores a vintage date without a word, so that a question as of a day goes to `alfred`
instead.
"""

from __future__ import annotations

from moneygood.core.errors import MoneygoodError
from moneygood.data.providers.client import user_key
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import day, json_of, member, number, once, rows_of

GRAPH = "https://fred.stlouisfed.org/graph/fredgraph.csv"
API = "https://api.stlouisfed.org/fred/series/observations"


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """The answer for one series; D029 where a day of knowledge is asked for."""
    if ask.as_of is not None:
        raise MoneygoodError("D029", "fred gives the latest figures only", None, "Ask alfred as of a day")
    key = user_key(PROVIDER)
    if key:
        span = (("observation_start", ask.since), ("observation_end", ask.until))
        params = (("series_id", ask.series), ("file_type", "json"), ("api_key", key), *_days(span))
        return (get(WebRequest(API, params, secret=("api_key",))),)
    return (get(WebRequest(GRAPH, (("id", ask.series), *_days((("cosd", ask.since), ("coed", ask.until)))))),)


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """One figure a period, by the first day of the period, as FRED writes it."""
    (one,) = snapshots
    if one.content.lstrip()[:1] == b"{":
        rows = member(one, json_of(one), "observations")
        pairs = [(member(one, r, "date"), member(one, r, "value")) for r in rows]
    else:
        table = rows_of(one, ("observation_date", ask.series))
        pairs = [(r["observation_date"], r[ask.series]) for r in table]
    return once(
        one,
        [Observation(ask.series, day(one, d).isoformat(), number(one, v, str(d))) for d, v in pairs],
    )


def _days(span: tuple[tuple[str, object], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in span if value is not None)


PROVIDER = Provider(
    "fred",
    "FRED, Federal Reserve Bank of St. Louis",
    ("fred.stlouisfed.org", "api.stlouisfed.org"),
    "csv",
    "cited",
    "https://fred.stlouisfed.org/docs/api/fred/series_observations.html",
    fetch,
    tidy,
    per_second=2.0,
    zone="America/Chicago",
    key="FRED_API_KEY",
)
