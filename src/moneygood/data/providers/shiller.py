"""Robert Shiller's monthly figures of the S&P 500: price, dividends, earnings, CAPE.

The workbook ``ie_data.xls``, sheet Data: a head in several rows whose last has Date, P, D, E, CPI … and CAPE;
dates are numbers such as 2026.01 and 2026.1 (October). The address changes with each posting of the site and
is therefore asked for (`options: address`); without it the old address at Yale is used, whose file ends in
2023.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import not_expected, number, once
from moneygood.data.providers.old_excel import read_old_sheet

ADDRESS = "http://www.econ.yale.edu/~shiller/data/ie_data.xls"
HOSTS = ("www.econ.yale.edu", "img1.wsimg.com", "shillerdata.com")


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """The whole workbook."""
    address = ask.options.get("address", ADDRESS)
    if urlsplit(address).hostname not in HOSTS:
        raise MoneygoodError("D029", f"{address} is no address of Shiller's data", None, f"Use {HOSTS[1]}")
    return (get(WebRequest(address)),)


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
