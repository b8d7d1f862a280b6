"""BLS: prices, unemployment and productivity, straight from the agency; a key (``BLS_API_KEY``) widens the
limits.

POST to ``api.bls.gov/publicAPI/v2/timeseries/data/`` with `seriesid`, `startyear`, `endyear` and, where there
is one, `registrationkey`; at most 20 years a request with a key and 10 without. Under ``Results.series`` each
series has ``data`` with ``year``, ``period`` (M01 to M12, Q01 to Q04; M13 is a year's mean and left out) and
``value``; a fault comes with status 200 and another ``status`` than REQUEST_SUCCEEDED.
"""

from __future__ import annotations

import datetime
import json
import re

from moneygood.core.errors import MoneygoodError
from moneygood.data.providers.client import user_key
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import json_of, member, not_expected, number, once

ADDRESS = "https://api.bls.gov/publicAPI/v2/timeseries/data/"
FIRST = 1990
_PERIOD = re.compile(r"(M|Q)(\d\d)\Z")


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """As many requests as the years take, oldest first."""
    key = user_key(PROVIDER)
    first = ask.since.year if ask.since else FIRST
    last = ask.until.year if ask.until else datetime.date.today().year
    step = 20 if key else 10
    out = []
    for year in range(first, last + 1, step):
        told: dict[str, object] = {
            "seriesid": [ask.series],
            "startyear": str(year),
            "endyear": str(min(year + step - 1, last)),
        }
        if key:
            told["registrationkey"] = key
        body = json.dumps(told, sort_keys=True).encode()
        kind = (("Content-Type", "application/json"),)
        out.append(get(WebRequest(ADDRESS, headers=kind, body=body, secret=("registrationkey",))))
    return tuple(out)


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """A figure a month (2026-05) or quarter (2026Q2)."""
    found: list[Observation] = []
    for one in snapshots:
        told = json_of(one)
        if member(one, told, "status") != "REQUEST_SUCCEEDED":
            said = "; ".join(map(str, told.get("message", []))) or told["status"]
            raise MoneygoodError(
                "D021", f"bls: {said}", None, f"Look at the key in {PROVIDER.key}, or wait a day"
            )
        results = member(one, told, "Results")
        for series in member(one, results[0] if isinstance(results, list) else results, "series"):
            if member(one, series, "seriesID") != ask.series:
                raise not_expected(one, f"the series {series['seriesID']!r} came for {ask.series!r}")
            found += [o for row in member(one, series, "data") if (o := _figure(one, ask, row)) is not None]
    return once(snapshots[0], found)


def _figure(one: Snapshot, ask: Ask, row: object) -> Observation | None:
    year, word = str(member(one, row, "year")), str(member(one, row, "period"))
    match = _PERIOD.match(word)
    if match is None:
        raise not_expected(one, f"{word!r} is not a period")
    part = int(match[2])
    if part > (12 if match[1] == "M" else 4):
        return None
    period = f"{year}-{part:02d}" if match[1] == "M" else f"{year}Q{part}"
    return Observation(ask.series, period, number(one, member(one, row, "value"), period))


PROVIDER = Provider(
    "bls",
    "Bureau of Labor Statistics",
    ("api.bls.gov",),
    "json",
    "us-gov",
    "https://www.bls.gov/developers/api_signature_v2.htm",
    fetch,
    tidy,
    per_second=2.0,
    key="BLS_API_KEY",
)
