"""Weights that a reader types: an address that says them, a line for what is wrong, few of them kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("starlette")
from starlette.testclient import TestClient

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.web.app import make_app
from moneygood.surfaces.web.reading import portfolio_page
from moneygood.surfaces.web.rendering import page_html
from moneygood.surfaces.web.shelf import TYPED, PageShelf

HOST = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def web() -> Iterator[TestClient]:
    with TestClient(make_app(lab=False), base_url=HOST) as client:
        yield client


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portfolio_page, "DRAWS", 100)


def test_a_form_leads_to_an_address_that_says_the_weights(web: TestClient) -> None:
    sent = web.get("/portfolio/?sp500=60&cash=40&tips=", follow_redirects=False)
    assert sent.status_code == 303
    assert sent.headers["location"] == "/portfolio/sp500=60,cash=40/"
    page = web.get("/portfolio/sp500=60,cash=40/").text
    assert 'name="sp500" value="60"' in page
    assert web.get("/portfolio/sp500=60,cash=40/portfolio-1.csv").text.startswith("scenario,")


def test_the_figures_are_those_of_the_question(web: TestClient) -> None:
    document = web.get("/portfolio/sp500=60,cash=40/scenarios.json").json()
    own = {"title": "Typed weights", "holdings": {"sp500": 60, "cash": 40}}
    found = api.portfolio(own, draws=100).as_json()
    row = next(r for r in document["rows"] if r[0] == "Baseline")
    assert row[1] == pytest.approx(found["baseline"]["total"]["mean"], rel=1e-12)
    drawn = web.get("/portfolio/sp500=60,cash=40/scenarios.svg").text
    assert [f"{r[1]:+.1f}%" in drawn for r in document["rows"]] == [True] * len(document["rows"])


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("sp500=60,cash=30", "add up to 90 percent, not 100"),
        ("sp500=60,nothing=40", "There is no block"),
        ("cyclicals_defensives=100", "takes no money"),
    ],
)
def test_what_is_wrong_is_said_beside_the_form(web: TestClient, address: str, words: str) -> None:
    page = web.get(f"/portfolio/{address}/").text
    assert words in page
    assert "<form" in page
    assert "<figure" not in page


@pytest.mark.parametrize("query", ["sp500=sixty", "sp500=1e3", "sp500=<script>", "..=1", f"sp500={'9' * 20}"])
def test_what_is_no_weight_is_refused(web: TestClient, query: str) -> None:
    assert web.get("/portfolio/", params=dict([query.split("=", 1)])).status_code == 422


@pytest.mark.parametrize("address", ["sp500=60,sp500=40", "sp500", "sp500=60;cash=40", "../data"])
def test_an_address_that_is_none_is_not_found(web: TestClient, address: str) -> None:
    assert web.get(f"/portfolio/{address}/", follow_redirects=False).status_code in (404, 307, 308, 200)
    with pytest.raises(MoneygoodError, match="U010"):
        portfolio_page.weights_of(f"portfolio/{address}")


def test_only_the_latest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = PageShelf()
    names = [f"portfolio/sp500={n}" for n in range(1, TYPED + 5)]  # none adds up: nothing is computed
    for name in names:
        assert shelf.page(name).charts == ()
    assert not shelf.here(names[0])
    assert shelf.here(names[-1])


def test_a_static_page_says_where_weights_can_be_typed() -> None:
    page = portfolio_page.typed_page("portfolio/sp500=60")
    assert "<form" in page_html(page, lab=False)
    static = page_html(page, lab=False, static=True, vintage="2026-11")
    assert "<form" not in static
    assert "moneygood portfolio own.csv" in static
