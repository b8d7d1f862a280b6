"""Every provider, by name: the one list that commands, refreshing and the reference page are made from."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.data.providers.contract import Provider

NAMES = (
    "fred", "alfred", "fiscaldata", "edgar", "bea", "bls", "federal_reserve", "new_york_fed", "kim_wright",
    "cbo", "forecasters", "fomc", "shiller", "cboe", "tic", "user", "yahoo",
)  # fmt: skip


@lru_cache(maxsize=32)
def provider(name: str) -> Provider:
    """The provider of that name (D029)."""
    if name not in NAMES:
        raise MoneygoodError("D029", f"there is no provider {name!r}", None, did_you_mean(name, NAMES))
    found = import_module(f"moneygood.data.providers.{name}").PROVIDER
    assert isinstance(found, Provider)
    return found


def providers() -> tuple[Provider, ...]:
    """All of them, in the order of the list."""
    return tuple(provider(name) for name in NAMES)
