"""What all tests share: a cache of their own, so that nothing depends on what lies on the machine."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Cached models and baselines of this session only; runs go nowhere near the checkout."""
    before = {
        name: os.environ.get(name) for name in ("MONEYGOOD_CACHE", "MONEYGOOD_RUNS", "MONEYGOOD_ECONOMICS")
    }
    os.environ["MONEYGOOD_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    os.environ["MONEYGOOD_RUNS"] = str(tmp_path_factory.mktemp("runs"))
    os.environ.pop("MONEYGOOD_ECONOMICS", None)
    yield
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
