"""Requests that schemathesis makes of the OpenAPI document: every reply is one that the document promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("schemathesis")
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from moneygood.surfaces.web.app import make_app
from moneygood.surfaces.web.limits import WebLimits
from moneygood.surfaces.web.openapi import openapi_document

pytestmark = pytest.mark.slow  # half a minute; `max_examples` and these limits are what bounds it
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

    async def kept_open(scope: Any, receive: Any, send: Any) -> None:
        """The application, which schemathesis would begin and end with each request."""
        if scope["type"] == "http":
            await app(scope, receive, send)
            return
        for _ in range(2):
            await send({"type": f"{(await receive())['type']}.complete"})

    with TestClient(app):
        yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", kept_open)


OPERATIONS = [
    (path, method)
    for path, methods in openapi_document(SMALL)["paths"].items()
    for method in methods
    if not path.endswith("/events")  # a stream that stays open; `test_rest` reads it
]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_a_reply_is_one_that_the_document_promises(document: Any, path: str, method: str) -> None:
    @settings(
        max_examples=2,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(document[path][method.upper()].as_strategy())
    def sent(case: Any) -> None:
        case.call_and_validate(checks=PROMISES)

    sent()
