"""A server that speaks as the sources do, and a client that asks it and never waits."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fixture_sources import FixtureSources, fixture_sources
from moneygood.data.providers.client import Client
from moneygood.data.providers.contract import Ask, Observation
from moneygood.data.providers.registry import provider

NOW = datetime.datetime(2026, 11, 30, 18, 0, tzinfo=datetime.UTC)


@pytest.fixture
def sources(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FixtureSources]:
    monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path / "cache"))
    for key in ("FRED_API_KEY", "BEA_API_KEY", "BLS_API_KEY", "MONEYGOOD_CONTACT", "MONEYGOOD_MIRROR"):
        monkeypatch.delenv(key, raising=False)
    with fixture_sources() as server:
        yield server


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def client(sources: FixtureSources, pauses: list[float]) -> Iterator[Client]:
    made = Client(
        mirror=sources.address, connect=2.0, read=0.4, whole=5.0, clock=lambda: NOW, sleep=pauses.append,
        wait=lambda: float(sum(pauses)), chance=lambda: 0.5,
    )  # fmt: skip
    yield made
    made.close()


@pytest.fixture
def read(client: Client) -> Callable[..., tuple[Observation, ...]]:
    """`read(provider, series, **ask)`: fetched and made tidy."""

    def asked(name: str, series: str, **words: Any) -> tuple[Observation, ...]:
        one = provider(name)
        ask = Ask(series, **words)
        return one.tidy(ask, one.fetch(ask, lambda request: client.fetch(one, request)))

    return asked
