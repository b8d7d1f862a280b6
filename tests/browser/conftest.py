"""One browser and one server for all tests in here, which end before a test elsewhere starts its own loop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from in_chromium import served, started_browser


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    with started_browser() as browser:
        yield browser


@pytest.fixture(scope="package")
def root(pages_made_once: None) -> Iterator[str]:
    """The address of the workbench."""
    pytest.importorskip("starlette")
    from moneygood.surfaces.web.app import make_app

    with served(make_app()) as address:
        yield address
