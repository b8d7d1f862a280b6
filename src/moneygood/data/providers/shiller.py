"""Robert Shiller's monthly figures of the S&P 500: price, dividends, earnings, CAPE.

The workbook ``ie_data.xls``, sheet Data: a head in several rows whose last has Date, P, D, E, CPI … and CAPE;
dates are numbers such as 2026.01 and 2026.1 (October). Its address changes with each posting: the page of the
site links to it, and that link is followed (`options: address` names one instead). Where the page cannot be
read or has no such link, the old address at Yale is used, whose file ends in 2023, and a line says so.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.notices import notify
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import not_expected, number, once
from moneygood.data.providers.old_excel import read_old_sheet

ADDRESS = "http://www.econ.yale.edu/~shiller/data/ie_data.xls"
PAGE = "https://shillerdata.com/"
_LINK = re.compile(rb"//(img1\.wsimg\.com/blobby/go/[\w./%-]+/ie_data\.xls(?:\?[\w.=&-]*)?)")
HOSTS = ("www.econ.yale.edu", "img1.wsimg.com", "shillerdata.com")


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """The whole workbook: at the address asked for, the one that the site links to, or the old one."""
    address = ask.options.get("address")
    if address is None:
        return (_posted(get) or get(WebRequest(ADDRESS)),)
    if urlsplit(address).hostname not in HOSTS:
        raise MoneygoodError("D029", f"{address} is no address of Shiller's data", None, f"Use {HOSTS[1]}")
    return (get(WebRequest(address)),)


def _posted(get: Get) -> Snapshot | None:
    """The workbook that the site's page links to; None, and why, where there is none to be had."""
    try:
        found = _LINK.search(get(WebRequest(PAGE)).content)
        if found is not None:
            return get(WebRequest(f"https://{found[1].decode()}"))
        why = f"{PAGE} links to no ie_data.xls"
    except MoneygoodError as fault:
        why = fault.message
    notify(f"shiller: {why}; the file at Yale is used, which ends in 2023")
    return None


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """One column by month."""
    (one,) = snapshots
    cells = read_old_sheet(one, "Data")
    top = next((r for r in range(1, 16) if str(cells.get((r, 1), "")).strip() == "Date"), None)
    if top is None:
        raise not_expected(one, "sheet 'Data' has no row that begins with 'Date'")
    head = {str(v).strip(): c for (r, c), v in sorted(cells.items(), reverse=True) if r == top}
    if ask.series not in head:
        raise not_expected(one, f"sheet 'Data' has no column {ask.series!r}", did_you_mean(ask.series, head))
    found = []
    for row in range(top + 1, max(r for r, _ in cells) + 1):
        at = cells.get((row, 1))
        if not isinstance(at, float):
            continue
        year, month = int(at), round(100 * (at - int(at)))
        if not 1 <= month <= 12:
            raise not_expected(one, f"{at} in row {row} is not a month")
        cell = cells.get((row, head[ask.series]))
        found.append(Observation(ask.series, f"{year}-{month:02d}", number(one, cell, f"row {row}")))
    return once(one, found)


PROVIDER = Provider(
    "shiller",
    "Robert Shiller, U.S. stock markets",
    HOSTS,
    "xls",
    "cited",
    "https://shillerdata.com",
    fetch,
    tidy,
    per_second=0.5,
)
