"""A text pasted into the page of claims comes back with verdicts; what is none is a page that says so."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

pytest.importorskip("starlette")
from starlette.testclient import TestClient

from moneygood.surfaces.web.app import make_app
from moneygood.surfaces.web.reading.parts import ReadingPage
from moneygood.surfaces.web.reading.pasted import paste_form
from moneygood.surfaces.web.rendering import page_html

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}


@pytest.fixture(scope="module")
def web() -> Iterator[TestClient]:
    with TestClient(make_app(lab=False), base_url="http://127.0.0.1:8000") as client:
        yield client


def send(web: TestClient, **fields: str):
    return web.post("/claims/check/", content=urlencode(fields), headers=FORM)


def test_a_pasted_text_comes_back_with_verdicts_and_is_not_kept(web):
    reply = send(web, text="Unemployment stayed below 4% in 2023. Will it last?", date="2024-07-01")
    assert reply.status_code == 200
    assert "supported" in reply.text
    assert "a question, which is neither true nor false" in reply.text
    assert reply.headers["cache-control"] == "no-store"


def test_what_is_pasted_stands_as_inert_text(web):
    reply = send(web, text="<script>alert(1)</script> Unemployment was 3.6% in 2023.", date="2024-07-01")
    assert "<script>alert" not in reply.text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"text": "Inflation is low."},
        {"text": "x" * 40_001, "date": "2024-07-01"},
        {"text": "Inflation is low.", "date": "soon"},
    ],
)
def test_what_cannot_be_checked_is_a_page_that_says_so(web, fields):
    reply = send(web, **fields)
    assert reply.status_code == 422
    assert "A507" in reply.text


def test_the_address_of_an_answer_that_is_not_kept_leads_back(web):
    reply = web.get("/claims/check/", follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (303, "/claims/")


def test_pages_in_a_folder_say_where_a_text_can_be_pasted():
    page = ReadingPage("claims", "Claims", "?", "Yes.", (paste_form(),), "")
    assert "<form" not in page_html(page, lab=False, static=True)
    assert "moneygood claims article.md" in page_html(page, lab=False, static=True)
    assert '<form method="post"' in page_html(page, lab=False)
