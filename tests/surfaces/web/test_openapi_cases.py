"""Requests that schemathesis makes of the OpenAPI document: every reply is one that the document promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("schemathesis")
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from moneygood.surfaces.web.app import make_app
from moneygood.surfaces.web.limits import WebLimits

SMALL = WebLimits(draws=8, quarters=4, at_once=0.2, seconds=2.0, waiting=1000, each=1000)
"""Little work for each question, and a job where it is more than a moment."""

PROMISES = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


@pytest.fixture(scope="module")
def document() -> Iterator[Any]:
    from starlette.testclient import TestClient

    app = make_app(SMALL, hosts=("testserver", "localhost"), lab=False)
    with TestClient(app):
        yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


cases = schemathesis.pytest.from_fixture("document").exclude(path_regex="/events$")
"""Progress is a stream that stays open; `test_rest` reads it."""


@cases.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_a_reply_is_one_that_the_document_promises(case: Any) -> None:
    case.call_and_validate(checks=PROMISES)
