"""Treasury FiscalData: debt to the penny, average rates, monthly statements, auctions; no key.

``api.fiscaldata.treasury.gov/services/api/fiscal_service`` and the table, with `fields`, `filter`
(``record_date:gte:2020-01-01``), `sort`, `page[number]` and `page[size]`. Every figure is text, a missing one
the word null; ``meta`` has ``total-pages``. `Ask.series` is a name of `TABLES`, with the row after a slash.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import day, json_of, member, not_expected, number, once

BASE = "https://api.fiscaldata.treasury.gov/services/api/fiscal_service"
SIZE = "10000"
MOST_PAGES = 50


class FiscalTable(NamedTuple):
    """A table: its path, the field with the figure, the one that names the row, whether rows are added up."""

    path: str
    value: str
    row: str = ""
    adds: bool = False


TABLES = {
    "debt_public": FiscalTable("/v2/accounting/od/debt_to_penny", "debt_held_public_amt"),
    "debt_total": FiscalTable("/v2/accounting/od/debt_to_penny", "tot_pub_debt_out_amt"),
    "average_rate": FiscalTable(
        "/v2/accounting/od/avg_interest_rates", "avg_interest_rate_amt", "security_desc"
    ),
    "receipts": FiscalTable(
        "/v1/accounting/mts/mts_table_1", "current_month_gross_rcpt_amt", "classification_desc"
    ),
    "outlays": FiscalTable(
        "/v1/accounting/mts/mts_table_1", "current_month_gross_outly_amt", "classification_desc"
    ),
    "deficit": FiscalTable(
        "/v1/accounting/mts/mts_table_1", "current_month_dfct_sur_amt", "classification_desc"
    ),
    "debt_by_kind": FiscalTable(
        "/v1/debt/mspd/mspd_table_1", "debt_held_public_mil_amt", "security_class_desc"
    ),
    "auctioned": FiscalTable(
        "/v1/accounting/od/auctions_query", "total_accepted", "security_type", adds=True
    ),
}
_DAY = {"/v1/accounting/od/auctions_query": "issue_date"}


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """Every page of the table's rows since and until the days asked for."""
    table, row = _table(ask)
    date = _DAY.get(table.path, "record_date")
    fields = ",".join(dict.fromkeys((date, *([table.row] if table.row else []), table.value)))
    wanted = [f"{date}:gte:{ask.since}"] if ask.since else []
    wanted += [f"{date}:lte:{ask.until}"] if ask.until else []
    wanted += [f"{table.row}:eq:{row}"] if row else []
    common = (("fields", fields), *((("filter", ",".join(wanted)),) if wanted else ()), ("sort", date))
    out: list[Snapshot] = []
    pages = 1
    while len(out) < pages:
        page = (("page[number]", str(len(out) + 1)), ("page[size]", SIZE))
        out.append(get(WebRequest(BASE + table.path, (*common, *page))))
        pages = int(
            number(out[-1], member(out[-1], json_of(out[-1]), "meta", "total-pages"), "total-pages") or 1
        )
        if pages > MOST_PAGES:
            raise MoneygoodError(
                "D024", f"fiscaldata has {pages} pages of {ask.series}", None, "Ask for less"
            )
    return tuple(out)


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """A figure a day (or end of month), in the source's unit; auctions of one day are added up."""
    table, _ = _table(ask)
    date = _DAY.get(table.path, "record_date")
    sums: dict[str, float] = defaultdict(float)
    found: list[Observation] = []
    for one in snapshots:
        for line in member(one, json_of(one), "data"):
            at = day(one, member(one, line, date)).isoformat()
            value = number(one, member(one, line, table.value), at)
            if table.adds and value is not None:
                sums[at] += value
            elif not table.adds:
                found.append(Observation(ask.series, at, value))
    found += [Observation(ask.series, at, value) for at, value in sums.items()]
    total = member(snapshots[0], json_of(snapshots[0]), "meta")
    had = sum(len(member(s, json_of(s), "data")) for s in snapshots)
    wanted = total.get("total-count", had) if isinstance(total, dict) else had
    if int(wanted) != had:
        raise not_expected(snapshots[0], f"{had} rows came of {wanted}", "Try again later")
    return once(snapshots[0], found)


def _table(ask: Ask) -> tuple[FiscalTable, str]:
    name, _, row = ask.series.partition("/")
    if name not in TABLES:
        raise MoneygoodError(
            "D029", f"fiscaldata has no table {name!r} here", None, did_you_mean(name, TABLES)
        )
    if TABLES[name].row and not row:
        raise MoneygoodError(
            "D029", f"fiscaldata's {name} has a figure for each {TABLES[name].row}", None, f"Write {name}/…"
        )
    return TABLES[name], row


PROVIDER = Provider(
    "fiscaldata",
    "Treasury FiscalData, Bureau of the Fiscal Service",
    ("api.fiscaldata.treasury.gov",),
    "json",
    "us-gov",
    "https://fiscaldata.treasury.gov/api-documentation/",
    fetch,
    tidy,
    per_second=4.0,
)
