"""The New York Fed: overnight reference rates by its Markets API, and the ACM term premium from its workbook.

``markets.newyorkfed.org/api/rates/secured/sofr/search.json`` (unsecured: effr, obfr) with `startDate` and
`endDate`; under ``refRates`` stand ``effectiveDate``, ``type``, ``percentRate``. The term premia of Adrian,
Crump and Moench are the file ``ACMTermPremium.xls`` with a sheet "ACM Daily" and "ACM Monthly": DATE
(31-Jan-2026) and ACMTP10. `Ask. series` is ``SOFR``, ``EFFR`` … or ``ACMTP10`` (``ACMY10``, ``ACMRNY10``).
"""

from __future__ import annotations

import datetime

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import day, json_of, member, not_expected, number, once
from moneygood.data.providers.old_excel import read_old_sheet

RATES = "https://markets.newyorkfed.org/api/rates"
ACM = "https://www.newyorkfed.org/medialibrary/media/research/data_indicators/ACMTermPremium.xls"
KINDS = {"SOFR": "secured", "BGCR": "secured", "TGCR": "secured", "EFFR": "unsecured", "OBFR": "unsecured"}
FIRST = datetime.date(2018, 4, 2)


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """The rates between two days, or the whole workbook of term premia."""
    if ask.series.startswith("ACM"):
        return (get(WebRequest(ACM)),)
    if ask.series not in KINDS:
        raise MoneygoodError(
            "D029",
            f"new_york_fed has no rate {ask.series!r}",
            None,
            did_you_mean(ask.series, (*KINDS, "ACMTP10")),
        )
    until = ask.until or datetime.date.today()
    span = (("startDate", (ask.since or FIRST).isoformat()), ("endDate", until.isoformat()), ("type", "rate"))
    return (get(WebRequest(f"{RATES}/{KINDS[ask.series]}/{ask.series.lower()}/search.json", span)),)


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """A figure a business day (rates), or the end of a month (term premia), in percent."""
    (one,) = snapshots
    if ask.series.startswith("ACM"):
        return once(one, _premia(ask, one))
    found = []
    for row in member(one, json_of(one), "refRates"):
        if member(one, row, "type") != ask.series:
            raise not_expected(one, f"{row['type']} came for {ask.series}")
        at = day(one, member(one, row, "effectiveDate")).isoformat()
        found.append(Observation(ask.series, at, number(one, member(one, row, "percentRate"), at)))
    return once(one, found)


def _premia(ask: Ask, one: Snapshot) -> list[Observation]:
    sheet = ask.options.get("sheet", "ACM Monthly")
    cells = read_old_sheet(one, sheet)
    head = {str(v): c for (r, c), v in cells.items() if r == 1}
    if ask.series not in head or "DATE" not in head:
        lost = ask.series if "DATE" in head else "DATE"
        raise not_expected(one, f"sheet {sheet!r} has no column {lost!r}", did_you_mean(lost, head))
    out = []
    for row in range(2, max(r for r, _ in cells) + 1):
        if (row, head["DATE"]) in cells:
            at = _named_day(one, cells[row, head["DATE"]])
            out.append(Observation(ask.series, at, number(one, cells.get((row, head[ask.series])), at)))
    return out


def _named_day(one: Snapshot, cell: object) -> str:
    if isinstance(cell, float):
        return (datetime.date(1899, 12, 30) + datetime.timedelta(days=int(cell))).isoformat()
    text = str(cell)
    try:
        at, month, year = text.split("-")
        names = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
        return datetime.date(int(year), names.index(month.lower()) + 1, int(at)).isoformat()
    except ValueError:
        return day(one, text).isoformat()


PROVIDER = Provider(
    "new_york_fed",
    "Federal Reserve Bank of New York",
    ("markets.newyorkfed.org", "www.newyorkfed.org"),
    "json",
    "cited",
    "https://markets.newyorkfed.org/static/docs/markets-api.html",
    fetch,
    tidy,
    per_second=2.0,
)
