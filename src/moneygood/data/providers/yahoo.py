"""Prices from Yahoo through the library yfinance (the extra ``yahoo``): for those who may use them.

Yahoo documents no interface and its terms are for personal use, so nothing of it is bundled; the library's
frame of daily prices (Date, Close, adjusted for splits and dividends) is kept as CSV like any other snapshot.
"""

from __future__ import annotations

import datetime
from importlib import import_module
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.data.providers.contract import Ask, Get, Observation, Provider, Snapshot, WebRequest
from moneygood.data.providers.documents import day, number, once, rows_of

MANUAL = "https://ranaroussi.github.io/yfinance/"


def fetch(ask: Ask, get: Get) -> tuple[Snapshot, ...]:
    """Daily closes of one symbol, adjusted; D027 without the library, D020 when it gives nothing."""
    try:
        library: Any = import_module("yfinance")
    except ImportError:
        raise MoneygoodError(
            "D027", "prices of Yahoo need the library yfinance", None, "Install moneygood[yahoo]"
        ) from None
    span = {"start": str(ask.since)} if ask.since else {"period": "max"}
    try:
        frame = library.Ticker(ask.series).history(auto_adjust=True, **span)
    except Exception as fault:  # the library raises what its own requests raise
        raise MoneygoodError("D020", f"yahoo: {ask.series}: {fault}", None, "Try again later") from None
    lines = ["Date,Close"]
    lines += [f"{str(at)[:10]},{close}" for at, close in zip(frame.index, frame["Close"], strict=True)]
    if len(lines) == 1:
        raise MoneygoodError("D020", f"yahoo has no price of {ask.series!r}", None, "Look at the symbol")
    request = WebRequest("yfinance:history", (("symbol", ask.series), *span.items()))
    now = datetime.datetime.now(datetime.UTC)
    content = ("\n".join(lines) + "\n").encode()
    return (
        Snapshot(
            "yahoo",
            request.identity,
            request.shown,
            now.isoformat(timespec="seconds"),
            now.date(),
            content,
            "text/csv",
        ),
    )


def tidy(ask: Ask, snapshots: tuple[Snapshot, ...]) -> tuple[Observation, ...]:
    """The closes by day."""
    (one,) = snapshots
    rows = rows_of(one, ("Date", "Close"))
    return once(
        one,
        [
            Observation(ask.series, day(one, r["Date"]).isoformat(), number(one, r["Close"], r["Date"]))
            for r in rows
        ],
    )


PROVIDER = Provider(
    "yahoo", "Yahoo Finance through yfinance", (), "csv", "user", MANUAL, fetch, tidy, per_second=0.5
)
