"""The address of a portfolio that a reader typed: ``portfolio/sp500=60,treasury_10y=40``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from moneygood.core.errors import MoneygoodError

ADDRESS = "portfolio"
_WEIGHT = r"[a-z0-9_]{1,40}=-?\d{1,9}(\.\d{1,6})?"
_TYPED = re.compile(rf"{_WEIGHT}(,{_WEIGHT}){{0,39}}\Z")


def is_typed(name: str) -> bool:
    """Whether an address is one of typed weights."""
    head, _, tail = name.partition("/")
    return head == ADDRESS and _TYPED.match(tail) is not None


def weights_of(name: str) -> dict[str, float]:
    """The weights in an address, percent by block; U010 where it is none, or names a block twice."""
    pairs = [p.partition("=") for p in name.partition("/")[2].split(",")]
    found = {block: float(weight) for block, _, weight in pairs} if is_typed(name) else {}
    if not found or len(found) != len(pairs):
        raise MoneygoodError("U010", f"there is no page {name[:60]!r}", None, None)
    return found


def address_of(sent: Mapping[str, str]) -> str:
    """The address of what a form sent, blanks and zeros left out; U011 for what is no weight."""
    words = []
    for block, text in sent.items():
        number = text.strip().replace(",", ".")
        if number in ("", "0"):
            continue
        if not _TYPED.match(f"{block}={number}"):
            what = f"the weight of {block[:40]} is {number[:20]!r}"
            raise MoneygoodError("U011", what, None, "Write a number, in percent")
        words.append(f"{block}={number}")
    address = f"{ADDRESS}/{','.join(words)}"
    return address if words and is_typed(address) else ADDRESS
