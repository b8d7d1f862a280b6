"""BEA: lines of the national accounts, straight from the agency; a key is needed (``BEA_API_KEY``).

``apps.bea.gov/api/data`` with `UserID`, `method` GetData, `DatasetName` NIPA, `TableName` (T10105),
`Frequency` (Q), `Year` (X for all) and `ResultFormat`; under ``BEAAPI.Results.Data`` stand ``LineNumber``,
``TimePeriod`` (2026Q1), ``DataValue`` (with thousands separated by commas), ``UNIT_MULT`` (a power of ten).
An error comes with status 200 under ``BEAAPI.Error``. `Ask.series` is ``<table>/<line>``.
"""

from __future__ import annotations

import re

from moneygood.core.errors import MoneygoodError
from moneygood.data.providers.client import user_key
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import json_of, member, not_expected, number, once

ADDRESS = "https://apps.bea.gov/api/data"
_PERIOD = re.compile(r"\d{4}(Q[1-4]|M\d\d)?\Z")


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """A whole table, every year that it has."""
    table, _ = _asked(ask)
    params = (
        ("UserID", user_key(PROVIDER)), ("method", "GetData"), ("DatasetName", "NIPA"), ("TableName", table),
        ("Frequency", ask.options.get("frequency", "Q")), ("Year", "X"), ("ResultFormat", "JSON"),
    )  # fmt: skip
    return (get(WebRequest(ADDRESS, params, secret=("UserID",))),)


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """The figures of one line, in dollars or in the table's own index, by quarter or month."""
    (one,) = snapshots
    _, wanted = _asked(ask)
    told = member(one, json_of(one), "BEAAPI")
    fault = told.get("Error") or (told.get("Results") or {}).get("Error")
    if fault:
        said = fault.get("APIErrorDescription", fault) if isinstance(fault, dict) else fault
        raise MoneygoodError(
            "D021", f"bea: {said}", None, f"Look at the key in {PROVIDER.key} and at the table"
        )
    found = []
    for row in member(one, told, "Results", "Data"):
        if str(member(one, row, "LineNumber")) != wanted:
            continue
        period = str(member(one, row, "TimePeriod"))
        if not _PERIOD.match(period):
            raise not_expected(one, f"{period!r} is not a period")
        value = number(one, member(one, row, "DataValue"), period)
        power = int(number(one, row.get("UNIT_MULT", "0"), "UNIT_MULT") or 0)
        told_period = f"{period[:4]}-{period[5:]}" if "M" in period else period
        found.append(Observation(ask.series, told_period, None if value is None else value * 10.0**power))
    return once(one, found)


def _asked(ask: Ask) -> tuple[str, str]:
    table, _, line = ask.series.partition("/")
    if not re.fullmatch(r"[TU]\w+", table) or not line.isdigit():
        raise MoneygoodError("D029", f"{ask.series!r} is not a table and a line", None, "Write T10105/1")
    return table, line


PROVIDER = Provider(
    "bea",
    "Bureau of Economic Analysis",
    ("apps.bea.gov",),
    "json",
    "us-gov",
    "https://apps.bea.gov/api/_pdf/bea_web_service_api_user_guide.pdf",
    fetch,
    tidy,
    per_second=1.5,
    key="BEA_API_KEY",
    key_needed=True,
)
